"""Finds saved pages in files, folders, zip archives and web archives (WARC)."""

import csv
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from articles.readers import archives
from articles.readers.html.tree import LARGEST
from articles.readers.record import RefusedRecord

SUFFIXES = tuple(f'{kind}{packing}' for kind in ('.html', '.htm', '.xhtml') for packing in ('', '.gz', '.xz'))
_MARKUP = re.compile(
    rb'^(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|title|body|meta)\b', re.I | re.S
)
_ARCHIVES = ('.zip', '.warc', '.warc.gz')


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The bytes of a page with its URL, time of capture (aware) and charset, as far as a list or archive gives them.

    `is_listed`: whether a list or archive gives the URL, and not only the folders that the page lies in.
    """

    source: str
    data: bytes
    url: str = ''
    captured: datetime | None = None
    charset: str = ''
    is_listed: bool = True


def matches(head: bytes, name: str) -> bool:
    """Whether a file with these first bytes and this name holds saved pages: HTML, an archive of HTML, or a WARC."""
    if name.lower().endswith(SUFFIXES):
        return True
    # Without the NULs, UTF-16 reads like ASCII.
    openings = [opening.replace(b'\0', b'') for opening in archives.openings(head)]
    return any(opening.startswith(b'WARC/') or bool(_MARKUP.match(opening)) for opening in openings)


def files(path: Path) -> list[Path]:
    """The files with saved pages in a folder and its subfolders, sorted; for a file the file itself."""
    if not path.is_dir():
        return [path]
    return [file for file in sorted(path.rglob('*')) if _is_page(file)]


def count(path: Path) -> int:
    """The number of pages in a path, for a progress bar; a web archive counts as 0."""
    return sum(_count(file) for file in files(path))


def pages(path: Path) -> Iterator[SavedPage | RefusedRecord]:
    """Yields every page in a path; a file that cannot be unpacked is yielded as a RefusedRecord.

    A file urls.csv (file,url) in the folder or archive gives the URLs of its pages, and in a third column optionally
    their encodings.
    """
    folder = path if path.is_dir() else path.parent
    listed = _listed_in(folder)
    for file in files(path):
        try:
            if _is_web_archive(file):
                yield from _of_web_archive(file)
            else:
                yield from _of_file(file, *listed.get(file.relative_to(folder).as_posix(), ()))
        except archives.UnreadableFile as refused:
            yield RefusedRecord(str(file), refused.where, str(refused))


def _is_page(file: Path) -> bool:
    if file.name.startswith('.') or file.is_symlink() or not file.is_file() or file.suffix.lower() == '.txt':
        return False
    with file.open('rb') as opened:
        head = opened.read(archives.CHUNK)
    return matches(head, file.name) or (head[:4] == b'PK\x03\x04' and holds_pages(file))


def holds_pages(file: Path) -> bool:
    """Whether the directory of a zip archive lists a page."""
    try:
        with ZipFile(file) as archive:
            return any(name.lower().endswith(SUFFIXES) for name in archive.namelist())
    except (BadZipFile, OSError, ValueError):
        return False


def _count(file: Path) -> int:
    if not file.name.lower().endswith(_ARCHIVES):
        return 1
    try:
        with ZipFile(file) as archive:
            return sum(name.lower().endswith(SUFFIXES) for name in archive.namelist())
    except (BadZipFile, OSError, ValueError):
        return 0


def _is_web_archive(file: Path) -> bool:
    with file.open('rb') as opened:
        return any(opening.startswith(b'WARC/') for opening in archives.openings(opened.read(archives.CHUNK)))


def _of_file(file: Path, url: str = '', charset: str = '') -> Iterator[SavedPage]:
    listed = {}
    for member, chunks in archives.contents(file, (*SUFFIXES, 'urls.csv')):
        data = _joined(chunks, member)
        if member.rpartition('/')[2] == 'urls.csv':
            listed = _listed(data.decode('utf-8-sig', errors='replace'), member.removesuffix('urls.csv'))
        elif member:
            data = archives.unpacked(data, member, LARGEST)
            url, charset = listed.get(member, ('', ''))
            yield SavedPage(f'{file}/{member}', data, url, charset=charset)
        else:
            yield SavedPage(str(file), data, url, charset=charset)


def _joined(chunks: Iterator[bytes], member: str) -> bytes:
    parts, size = [], 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise archives.UnreadableFile(f'the page is larger than {LARGEST // 1_000_000} MB', member)
    return b''.join(parts)


def _of_web_archive(file: Path) -> Iterator[SavedPage]:
    """The pages in the responses of a WARC: https://iipc.github.io/warc-specifications/."""
    with file.open('rb') as opened:
        records = ArchiveIterator(opened)
        try:
            for record in records:
                if _is_page_response(record):
                    yield _page_of(file, record)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
            raise archives.UnreadableFile(f'damaged web archive: {error}', f'byte {opened.tell()}') from error


def _is_page_response(record: ArcWarcRecord) -> bool:
    if record.rec_type != 'response' or not record.http_headers:
        return False
    kind = (record.http_headers.get_header('Content-Type') or '').lower()
    return record.http_headers.get_statuscode() == '200' and ('text/html' in kind or 'xhtml' in kind)


def _page_of(file: Path, record: ArcWarcRecord) -> SavedPage:
    url = record.rec_headers.get_header('WARC-Target-URI') or ''
    when = record.rec_headers.get_header('WARC-Date') or ''
    kind = record.http_headers.get_header('Content-Type') or ''
    stream, parts, size = record.content_stream(), [], 0
    while size <= LARGEST and (chunk := stream.read(archives.CHUNK)):
        parts.append(chunk)
        size += len(chunk)
    charset = re.search(r'charset=["\']?([\w.:-]+)', kind, re.I)
    return SavedPage(f'{file}/{url}', b''.join(parts), url.strip('<>'), _moment(when), charset[1] if charset else '')


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _listed_in(folder: Path) -> dict[str, tuple[str, str]]:
    file = folder / 'urls.csv'
    return _listed(file.read_text(encoding='utf-8-sig', errors='replace'), '') if file.is_file() else {}


def _listed(text: str, folder: str) -> dict[str, tuple[str, str]]:
    """(URL, encoding) by the path of a file, from the text of a urls.csv; the encoding may be ''."""
    rows = ([*row, ''] for row in csv.reader(text.splitlines()) if len(row) > 1 and row[0] != 'file')
    return {f'{folder}{file}': (url.strip(), encoding.strip()) for file, url, encoding, *_ in rows}
