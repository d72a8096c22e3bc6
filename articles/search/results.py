"""A search: the results of a query, read from one snapshot of the index."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone
from tantivy import Order, Query

from articles.changes import journal
from articles.lists import Section
from articles.models import Article
from articles.search.params import InvalidSearch, SearchParams

from . import counting, index, schema
from .matching import Matching, Narrowing

SIZE = 20  # results on a page
DEEPEST = 10_000  # results that may be paged through; the other forms run to the end
REMEMBERED = 512  # counts and pages
ENOUGH = 3  # times as many results as are wanted may well hold them

# Written out: Django takes longer to write it than PostgreSQL to answer it, and every page of results asks it.
RESULTS = """
SELECT id, kind, slug, title, language, published_on, standfirst, body_text,
    ARRAY(
        SELECT json_build_object('name', w.name, 'slug', w.slug)
        FROM articles_byline b JOIN articles_author w ON w.id = b.author_id WHERE b.article_id = a.id ORDER BY position
    ) AS byline,
    ARRAY(
        SELECT category_id FROM articles_articlecategory WHERE article_id = a.id ORDER BY is_primary DESC, id LIMIT 1
    ) AS filed_under
FROM articles_article a WHERE id = ANY(%s) AND public_from <= %s
"""

_memory: dict[tuple, Future] = {}
_writing = threading.Lock()
# tantivy lets other threads of Python run while these count.
_background = ThreadPoolExecutor(2, 'counting')


class Stretch(NamedTuple):
    """Some of the results, and what to go on after; '' where they end."""

    ids: list[int]
    cursor: str


class Search:
    """The snapshot is seen without what readers may no longer see since it was made."""

    def __init__(self, params: SearchParams, section: Section | None = None, topics: int = 0) -> None:
        """`section` is what the category of `params` names, `topics` how many of the commonest are asked for. Raises
        index.Missing."""
        self.params, self._topics = params, topics
        self.at: datetime = timezone.now()
        self.snapshot = index.snapshot()
        hidden = journal.hidden_since(self.snapshot.position)
        self._matching = Matching(self.snapshot, hidden)
        self.query = params.parsed
        self._narrowing = Narrowing(section and section.pk, params.tags, params.authors, params.days)
        self._found = self._matching.found(self.query, self._narrowing)
        self._counting = self.snapshot.counting
        self._key = (self.snapshot.generation, tuple(hidden), self.query, self._narrowing)

    @cached_property
    def total(self) -> int:
        return sum(self.spread.values())

    @property
    def spread(self) -> dict[int, int]:
        """How many results there are in each year, or month or day of the period, as numbered in the index."""
        return self._counts[self.params.part]

    def begin(self) -> None:
        """Has everything counted by another thread, so that it is done when it is asked for."""
        _background.submit(lambda: self._counts)

    def commonest(self, name: str, size: int, among: frozenset[int] | None = None) -> dict[int, int]:
        """The 'category', 'tag' or 'author', by its id, that most results have, and how many; the greatest first."""
        counts = self._counts[name]
        return counting.greatest({pk: n for pk, n in counts.items() if among is None or pk in among}, size)

    def ids(self, offset: int, size: int) -> list[int]:
        """The articles from `offset` on, in the order asked for."""
        if self.params.effective_order == 'relevance':
            return self._kept(('ids', offset, size), lambda: self._best(offset, size))
        ids: list[int] = []
        if nearest := self._nearest(offset + size):
            ids, _ = self._in_time(nearest, size, offset)
        return ids if len(ids) == size else self._in_time(self._found, size, offset)[0]

    def after(self, cursor: str, size: int) -> Stretch:
        """Results after what a cursor names ('' for the first). Raises InvalidSearch."""
        try:
            reached = int(cursor or 0)
            if not 0 <= reached < 2**64:
                raise ValueError
        except ValueError:
            raise InvalidSearch('That is no cursor of ours. Begin without one.') from None
        if self.params.effective_order == 'relevance':
            ids, last = self._best(reached, size) if reached < self.total else [], reached + size
        else:
            ids, last = self._in_time(self._beyond(reached), size)
        return Stretch(ids, str(last) if len(ids) == size else '')

    def page(self, number: int) -> list[Article]:
        """The articles of page `number`, counted from 1, with what a list of results shows of them."""
        ids = self.ids((number - 1) * SIZE, SIZE)
        return in_order(Article.objects.raw(RESULTS, [ids, self.at]), ids)

    def _best(self, offset: int, size: int) -> list[int]:
        weighed = self._matching.weighed(self.query, self._narrowing)
        hits = self.snapshot.searcher.search(weighed, size, count=False, offset=offset).hits
        return self.snapshot.searcher.fast_field_values('id', [address for _, address in hits])

    def _in_time(self, found: Query, size: int, offset: int = 0) -> tuple[list[int], int]:
        """Newest or oldest first; and the place of the last."""
        order = Order.Desc if self.params.effective_order == 'newest' else Order.Asc
        searcher = self.snapshot.searcher
        hits = searcher.search(found, size, count=False, offset=offset, order_by_field='place', order=order).hits
        return searcher.fast_field_values('id', [address for _, address in hits]), hits[-1][0] if hits else 0

    def _beyond(self, place: int) -> Query:
        if not place:
            return self._found
        if self.params.effective_order == 'newest':
            return self._matching.within(self._found, 'place', 0, place)
        return self._matching.within(self._found, 'place', place + 1, 2**64 - 1)

    def _nearest(self, reached: int) -> Query | None:
        """What is found in the newest years, or the oldest, that may well hold so many; None where that is not less to
        put in order."""
        newest, held = self.params.effective_order == 'newest', 0
        if self._sample.estimate < counting.MANY:
            return None
        for year, n in sorted(self._sample.years.items(), reverse=newest):
            held += n
            if held * schema.SAMPLED > ENOUGH * reached:
                years = [one for one in self._counting.years() if (one >= year if newest else one <= year)]
                return self._matching.of_years(self._found, years)
        return None

    @property
    def _sample(self) -> counting.Sample:
        sampled = self._matching.both(self._found, self._matching.term('sampled', 1))
        return self._kept('sample', lambda: self._counting.sample(sampled))

    @property
    def _counts(self) -> dict[str, dict[int, int]]:
        """The results in each part of the time, category and author, and with the commonest tags."""
        return self._kept(('counts', self._topics), self._counted)

    def _counted(self) -> dict[str, dict[int, int]]:
        counted = self._counting.counts(self._found, self._sample, self.params.part, self._topics)
        return counted | {name: _of_each(counted[sets]) for name, sets in schema.SETS.items()}

    def _kept(self, what: object, work: Callable):
        """What the work gives, done once for each state of the index while it is among the last that were asked for."""
        key = (*self._key, what)
        with _writing:
            is_new = key not in _memory
            kept = _memory.setdefault(key, Future())
            while len(_memory) > REMEMBERED:
                del _memory[next(iter(_memory))]
        if is_new:
            try:
                kept.set_result(work())
            except BaseException as error:
                _memory.pop(key, None)
                kept.set_exception(error)
                raise
        return kept.result()


def in_order(articles: Iterable[Article], ids: list[int]) -> list[Article]:
    """The articles with these ids, as far as they are among them, in the order of the ids."""
    found = {article.pk: article for article in articles}
    return [found[pk] for pk in ids if pk in found]


def _of_each(sets: dict[str, int]) -> dict[int, int]:
    """How many have each number, of how many have each set of them."""
    counts: Counter[int] = Counter()
    for numbers, n in sets.items():
        for number in numbers.split():
            counts[int(number)] += n
    return counts
