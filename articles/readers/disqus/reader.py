"""Reads exports of Disqus (Community → Export): XML, plain or compressed.

https://help.disqus.com/en/articles/1717164-comments-export is the format. It holds no articles, only threads, each with
the URL of its page, and comments, each with the number of its thread. A record is a thread with its
comments, of the kind `discussion`; the store joins it with the article that has the URL. Comments are read before they
are put together, and wait on disk.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from articles.readers import archives, bodies, moments, xml_elements
from articles.readers.record import ArticleRecord, CommentRecord, Note, RefusedRecord, SourceRecord
from articles.readers.spool import Spool
from articles.readers.xml_elements import Broken, Frame, Piece, attribute, child, value
from articles.text import plain, sanitise

# Raised whenever the same file would be read differently.
IMPORTER_VERSION = 1

SUFFIXES = ('.xml',)
KIND = 'discussion'
_NAMES = ('category', 'thread', 'post')
_ROOT = re.compile(rb'<disqus(?=[\s>])[^<>]*disqus')
_MENTION = re.compile(r'@([\w.-]+):disqus\b')
_LINK = re.compile(r'(<a\s[^<>]*?href=")(https?://disq\.us/url\?[^"<>]*)"')


@dataclass
class Thread:
    """What an export says of the page of some comments."""

    id: str
    identifier: str = ''
    forum: str = ''
    url: str = ''
    title: str = ''
    is_deleted: bool = False


def matches(opening: bytes) -> bool:
    """Whether what begins with these bytes, unpacked, is such an export."""
    return bool(_ROOT.search(opening))


def count(path: Path) -> int:
    """How many threads a file holds, for a progress bar, those without comments too; 0 where it cannot be read."""
    try:
        return sum(xml_elements.count(chunks, ['thread']) for _, chunks in archives.contents(path, SUFFIXES))
    except archives.UnreadableFile:
        return 0


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """A record for the forum and one for each thread that has comments. What is not whole comes as RefusedRecord.

    `zone` is the site's; moments are in UTC.
    """
    try:
        for member, chunks in archives.contents(path, SUFFIXES):
            with Spool() as waiting:
                yield from _records(f'{path}/{member}' if member else str(path), chunks, waiting, zone)
    except archives.UnreadableFile as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))


def _records(
    source: str, chunks: Iterable[bytes], waiting: Spool, zone: tzinfo
) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    pieces = xml_elements.pieces(chunks, _NAMES)
    head = next(pieces).content
    if len(head) > xml_elements.LARGEST_HEAD:
        raise archives.UnreadableFile('what comes before its threads is larger than 1 MB')
    frame, forum = Frame(head, 'disqus'), ''
    for piece in pieces:
        forum = _keep(piece, frame, source, waiting, zone) or forum
    refused = waiting.take('refused')
    threads = [group for group in waiting.groups() if group.startswith('comments ')]
    comments = sum(map(waiting.count, threads))
    text = f'{comments} comments of {len(threads)} threads: they join the articles that have their URLs.'
    yield SourceRecord(
        source=source, kind='disqus', title=forum or Path(source).name, notes=(Note('discussions', text),)
    )
    if not threads:
        yield RefusedRecord(source, '', 'an export of Disqus without comments')
    yield from refused
    for group in threads:
        yield _discussion(group.removeprefix('comments '), source, waiting)


def _keep(piece: Piece, frame: Frame, source: str, waiting: Spool, zone: tzinfo) -> str:
    """Puts a thread or a comment aside; returns the forum that a thread is of."""
    try:
        if piece.fault:
            raise Broken(piece.fault)
        if piece.name == 'thread':
            thread = _thread(frame.parsed(piece.content))
            waiting.put(f'thread {thread.id}', thread)
            return thread.forum
        if piece.name == 'post':
            element = frame.parsed(piece.content)
            number = attribute(child(element, 'thread'), 'id')
            if not number:
                raise Broken('a comment without a thread')
            waiting.put(f'comments {number}', _comment(element, zone))
    except Broken as broken:
        waiting.put('refused', RefusedRecord(source, piece.where, str(broken)))
    return ''


def _discussion(number: str, source: str, waiting: Spool) -> ArticleRecord | RefusedRecord:
    comments: list[CommentRecord] = waiting.take(f'comments {number}')
    threads: list[Thread] = waiting.take(f'thread {number}')
    if not threads:
        return RefusedRecord(source, f'thread {number}', f'the thread of {len(comments)} comments is not in the file')
    thread = threads[0]
    return ArticleRecord(
        source=source,
        source_key=f'disqus:{thread.forum}:{number}',
        kind=KIND,
        title=thread.title,
        url=thread.url,
        comments=tuple(comments),
        meta={key: text for key, text in (('identifier', thread.identifier), ('deleted', thread.is_deleted)) if text},
    )


def _thread(element: etree._Element) -> Thread:
    number = attribute(element, 'id')
    if not number:
        raise Broken('a thread without a number')
    return Thread(
        id=number,
        identifier=value(element, 'id'),
        forum=value(element, 'forum'),
        url=sanitise.web_url(value(element, 'link')),
        title=plain.title(value(element, 'title')),
        is_deleted=_is(element, 'isDeleted'),
    )


def _comment(element: etree._Element, zone: tzinfo) -> CommentRecord:
    number = attribute(element, 'id')
    if not number:
        raise Broken('a comment without a number')
    html, text = bodies.comment(_message(value(element, 'message')))
    identifier, username = value(element, 'id'), value(element, 'author/username')
    return CommentRecord(
        id=f'disqus:{number}',
        parent=f'disqus:{parent}' if (parent := attribute(child(element, 'parent'), 'id')) else '',
        author=plain.title(value(element, 'author/name')) or username,
        email=value(element, 'author/email'),
        url=sanitise.web_url(value(element, 'author/link')),
        ip=value(element, 'ipAddress'),
        published=moments.iso(value(element, 'createdAt'), zone),
        body_html=html,
        text=text,
        status=_status(element),
        meta={key: words for key, words in (('identifier', identifier), ('username', username)) if words},
    )


def _status(element: etree._Element) -> str:
    if _is(element, 'isDeleted'):
        return 'trashed'
    if _is(element, 'isSpam'):
        return 'spam'
    # Exports of before 2013 do not say whether a comment was approved.
    return 'held' if value(element, 'isApproved').lower() == 'false' else 'approved'


def _is(element: etree._Element, name: str) -> bool:
    return value(element, name).lower() == 'true'


def _message(message: str) -> str:
    """A comment's HTML with the links that were written, which Disqus counts clicks on, and with plain mentions."""
    return _MENTION.sub(r'@\1', _LINK.sub(lambda link: f'{link[1]}{_target(link[2])}"', message))


def _target(url: str) -> str:
    """The URL in https://disq.us/url?url=https%3A%2F%2Fexample.org%2F%3Aabc&cuid=1, where :abc is a signature."""
    target = parse_qs(urlsplit(url.replace('&amp;', '&')).query).get('url', [''])[0]
    return sanitise.web_url(target.rpartition(':')[0]) or url
