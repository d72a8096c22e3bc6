"""A search: the answer to a question, read from one snapshot of the index."""

from functools import cached_property

from tantivy import Order, Query

from articles import journal
from articles.lists import Section
from articles.models import Article

from . import index
from .matching import Matching, Narrowing
from .question import Question

SIZE = 20  # results on a page
DEEPEST = 10_000  # results that may be paged through; the other forms run to the end
FACET_SIZE = 10
EXACTLY = 65_000  # terms that each part of the index counts before the greatest are taken
YEARS = {'year': 10_000}
FACETS = {'category': 10_000, 'tag': FACET_SIZE, 'author': FACET_SIZE}


class Search:
    """The snapshot is seen without what readers may no longer see since it was made."""

    def __init__(self, question: Question, section: Section | None = None) -> None:
        """`section` is what the question's category names. Raises index.Missing."""
        self.question = question
        self.snapshot = index.snapshot()
        self._matching = Matching(self.snapshot, journal.hidden_since(self.snapshot.position))
        self._asked = question.parsed
        self._narrowing = Narrowing(section and section.pk, question.tags, question.authors, question.days)
        self._found = self._matching.found(self._asked, self._narrowing)

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
        searcher = self.snapshot.searcher
        if self.question.in_effect == 'relevance':
            weighed = self._matching.weighed(self._asked, self._narrowing)
            hits = searcher.search(weighed, size, count=False, offset=offset).hits
        else:
            found, offset = self._from(offset, size)
            order = Order.Desc if self.question.in_effect == 'newest' else Order.Asc
            hits = searcher.search(found, size, count=False, offset=offset, order_by_field='place', order=order).hits
        return searcher.fast_field_values('id', [address for _, address in hits])

    def page(self, number: int) -> list[Article]:
        """The articles of page `number`, counted from 1, as lists show them, with their text."""
        ids = self.ids((number - 1) * SIZE, SIZE)
        articles = Article.objects.public().defer('body_source', 'body_html', 'meta').with_card()
        found = {article.pk: article for article in articles.filter(pk__in=ids)}
        return [found[pk] for pk in ids if pk in found]

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
        counted = self.snapshot.searcher.aggregate(self._found, terms)
        return {
            name: {int(bucket['key']): bucket['doc_count'] for bucket in counted[name]['buckets']} for name in sizes
        }
