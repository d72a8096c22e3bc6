"""Searching comments: public ones, in the database, so that what is hidden is gone from the results with that act."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import F, QuerySet

from articles.comments import conversations
from articles.models import Comment
from articles.search import query, snippets, words

SIZE = 20  # results on a page
BATCH = 500  # results of JSON, and at once of CSV
MOST = 10_000  # results that are counted and can be paged through
FIELD = re.compile(r'(?i)(?<![^\s("|\-−–])comment:(?=[^\s)|])')
_OPERATORS = re.compile(r'\bOR\b|(?<!\S)-\S+')
_SHOWN = ('number', 'posted', 'moderated', 'author_name', 'author_url', 'body_html', 'body_text')


class WrongCursor(ValueError):
    pass


def wanted(text: str) -> str | None:
    """What a query asks of comments, without `comment:`; None where it asks for articles."""
    return ' '.join(FIELD.sub('', text).split()) if FIELD.search(text) else None


@dataclass(frozen=True)
class CommentSearch:
    """The results of what `wanted` returns, the newest first."""

    text: str

    @property
    def _all(self) -> QuerySet:
        said = Comment.objects.saying(self.text).order_by('-posted', '-pk').select_related('article')
        of_article = (f'article__{field}' for field in ('kind', 'slug', 'title', 'published_on', 'guid', 'language'))
        return said.annotate(page=F('place__oldest')).only(*_SHOWN, *of_article)

    @cached_property
    def total(self) -> int:
        """How many results there are; one more than MOST where there are more."""
        return Comment.objects.saying(self.text).order_by()[: MOST + 1].count()

    def results(self, offset: int, size: int) -> list[Comment]:
        return list(self._all[offset : offset + size])

    def after(self, cursor: str, size: int) -> tuple[list[Comment], str]:
        """The next results after a cursor, and the cursor after them; '' begins, and ends. Raises WrongCursor.

        A cursor is the time and the key of the last result, so that comments that come meanwhile shift nothing.
        """
        results = self._all
        if cursor:
            try:
                posted, pk = datetime.fromisoformat(cursor.partition('_')[0]), int(cursor.partition('_')[2])
            except ValueError:
                raise WrongCursor(cursor) from None
            if posted.tzinfo is None or not 0 <= pk < 2**63:
                raise WrongCursor(cursor)
            results = results.filter(posted__lte=posted).exclude(posted=posted, pk__gte=pk)
        comments = list(results[:size])
        full = len(comments) == size
        return comments, f'{comments[-1].posted.isoformat()}_{comments[-1].pk}' if full else ''

    def every(self) -> Iterator[Comment]:
        cursor, more = '', True
        while more:
            comments, cursor = self.after(cursor, BATCH)
            yield from comments
            more = bool(cursor)

    @cached_property
    def _marked(self) -> snippets.MarkedWords:
        leaves = (query.Phrase((token,)) for token in words.tokens(_OPERATORS.sub(' ', self.text)))
        return snippets.MarkedWords(leaves, (settings.LANGUAGE_CODE,))

    def passage(self, comment: Comment) -> list[snippets.Part]:
        return snippets.passage((comment.body_text,), self._marked)


def address(comment: Comment) -> str:
    """Where readers see a result: on its page of the conversation."""
    page = getattr(comment, 'page', None) or 1
    return f'{conversations.page_url(comment.article.get_absolute_url(), page)}#{comment.anchor}'
