"""The spam filter: it learns from every decision of a moderator, and says how it would have decided itself.

It never decides: what it suspects is only sorted behind the rest of the queue.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.db.models import F

from articles.models import Comment, SpamSign
from articles.text import spam_signs
from articles.text.spam_signs import Counts, Judgement

ALL = 0  # the key of the row that counts all comments
NEUTRAL = 0.5
# Before it has learnt from as many comments of either kind, the filter has no opinion.
FEWEST = 10
MOST_SIGNS = 500_000  # in the table, which then has about 60 MB
MOST_AT_ONCE = 20_000  # signs: a flood of spam that is judged at once would take longer than a statement may

_ADD = """
INSERT INTO articles_spamsign AS old (key, spam, good)
SELECT * FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS new (key, spam, good) ORDER BY key
ON CONFLICT (key) DO UPDATE SET spam = old.spam + EXCLUDED.spam, good = old.good + EXCLUDED.good, day = CURRENT_DATE
"""
# Never below zero: a comment that was edited since may have signs that were never counted.
_SUBTRACT = """
UPDATE articles_spamsign AS old SET spam = greatest(old.spam - new.spam, 0), good = greatest(old.good - new.good, 0)
FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS new (key, spam, good) WHERE old.key = new.key
"""


def judge(comments: Iterable[Comment]) -> list[Judgement]:
    """How the filter would decide now, in one query. Neutral and without signs as long as it has learnt too little."""
    present = [_signs(comment) for comment in comments]
    rows = SpamSign.objects.filter(key__in={ALL}.union(*present)).values_list('key', 'spam', 'good')
    counts = {key: Counts(spam, good) for key, spam, good in rows}
    total = counts.pop(ALL, Counts(0, 0))
    if min(total) < FEWEST:
        return [Judgement(NEUTRAL, []) for _ in present]
    return [spam_signs.judge(signs, counts, total) for signs in present]


def learn(comments: Iterable[Comment]) -> None:
    """Counts the comments that moderators approved or called spam; others teach nothing."""
    _count(comments, 1)


def forget(comments: Iterable[Comment]) -> None:
    """Takes back what `learn` counted. The comments have to be as they were then."""
    _count(comments, -1)


def trim() -> int:
    """Forgets the rarest signs, and of those the oldest, until the table has a tenth less than it may hold.

    Most signs are words that were read once, and say little. Returns how many were forgotten.
    """
    if SpamSign.objects.count() <= MOST_SIGNS:
        return 0
    rarest = SpamSign.objects.exclude(key=ALL).order_by(-F('spam') - F('good'), '-day', 'key')
    forgotten = rarest.values_list('key', flat=True)[MOST_SIGNS - MOST_SIGNS // 10 :]
    return SpamSign.objects.filter(key__in=forgotten).delete()[0]


def _count(comments: Iterable[Comment], step: int) -> None:
    spam: Counter[int] = Counter()
    good: Counter[int] = Counter()
    for comment in comments:
        if comment.moderated and comment.kind == Comment.Kind.COMMENT:
            if comment.status == Comment.Status.SPAM:
                spam.update([ALL, *_signs(comment)])
            elif comment.status == Comment.Status.APPROVED:
                good.update([ALL, *_signs(comment)])
    keys = sorted(spam.keys() | good.keys())
    if not keys:
        return
    with connection.cursor() as cursor:
        # The row that each decision changes comes first, so that two moderators cannot deadlock.
        cursor.execute('SELECT FROM articles_spamsign WHERE key = %s FOR UPDATE', [ALL])
        for start in range(0, len(keys), MOST_AT_ONCE):
            some = keys[start : start + MOST_AT_ONCE]
            counts = [some, [spam[key] for key in some], [good[key] for key in some]]
            if step > 0:
                cursor.execute(_ADD, counts)
            else:
                cursor.execute(_SUBTRACT, counts)
                cursor.execute('DELETE FROM articles_spamsign WHERE key = ANY (%s) AND spam = 0 AND good = 0', [some])


def _signs(comment: Comment) -> dict[int, str]:
    return spam_signs.signs(comment.author_url, comment.body_text)
