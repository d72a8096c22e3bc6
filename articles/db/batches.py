"""Long tables in steps, so that memory is the same however many rows there are."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet


def batches(rows: QuerySet, size: int = 500) -> Iterator[list[Any]]:
    """All rows in the order of their keys, so many at once; what changes meanwhile shifts none of them."""
    rows, last = rows.order_by('pk'), 0
    while batch := list(rows.filter(pk__gt=last)[:size]):
        yield batch
        last = batch[-1].pk
