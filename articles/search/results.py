"""One search: its results, their number and their counts, read from one snapshot of the index."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone
from tantivy import Query

from articles.changes import journal
from articles.lists import Section
from articles.models import Article
from articles.search.params import InvalidSearch, SearchParams

from . import compounds, counting, folding, index, matching, memory, query, schema, synonyms
from .chronology import ByDate
from .matching import Narrowing
from .ranking import Ranking

SIZE = 20  # results on a page
DEEPEST = 10_000  # results that can be paged through; feed, JSON and CSV are not limited
MOST_ALSO = 1000  # articles with most of the words that are listed
WINDOW = 200  # of the best results, which are put in order more carefully than the rest
FEWEST_OF_TAG, TYPICAL = 2, 1.5  # results that have a typical tag, and how many times as many as by chance, at least
REMEMBERED = 512  # counts, samples and pages

# tantivy releases Python's global lock while it counts.
_background = ThreadPoolExecutor(2, 'counting')


@memory.remember(REMEMBERED, key=lambda key, compute: key)
def _remembered(key: tuple, compute: Callable[[], Any]) -> Any:
    return compute()


class Listed(NamedTuple):
    """A result: the id of an article, and the words of the query that it lacks, as typed. None if it has them all."""

    pk: int
    lacks: tuple[str, ...] | None = None

    @property
    def match(self) -> str:
        return 'all' if self.lacks is None else 'most'


class Batch(NamedTuple):
    """Some results, and the cursor after which the next ones follow; '' after the last."""

    listed: list[Listed]
    cursor: str


class Also(NamedTuple):
    """The ids of articles that have most of the words, the best first, and whether there are more."""

    ids: list[int]
    more: bool


class Search:
    """The results of search parameters. Articles withdrawn since the index was committed are left out."""

    def __init__(self, params: SearchParams, section: Section | None = None, tags: int = 0) -> None:
        """`section` is the one that `params.category` names; `tags` is how many of the commonest tags are to be
        counted. Raises index.Missing."""
        self.params, self._tags = params, tags
        self.at: datetime = timezone.now()
        self.snapshot = index.snapshot()
        hidden = journal.hidden_since(self.snapshot.position)
        self._matching = Ranking(self.snapshot, hidden)
        self.query = self._looked_for(params)
        category = section.pk if section else None
        self._narrowing = Narrowing(category, params.tags, params.authors, params.days)
        self._matches = self._matching.matches(self.query, self._narrowing)
        self._counting = self.snapshot.counting
        self._key = (self.snapshot.generation, tuple(hidden), self.query, self._narrowing)

    @cached_property
    def total(self) -> int:
        return sum(self.histogram.values())

    @property
    def histogram(self) -> dict[int, int]:
        """The number of results in each year, month or day (`params.interval`), numbered as in the index."""
        return self._counts[self.params.interval]

    def start_counting(self) -> None:
        """Counts in another thread what `total`, `histogram` and `commonest` need, and returns at once."""
        _background.submit(lambda: self._counts)

    def typical_tags(self, size: int) -> dict[int, int]:
        """The tags that are typical of the results: more frequent there than in the archive. The number of results by
        id, the most typical first.

        Of a tag, it counts how many results have it, and how many times as many as if they were drawn by chance.
        """
        searcher, total = self.snapshot.searcher, self.total
        scores = {}
        for pk, n in self._counts['tag'].items():
            expected = searcher.doc_freq('tag', pk) * total / max(searcher.num_docs, 1)
            if n >= FEWEST_OF_TAG and n > TYPICAL * expected:
                scores[pk] = n * math.log(n / expected)
        return {pk: self._counts['tag'][pk] for pk in sorted(scores, key=lambda pk: (-scores[pk], pk))[:size]}

    def in_archive(self, tag: str) -> int:
        """The number of articles in the whole archive that have a tag, by its slug.

        Counted, since `doc_freq` has the deleted documents, too, and so every earlier version of an article.
        """
        return self._number(self._matching.matches(query.ParsedQuery(()), Narrowing(tags=(tag,))))

    def commonest(self, name: str, size: int, among: frozenset[int] | None = None) -> dict[int, int]:
        """The commonest 'category', 'tag' or 'author' of the results: the number of results by id, largest first."""
        counts = self._counts[name]
        return counting.largest({pk: n for pk, n in counts.items() if among is None or pk in among}, size)

    def count(self, text: str) -> int:
        """The number of results that the same search has with another text."""
        matches = self._matching.matches(self._looked_for(self.params.replace(text=text)), self._narrowing)
        return self._number(matches)

    def _number(self, matches: Query) -> int:
        return self.snapshot.searcher.search(matches, 1).count  # type: ignore[attr-defined]  # The stub lacks it.

    def ids_of(self, word: str, size: int) -> list[int]:
        """The ids of some articles that have an unstemmed word."""
        matches = self._matching.matches(query.ParsedQuery((query.Phrase((word,)),)))
        hits = self.snapshot.searcher.search(matches, size, count=False).hits
        return self.snapshot.values('id', [doc for _, doc in hits])

    @cached_property
    def also(self) -> Also:
        """What has most of the words and not all: where those that have all do not fill the first page."""
        units = self.query.units
        wanted = self.params.match == 'most' and self.params.effective_order == 'relevance' and len(units) > 1
        if not wanted or self._fill_a_page():
            return Also([], False)
        return self.remembered('also', self._most_of_the_words)

    def ids(self, offset: int, size: int) -> list[int]:
        """The ids of `size` results from `offset` on, in the order that the parameters ask for."""
        if self.params.effective_order == 'relevance':
            return self.remembered(('ids', offset, size), lambda: self._by_relevance(offset, size))
        return self._by_date.ids(offset, size, self._sample)

    def among(self, ids: list[int]) -> set[int]:
        """Those of some articles, by id, that are results with all words."""
        matches = self._matching.both(self._matches, self._matching.among(ids))
        hits = self.snapshot.searcher.search(matches, len(ids), count=False).hits
        return set(self.snapshot.values('id', [doc for _, doc in hits]))

    def listed(self, offset: int, size: int) -> list[Listed]:
        """`size` results from `offset` on: those that have all the words, then those that have most of them."""
        ids = self.ids(offset, size)
        listed = [Listed(pk) for pk in ids]
        if len(ids) < size and self.also.ids:
            start = max(offset - self.total, 0)
            listed += self.with_what_they_lack(self.also.ids[start : start + size - len(ids)])
        return listed

    @cached_property
    def groups(self) -> list[list[int]]:
        """The ids of the first 200 results, those of near-duplicates together."""
        of = ('groups', self.params.effective_order)
        return self.remembered(of, lambda: self.grouped(self.ids(0, WINDOW)))

    def grouped(self, ids: list[int]) -> list[list[int]]:
        return folding.groups(self._matching, ids)

    @property
    def folded(self) -> int:
        """The number of results with all words that are folded behind others."""
        return sum(len(group) - 1 for group in self.groups)

    @property
    def rows(self) -> int:
        """The number of results with all words that are not."""
        return self.total - self.folded

    def with_what_they_lack(self, ids: list[int]) -> list[Listed]:
        """Ids of `also`, with the words of the query that each article lacks."""
        if not ids:
            return []
        lacking = [(query.spelt(unit), self._matching.lacking(unit, ids)) for unit in self.query.units]
        return [Listed(pk, tuple(typed for typed, lack in lacking if pk in lack)) for pk in ids]

    @cached_property
    def notes(self) -> tuple[query.Note, ...]:
        """What of the query was ignored, or may be read differently."""
        typed = self.params.parsed
        looked_for = len(self.query.units)
        cut = looked_for == matching.MOST_WORDS < len(self._matching.without_stop_words(typed).units)
        noted = self.query.notes
        return (*noted, query.Note('many words', str(looked_for))) if cut else noted

    def after(self, cursor: str, size: int) -> Batch:
        """The next results after a cursor; '' begins with the first. Raises InvalidSearch.

        By relevance, a cursor is the number of results before; by date, the last one's place in time, which no other
        article has, so that articles published meanwhile shift nothing.
        """
        try:
            reached = int(cursor or 0)
            if not 0 <= reached < 2**64:
                raise ValueError
        except ValueError:
            raise InvalidSearch('This is not a cursor of a search. Start without one.') from None
        if self.params.effective_order == 'relevance':
            inside = reached < self.total + len(self.also.ids)
            listed, last = self.listed(reached, size) if inside else [], reached + size
        else:
            ids, last = self._by_date.after(reached, size)
            listed = [Listed(pk) for pk in ids]
        return Batch(listed, str(last) if len(listed) == size else '')

    def _looked_for(self, params: SearchParams) -> query.ParsedQuery:
        bounded = self._matching.bounded(params.parsed)
        if params.synonyms == 'yes':
            bounded = synonyms.expanded(bounded)
        return compounds.expanded(bounded, self.snapshot)

    @property
    def _by_date(self) -> ByDate:
        return ByDate(self._matching, self._matches, newest_first=self.params.effective_order == 'newest')

    def _by_relevance(self, offset: int, size: int) -> list[int]:
        """The best come in a more careful order than tantivy's, which is that of all further on."""
        ids = self._best[offset : offset + size]
        if len(self._best) < WINDOW or len(ids) == size:
            return ids
        ranked, start = self._matching.ranked(self.query, self._narrowing), max(offset, WINDOW)
        hits = self.snapshot.searcher.search(ranked, size - len(ids), count=False, offset=start).hits
        return ids + self.snapshot.values('id', [doc for _, doc in hits])

    @cached_property
    def _best(self) -> list[int]:
        return self.remembered('best', lambda: self._ranked(self._matching.ranked(self.query, self._narrowing), WINDOW))

    def _fill_a_page(self) -> bool:
        """Whether those results do that have all words, without near-duplicates."""
        return len(self.ids(0, SIZE)) == SIZE and (len(self.groups) >= SIZE or self.rows >= SIZE)

    def _most_of_the_words(self) -> Also:
        with_all = set(self.ids(0, self.total))
        ranked = self._matching.any_ranked(self.query, self._narrowing)
        best = self._ranked(ranked, MOST_ALSO + len(with_all) + 1)
        ids = [pk for pk in best if pk not in with_all]
        return Also(ids[:MOST_ALSO], len(ids) > MOST_ALSO)

    def _ranked(self, ranked: Query, size: int) -> list[int]:
        """The ids of the best of a query, of which the first are also ranked by how near the words are to each other.

        The newest comes first among equals.
        """
        hits = self.snapshot.searcher.search(ranked, size, count=False).hits
        docs = [doc for _, doc in hits]
        ids, places = self.snapshot.values('id', docs), self.snapshot.values('place', docs)
        near = self._nearness(ids[:WINDOW])
        rows = zip((score for score, _ in hits), places, ids, strict=True)
        scored = [(round(score + near.get(pk, 0.0), 3), place, pk) for score, place, pk in rows]
        first, others = scored[:WINDOW], scored[WINDOW:]
        return [pk for _, _, pk in (*sorted(first, reverse=True), *others)]

    def _nearness(self, ids: list[int]) -> dict[int, float]:
        """What the nearness of words adds to the scores of articles, by id."""
        if len(ids) < 2 or not (near := self._matching.nearness(self.query, ids)):
            return {}
        hits = self.snapshot.searcher.search(near, len(ids), count=False).hits
        return dict(
            zip(self.snapshot.values('id', [doc for _, doc in hits]), (score for score, _ in hits), strict=True)
        )

    @property
    def _sample(self) -> counting.Sample:
        sampled = self._matching.both(self._matches, self._matching.term('sampled', 1))
        return self.remembered('sample', lambda: self._counting.sample(sampled))

    @property
    def _counts(self) -> dict[str, Counter]:
        """The number of results by interval, category and author, and by each of the commonest tags."""
        return self.remembered(('counts', self._tags), self._count)

    def _count(self) -> dict[str, Counter]:
        counts = self._counting.counts(self._matches, self._sample, self.params.interval, self._tags)
        return counts | {name: counting.by_member(counts[sets]) for name, sets in schema.SETS.items()}

    def remembered(self, what: object, compute: Callable[[], Any]) -> Any:
        """The result of `compute()`, computed once for this query and this state of the index."""
        return _remembered((*self._key, what), compute)


def in_order(articles: Iterable[Article], ids: list[int]) -> list[Article]:
    """The articles in the order of the ids; ids of none of them are skipped."""
    by_id = {article.pk: article for article in articles}
    return [by_id[pk] for pk in ids if pk in by_id]
