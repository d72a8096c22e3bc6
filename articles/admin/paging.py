"""Pages through tables of any size: no list of the admin counts more rows than it could show."""

import json
from functools import cached_property

from django.core.paginator import Page, Paginator

MOST = 5000  # rows that may be paged through; who looks for older ones searches, or picks a month


class CappedPaginator(Paginator):
    """Ends after `MOST` rows; `about` is how many PostgreSQL thinks there are in all, None where all are shown."""

    @cached_property
    def found(self) -> list:
        return list(self.object_list.order_by().values_list('pk', flat=True)[:MOST])

    @property
    def count(self) -> int:
        return len(self.found)

    @cached_property
    def about(self) -> int | None:
        if self.count < MOST:
            return None
        plan = json.loads(self.object_list.order_by().values('pk').explain(format='json'))
        rows = max(plan[0]['Plan']['Plan Rows'], MOST)
        return round(rows, 2 - len(str(rows)))

    def page(self, number) -> Page:
        # Few rows are sorted. Looking for them along an index of the order could mean reading all the others.
        if self.count < MOST:
            self.object_list = self.object_list.filter(pk__in=self.found)
        return super().page(number)


class BigTableMixin:
    """For a ModelAdmin of a table that grows with the archive."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
