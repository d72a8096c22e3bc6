"""Reads WordPress exports (WXR 1.0, 1.1 and 1.2): .xml, .xml.gz, or a .zip of one or several."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path

from articles.readers import archives
from articles.readers.record import ArticleRecord, Note, RefusedRecord, SourceRecord
from articles.readers.wxr.item import article
from articles.readers.wxr.site import Site
from articles.readers.wxr.survey import Survey

from . import xml

# Increased with every change in how the same file is read.
IMPORTER_VERSION = 3

_MARKS = (b'wordpress.org/export/', b'wxr_version', b'WordPress eXtended RSS')
_ITEM = re.compile(rb'<item[\s>]')


def matches(head: bytes) -> bool:
    """Whether a file that begins with these bytes (64 kB are enough), compressed or not, is a WordPress export."""
    # Without the NULs, UTF-16 reads like ASCII.
    beginnings = [opening.replace(b'\0', b'') for opening in archives.openings(head)]
    return any(b'<rss' in text and any(mark in text for mark in _MARKS) for text in beginnings)


def count(path: Path) -> int:
    """How many items a file holds, for a progress bar; 0 where it cannot be read."""
    try:
        return sum(_items(chunks) for _, chunks in archives.contents(path, '.xml'))
    except archives.UnreadableFile:
        return 0


def join(head: bytes, originals: list[bytes]) -> bytes:
    """A readable export: `head` is the `original` of a SourceRecord, `originals` are those of its articles."""
    return head + b''.join(originals) + b'</channel></rss>'


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """Yields a record for the site and one for every item, of any type; in a zip archive, for each file.

    `zone` is the site's time zone, for dates without a UTC offset. A damaged item is yielded as a RefusedRecord; the
    items before and after it are read.
    """
    try:
        survey = _surveyed(path)
        for member, chunks in archives.contents(path, '.xml'):
            source = f'{path}/{member}' if member else str(path)
            yield from _records(Site(source, survey), chunks, zone)
    except archives.UnreadableFile as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))


def _surveyed(path: Path) -> Survey:
    survey = Survey()
    # What cannot be read is said when it is read for its items.
    with suppress(archives.UnreadableFile):
        for _, chunks in archives.contents(path, '.xml'):
            survey.add(chunks)
    return survey


def _records(
    site: Site, chunks: Iterable[bytes], zone: tzinfo
) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    repairs = Counter[str]()
    reported_size: int | None = None
    for element, read in xml.elements(chunks, repairs):
        if not isinstance(element, xml.Broken) and xml.name(element) != 'item':
            site.add(element)
            continue
        before, original = _split_before_item(read)
        site.original += before
        if reported_size is None:
            # With the head, the articles can be read again without the other items that the survey has seen.
            if site.original:
                site.original += site.survey.as_comment()
            yield site.record()
            reported_size = site.size()
        if isinstance(element, xml.Broken):
            yield RefusedRecord(site.source, element.where, str(element))
        else:
            yield article(element, site, zone, original, _repair_notes(repairs))
            repairs.clear()
    # Terms and authors may also follow the items.
    if reported_size is None or site.size() > reported_size:
        yield site.record()


def _split_before_item(read: bytes) -> tuple[bytes, bytes]:
    """(bytes before an item, bytes of the item); the first is b'' if it is only white space."""
    start = _ITEM.search(read)
    before, item = (read[: start.start()], read[start.start() :]) if start else (read, b'')
    return before if before.strip() else b'', item


def _repair_notes(repairs: Counter) -> list[Note]:
    texts = {
        'forbidden': ('control-characters', 'characters that XML forbids were removed, here or just before.'),
        'unreadable': ('unreadable-characters', 'characters could not be read and became �, here or just before.'),
        'windows-1252': ('windows-1252', 'characters were read as Windows-1252, here or just before.'),
    }
    return [Note(texts[kind][0], f'{number} {texts[kind][1]}') for kind, number in repairs.items()]


def _items(chunks: Iterable[bytes]) -> int:
    number, rest = 0, b''
    for chunk in chunks:
        number += len(_ITEM.findall(rest + chunk))
        rest = chunk[-5:]
    return number
