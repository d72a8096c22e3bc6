"""Reads exports of Medium (Settings → Security and apps → Download your information): a zip, or its folder.

Posts are the pages in its folder posts/. What else is in it (the profile with its e-mail address, claps, bookmarks,
blocked people) is left unread.
"""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from articles.readers import archives
from articles.readers.medium.record import NoPost, article
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord

# Raised whenever the same file would be read differently.
IMPORTER_VERSION = 1

SUFFIXES = ('.html',)
LARGEST = 10_000_000  # bytes of a page
_MARKS = (b'class="h-entry"', b'class="p-name"', b'data-field="')
_POSTS = re.compile(r'(?:^|/)posts/[^/]+\.html$')


def matches(opening: bytes) -> bool:
    """Whether a page that begins with these bytes is a post that Medium exported."""
    return all(mark in opening for mark in _MARKS)


def is_root(folder: Path) -> bool:
    """Whether a folder is such an export, unpacked: its own, or the one of its posts."""
    return any(matches(_beginning(file)) for file in _files(folder)[:3])


def count(path: Path) -> int:
    """How many posts a path holds, for a progress bar; 0 where it cannot be read."""
    if path.is_dir():
        return len(_files(path))
    try:
        return sum(1 for _ in _pages(path))
    except archives.UnreadableFile:
        return 0


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """A record for the export and one for each post. A page that is none comes as RefusedRecord with its name.

    `zone` is the site's: moments are in UTC, days those of the place.
    """
    yield SourceRecord(source=str(path), kind='medium', title=path.name)
    pages = 0
    try:
        for source, data in _pages(path):
            pages += 1
            if len(data) > LARGEST:
                yield RefusedRecord(source, '', f'larger than {LARGEST // 1_000_000} MB')
                continue
            try:
                yield article(data, source=source, zone=zone)
            except NoPost as reason:
                yield RefusedRecord(source, '', str(reason))
    except archives.UnreadableFile as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))
        return
    if not pages:
        yield RefusedRecord(str(path), '', 'an export of Medium without posts')


def _pages(path: Path) -> Iterator[tuple[str, bytes]]:
    """The posts of an export: the source of each, and its content, cut off where it is too large."""
    if path.is_dir():
        for file in _files(path):
            with file.open('rb') as opened:
                yield str(file), opened.read(LARGEST + 1)
        return
    for member, chunks in archives.contents(path, SUFFIXES):
        if member and not _POSTS.search(member):
            for _ in chunks:
                pass
            continue
        data = b''
        for chunk in chunks:
            data += chunk[: LARGEST + 1 - len(data)]
        yield (f'{path}/{member}' if member else str(path)), data


def _files(folder: Path) -> list[Path]:
    posts = folder / 'posts'
    place = posts if posts.is_dir() else folder
    return sorted(file for file in place.glob('*.html') if file.is_file() and not file.is_symlink())


def _beginning(file: Path) -> bytes:
    with file.open('rb') as opened:
        return opened.read(8192)
