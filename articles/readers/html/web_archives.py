"""Reads pages from web archives (WARC): https://iipc.github.io/warc-specifications/.

A record that cannot be read costs itself: the next one is looked for by the mark that every record begins with.
"""

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO
from uuid import NAMESPACE_URL, uuid5

import brotli
import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from articles.readers import archives
from articles.readers.feed import reader as feed_reader
from articles.readers.html import api_answers
from articles.readers.html.saved_page import Listing, SavedPage
from articles.readers.html.tree import LARGEST
from articles.readers.record import RefusedRecord

_GZIP, _PLAIN = b'\x1f\x8b\x08', b'WARC/1.'
_PAGE = re.compile(r'^\s*(?:text/html|application/xhtml\+xml)\b', re.I)
_LISTING = re.compile(r'^\s*(?:application/(?:(?:rss|atom|rdf)\+xml|xml|json)|text/xml)\b', re.I)
_CHARSET = re.compile(r'charset=["\']?([\w.:-]+)', re.I)
_MARKUP = re.compile(rb'^\s*<(?:!doctype\s+html|html\b)', re.I)
_FAILURES = (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error, ChunkedDataException)
_MOST_BROKEN = 100  # records of one archive: what is broken more often is no web archive
_MOST_CODINGS = 5


def pages(stream: IO[bytes], source: str) -> Iterator[SavedPage | Listing | RefusedRecord]:
    """Yields the pages and listings of a web archive that can be read, in order; what cannot be is yielded as refused.

    `stream` is seekable; `source` names it. An archive without any page is refused with what it holds instead.
    """
    kinds: Counter[str] = Counter()
    read = broken = start = 0
    damage: RefusedRecord | None = None
    while start >= 0:
        stream.seek(start)
        records, last = ArchiveIterator(stream), -1
        try:
            for record in records:
                if damage:
                    yield damage
                damage, last = None, records.offset
                kinds[record.rec_type] += 1
                if _holds(record, _PAGE):
                    read += 1
                    yield _page_of(source, record)
                elif _holds(record, _LISTING) and (listing := _listing_of(source, record)):
                    yield listing
            break
        except _FAILURES as error:
            broken += 1
            place = max(start, last)
            damage = RefusedRecord(source, f'byte {place}', _damage(error))
            start, passed = _next_record(stream, place + 1, _MOST_BROKEN - broken)
            broken += passed
    if damage:
        yield damage
    if not read and not broken:
        held = ', '.join(f'{count} × {kind}' for kind, count in kinds.items()) or 'nothing'
        revisits = ' A revisit repeats a page of another archive: import that one.' if 'revisit' in kinds else ''
        yield RefusedRecord(source, '', f'no page in this web archive, which holds {held}.{revisits}')


def joint(pages: list[SavedPage]) -> bytes:
    """Pages as one web archive, from which they are read again as they are."""
    return b''.join(map(_as_record, pages))


def _as_record(page: SavedPage) -> bytes:
    when = page.captured or datetime.fromtimestamp(0, UTC)
    headers = (
        ('WARC-Type', 'resource'),
        ('WARC-Record-ID', f'<{uuid5(NAMESPACE_URL, page.url).urn}>'),
        ('WARC-Date', f'{when:%Y-%m-%dT%H:%M:%SZ}'),
        ('WARC-Target-URI', page.url),
        ('Content-Type', f'text/html{f"; charset={page.charset}" if page.charset else ""}'),
        ('Content-Length', str(len(page.data))),
    )
    lines = ''.join(f'{name}: {value}\r\n' for name, value in headers)
    return b''.join((b'WARC/1.0\r\n', lines.encode(), b'\r\n', page.data, b'\r\n\r\n'))


def _damage(error: Exception) -> str:
    return f'damaged web archive: {str(error).partition(", first line")[0]}'[:300]


def _next_record(stream: IO[bytes], start: int, most: int) -> tuple[int, int]:
    """Where the next whole record seems to begin, at or after an offset, and how many broken ones are passed over.

    -1 for nowhere, and where `most` are broken: each is unpacked to know, so that there has to be a limit.
    """
    stream.seek(0)
    mark = _GZIP if stream.read(3) == _GZIP else _PLAIN
    for passed in range(most):
        start = _next_mark(stream, mark, start)
        if start < 0 or mark == _PLAIN or _is_whole(stream, start):
            return start, passed
        start += 1
    return -1, most


def _next_mark(stream: IO[bytes], mark: bytes, start: int) -> int:
    """Where a mark is, at or after an offset; -1 for nowhere."""
    stream.seek(start)
    kept, at = b'', start
    while chunk := stream.read(archives.CHUNK):
        place = (kept + chunk).find(mark)
        if place >= 0:
            return at - len(kept) + place
        at += len(chunk)
        kept = chunk[-len(mark) :]
    return -1


def _is_whole(stream: IO[bytes], start: int) -> bool:
    """Whether a packed record begins at an offset and, as far as a page is read, can be unpacked.

    Of a damaged one, warcio may take the rest for records, and with it the whole ones that follow.
    """
    stream.seek(start)
    unpacker, head, size = zlib.decompressobj(zlib.MAX_WBITS | 16), b'', 0
    try:
        while (
            size <= LARGEST and not unpacker.eof and (chunk := unpacker.unconsumed_tail or stream.read(archives.CHUNK))
        ):
            part = unpacker.decompress(chunk, archives.CHUNK)
            head, size = head or part[: len(_PLAIN)], size + len(part)
    except zlib.error:
        return False
    return head == _PLAIN and (unpacker.eof or size > LARGEST)


def _holds(record: ArcWarcRecord, kind: re.Pattern) -> bool:
    """Whether a record holds a document that the server had, of a kind by its media type."""
    if record.rec_type in ('resource', 'conversion'):
        return bool(kind.match(record.rec_headers.get_header('Content-Type') or ''))
    if record.rec_type != 'response' or not record.http_headers:
        return False
    declared = record.http_headers.get_header('Content-Type') or ''
    return record.http_headers.get_statuscode() == '200' and bool(kind.match(declared))


def _listing_of(source: str, record: ArcWarcRecord) -> Listing | None:
    """The feed or answer in a record; None for any other data, and where it cannot be read."""
    url = _url_of(record)
    try:
        data = _body(record)
    except (archives.UnreadableFile, *_FAILURES):
        return None
    is_answer = len(data) <= api_answers.LARGEST and api_answers.is_of_api(url)
    return Listing(f'{source}/{url}', data, url) if is_answer or feed_reader.matches(data[: archives.CHUNK]) else None


def _url_of(record: ArcWarcRecord) -> str:
    return (record.rec_headers.get_header('WARC-Target-URI') or '').strip().strip('<>')


def _page_of(source: str, record: ArcWarcRecord) -> SavedPage | RefusedRecord:
    url = _url_of(record)
    headers = record.http_headers if record.rec_type == 'response' else record.rec_headers
    charset = _CHARSET.search(headers.get_header('Content-Type') or '')
    try:
        data = _body(record)
    except archives.UnreadableFile as refused:
        return RefusedRecord(f'{source}/{url}', '', f'{refused}.')
    except _FAILURES as error:
        return RefusedRecord(f'{source}/{url}', '', _damage(error))
    when = _moment(record.rec_headers.get_header('WARC-Date') or '')
    return SavedPage(f'{source}/{url}', data, url, when, charset[1] if charset else '')


def _body(record: ArcWarcRecord) -> bytes:
    """The page in a record, without its transfer and content codings. Raises UnreadableFile."""
    data = _read(record.raw_stream)
    if record.rec_type != 'response':
        return data
    transfer = _codings(record.http_headers.get_header('Transfer-Encoding'))
    if 'chunked' in transfer:
        data = _read(ChunkedDataReader(io.BytesIO(data)))
    codings = [name for name in transfer if name != 'chunked']
    codings = [*_codings(record.http_headers.get_header('Content-Encoding')), *codings]
    if len(codings) > _MOST_CODINGS:
        raise archives.UnreadableFile('the page is packed too many times')
    for name in reversed(codings):
        # Some programs unpack a page and keep the header that says how it was packed.
        if _MARKUP.match(data):
            return data
        if name not in _UNPACKERS:
            raise archives.UnreadableFile(f'the page is packed by “{name[:40]}”, which is not known here')
        try:
            data = _UNPACKERS[name](data)
        except (OSError, EOFError, ValueError, zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise archives.UnreadableFile(f'the page cannot be unpacked ({name}): {error}') from error
    return data


def _codings(header: str | None) -> list[str]:
    return [
        name for part in (header or '').split(',') if (name := part.strip().lower()) not in ('', 'identity', 'none')
    ]


def _read(stream: IO[bytes] | gzip.GzipFile) -> bytes:
    """All of a stream, of which a page larger than allowed is told by its length."""
    parts, size = [], 0
    while size <= LARGEST and (chunk := stream.read(archives.CHUNK)):
        parts.append(chunk)
        size += len(chunk)
    return b''.join(parts)


def _gunzipped(data: bytes) -> bytes:
    """All members of a gzip file; one that is cut off is read as far as it goes."""
    with gzip.open(io.BytesIO(data)) as stream:
        return _read(stream)


def _inflated(data: bytes) -> bytes:
    # RFC 9110, section 8.4.1.2: zlib's format, which some servers leave out.
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(bits)
        try:
            return unpacker.decompress(data, LARGEST + 1)
        except zlib.error:
            continue
    raise ValueError('neither zlib’s format nor bare deflate')


def _unbrotlied(data: bytes) -> bytes:
    unpacker, parts, size = brotli.Decompressor(), [], 0
    for start in range(0, len(data), 4096):
        part = unpacker.process(data[start : start + 4096])
        size += len(part)
        parts.append(part)
        if size > LARGEST:
            break
    return b''.join(parts)


def _unzstd(data: bytes) -> bytes:
    with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data, read_across_frames=True) as stream:
        return _read(stream)


_UNPACKERS: dict[str, Callable[[bytes], bytes]] = {
    'gzip': _gunzipped, 'x-gzip': _gunzipped, 'deflate': _inflated, 'br': _unbrotlied, 'zstd': _unzstd,
}  # fmt: skip


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
