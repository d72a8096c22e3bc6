"""Reads long tables in batches, with constant memory."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet


def batches(rows: QuerySet, size: int = 500) -> Iterator[list[Any]]:
    """All rows in the order of their primary keys, in lists of up to `size`. Concurrent changes do not shift rows."""
    rows, last = rows.order_by('pk'), 0
    while batch := list(rows.filter(pk__gt=last)[:size]):
        yield batch
        last = batch[-1].pk
