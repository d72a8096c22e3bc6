"""Pagination for large tables: no list of the admin counts more rows than it can show."""

import json
from functools import cached_property

from django.core.paginator import Page, Paginator

MOST = 5000  # rows that can be paged through; older ones are reached by searching or by date


class CappedPaginator(Paginator):
    """Ends after `MOST` rows; `about` is PostgreSQL's estimate of the total, None where all rows are shown."""

    @cached_property
    def pks(self) -> list:
        return list(self.object_list.order_by().values_list('pk', flat=True)[:MOST])

    @property
    def count(self) -> int:
        return len(self.pks)

    @cached_property
    def about(self) -> int | None:
        if self.count < MOST:
            return None
        plan = json.loads(self.object_list.order_by().values('pk').explain(format='json'))
        rows = max(plan[0]['Plan']['Plan Rows'], MOST)
        return round(rows, 2 - len(str(rows)))

    def page(self, number) -> Page:
        # By key, PostgreSQL sorts just these rows; with the filters it might walk the whole index of the ordering.
        if self.count < MOST:
            self.object_list = self.object_list.filter(pk__in=self.pks)
        return super().page(number)


class BigTableMixin:
    """For a ModelAdmin of a table that grows with the archive."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
