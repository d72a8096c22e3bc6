"""Feeds in XML: RSS of every version, RDF and Atom, each entry by itself, as feedparser understands it."""

import codecs
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from html import escape, unescape
from io import BytesIO
from typing import Any

import feedparser
from feedparser.encodings import RE_XML_PI_ENCODING, convert_to_utf8

from articles.readers import encodings, xml_prolog
from articles.readers.archives import Refused
from articles.readers.feed.entry import KINDS, Channel, Enclosure, Entry, from_plain
from articles.readers.record import AuthorRecord
from articles.text import plain

ROOTS = ('rss', 'feed', 'rdf', 'channel')

_SECTION = re.compile(rb'<!\[CDATA\[|<!--|<(/?)((?:[\w.-]+:)?(?i:item|entry))(?=[\s/>])')
_SECTION_ENDS = {b'<![CDATA[': b']]>', b'<!--': b'-->'}
_CLOSING = re.compile(rb'(?:</(?:[\w.-]+:)?channel\s*>\s*)?</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>\s*$', re.I)
_OPENING = re.compile(rb'<!--.*?(?:-->|\Z)|<((?:[\w.-]+:)?(?:rss|feed|rdf|channel))(?=[\s/>])[^<>]*+>', re.I | re.S)
_ROOT = re.compile(rb'<((?:[\w.-]+:)?(?:rss|feed|rdf|channel))(?=[\s/>])', re.I)
_ID = re.compile(rb'<(?:[\w.-]+:)?(?:guid|id)(?:\s[^<>]*)?>\s*+(?:<!\[CDATA\[)?([^<>]*+)(?:>\s*+)?</')
# Names, addresses and moments longer than any: feedparser takes time that grows with the square of their length.
_OVERLONG = re.compile(
    rb'(<(?:[\w.-]+:)?(?:author|creator|contributor|managingeditor|webmaster|name|email|pubdate|date|published|updated|'
    rb'created|modified|issued|expirationdate)(?:\s[^<>]*+)?>\s*+(?:<!\[CDATA\[)?)[^<]{1000,}+',
    re.I,
)
_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"
_TEXT = ('text/plain',)
# What is known of an entry and has no field of a record.
_KEPT = {
    'comments': 'comments_url', 'slash_comments': 'comment_count', 'wfw_commentrss': 'comments_feed',
    'itunes_duration': 'duration', 'rights': 'rights', 'subtitle': 'subtitle', 'license': 'license',
}  # fmt: skip


def apart(data: bytes) -> tuple[bytes, list[bytes]]:
    """A feed in UTF-8 as what it says of itself, with its closing tags left out, and its entries, each as it stands.

    Raises Refused for a file that is no feed, or whose document type declares entities.
    """
    data = _in_utf8(data)
    root = xml_prolog.root(data[: xml_prolog.LONGEST].decode(errors='replace'))
    if root.rpartition(':')[2].lower() not in ROOTS:
        raise Refused(f'its root element is “{root}”, which is not that of a feed')
    around, entries, position = [], [], 0
    for start, end in _places(data):
        around.append(data[position:start])
        entries.append(data[start:end])
        position = end
    around.append(data[position:])
    # What stands between and after the entries goes before them, since a part of it may be about all; once, since a
    # rule or an advertisement after every entry would make each as long to read as the whole feed.
    first, *others = around
    return _CLOSING.sub(b'', first + b''.join(dict.fromkeys(filter(bytes.strip, others)))), entries


def together(head: bytes, entries: list[bytes]) -> bytes:
    """A feed of these entries."""
    root = _ROOT.search(head)
    name = root[1] if root else b'rss'
    # In RDF the entries stand beside the channel, in RSS within it.
    within = b'</channel>' if name.lower() == b'rss' else b''
    closed = b'' if name.lower().endswith(b'feed') or b'</channel>' in head or within else b'</channel>'
    return head + closed + b''.join(entries) + within + b'</' + name + b'>'


def channel(head: bytes) -> Channel:
    parsed = _parsed(together(head, []))
    feed = parsed.feed
    generator = feed.get('generator', '')
    return Channel(
        title=plain.title(_html(feed, 'title')),
        url=feed.get('link', ''),
        description=plain.title(_html(feed, 'subtitle')),
        language=feed.get('language', ''),
        authors=_authors(feed) if parsed.version.startswith('atom') else [],
        sections_first='wordpress' in generator.lower(),
        meta={
            name: value
            for name in ('id', 'generator', 'rights', 'updated', 'author')
            if isinstance(value := feed.get(name), str) and value
        },
    )


def frame(head: bytes) -> bytes:
    """The tags within which an entry is understood: of the root and the channel, with their namespaces and languages.

    Whatever else a feed says of itself would make each entry as long to read as all of that.
    """
    tags: dict[bytes, bytes] = {}
    for tag in _OPENING.finditer(head):
        if tag[1]:
            tags.setdefault(tag[1], tag[0])
    return _DECLARATION + b''.join([*tags.values()][:2])


def entry(frame: bytes, original: bytes, zone: tzinfo) -> Entry | None:
    """What an entry says; None where feedparser finds none in it. `zone` is the site's, for times in UTC."""
    parsed = _parsed(together(frame, [original]))
    if not parsed.entries:
        return None
    found = parsed.entries[0]
    url = found.get('feedburner_origlink') or found.get('link', '')
    return Entry(
        id=_id(found.get('id', ''), original),
        url=url,
        old_urls=[found.get('link', ''), *_others(found)],
        title=_html(found, 'title'),
        content=_content(found),
        summary=_html(found, 'summary'),
        authors=_authors(found),
        published=_moment(found, ('published', 'created'), zone),
        modified=_moment(found, ('updated',), zone),
        terms=[tag.get('label') or tag.get('term') or '' for tag in found.get('tags', ()) if not _is_kind(tag)],
        enclosures=list(_enclosures(found)),
        language=_language(found),
        meta={name: value for key, name in _KEPT.items() if isinstance(value := found.get(key), str)},
    )


def _in_utf8(data: bytes) -> bytes:
    """A feed in UTF-8, its XML declaration included. Raises Refused where its encoding cannot be told."""
    declared = RE_XML_PI_ENCODING.match(data.removeprefix(codecs.BOM_UTF8))
    if declared and not encodings.lookup(declared[1].decode(errors='replace')):
        start, end = declared.span(1)
        data = declared.string[:start] + b'utf-8' + declared.string[end:]
    try:
        return convert_to_utf8({}, data, {})
    # The declaration of a feed in UTF-16 or UTF-32 is decoded by feedparser, and then looked up as it stands.
    except ValueError:
        raise Refused('the encoding that its XML declaration names does not exist') from None


def _places(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each entry begins and ends; the tag of the first is that of all, and none stands within another."""
    position, start, tag = 0, -1, b''
    while mark := _SECTION.search(data, position):
        position = mark.end()
        if mark[2] is None:
            end = data.find(_SECTION_ENDS[mark[0]], position)
            if end < 0:
                break
            position = end + 3
        elif not mark[1] and (mark[2] == tag or not tag):
            # One that never ends ends where the next begins.
            if start >= 0:
                yield start, mark.start()
            tag, start = mark[2], mark.start()
        elif mark[1] and mark[2] == tag and start >= 0:
            end = data.find(b'>', position) + 1 or len(data)
            yield start, end
            start = -1
    if start >= 0:
        yield start, len(data)


def _parsed(data: bytes) -> feedparser.FeedParserDict:
    try:
        # From memory, so that it opens neither files nor addresses. What we keep we sanitise ourselves.
        return feedparser.parse(BytesIO(_OVERLONG.sub(rb'\1', data)), sanitize_html=False)
    # It trips over elements of its extensions that end where none began, each in a way of its own.
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, AssertionError):
        return feedparser.FeedParserDict(feed=feedparser.FeedParserDict(), entries=[], version='')


def _id(resolved: str, original: bytes) -> str:
    """The identifier as it stands: feedparser takes one that is no address for part of one."""
    written = (unescape(raw.removesuffix(b']]').decode(errors='replace')).strip() for raw in _ID.findall(original))
    return next((own for own in written if own and resolved.endswith(own)), resolved)


def _html(found: dict[str, Any], name: str) -> str:
    """A text construct as HTML, whichever type it has."""
    value = found.get(name) or ''
    detail = found.get(f'{name}_detail') or {}
    return escape(value, quote=False) if detail.get('type') in _TEXT else value


def _content(found: dict[str, Any]) -> str:
    """The fullest version of the text that the entry has, as HTML."""
    versions = [content for content in found.get('content', ()) if content.get('value', '').strip()]
    best = max(versions, key=lambda content: (content.get('type') not in _TEXT, len(content['value'])), default=None)
    if not best:
        return ''
    return from_plain(best['value']) if best.get('type') in _TEXT else best['value']


def _authors(found: dict[str, Any]) -> list[AuthorRecord]:
    people = found.get('authors') or [found.get('author_detail') or {}]
    named = [(plain.title(person.get('name') or ''), person.get('email') or '') for person in people]
    if not any(name for name, _ in named) and '@' not in found.get('author', '@'):
        named = [(plain.title(found['author']), '')]
    return [AuthorRecord(name, email=email) for name, email in named if name]


def _moment(found: dict[str, Any], names: tuple[str, ...], zone: tzinfo) -> datetime | None:
    """The first of these dates that can be read; where it does not tell an offset, in the zone."""
    for name in names:
        # The dictionary's own get() takes one date for another.
        if parsed := dict.get(found, f'{name}_parsed'):
            try:
                moment = datetime.fromtimestamp(timegm(parsed), UTC)
                return moment.astimezone(zone) if 1 < moment.year < 9999 else None
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _others(found: dict[str, Any]) -> list[str]:
    """Other addresses of the same text."""
    return [link.get('href', '') for link in found.get('links', ()) if link.get('rel') in ('alternate', 'shorturl')]


def _is_kind(tag: dict[str, Any]) -> bool:
    """Whether a term tells what sort of entry it is, as those of Google's feeds do."""
    return (tag.get('scheme') or '').endswith('#kind')


def _enclosures(found: dict[str, Any]) -> Iterator[Enclosure]:
    files = [(file.get('href'), file) for file in found.get('enclosures', ())]
    files += [(file.get('url'), file) for file in found.get('media_content', ())]
    for url, file in files:
        kind = file.get('medium') or (file.get('type') or '').partition('/')[0]
        if url and url.startswith(('http://', 'https://')):
            yield Enclosure(url, kind if kind in KINDS else '')


def _language(found: dict[str, Any]) -> str:
    details = [*found.get('content', ()), found.get('title_detail') or {}]
    return next((detail['language'] for detail in details if detail.get('language')), '')
