"""Counts searches without results, for editors to make synonyms or redirects of; only if a setting asks for it.

Nothing is stored but the words, their number and days; none of what may be an e-mail address or a number of a person.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Unanswered

from . import words

MOST = 5000  # different searches
KEPT = 90  # days after the last time
SHOWN = 5  # days on which a search was made before anybody sees it
DIGITS = 6  # from which on a search is not counted
LONGEST = 100  # characters

COUNT = """
WITH outdated AS (DELETE FROM articles_unanswered WHERE last_on < %(today)s::date - %(kept)s)
INSERT INTO articles_unanswered AS counted (text, count, days, last_on)
SELECT %(text)s, 1, 1, %(today)s
WHERE EXISTS (SELECT FROM articles_unanswered WHERE text = %(text)s)
OR (SELECT count(*) FROM articles_unanswered) < %(most)s
ON CONFLICT (text) DO UPDATE SET
    count = counted.count + 1,
    days = counted.days + (counted.last_on < excluded.last_on)::int,
    last_on = excluded.last_on
WHERE counted.last_on >= %(today)s::date - %(kept)s
"""


def count(text: str) -> None:
    """Counts a search without results, by its words in lower case."""
    compared = ' '.join(words.tokens(text))
    private = '@' in text or sum(letter.isdigit() for letter in text) >= DIGITS
    counted = settings.UNANSWERED_SEARCHES and not settings.READ_ONLY
    if not counted or private or not compared or len(compared) > LONGEST:
        return
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {'text': compared, 'today': timezone.localdate(), 'kept': KEPT, 'most': MOST})


def shown() -> QuerySet[Unanswered]:
    """The searches that were made on several days, so that nobody's alone is among them."""
    return Unanswered.objects.filter(days__gte=SHOWN, last_on__gte=timezone.localdate() - timedelta(days=KEPT))
