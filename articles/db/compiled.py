"""Queries whose SQL is written once: for a page, Django takes longer to write it than PostgreSQL to run it."""

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

SHAPES = 64  # forms of one query whose SQL is remembered: lists of other lengths have SQL of their own


class Compiled:
    """Decorates a function from values, given by name, to a queryset of models. Calling it fetches the rows, as a list.

    The function is called with stand-ins for the values once for each number of them, so it may do nothing with them
    but pass them to the queryset, and has to be given the time instead of asking for it. Values are integers, texts,
    dates, aware datetimes, and lists of these; None, and what is given by position, goes to the function as it is.
    Raises ValueError where the SQL does not have each value as it was given.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._written = lru_cache(SHAPES)(self._write)

    def __call__(self, *fixed: Any, **values: Any) -> list[Any]:
        flat: list[Any] = []
        shape = []
        for name, value in values.items():
            many = isinstance(value, list)
            flat += value if many else [value]
            shape.append((name, tuple(map(type, value)) if many else type(value)))
        written = self._written(fixed, tuple(shape))
        if written is None:
            return []
        compiler = copy.copy(written.compiler)
        compiler.connection = connections[compiler.using]
        params = tuple(flat[place] if given else place for given, place in written.params)
        compiler.as_sql = lambda *_, **__: (written.sql, params)
        # What Django's iterable takes of a queryset: with one it would ask for a compiler that writes the SQL again.
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        return list(ModelIterable(SimpleNamespace(db=compiler.using, query=query, _known_related_objects={})))

    def _write(self, fixed: tuple, shape: tuple) -> '_Written | None':
        """The query for values of these types, a tuple of types for a list; None where nothing can match."""
        known: list[Any] = []
        arguments = {}
        for name, kind in shape:
            many = isinstance(kind, tuple)
            stand_ins = [_stand_in(one, len(known) + n) for n, one in enumerate(kind if many else [kind])]
            known += stand_ins
            arguments[name] = stand_ins if many else stand_ins[0]
        queryset = self.build(*fixed, **arguments)
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = [(one is not None and one in known, one) for one in params]
        if any(one is not None and one not in params for one in known):
            raise ValueError(f'{self.build.__qualname__}: the SQL does not have every value')
        if any(isinstance(one, date) and not given for given, one in places):
            raise ValueError(f'{self.build.__qualname__}: the SQL holds a time that was not given')
        return _Written(compiler, sql, [(given, known.index(one) if given else one) for given, one in places])


class _Written(NamedTuple):
    """A query as it is sent: for each parameter whether it is a value, and which of them, or else a constant."""

    compiler: SQLCompiler
    sql: str
    params: list[tuple[bool, Any]]


def _stand_in(kind: type, number: int) -> Any:
    """A value of that type, which no query of ours holds: the one with this number."""
    if kind is int:
        return 2**30 + number  # which integer columns of four bytes can hold as well
    if kind is str:
        return f'stand-in {number}'
    if kind is datetime:
        return datetime(9000, 1, 1, tzinfo=UTC) + timedelta(days=number)
    if kind is date:
        return date(9500, 1, 1) + timedelta(days=number)
    if kind is type(None):
        return None
    raise ValueError(f'{kind} cannot be a value of a compiled query')
