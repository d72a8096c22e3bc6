"""Parses the XML of a WordPress export, however damaged, into finished elements, in constant memory."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import cast

from lxml import etree

from articles.readers import xml_prolog
from articles.readers.archives import UnreadableFile

from . import text as wxr_text

# The children of a channel that the reader uses; the parser reports no others.
_CHANNEL = {
    'title', 'link', 'description', 'language', 'pubDate', 'generator', 'wxr_version', 'base_site_url',
    'base_blog_url', 'author', 'wp_author', 'category', 'tag', 'term',
}  # fmt: skip
_FRAME = {'item', 'channel', 'rss'}
_BROKEN_BY = {
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH,
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
    etree.ErrorTypes.ERR_CDATA_NOT_FINISHED,
    etree.ErrorTypes.ERR_COMMENT_NOT_FINISHED,
    etree.ErrorTypes.ERR_GT_REQUIRED,
    etree.ErrorTypes.ERR_INTERNAL_ERROR,
    etree.ErrorTypes.ERR_NAME_TOO_LONG,
}
_CONTENT_AFTER_END = {etree.ErrorTypes.ERR_DOCUMENT_END, etree.ErrorTypes.ERR_RESERVED_XML_NAME}
_MOST_ERRORS = 10_000
_MOST_PIECES = 32  # of a megabyte each, where no item ends

_ROOT = re.compile(r'<rss\b([^<>]*)>')
_PREFIXES = {
    'wp': 'http://wordpress.org/export/1.2/',
    'content': 'http://purl.org/rss/1.0/modules/content/',
    'excerpt': 'http://wordpress.org/export/1.2/excerpt/',
    'dc': 'http://purl.org/dc/elements/1.1/',
    'wfw': 'http://wellformedweb.org/CommentAPI/',
}


class Broken(ValueError):
    """An element, or the rest of a file, that is damaged. `where` is line:column."""

    def __init__(self, reason: str, where: str):
        super().__init__(reason)
        self.where = where


def elements(chunks: Iterable[bytes], repairs: Counter) -> Iterator[tuple[etree._Element | Broken, bytes]]:
    """Yields (element, bytes) for every item and every other child of the channel, as each ends.

    An element is cleared when the next one is requested. The bytes of an item begin where the item before it ended; b''
    if they are too many, and for other elements. A damaged element is yielded as Broken. `repairs` counts characters
    removed ('forbidden') or replaced ('unreadable'). Raises UnreadableFile for a file that declares entities or is not
    RSS.
    """
    # Files that declare entities are refused before this; the parser opens neither files nor URLs in any case.
    parser = etree.XMLPullParser(
        events=('end',),
        tag=[f'{{*}}{name}' for name in (*_CHANNEL, *_FRAME)],
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        encoding='utf-8',
    )
    errors, ended, last = 0, set[str](), ''
    read: list[bytes] = []
    for piece, text in _texts(chunks, repairs):
        parser.feed(text.encode())
        read.append(piece)
        # The copy is expensive only for a long log, and _MOST_ERRORS limits its length.
        log = list(parser.feed_error_log)
        faults = [error for error in log if error.type in _BROKEN_BY] if len(log) > errors else []
        errors = len(log)
        for element in _finished(parser, ended):
            if name(element) == 'item':
                fault = next((fault for fault in faults if fault.line >= element.sourceline), None)
                broken = fault and Broken(f'item not whole: {fault.message}', _where(fault))
                yield broken or element, b''.join(read) if len(read) < _MOST_PIECES else b''
                read = []
            else:
                yield element, b''
            _release(element)
        if errors > _MOST_ERRORS:
            yield Broken('too many errors in the XML: the rest was not read', _where(log[-1])), b''
            return
        last = text if text.strip() else last
    yield from ((broken, b'') for broken in _end(parser, ended, whole='</rss' in last))


def fragment(piece: bytes) -> etree._Element | None:
    """The last item in some bytes of an export, without the items around it; None where it cannot be parsed."""
    start = piece.rfind(b'<item')
    text = wxr_text.Text(Counter()).decode(piece[max(start, 0) :])
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding='utf-8')
    root = etree.fromstring(_with_namespaces(f'<rss>{text}</rss>').encode(), parser)
    return next(root.iterchildren(), None) if root is not None else None


def _texts(chunks: Iterable[bytes], repairs: Counter) -> Iterator[tuple[bytes, str]]:
    """Yields (piece, its text). Raises UnreadableFile for a hostile file before the first piece is yielded."""
    text = wxr_text.Text(repairs)
    for number, piece in enumerate(wxr_text.pieces(chunks)):
        decoded = text.decode(piece)
        if number == 0:
            if (root := xml_prolog.root(decoded)) != 'rss':
                raise UnreadableFile(f'its root element is “{root}”, not “rss”')
            decoded = _with_namespaces(decoded)
        yield piece, decoded
    yield b'', text.end()


def name(element: etree._Element) -> str:
    """The name without its namespace, which differs between versions of WordPress and on WordPress.com."""
    return _local(element.tag)


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition('}')[2]


def value(element: etree._Element) -> str:
    """The text of an element; unescaped markup within it is returned as text."""
    text = element.text or ''
    if len(element):
        text += ''.join(etree.tostring(child, encoding='unicode', method='html') for child in element)
    return text


def pair(element: etree._Element) -> tuple[str, str]:
    """Key and value of a wp:postmeta or the like. Serialized PHP in a value stays text and is never evaluated."""
    values = {name(child): value(child) for child in element}
    return values.get('meta_key', '').strip(), values.get('meta_value', '')


def _end(parser: etree.XMLPullParser, ended: set[str], *, whole: bool) -> Iterator[Broken]:
    """Yields what the end of the file shows to be damaged.

    `ended`: which of rss and channel have ended; `whole`: whether the file has the end tag of rss.
    """
    parser.close()
    closed = {name(element) for element in _ended_elements(parser)}
    log = list(parser.feed_error_log)
    where = _where(log[-1]) if log else ''
    if not ended | closed:
        yield Broken(f'the rest could not be read: {log[-1].message if log else "no reason given"}', where)
    elif 'item' in closed:
        yield Broken('the file ends inside this item', where)
    elif not whole and not ended:
        yield Broken('the file ends before the export does', where)
    elif any(error.type in _CONTENT_AFTER_END for error in log):
        yield Broken('what follows the end of the export was not read', where)


def _ended_elements(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    # The stubs allow for other kinds of events.
    return (element for _, element in cast(Iterable[tuple[str, etree._Element]], parser.read_events()))


def _finished(parser: etree.XMLPullParser, ended: set[str]) -> Iterator[etree._Element]:
    for element in _ended_elements(parser):
        local = name(element)
        if local == 'item':
            yield element
        elif local in _FRAME:
            ended.add(local)
        else:
            parent = element.getparent()
            if parent is not None and name(parent) == 'channel':
                yield element


def _release(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _where(error: etree._LogEntry) -> str:
    return f'{error.line}:{error.column}'


def _with_namespaces(head: str) -> str:
    """Adds the namespace declarations that are missing in the root element."""
    root = _ROOT.search(head)
    if not root:
        return head
    missing = ''.join(f' xmlns:{p}="{uri}"' for p, uri in _PREFIXES.items() if f'xmlns:{p}=' not in root[1])
    return head[: root.end() - 1] + missing + head[root.end() - 1 :]
