"""The tables and columns of a complete export, and the SQL that writes and reads their rows.

PostgreSQL writes the rows as JSON and reads them again, so that no value passes through Python, which might change it.
Times are in UTC, binary columns in base64, and users are given by user name.
"""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model

from articles.models import (
    Announced,
    Article,
    ArticleCategory,
    ArticleTag,
    Author,
    Ban,
    Byline,
    Category,
    CategoryListing,
    Change,
    Comment,
    CommentCount,
    CommentPlace,
    CommentReport,
    Conflict,
    DayCount,
    Follower,
    FrontSection,
    FrontStory,
    ImportNote,
    ImportRun,
    KeptItem,
    Lease,
    Mail,
    Media,
    MenuLink,
    MissedUrl,
    News,
    Note,
    OldUrl,
    Original,
    Overwritten,
    PasswordRequest,
    PreviewLink,
    Provenance,
    PublicChange,
    Review,
    Revision,
    Site,
    SourceDocument,
    SpamSign,
    Subscription,
    Synonym,
    Tag,
    TakenDown,
    TermMerge,
    Unanswered,
    WorkingCopy,
)

# In the order that triggers need when rows are restored: links after articles, articles after categories.
EXPORTED: tuple[type[Model], ...] = (
    ImportRun, Original, SourceDocument, Media, Author, Category, Tag, Article, Byline, ArticleCategory, ArticleTag,
    Comment, OldUrl, Provenance, ImportNote, KeptItem, Overwritten, Revision, Conflict, Synonym, PublicChange,
    SpamSign, CommentReport, Follower, Subscription, Announced, Site, MenuLink, FrontStory, FrontSection, TermMerge,
    TakenDown, Ban, Note, PreviewLink, Review,
)  # fmt: skip
LEFT_OUT = {
    Change: 'the journal lists writes to this database; a restore writes the journal of the new one',
    CategoryListing: 'derived by triggers from links and categories',
    Unanswered: 'what readers searched for is no part of the archive',
    DayCount: 'derived by a trigger from articles',
    CommentPlace: 'derived by a trigger from comments',
    CommentCount: 'derived by a trigger from comments',
    MissedUrl: 'counts of requests to this site, which go after 90 days',
    WorkingCopy: 'private to whoever is typing it, and not saved',
    Lease: 'says what runs just now',
    PasswordRequest: 'gone within seconds',
    Mail: 'what was or is to be sent: a restored site must not send it again',
    News: 'what mails tell',
}
_SET_BY_TRIGGERS = 'listed_from'
_q = connection.ops.quote_name


def columns(model: type[Model]) -> list[str]:
    """The names of the values in a file, in order."""
    return [_name(field) for field in _fields(model)]


def select(model: type[Model]) -> str:
    """SQL that selects all rows as JSON objects, one a line, in the order of their primary keys."""
    values = ', '.join(f'{_as_json(field)} AS {_q(_name(field))}' for field in _fields(model))
    table, key = _q(model._meta.db_table), _q(model._meta.pk.column)
    return f'SELECT row_to_json(line) FROM (SELECT {values} FROM {table} t ORDER BY t.{key}) line'  # noqa: S608


def insert(model: type[Model], lines: Iterable[bytes]) -> None:
    """Inserts lines of a file into the table. Raises errors of the database: constraints are checked."""
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
    """The last primary key from the sequence of the table; None if it is unused, or there is no sequence."""
    return _scalar('SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)', *_key(model))


def continue_after(model: type[Model], key: int) -> None:
    """Sets the sequence so that the next row gets the key after this one. A rollback does not undo this."""
    _scalar('SELECT setval(pg_get_serial_sequence(%s, %s), %s)', *_key(model), key)


def _scalar(query: str, *values: object) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def _key(model: type[Model]) -> tuple[str, str]:
    return model._meta.db_table, model._meta.pk.column


def _fields(model: type[Model]) -> list[Field]:
    return [f for f in model._meta.concrete_fields if not f.generated and f.name != _SET_BY_TRIGGERS]


def _is_user(field: Field) -> bool:
    return field.related_model is get_user_model()


def _name(field: Field) -> str:
    return field.name if _is_user(field) else field.attname


def _type(field: Field) -> str:
    return 'text' if _is_user(field) or isinstance(field, BinaryField) else field.db_type(connection)


def _as_json(field: Field) -> str:
    column = f't.{_q(field.column)}'
    if _is_user(field):
        return f'(SELECT u.username FROM {_q(get_user_model()._meta.db_table)} u WHERE u.id = {column})'  # noqa: S608
    if isinstance(field, BinaryField):
        return f"replace(encode({column}, 'base64'), E'\\n', '')"
    return column


def _from_json(field: Field) -> str:
    value = f't.{_q(_name(field))}'
    if _is_user(field):
        return f'(SELECT u.id FROM {_q(get_user_model()._meta.db_table)} u WHERE u.username = {value})'  # noqa: S608
    if isinstance(field, BinaryField):
        return f"decode({value}, 'base64')"
    if isinstance(field, JSONField) and not field.null:
        return f"coalesce({value}, 'null')"
    return value


def user_columns(model: type[Model]) -> list[str]:
    """The names, in a file, of values that are user names."""
    return [_name(field) for field in _fields(model) if _is_user(field)]
