"""Reads feeds: RSS 0.9x to 2.0, RDF, Atom and JSON Feed, plain, compressed or in a zip archive."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from types import ModuleType

from articles.readers import archives
from articles.readers.feed.entry import Channel, Entry, article, comment
from articles.readers.record import ArticleRecord, Note, RefusedRecord, SourceRecord

from . import json, xml

# Increased with every change in how the same file is read.
IMPORTER_VERSION = 2

LARGEST = 50_000_000  # bytes of a feed, unpacked
LARGEST_ENTRY = 5_000_000  # bytes
LARGEST_HEAD = 500_000  # bytes
MOST_TAGS = 20_000  # in a head; feedparser reads some 30 in a millisecond
LARGEST_FRAME = 20_000  # bytes; parsed again with every entry
COMMENT_ON = 'it is a comment on '  # how the reason begins for which an entry without its article is refused
SUFFIXES = ('.xml', '.rss', '.rdf', '.atom', '.json')
_ROOT = re.compile(rb'<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)(?=[\s/>])', re.I)
_TAGS_BEFORE = re.compile(rb'<!--.*?(?:-->|$)|<[?!][^>]*>', re.S)
_MARKS = (b'<rss', b'purl.org/rss/1.0', b'netscape.com/rdf/simple', b'w3.org/2005/Atom', b'purl.org/atom/', b'<channel')


def matches(head: bytes) -> bool:
    """Whether a file that begins with these bytes, compressed or not, is a feed. WordPress exports are RSS as well."""
    return any(_is_feed(opening) for opening in archives.openings(head))


def count(path: Path) -> int:
    """How many entries a file holds, for a progress bar; 0 where it cannot be read."""
    try:
        return sum(len(_reader(data).split(data)[1]) for _, data in _files(path))
    except archives.UnreadableFile:
        return 0


def join(head: bytes, originals: list[bytes]) -> bytes:
    """A readable feed: `head` is the `original` of a SourceRecord, `originals` are those of its articles."""
    return _reader(head).join(head, originals)


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """Yields a record for the feed and one for each entry; in a zip archive, for each feed.

    `zone` is the site's time zone: moments are converted to it, since feeds give them in any zone and the day in an
    article's URL is the day at the site.
    """
    try:
        for source, data in _files(path):
            yield from records(source, data, zone)
    except archives.UnreadableFile as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))


def records(source: str, data: bytes, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """Yields what `read` yields, of the bytes of one feed that is not packed."""
    reader = _reader(data)
    try:
        head, entries = reader.split(data)
        if len(head) > LARGEST_HEAD:
            raise archives.UnreadableFile('the part outside of its entries is larger than 500 kB')
        if head.count(b'<') > MOST_TAGS:
            raise archives.UnreadableFile('there are more than 20,000 tags outside of its entries')
        frame = reader.frame(head)
        if len(frame) > LARGEST_FRAME:
            raise archives.UnreadableFile('the tags around its entries are larger than 20 kB')
    except archives.UnreadableFile as refused:
        yield RefusedRecord(source, refused.where, str(refused))
        return
    channel = reader.channel(head)
    notes = [] if entries else [Note('no-entries', f'{source} is a feed without entries.')]
    yield _source(source, channel, head, notes)
    replies, articles = _comments_apart(reader, entries)
    for number, original in enumerate(entries, 1):
        if number in replies:
            continue
        entry = reader.entry(frame, original, zone) if len(original) <= LARGEST_ENTRY else None
        if not entry:
            reason = 'larger than 5 MB' if len(original) > LARGEST_ENTRY else 'nothing in it can be read'
            yield RefusedRecord(source, f'entry {number}', reason)
            continue
        own = [answer for name in _names(entry) for answer in articles.pop(name, ())]
        parsed = (reader.entry(frame, entries[answer - 1], zone) for answer in sorted(own))
        comments = tuple(comment(reply) for reply in parsed if reply)
        whole = b'\n'.join([original, *(entries[answer - 1] for answer in sorted(own))])
        yield article(entry, channel, source=source, original=whole, comments=comments)
    for name, answers in articles.items():
        for number in answers:
            reason = f'{COMMENT_ON}{name[:200]}, which is not in this file'
            yield RefusedRecord(source, f'entry {number}', reason)


def _comments_apart(reader: ModuleType, entries: list[bytes]) -> tuple[set[int], dict[str, list[int]]]:
    """(The numbers of the entries that are comments, those by the identifier or URL of what they are comments on)."""
    replies: set[int] = set()
    articles: dict[str, list[int]] = {}
    for number, original in enumerate(entries, 1):
        if len(original) <= LARGEST_ENTRY and (name := reader.answered(original)):
            replies.add(number)
            articles.setdefault(name, []).append(number)
    return replies, articles


def _names(entry: Entry) -> list[str]:
    return list(dict.fromkeys(filter(None, (entry.id, entry.url, *entry.old_urls))))


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
    """Yields (source, bytes) of each whole feed: the end of one may describe it as well. Raises UnreadableFile."""
    for member, chunks in archives.contents(path, SUFFIXES):
        data = bytearray()
        for chunk in chunks:
            data += chunk
            if len(data) > LARGEST:
                raise archives.UnreadableFile(f'larger than {LARGEST // 1_000_000} MB', member)
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
