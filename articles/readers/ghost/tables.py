"""The tables of a Ghost export, which is one JSON file: read twice as a stream, never whole.

The first time for what posts share (tags, users, settings) and what belongs to each (which tags, which authors), which
waits on disk; the second time for the posts, each with what belongs to it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import ijson
from ijson.common import ObjectBuilder

from articles.readers.spool import Spool

# {"db": [{"meta": …, "data": {…}}]} since 1.0; the data alone, or without the list, from other tools.
_DATA = ('db.item.data.', 'data.', '')
_SHARED = {'tags', 'users', 'settings'}
_OF_POSTS = {'posts_tags', 'posts_authors', 'posts_meta'}
# Nothing else of a user is kept: an export holds the digests of their passwords.
_USER = ('id', 'name', 'slug', 'email', 'bio', 'website')
_TAG = ('id', 'name', 'slug', 'description', 'visibility')
_SETTINGS = {
    'title': 'title', 'description': 'description', 'locale': 'language', 'lang': 'language',
    'default_locale': 'language', 'timezone': 'timezone', 'active_timezone': 'timezone', 'activeTimezone': 'timezone',
}  # fmt: skip


class Broken(ValueError):
    """What a file holds from some place on is no JSON. `where` names the post that was to come."""

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(reason)
        self.where = where


@dataclass
class Shared:
    """What all posts of an export share."""

    tags: dict[str, dict] = field(default_factory=dict)
    users: dict[str, dict] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a table without what no column holds."""
    return {key: value for key, value in row.items() if value is None or isinstance(value, str | int | float)}


class Stream:
    """Chunks as a file that is read from."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._rest = iter(chunks), b''
        self._first = True

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b''
            self._rest = chunk.removeprefix(b'\xef\xbb\xbf') if self._first else chunk
            self._first = False
        piece, self._rest = (self._rest, b'') if size < 0 else (self._rest[:size], self._rest[size:])
        return piece


def shared(chunks: Iterable[bytes], of_posts: Spool) -> Shared:
    """What posts share. What belongs to one goes to `of_posts`, under its id. Stops in silence where the JSON ends."""
    result = Shared()
    try:
        for table, row in _rows(chunks, _SHARED | _OF_POSTS):
            if not isinstance(row, dict):
                continue
            if table == 'settings':
                name = _SETTINGS.get(str(row.get('key')))
                if name and isinstance(row.get('value'), str):
                    result.settings.setdefault(name, row['value'])
            elif table in _OF_POSTS:
                of_posts.put(str(row.get('post_id')), (table, flat(row)))
            else:
                known = _TAG if table == 'tags' else _USER
                columns = {key: value for key, value in flat(row).items() if key in known and value is not None}
                getattr(result, table)[str(row.get('id'))] = columns
    except Broken:
        pass
    return result


def posts(chunks: Iterable[bytes]) -> Iterator[Any]:
    """The posts of an export as they come. Raises Broken where it is no JSON any more."""
    for _, row in _rows(chunks, {'posts'}):
        yield row


def _rows(chunks: Iterable[bytes], tables: set[str]) -> Iterator[tuple[str, Any]]:
    places = {f'{data}{table}.item': table for data in _DATA for table in tables}
    builder, table, depth, number = None, '', 0, 0
    try:
        for prefix, event, value in ijson.parse(Stream(chunks), use_float=True):
            if builder is None and prefix in places:
                builder, table = ObjectBuilder(), places[prefix]
            if builder is not None:
                builder.event(event, value)
                depth += (event in ('start_map', 'start_array')) - (event in ('end_map', 'end_array'))
                if not depth:
                    yield table, builder.value
                    builder, number = None, number + 1
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as error:
        reason = str(error).strip().partition('\n')[0][:200]
        raise Broken(f'its JSON cannot be read from here: {reason}', f'post {number + 1}') from None
