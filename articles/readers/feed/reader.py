"""Reads feeds: RSS 0.9x to 2.0, RDF, Atom and JSON Feed, plain, compressed or in a zip."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from types import ModuleType

from articles.readers import archives
from articles.readers.feed.entry import Channel, article
from articles.readers.record import ArticleRecord, Note, RefusedRecord, SourceRecord

from . import json, xml

# Raised whenever the same file would be read differently.
IMPORTER_VERSION = 1

LARGEST = 50_000_000  # bytes of a feed, unpacked
LARGEST_ENTRY = 5_000_000
LARGEST_HEAD = 500_000  # bytes
MOST_TAGS = 20_000  # in a head, of which feedparser reads some 30 in a millisecond
LARGEST_FRAME = 20_000  # bytes, since it is read with every entry
SUFFIXES = ('.xml', '.rss', '.rdf', '.atom', '.json')
_ROOT = re.compile(rb'<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)(?=[\s/>])', re.I)
_TAGS_BEFORE = re.compile(rb'<!--.*?(?:-->|$)|<[?!][^>]*>', re.S)
_MARKS = (b'<rss', b'purl.org/rss/1.0', b'netscape.com/rdf/simple', b'w3.org/2005/Atom', b'purl.org/atom/', b'<channel')


def matches(head: bytes) -> bool:
    """Whether a file that begins with these bytes, packed or not, is a feed. WordPress exports are RSS as well."""
    return any(_is_feed(opening) for opening in archives.openings(head))


def count(path: Path) -> int:
    """How many entries a file holds, for a progress bar; 0 where it cannot be read."""
    try:
        return sum(len(_reader(data).apart(data)[1]) for _, data in _files(path))
    except archives.Refused:
        return 0


def together(head: bytes, originals: list[bytes]) -> bytes:
    """A feed of entries: the `original` of a source's record and those of its articles, to be read once more."""
    return _reader(head).together(head, originals)


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """A record for the feed and one for each of its entries; of a zip, feed by feed.

    `zone` is the site's: the day in an article's address is the day there, since feeds give their times in any zone.
    """
    try:
        for source, data in _files(path):
            yield from _records(source, data, zone)
    except archives.Refused as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))


def _records(source: str, data: bytes, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    reader = _reader(data)
    try:
        head, entries = reader.apart(data)
        if len(head) > LARGEST_HEAD:
            raise archives.Refused('what stands outside of its entries is larger than 500 kB')
        if head.count(b'<') > MOST_TAGS:
            raise archives.Refused('more than 20,000 tags stand outside of its entries')
        frame = reader.frame(head)
        if len(frame) > LARGEST_FRAME:
            raise archives.Refused('the tags around its entries are larger than 20 kB')
    except archives.Refused as refused:
        yield RefusedRecord(source, refused.where, str(refused))
        return
    channel = reader.channel(head)
    empty = [] if entries else [Note('no-entries', f'{source} is a feed without entries.')]
    yield _source(source, channel, head, empty)
    for number, original in enumerate(entries, 1):
        found = reader.entry(frame, original, zone) if len(original) <= LARGEST_ENTRY else None
        if found:
            yield article(found, channel, source=source, original=original)
        else:
            reason = 'larger than 5 MB' if len(original) > LARGEST_ENTRY else 'nothing in it can be read'
            yield RefusedRecord(source, f'entry {number}', reason)


def _source(source: str, channel: Channel, head: bytes, notes: list[Note]) -> SourceRecord:
    return SourceRecord(
        source=source,
        kind='feed',
        title=channel.title,
        url=channel.url,
        description=channel.description,
        language=channel.language,
        meta=channel.meta,
        notes=tuple(notes),
        original=head,
    )


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Each feed whole, since what a feed says of itself may stand at its end. Raises Refused."""
    for member, chunks in archives.contents(path, SUFFIXES):
        data = bytearray()
        for chunk in chunks:
            data += chunk
            if len(data) > LARGEST:
                raise archives.Refused(f'larger than {LARGEST // 1_000_000} MB', member)
        yield f'{path}/{member}' if member else str(path), bytes(data)


def _reader(data: bytes) -> ModuleType:
    return json if data.lstrip(b'\xef\xbb\xbf \t\r\n').startswith(b'{') else xml


def _is_feed(opening: bytes) -> bool:
    # Without the NULs, UTF-16 and UTF-32 read like ASCII.
    text = opening.replace(b'\0', b'')
    if text.lstrip(b'\xef\xbb\xbf \t\r\n').startswith(b'{'):
        return bool(json.MARK.search(text))
    root = re.search(rb'<[a-zA-Z]', stripped := _TAGS_BEFORE.sub(b'', text))
    return bool(root and _ROOT.match(stripped, root.start()) and any(mark in text for mark in _MARKS))
