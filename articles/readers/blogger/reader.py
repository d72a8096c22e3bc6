"""Reads exports of Blogger: backups (.xml) and Takeout's feed.atom, plain, compressed or in Takeout's zip.

Posts, pages, comments and settings are in one feed, in any order. The file is read twice: comments first, which wait on
disk for their posts.
"""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from articles.readers import archives, xml_elements
from articles.readers.blogger.entry import Entry, article, comment
from articles.readers.record import ArticleRecord, CommentRecord, Note, RefusedRecord, SourceRecord
from articles.readers.spool import Spool
from articles.readers.xml_elements import Broken, Frame, Piece, attribute, name, value
from articles.text import plain, sanitise

# Raised whenever the same file would be read differently.
IMPORTER_VERSION = 1

SUFFIXES = ('.xml', '.atom')
_MARKS = (b'schemas.google.com/blogger/2018', b'schemas.google.com/blogger/2008/kind#', b'.archive</id>')
_TEXTS = ('post', 'page')
_LABELS = re.compile(rb'(<category\b[^<>]*?\bterm=)("[^"<>]*"|\'[^\'<>]*\')')


def matches(opening: bytes) -> bool:
    """Whether what begins with these bytes, unpacked, is such an export, and not the feed that readers subscribe to."""
    return b'<feed' in opening and b'blogger.com,1999:blog-' in opening and any(mark in opening for mark in _MARKS)


def count(path: Path) -> int:
    """How many entries a file holds, for a progress bar, comments and settings too; 0 where it cannot be read."""
    try:
        return sum(xml_elements.count(chunks, ['entry']) for _, chunks in archives.contents(path, SUFFIXES))
    except archives.UnreadableFile:
        return 0


def join(head: bytes, originals: list[bytes]) -> bytes:
    """A feed of entries: the `original` of a source's record and those of its articles, to be read once more."""
    return head + b''.join(originals) + b'</feed>'


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """A record for the blog and one for each post and page; of Takeout's zip, blog by blog.

    `zone` is the site's: the day of an article is the day there. Entries that are not whole come as RefusedRecord.
    """
    try:
        for member in _members(path):
            source = f'{path}/{member}' if member else str(path)
            with Spool() as comments:
                yield from _records(path, member, source, comments, zone)
    except archives.UnreadableFile as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))


def _members(path: Path) -> list[str]:
    """The feeds of blogs in a file; beside them Takeout has themes and the comments that somebody left elsewhere."""
    members = []
    for member, chunks in archives.contents(path, SUFFIXES):
        opening = b''
        for chunk in chunks:
            opening += chunk[: 8192 - len(opening)]
        if not member or matches(opening):
            members.append(member)
    return members


def _pieces(path: Path, member: str) -> Iterator[Piece]:
    for name_of, chunks in archives.contents(path, SUFFIXES):
        if name_of == member:
            yield from xml_elements.pieces(chunks, ['entry'])
        else:
            for _ in chunks:
                pass


def _records(
    path: Path, member: str, source: str, comments: Spool, zone: tzinfo
) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    pieces = _pieces(path, member)
    head = next(pieces).content
    if len(head) > xml_elements.LARGEST_HEAD:
        raise archives.UnreadableFile('what comes before its entries is larger than 1 MB')
    frame, posts = Frame(head, 'feed'), set()
    for piece in pieces:
        entry = _entry(frame, piece)
        if isinstance(entry, str):
            continue
        if entry.kind == 'comment':
            comments.put(entry.post, (comment(entry, zone), piece.content))
        elif entry.kind in _TEXTS:
            posts.add(entry.id)
    yield _source(source, frame, head, [group for group in comments.groups() if group not in posts])
    if not posts:
        yield RefusedRecord(source, '', 'an export of Blogger without posts and pages')
    for piece in _pieces(path, member):
        if not piece.name:
            continue
        entry = _entry(frame, piece)
        if isinstance(entry, str):
            yield RefusedRecord(source, piece.where, entry)
        elif entry.kind in _TEXTS:
            waiting: list[tuple[CommentRecord, bytes]] = comments.take(entry.id)
            original = b''.join([piece.content, *(content for _, content in waiting)])
            yield article(entry, [record for record, _ in waiting], source=source, zone=zone, original=original)


def _entry(frame: Frame, piece: Piece) -> Entry | str:
    """An entry, or why it is none."""
    try:
        entry = piece.fault or Entry.of(frame.parsed(_LABELS.sub(_on_lines, piece.content)))
    except Broken as broken:
        return str(broken)
    if isinstance(entry, Entry) and not entry.id:
        return 'an entry without an id'
    return entry


def _on_lines(labels: re.Match) -> bytes:
    """Labels whose lines no XML parser takes for blanks."""
    return labels[1] + labels[2].replace(b'\n', b'&#10;')


def _source(source: str, frame: Frame, head: bytes, orphans: list[str]) -> SourceRecord:
    feed = frame.of_head(head)
    links = {attribute(one, 'rel'): attribute(one, 'href') for one in feed if name(one) == 'link'}
    notes = []
    if orphans:
        text = f'{len(orphans)} posts that have comments are not in the file: their comments were left out.'
        notes.append(Note('orphan-comment', text))
    return SourceRecord(
        source=source,
        kind='blogger',
        title=plain.title(value(feed, 'title')),
        url=sanitise.web_url(links.get('alternate', '')),
        description=plain.title(value(feed, 'subtitle')),
        meta={'id': value(feed, 'id'), 'generator': value(feed, 'generator')},
        notes=tuple(notes),
        original=head,
    )
