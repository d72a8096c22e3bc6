"""Reads exports of Substack (Settings → Import/Export): a zip, its folder, or posts.csv in it.

posts.csv names the posts, posts/ has the text of each. What else is in it (lists of subscribers, who opened which
e-mail) is not read.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from pathlib import Path, PurePosixPath

from articles.readers import archives
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from articles.readers.substack.record import article, is_post

# Raised whenever the same file would be read differently.
IMPORTER_VERSION = 1

LIST = 'posts.csv'
SUFFIXES = ('.html', LIST)
LARGEST_LIST, LARGEST = 50_000_000, 10_000_000  # bytes of posts.csv, and of a text
_HEADER = re.compile(rb'"?post_id"?,"?post_date"?,"?is_published"?[,\r\n]')
_TEXTS = re.compile(r'(?:^|/)posts/(\d+\.[^/]*)\.html$')
_KEPT = b'{"newsroom_posts":'  # begins a file of originals


def matches(opening: bytes) -> bool:
    """Whether a file that begins with these bytes is the list of posts of such an export."""
    return bool(_HEADER.match(opening.removeprefix(b'\xef\xbb\xbf')))


def is_root(folder: Path) -> bool:
    """Whether a folder is such an export, unpacked."""
    file = folder / LIST
    if not file.is_file():
        return False
    with file.open('rb') as opened:
        return matches(opened.read(200))


def count(path: Path) -> int:
    """How many posts a path holds, for a progress bar; 0 where it cannot be read."""
    try:
        lists = (data for member, data in _files(path) if PurePosixPath(member).name == LIST)
        return sum(1 for data in lists for _ in _rows(data))
    except archives.UnreadableFile:
        return 0


def join(_head: bytes, originals: list[bytes]) -> bytes:
    """A file of posts, each as it was kept, to be read once more."""
    return _KEPT + b'[' + b','.join(originals) + b']}'


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """A record for the export and one for each post. What is none comes as RefusedRecord with its line or name.

    `zone` is the site's: moments are in UTC, days those of the place.
    """
    yield SourceRecord(source=str(path), kind='substack', title=path.name)
    try:
        if path.is_file() and _is_kept(path):
            for kept in _originals(path):
                yield _record(kept['row'], kept['text'], str(path), zone)
            return
        yield from _records(path, zone)
    except archives.UnreadableFile as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))


def _records(path: Path, zone: tzinfo) -> Iterator[ArticleRecord | RefusedRecord]:
    """Posts that have a text come in the order of the texts, since an archive is a stream; then the others."""
    rows: dict[str, dict[str, str]] = {}
    lines = 0
    source = listed = str(path)
    for member, data in _files(path):
        source = f'{path}/{member}' if member else str(path)
        if PurePosixPath(member).name == LIST:
            listed = source
            for number, row in _rows(data):
                lines += 1
                if isinstance(row, str) or not is_post(row):
                    reason = row if isinstance(row, str) else 'a line without the number of a post'
                    yield RefusedRecord(source, f'line {number}', reason)
                else:
                    rows[row['post_id']] = row
            continue
        known = rows.pop(_TEXTS.findall(member)[0], None)
        if known is None:
            yield RefusedRecord(source, '', f'{LIST} has no line of this text')
        elif len(data) > LARGEST:
            yield RefusedRecord(source, '', f'larger than {LARGEST // 1_000_000} MB')
        else:
            yield _record(known, data.decode('utf-8-sig', errors='replace'), source, zone)
    if not lines:
        yield RefusedRecord(str(path), '', 'an export of Substack without posts')
    for row in rows.values():
        yield _record(row, None, listed, zone)


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """The list and the texts of an export, the list first: the name of each in it, and its content."""
    if path.is_file() and _is_archive(path):
        for member, chunks in archives.contents(path, SUFFIXES):
            wanted = PurePosixPath(member).name == LIST or _TEXTS.search(member)
            most = LARGEST_LIST if member.endswith(LIST) else LARGEST + 1
            data = b''
            for chunk in chunks:
                data += chunk[: most - len(data)] if wanted else b''
            if wanted:
                yield member, data
        return
    listed = path / LIST if path.is_dir() else path
    with listed.open('rb') as opened:
        yield LIST, opened.read(LARGEST_LIST)
    for file in sorted((listed.parent / 'posts').glob('*.html')):
        if file.is_file() and not file.is_symlink() and _TEXTS.search(f'posts/{file.name}'):
            with file.open('rb') as opened:
                yield f'posts/{file.name}', opened.read(LARGEST + 1)


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str] | str]]:
    """The lines of the list, with the number of each; of one that cannot be read, why."""
    reader = csv.reader(io.StringIO(data.decode('utf-8-sig', errors='replace'), newline=''))
    names: list[str] = []
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num, f'no line of CSV: {error}'
            continue
        if not names:
            names = cells
        elif any(cells):
            yield reader.line_num, dict(zip(names, (cell.replace('\0', '') for cell in cells), strict=False))


def _record(row: Mapping[str, str], text: str | None, source: str, zone: tzinfo) -> ArticleRecord:
    kept = {'row': dict(row), 'text': text}
    original = json.dumps(kept, ensure_ascii=False, separators=(',', ':')).encode(errors='replace')
    return article(row, text, source=source, zone=zone, original=original)


def _originals(path: Path) -> list[dict]:
    """Posts as they were kept, from the file that `join` made of them."""
    try:
        kept = json.loads(path.read_bytes())['newsroom_posts']
        return [_checked(one['row'], one['text']) for one in kept]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise archives.UnreadableFile('not the posts that were kept here') from None


def _checked(row: Mapping[str, str], text: str | None) -> dict:
    if not (is_post(row) and isinstance(text, str | None) and all(isinstance(cell, str) for cell in row.values())):
        raise ValueError('not a post')
    return {'row': row, 'text': text}


def _is_archive(path: Path) -> bool:
    with path.open('rb') as opened:
        return opened.read(2) == b'PK'


def _is_kept(path: Path) -> bool:
    with path.open('rb') as opened:
        return opened.read(len(_KEPT)) == _KEPT
