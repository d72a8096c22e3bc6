"""Counts results by year, category, author and tag: exactly, but after a look at a sample of them."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from tantivy import Occur, Query, Searcher

from . import schema

SEGMENT_SIZE = 65_000  # values that each segment of the index counts before the largest are merged
# How many different values of each field are counted; tantivy returns no more than 65,000 together.
SIZES = {'year': 10_000, 'month': 12, 'day': 31, 'categories': 20_000, 'authors': 30_000}
TAGS = 100
MANY = 50_000  # results from which on the sample decides which tags are counted
LEAST_IN_SAMPLE = 5  # sampled articles of a tag below which the sample is too small to decide
MAJORITY = 2 / 3  # share of the index from which on counting the articles that do not match is cheaper


class Sample(NamedTuple):
    """The sampled articles among the results: the number of each year, and of each tag by its id."""

    years: Counter[int]
    tags: Counter[int]

    @property
    def estimate(self) -> int:
        """About how many results there are."""
        return self.years.total() * schema.SAMPLED


class Counting:
    """Counts the matches of queries in one state of the index. Counts of the whole index are made once, when needed."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._whole: dict[str, Counter] = {'tag': Counter()}

    def sample(self, sampled: Query) -> Sample:
        """`sampled` matches those of the results that are in the sample."""
        buckets = {'year': _terms('year', SIZES['year']), 'tag': _terms('tag', TAGS, 1000)}
        counted = self._searcher.aggregate(sampled, buckets)
        return Sample(_counter(counted['year']), _counter(counted['tag']))

    def counts(self, matches: Query, sample: Sample, interval: str, tags: int) -> dict[str, Counter]:
        """The number of matches by year (or month, or day: `interval`), by set of 'categories', by set of 'authors' and
        by 'tag'. Of the tags, at least all that may be among the `tags` commonest are counted."""
        candidates, names = _candidates(sample, tags), (interval, *schema.SETS.values())
        if tags and len(candidates) < tags:
            return self._count(matches, names, {'tag': _terms('tag', TAGS)})
        if interval != 'year' or sample.estimate <= MAJORITY * self._searcher.num_docs:
            return self._count(matches, names, _filters(candidates))
        others = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, matches)])
        counted = self._count(others, names, _filters(candidates))
        return {name: whole - counted[name] for name, whole in self._of_whole_index(candidates).items()}

    def years(self) -> list[int]:
        """The years of all articles, oldest first; 0 stands for documents without a date."""
        return sorted(self._of_whole_index([])['year'])

    def _of_whole_index(self, tags: list[int]) -> dict[str, Counter]:
        names = [name for name in ('year', *schema.SETS.values()) if name not in self._whole]
        uncounted = [pk for pk in tags if pk not in self._whole['tag']]
        if names or uncounted:
            counted = self._count(Query.all_query(), names, _filters(uncounted))
            self._whole = self._whole | counted | {'tag': self._whole['tag'] | counted['tag']}
        return self._whole | {'tag': Counter({pk: self._whole['tag'][pk] for pk in tags})}

    def _count(self, matches: Query, names: Iterable[str], by_tag: dict) -> dict[str, Counter]:
        buckets = {name: _terms(name, SIZES[name]) for name in names} | by_tag
        counted = self._searcher.aggregate(matches, buckets)
        tags = _counter(counted['tag']) if 'tag' in counted else {int(pk): counted[pk]['doc_count'] for pk in by_tag}
        return {name: _counter(counted[name]) for name in names} | {'tag': Counter(tags)}


def largest(counts: dict[int, int], size: int) -> dict[int, int]:
    """The `size` largest counts, largest first, and by id where they are equal."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size])


def by_member(sets: Counter[str]) -> Counter[int]:
    """The number of articles by id, from the number by set of ids, which is a text such as '3 17'."""
    counts: Counter[int] = Counter()
    for ids, n in sets.items():
        for pk in ids.split():
            counts[int(pk)] += n
    return counts


def _candidates(sample: Sample, tags: int) -> list[int]:
    """The tags that may be among the commonest: within two standard deviations of the last of those in the sample.

    None for few results: aggregating over every tag they have is then cheaper than one filter for each candidate.
    """
    if not tags or sample.estimate < MANY:
        return []
    least = min(largest(sample.tags, tags).values(), default=0)
    if least < LEAST_IN_SAMPLE:
        return []
    return [pk for pk, n in sample.tags.items() if n + 2 * math.sqrt(n) >= least - 2 * math.sqrt(least)]


def _filters(tags: list[int]) -> dict:
    """tantivy's aggregations that count the documents with each tag."""
    return {str(pk): {'filter': f'tag:{pk}'} for pk in tags}


def _terms(name: str, size: int, segment_size: int = SEGMENT_SIZE) -> dict:
    """tantivy's aggregation that counts the documents with each value of a field."""
    return {'terms': {'field': name, 'size': size, 'segment_size': segment_size}}


def _counter(aggregated: dict) -> Counter:
    return Counter({bucket['key']: bucket['doc_count'] for bucket in aggregated['buckets']})
