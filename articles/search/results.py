"""A search: the answer to a question, read from one snapshot of the index."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone
from tantivy import Order, Query

from articles import journal
from articles.lists import Section
from articles.models import Article

from . import index
from .matching import Matching, Narrowing
from .question import Question, Unclear

SIZE = 20  # results on a page
DEEPEST = 10_000  # results that may be paged through; the other forms run to the end
FACET_SIZE = 10
REMEMBERED = 512  # counts and pages
EXACTLY = 65_000  # terms that each part of the index counts before the greatest are taken
YEARS = {'year': 10_000}
FACETS = {'category': 10_000, 'tag': FACET_SIZE, 'author': FACET_SIZE}


_memory: dict[tuple, object] = {}
_writing = threading.Lock()


class Stretch(NamedTuple):
    """Some of the results, and what to go on after; '' where they end."""

    ids: list[int]
    cursor: str


class Search:
    """The snapshot is seen without what readers may no longer see since it was made."""

    def __init__(self, question: Question, section: Section | None = None) -> None:
        """`section` is what the question's category names. Raises index.Missing."""
        self.question = question
        self.at: datetime = timezone.now()
        self.snapshot = index.snapshot()
        hidden = journal.hidden_since(self.snapshot.position)
        self._matching = Matching(self.snapshot, hidden)
        self.asked = question.parsed
        self._narrowing = Narrowing(section and section.pk, question.tags, question.authors, question.days)
        self._found = self._matching.found(self.asked, self._narrowing)
        self._key = (self.snapshot.generation, tuple(hidden), self.asked, self._narrowing)

    @cached_property
    def total(self) -> int:
        return sum(self.counts['year'].values())

    @cached_property
    def counts(self) -> dict[str, dict[int, int]]:
        """How many results there are by 'year', and by the id of 'category', 'tag', 'author', the greatest first."""
        return self._count(YEARS | FACETS)

    def count_by(self, part: str) -> dict[int, int]:
        """How many results each 'year', 'month' or 'day' has, as numbered in the index."""
        return self.counts['year'] if part == 'year' else self._count({part: EXACTLY})[part]

    def ids(self, offset: int, size: int) -> list[int]:
        """The articles from `offset` on, in the order asked for."""
        if self.question.in_effect == 'relevance':
            return self._kept(('ids', offset, size), lambda: self._best(offset, size))
        found, offset = self._from(offset, size)
        return self._in_time(found, size, offset)[0]

    def after(self, cursor: str, size: int) -> Stretch:
        """Results after what a cursor names ('' for the first). Raises Unclear."""
        try:
            reached = int(cursor or 0)
            if not 0 <= reached < 2**64:
                raise ValueError
        except ValueError:
            raise Unclear('That is no cursor of ours. Begin without one.') from None
        if self.question.in_effect == 'relevance':
            ids, last = self._best(reached, size) if reached < self.total else [], reached + size
        else:
            ids, last = self._in_time(self._beyond(reached), size)
        return Stretch(ids, str(last) if len(ids) == size else '')

    def page(self, number: int) -> list[Article]:
        """The articles of page `number`, counted from 1, as lists show them, with their text."""
        articles = Article.objects.public().defer('body_source', 'body_html', 'meta').with_card()
        return in_order(articles, self.ids((number - 1) * SIZE, SIZE))

    def _best(self, offset: int, size: int) -> list[int]:
        weighed = self._matching.weighed(self.asked, self._narrowing)
        hits = self.snapshot.searcher.search(weighed, size, count=False, offset=offset).hits
        return self.snapshot.searcher.fast_field_values('id', [address for _, address in hits])

    def _in_time(self, found: Query, size: int, offset: int = 0) -> tuple[list[int], int]:
        """Newest or oldest first; and the place of the last."""
        order = Order.Desc if self.question.in_effect == 'newest' else Order.Asc
        searcher = self.snapshot.searcher
        hits = searcher.search(found, size, count=False, offset=offset, order_by_field='place', order=order).hits
        return searcher.fast_field_values('id', [address for _, address in hits]), hits[-1][0] if hits else 0

    def _beyond(self, place: int) -> Query:
        if not place:
            return self._found
        if self.question.in_effect == 'newest':
            return self._matching.within(self._found, 'place', 0, place)
        return self._matching.within(self._found, 'place', place + 1, 2**64 - 1)

    def _from(self, offset: int, size: int) -> tuple[Query, int]:
        """What is found in just the years that hold the results from `offset` on, and the offset among those."""
        years = sorted(self.counts['year'].items(), reverse=self.question.in_effect == 'newest')
        while years and offset >= years[0][1]:
            offset -= years.pop(0)[1]
        held, reached = [], 0
        while years and reached < offset + size:
            held.append(years[0][0])
            reached += years.pop(0)[1]
        if not held:
            return Query.empty_query(), 0
        return self._matching.within(self._found, 'year', min(held), max(held) + 1), offset

    def _count(self, sizes: dict[str, int]) -> dict[str, dict[int, int]]:
        terms = {
            name: {'terms': {'field': name, 'size': size, 'segment_size': EXACTLY}} for name, size in sizes.items()
        }

        def count() -> dict[str, dict[int, int]]:
            counted = self.snapshot.searcher.aggregate(self._found, terms)
            return {
                name: {int(bucket['key']): bucket['doc_count'] for bucket in counted[name]['buckets']} for name in sizes
            }

        return self._kept(tuple(sizes), count)

    def _kept(self, what: tuple, work: Callable):
        """What the work gives, done once for each state of the index while it is among the last that were asked for."""
        key = (*self._key, *what)
        kept = _memory.get(key)
        if kept is None:
            kept = work()
            with _writing:
                _memory[key] = kept
                while len(_memory) > REMEMBERED:
                    del _memory[next(iter(_memory))]
        return kept


def in_order(articles, ids: list[int]) -> list[Article]:
    """These articles, as far as the query has them, in the order of their ids."""
    found = {article.pk: article for article in articles.filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]
