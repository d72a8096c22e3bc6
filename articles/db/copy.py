"""Rows into tables, and out, through COPY, which takes a few microseconds a row where an INSERT takes a hundred."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, models

SENT_AT_ONCE = 32  # rows: one by one, the server would wake up for each
_JSON = json.JSONEncoder(ensure_ascii=False)  # json.dumps() would make one for every value


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Appends rows, each with the values of `fields` in order, and returns how many there were.

    Values are None, str, bytes, int, bool, date, datetime; dict or list, which become JSON; or a tuple of str, which
    becomes an array. Raises what the database raises: constraints
    hold.
    """
    names = ', '.join(connection.ops.quote_name(model._meta.get_field(field).column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    # Django wraps the errors of execute(), but not those of copy_expert().
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f'COPY {table} ({names}) FROM STDIN', _Lines(rows))
        return cursor.rowcount


class _Lines:
    """Rows as psycopg2 reads a file: made when they are asked for, while PostgreSQL stores those before."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.rows = iter(rows)

    def read(self, _: int) -> bytes:
        lines = ['\t'.join([_FORMS[type(value)](value) for value in row]) for row in islice(self.rows, SENT_AT_ONCE)]
        return '\n'.join([*lines, '']).encode() if lines else b''


def copy_lines(query: str, file: Any) -> None:
    """Writes the rows of a query of one JSON column to `file.write()`, each as a line of UTF-8, as they come.

    In the CSV form of COPY with marks that JSON never has in it, a line is what the row is.
    """
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')", file)


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys that no other row has or will have."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            # Within a SELECT of its own, the sequence is looked up once and not for every key.
            'SELECT nextval((SELECT pg_get_serial_sequence(%s, %s)::regclass)) FROM generate_series(1, %s)',
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _escaped(text: str) -> str:
    # Four searches for single characters are several times faster than one str.translate().
    return text.replace('\\', r'\\').replace('\t', r'\t').replace('\n', r'\n').replace('\r', r'\r')


def _json(value: dict | list) -> str:
    return _escaped(_JSON.encode(value)) if value else str(value)


def _array(values: tuple[str, ...]) -> str:
    quoted = (value.replace('\\', r'\\').replace('"', r'\"') for value in values)
    return _escaped('{' + ','.join(f'"{value}"' for value in quoted) + '}')


# A value of each type in the text form of COPY (PostgreSQL documentation, COPY, *Text Format*).
_FORMS: dict[type, Callable[[Any], str]] = {
    type(None): lambda none: r'\N',
    str: _escaped,
    bool: lambda value: 't' if value else 'f',
    int: str,
    bytes: lambda value: rf'\\x{value.hex()}',
    date: date.isoformat,
    datetime: datetime.isoformat,
    dict: _json,
    list: _json,
    tuple: _array,
}
