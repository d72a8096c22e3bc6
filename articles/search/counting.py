"""How many of some results have each value: exactly, and without a look at every one where they are very many."""

import math
from collections import Counter
from typing import NamedTuple

from tantivy import Occur, Query, Schema, Searcher

from . import schema

EXACTLY = 65_000  # values that each part of the index counts before the greatest are taken
# Of each, how many different values are counted; tantivy gives no more than 65,000 together.
DIFFERENT = {'year': 10_000, 'month': 12, 'day': 31, 'categories': 20_000, 'authors': 30_000}
TAGS = 100
MANY = 50_000  # results of which a sample tells what tags most of them have
TELLING = 5  # articles of the sample below which it tells nothing
MOST = 2 / 3  # of the index: where results are more, it takes less to count the rest of it


class Sample(NamedTuple):
    """Those of the results that stand in the sample: how many they are, and how many of them have each tag."""

    size: int
    tags: Counter[int]


class Counting:
    """Counts what queries find in one state of the index. What all of it has is counted once, when it is needed."""

    def __init__(self, searcher: Searcher, index_schema: Schema) -> None:
        self._searcher, self._schema = searcher, index_schema
        self._tallies: dict[str, dict[str, Counter]] = {}
        self._having: Counter[int] = Counter()

    def sample(self, found: Query) -> Sample:
        sampled = Query.term_query(self._schema, 'sampled', 1)
        asked = {'size': {'value_count': {'field': 'id'}}, 'tag': _terms('tag', TAGS, 1000)}
        counted = self._searcher.aggregate(Query.boolean_query([(Occur.Must, found), (Occur.Must, sampled)]), asked)
        return Sample(int(counted['size']['value']), _buckets(counted['tag']))

    def tally(self, found: Query, sample: Sample, part: str) -> dict[str, Counter]:
        """How many are of each year (or month, or day), set of categories and set of authors."""
        if not self._is_most(sample):
            return self._tally(found, part)
        if part not in self._tallies:
            self._tallies[part] = self._tally(Query.all_query(), part)
        rest = self._tally(_all_but(found), part)
        return {name: counts - rest[name] for name, counts in self._tallies[part].items()}

    def tags(self, found: Query, sample: Sample, size: int) -> Counter[int]:
        """How many have each tag: of all tags that may be among the `size` commonest, at least."""
        likely = _likely(sample, size)
        if len(likely) < size:
            return _buckets(self._searcher.aggregate(found, {'tag': _terms('tag', TAGS)})['tag'])
        if not self._is_most(sample):
            return self._with(found, likely)
        if unknown := [pk for pk in likely if pk not in self._having]:
            self._having |= self._with(Query.all_query(), unknown)
        return Counter({pk: self._having[pk] for pk in likely}) - self._with(_all_but(found), likely)

    def _is_most(self, sample: Sample) -> bool:
        return sample.size * schema.SAMPLED > MOST * self._searcher.num_docs

    def _tally(self, found: Query, part: str) -> dict[str, Counter]:
        names = [part, *schema.SETS.values()]
        counted = self._searcher.aggregate(found, {name: _terms(name, DIFFERENT[name]) for name in names})
        return {name: _buckets(counted[name]) for name in names}

    def _with(self, found: Query, tags: list[int]) -> Counter[int]:
        counted = self._searcher.aggregate(found, {str(pk): {'filter': f'tag:{pk}'} for pk in tags})
        return Counter({pk: counted[str(pk)]['doc_count'] for pk in tags})


def greatest(counts: dict[int, int], size: int) -> dict[int, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:size])


def _likely(sample: Sample, size: int) -> list[int]:
    """What tags have a chance of being among the commonest: two standard deviations either way. None of few results,
    where it takes less to look at every one than to ask again for each of some."""
    if sample.size * schema.SAMPLED < MANY:
        return []
    least = min(greatest(sample.tags, size).values(), default=0)
    if least < TELLING:
        return []
    return [pk for pk, n in sample.tags.items() if n + 2 * math.sqrt(n) >= least - 2 * math.sqrt(least)]


def _all_but(found: Query) -> Query:
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, found)])


def _terms(name: str, size: int, of_segment: int = EXACTLY) -> dict:
    return {'terms': {'field': name, 'size': size, 'segment_size': of_segment}}


def _buckets(counted: dict) -> Counter:
    return Counter({one['key']: one['doc_count'] for one in counted['buckets']})
