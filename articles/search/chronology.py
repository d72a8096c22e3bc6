"""Matches in the order of their dates."""

from tantivy import Order, Query

from . import counting, schema
from .matching import Matching

ENOUGH = 3  # years are taken until the sample promises this many times the results needed


class ByDate:
    """Matches, newest or oldest first."""

    def __init__(self, matching: Matching, matches: Query, *, newest_first: bool) -> None:
        self._matching, self._matches, self._newest_first = matching, matches, newest_first
        self._snapshot = matching.snapshot

    def ids(self, offset: int, size: int, sample: counting.Sample) -> list[int]:
        """The ids of `size` matches from `offset` on. `sample` is that of the matches."""
        ids: list[int] = []
        if in_years := self._in_likely_years(offset + size, sample):
            ids, _ = self._sorted(in_years, size, offset)
        return ids if len(ids) == size else self._sorted(self._matches, size, offset)[0]

    def after(self, place: int, size: int) -> tuple[list[int], int]:
        """The ids of the matches that follow a place in time, and the place of the last; after 0 the first ones."""
        if not place:
            return self._sorted(self._matches, size)
        first, end = (0, place) if self._newest_first else (place + 1, 2**64 - 1)
        return self._sorted(self._matching.in_range(self._matches, 'place', first, end), size)

    def _sorted(self, matches: Query, size: int, offset: int = 0) -> tuple[list[int], int]:
        order = Order.Desc if self._newest_first else Order.Asc
        searcher = self._snapshot.searcher
        hits = searcher.search(matches, size, count=False, offset=offset, order_by_field='place', order=order).hits
        return self._snapshot.values('id', [doc for _, doc in hits]), hits[-1][0] if hits else 0

    def _in_likely_years(self, needed: int, sample: counting.Sample) -> Query | None:
        """The matches of the newest years, or the oldest, that probably hold as many results as needed.

        Sorting those is cheaper than sorting all matches. None where there are too few matches for that to matter.
        """
        in_sample = 0
        if sample.estimate < counting.MANY:
            return None
        for year, n in sorted(sample.years.items(), reverse=self._newest_first):
            in_sample += n
            if in_sample * schema.SAMPLED > ENOUGH * needed:
                all_years = self._snapshot.counting.years()
                years = [one for one in all_years if (one >= year if self._newest_first else one <= year)]
                return self._matching.in_years(self._matches, years)
        return None
