"""How many of some results have each value: exactly, and without a look at every one where they are very many."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from tantivy import Occur, Query, Searcher

from . import schema

EXACTLY = 65_000  # values that each part of the index counts before the greatest are taken
# Of each, how many different values are counted; tantivy gives no more than 65,000 together.
DIFFERENT = {'year': 10_000, 'month': 12, 'day': 31, 'categories': 20_000, 'authors': 30_000}
TAGS = 100
MANY = 50_000  # results of which a sample tells what tags most of them have
TELLING = 5  # articles of the sample below which it tells nothing
MOST = 2 / 3  # of the index: where results are more, it takes less to count the rest of it


class Sample(NamedTuple):
    """Those of the results that stand in the sample: how many are of each year, and how many have each tag."""

    years: Counter[int]
    tags: Counter[int]

    @property
    def estimate(self) -> int:
        """How many results there may be."""
        return self.years.total() * schema.SAMPLED


class Counting:
    """Counts what queries find in one state of the index. What all of it has is counted once, when it is needed."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._all: dict[str, Counter] = {'tag': Counter()}

    def sample(self, sampled: Query) -> Sample:
        """`sampled`: what is found and stands in the sample."""
        asked = {'year': _terms('year', DIFFERENT['year']), 'tag': _terms('tag', TAGS, 1000)}
        counted = self._searcher.aggregate(sampled, asked)
        return Sample(_buckets(counted['year']), _buckets(counted['tag']))

    def counts(self, found: Query, sample: Sample, part: str, topics: int) -> dict[str, Counter]:
        """How many are of each year (or month, or day: `part`), set of 'categories' and set of 'authors', and have each
        'tag': of all tags that may be among so many commonest, at least."""
        likely, names = _likely(sample, topics), (part, *schema.SETS.values())
        if topics and len(likely) < topics:
            return self._counted(found, names, {'tag': _terms('tag', TAGS)})
        if part != 'year' or sample.estimate <= MOST * self._searcher.num_docs:
            return self._counted(found, names, _having(likely))
        rest = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, found)])
        counted = self._counted(rest, names, _having(likely))
        return {name: whole - counted[name] for name, whole in self._of_all(likely).items()}

    def years(self) -> list[int]:
        """The years that any article is of, and others maybe."""
        return sorted(self._of_all([])['year'])

    def _of_all(self, tags: list[int]) -> dict[str, Counter]:
        names = [name for name in ('year', *schema.SETS.values()) if name not in self._all]
        unknown = [pk for pk in tags if pk not in self._all['tag']]
        if names or unknown:
            counted = self._counted(Query.all_query(), names, _having(unknown))
            self._all = self._all | counted | {'tag': self._all['tag'] | counted['tag']}
        return self._all | {'tag': Counter({pk: self._all['tag'][pk] for pk in tags})}

    def _counted(self, found: Query, names: Iterable[str], of_tags: dict) -> dict[str, Counter]:
        asked = {name: _terms(name, DIFFERENT[name]) for name in names} | of_tags
        counted = self._searcher.aggregate(found, asked)
        tags = _buckets(counted['tag']) if 'tag' in counted else {int(pk): counted[pk]['doc_count'] for pk in of_tags}
        return {name: _buckets(counted[name]) for name in names} | {'tag': Counter(tags)}


def greatest(counts: dict[int, int], size: int) -> dict[int, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:size])


def _likely(sample: Sample, topics: int) -> list[int]:
    """What tags have a chance of being among the commonest: two standard deviations either way. None of few results,
    where it takes less to look at every one than to ask again for each of some."""
    if not topics or sample.estimate < MANY:
        return []
    least = min(greatest(sample.tags, topics).values(), default=0)
    if least < TELLING:
        return []
    return [pk for pk, n in sample.tags.items() if n + 2 * math.sqrt(n) >= least - 2 * math.sqrt(least)]


def _having(tags: list[int]) -> dict:
    return {str(pk): {'filter': f'tag:{pk}'} for pk in tags}


def _terms(name: str, size: int, of_segment: int = EXACTLY) -> dict:
    return {'terms': {'field': name, 'size': size, 'segment_size': of_segment}}


def _buckets(counted: dict) -> Counter:
    return Counter({one['key']: one['doc_count'] for one in counted['buckets']})
