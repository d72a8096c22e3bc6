"""What a complete export holds: every table of the archive but those named here, and every column of them but a few.

PostgreSQL writes the rows as JSON and reads them again, so that no value passes through anything that could change it.
Times are in UTC, binary columns in base64, and people with an account stand by the name of their account.
"""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model

from articles.models import (
    Article,
    ArticleCategory,
    ArticleTag,
    Author,
    Byline,
    Category,
    CategoryListing,
    Change,
    Comment,
    Conflict,
    DayCount,
    ImportNote,
    ImportRun,
    KeptItem,
    Media,
    OldUrl,
    Original,
    Overwritten,
    Provenance,
    Revision,
    SourceDocument,
    Tag,
)

# In an order in which triggers find what they look for: links come after their articles, those after the sections.
EXPORTED: tuple[type[Model], ...] = (
    ImportRun, Original, SourceDocument, Author, Category, Tag, Media, Article, Byline, ArticleCategory, ArticleTag,
    Comment, OldUrl, Provenance, ImportNote, KeptItem, Overwritten, Revision, Conflict,
)  # fmt: skip
LEFT_OUT = {
    Change: 'the journal tells of writes to this database; a restore is told in the journal of its own',
    CategoryListing: 'kept by triggers from links and categories',
    DayCount: 'kept by a trigger from articles',
}
_KEPT_BY_TRIGGERS = 'listed_from'
_q = connection.ops.quote_name


def columns(model: type[Model]) -> list[str]:
    """The names that values have in a file, in order."""
    return [_name(field) for field in _fields(model)]


def select(model: type[Model]) -> str:
    """SQL for all rows as one JSON object a line, in the order of their keys."""
    values = ', '.join(f'{_as_json(field)} AS {_q(_name(field))}' for field in _fields(model))
    table, key = _q(model._meta.db_table), _q(model._meta.pk.column)
    return f'SELECT row_to_json(line) FROM (SELECT {values} FROM {table} t ORDER BY t.{key}) line'  # noqa: S608


def insert(model: type[Model], lines: Iterable[bytes]) -> None:
    """Puts lines of a file into the table. Raises what the database raises: constraints hold."""
    fields = _fields(model)
    names = ', '.join(_q(field.column) for field in fields)
    values = ', '.join(map(_from_json, fields))
    types = ', '.join(f'{_q(_name(field))} {_type(field)}' for field in fields)
    array = b'[' + b','.join(lines) + b']'
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {_q(model._meta.db_table)} ({names}) '  # noqa: S608
            f'SELECT {values} FROM json_to_recordset(%s::json) AS t ({types})',
            [array.decode()],
        )


def last_key(model: type[Model]) -> int | None:
    """The highest key that was ever given out; None where none was, or where the table takes its keys from another."""
    return _ask('SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)', *_key(model))


def go_on_after(model: type[Model], key: int) -> None:
    """Lets the next row have the key after this one. It is not taken back with a transaction."""
    _ask('SELECT setval(pg_get_serial_sequence(%s, %s), %s)', *_key(model), key)


def _ask(query: str, *values: object) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def _key(model: type[Model]) -> tuple[str, str]:
    return model._meta.db_table, model._meta.pk.column


def _fields(model: type[Model]) -> list[Field]:
    return [f for f in model._meta.concrete_fields if not f.generated and f.name != _KEPT_BY_TRIGGERS]


def _names_a_user(field: Field) -> bool:
    return field.related_model is get_user_model()


def _name(field: Field) -> str:
    return field.name if _names_a_user(field) else field.attname


def _type(field: Field) -> str:
    return 'text' if _names_a_user(field) or isinstance(field, BinaryField) else field.db_type(connection)


def _as_json(field: Field) -> str:
    column = f't.{_q(field.column)}'
    if _names_a_user(field):
        return f'(SELECT u.username FROM {_q(get_user_model()._meta.db_table)} u WHERE u.id = {column})'  # noqa: S608
    if isinstance(field, BinaryField):
        return f"replace(encode({column}, 'base64'), E'\\n', '')"
    return column


def _from_json(field: Field) -> str:
    value = f't.{_q(_name(field))}'
    if _names_a_user(field):
        return f'(SELECT u.id FROM {_q(get_user_model()._meta.db_table)} u WHERE u.username = {value})'  # noqa: S608
    if isinstance(field, BinaryField):
        return f"decode({value}, 'base64')"
    if isinstance(field, JSONField) and not field.null:
        return f"coalesce({value}, 'null')"
    return value


def user_columns(model: type[Model]) -> list[str]:
    """The names, in a file, of values that are names of accounts."""
    return [_name(field) for field in _fields(model) if _names_a_user(field)]
