"""Reads exports of Ghost (Settings → Import/Export): JSON, plain, compressed or in a zip.

They hold posts, pages, tags, users and settings; neither members, nor comments, nor the site's URL.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from articles.readers import archives
from articles.readers.ghost import tables
from articles.readers.ghost.record import article
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from articles.readers.spool import Spool

# Raised whenever the same file would be read differently.
IMPORTER_VERSION = 1

SUFFIXES = ('.json',)
_OPENING = re.compile(rb'\s*\{\s*"(?:db|meta|data)"\s*:')
_MARKS = (b'"exported_on"', b'"posts_tags"', b'"mobiledoc"', b'"lexical"')
_COUNTED = re.compile(rb'"comment_id"\s*:|"mobiledoc"\s*:')
_KEPT = b'{"newsroom_posts":'  # begins a file of originals


def matches(opening: bytes) -> bool:
    """Whether what begins with these bytes, unpacked, is such an export."""
    opening = opening.removeprefix(b'\xef\xbb\xbf')
    return bool(_OPENING.match(opening)) and any(mark in opening for mark in _MARKS)


def count(path: Path) -> int:
    """How many posts a file holds, for a progress bar, counted by a field that each has; 0 where it cannot be read."""
    try:
        return sum(_count(chunks) for _, chunks in archives.contents(path, SUFFIXES))
    except archives.UnreadableFile:
        return 0


def join(head: bytes, originals: list[bytes]) -> bytes:
    """A file of posts: the `original` of a source's record and those of its articles, to be read once more."""
    return _KEPT + b'[' + b','.join(originals) + b'],"settings":' + (head or b'{}') + b'}'


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """A record for the site and one for each post and page. What is no post comes as RefusedRecord with its number.

    `zone` is the site's, unless the export says which it is: moments are in UTC, days those of the place.
    """
    try:
        for member in _members(path):
            source = f'{path}/{member}' if member else str(path)
            with Spool() as of_posts:
                yield from _records(path, member, source, of_posts, zone)
    except archives.UnreadableFile as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))


def _members(path: Path) -> list[str]:
    members = []
    for member, chunks in archives.contents(path, SUFFIXES):
        opening = b''
        for chunk in chunks:
            opening += chunk[: 8192 - len(opening)]
        if not member or matches(opening):
            members.append(member)
    return members


def _chunks(path: Path, member: str) -> Iterator[bytes]:
    for name, chunks in archives.contents(path, SUFFIXES):
        if name == member:
            yield from chunks
        else:
            for _ in chunks:
                pass


def _records(
    path: Path, member: str, source: str, of_posts: Spool, zone: tzinfo
) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    if not member and _is_kept(path):
        yield from _of_originals(path, source, zone)
        return
    shared = tables.shared(_chunks(path, member), of_posts)
    zone = _zone(shared.settings.get('timezone', ''), zone)
    yield _source(source, shared.settings)
    number = 0
    try:
        for number, post in enumerate(tables.posts(_chunks(path, member)), 1):
            whole = _whole(post, shared, of_posts)
            yield _record(whole, source, zone) if whole else RefusedRecord(source, f'post {number}', 'no object')
    except tables.Broken as broken:
        yield RefusedRecord(source, broken.where, str(broken))
        return
    if not number:
        yield RefusedRecord(source, '', 'an export of Ghost without posts')


def _whole(post: Any, shared: tables.Shared, of_posts: Spool) -> dict | None:
    """A post with all that belongs to it, which is what is kept of it."""
    if not isinstance(post, dict):
        return None
    rows: dict[str, list[dict]] = {}
    for table, row in of_posts.take(str(post.get('id'))):
        rows.setdefault(table, []).append(row)

    def ordered(table: str, key: str, known: dict[str, dict]) -> list[dict]:
        links = sorted(rows.get(table, ()), key=lambda row: row['sort_order'] if _is_order(row) else 0)
        return [known[str(row.get(key))] for row in links if str(row.get(key)) in known]

    authors = ordered('posts_authors', 'author_id', shared.users)
    if not authors and str(post.get('author_id')) in shared.users:
        authors = [shared.users[str(post.get('author_id'))]]
    return {
        'post': tables.flat(post),
        'tags': ordered('posts_tags', 'tag_id', shared.tags),
        'authors': authors,
        'about': (rows.get('posts_meta') or [{}])[0],
    }


def _is_order(row: dict) -> bool:
    return isinstance(row.get('sort_order'), int)


def _record(whole: dict, source: str, zone: tzinfo) -> ArticleRecord:
    original = json.dumps(whole, ensure_ascii=False, separators=(',', ':')).encode(errors='replace')
    return article(
        whole['post'], whole['tags'], whole['authors'], whole['about'], source=source, zone=zone, original=original
    )


def _source(source: str, settings: dict[str, str]) -> SourceRecord:
    return SourceRecord(
        source=source,
        kind='ghost',
        title=settings.get('title', ''),
        description=settings.get('description', ''),
        language=settings.get('language', ''),
        meta={'timezone': settings['timezone']} if settings.get('timezone') else {},
        original=json.dumps(settings, ensure_ascii=False).encode(errors='replace'),
    )


def _is_kept(path: Path) -> bool:
    with path.open('rb') as file:
        return file.read(len(_KEPT)) == _KEPT


def _of_originals(path: Path, source: str, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord]:
    """Articles from what was kept of them, as `join` writes it: few, since they are read in batches."""
    try:
        kept = json.loads(path.read_bytes())
        settings = tables.flat(kept['settings'])
        posts = [(one['post'], one['tags'], one['authors'], one['about']) for one in kept['newsroom_posts']]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise archives.UnreadableFile('not the posts that were kept here') from None
    zone = _zone(settings.get('timezone', ''), zone)
    yield _source(source, settings)
    for post, tags, authors, about in posts:
        yield _record({'post': post, 'tags': tags, 'authors': authors, 'about': about}, source, zone)


def _zone(name: str, otherwise: tzinfo) -> tzinfo:
    try:
        return ZoneInfo(name) if name else otherwise
    except (ValueError, OSError):
        return otherwise


def _count(chunks: Iterable[bytes]) -> int:
    counted, rest = {b'c': 0, b'm': 0}, b''
    for chunk in chunks:
        data = rest + chunk
        for match in _COUNTED.finditer(data):
            counted[match[0][1:2]] += 1
        rest = data[-20:] if not _COUNTED.search(data[-20:]) else b''
    return counted[b'c'] or counted[b'm']
