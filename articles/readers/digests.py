"""Digests of records, by which the store knows what it has already, and their originals, compressed.

Both are computed once for a record, and by the process that reads it where that is another one than the storing one.
"""

import json
import zlib
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import Any

from articles.readers.record import ArticleRecord, CommentRecord, RefusedRecord, SourceRecord, Values


@dataclass(frozen=True, slots=True)
class Packed:
    """An original: `content` is compressed by zlib; `sha256` (hex) and `size` (bytes) are of the bytes before that."""

    sha256: str
    size: int
    content: bytes

    @classmethod
    def of(cls, content: bytes) -> 'Packed | None':
        """At zlib's quickest level: higher ones save a third and take several times as long. None for b''."""
        return cls(sha256(content).hexdigest(), len(content), zlib.compress(content, 1)) if content else None


def digest(record: ArticleRecord | CommentRecord) -> str:
    """SHA-256 (hex) of a record's values: equal records have equal digests, in every process.

    Leaves out how it was read (source, notes, original …), and an article's comments, which have digests of their own.
    """
    return record.cached('digest', lambda: sha256(_JSON.encode(_plain(record)).encode()).hexdigest())


def comments_digest(record: ArticleRecord) -> str:
    """SHA-256 (hex) over all comments of a record; '' where it has none."""
    return record.cached('comments', lambda: _joint_digest(record.comments)) if record.comments else ''


def packed(record: ArticleRecord) -> Packed | None:
    """The record's original, compressed for the store; None where its reader keeps none."""
    return record.cached('packed', lambda: Packed.of(record.original))


def precompute(record: SourceRecord | ArticleRecord | RefusedRecord) -> None:
    """Computes the digests that the store always needs, so that they are pickled with the record."""
    if isinstance(record, ArticleRecord):
        digest(record)
        comments_digest(record)


# Digests are stored: a field that is renamed keeps its old name in them.
_DIGESTED_AS = {'pending_keys': 'awaited_keys'}
_NOT_DIGESTED = ('source', 'fields', 'notes', 'original', 'captured', 'encoding', 'comments', 'files')


def _joint_digest(comments: tuple[CommentRecord, ...]) -> str:
    return sha256(''.join(f'{comment.id}:{digest(comment)};' for comment in comments).encode()).hexdigest()


def _plain(value: Any) -> Any:
    kind = type(value)
    if isinstance(value, Values):
        names, values = _digested(kind)  # type: ignore[arg-type]
        return dict(zip(names, values(value), strict=True))
    return value.isoformat() if isinstance(value, datetime) else dict(value)


@cache
def _digested(kind: type) -> tuple[list[str], attrgetter]:
    # In the encoder's own order, which makes its sorting cheap.
    names = sorted(field.name for field in fields(kind) if field.init and field.name not in _NOT_DIGESTED)
    return [_DIGESTED_AS.get(name, name) for name in names], attrgetter(*names)


# Made once: json.dumps() makes an encoder for every call with these options.
_JSON = json.JSONEncoder(default=_plain, sort_keys=True, check_circular=False)
