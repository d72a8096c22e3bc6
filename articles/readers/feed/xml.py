"""Splits feeds in XML (RSS of every version, RDF, Atom) into entries, and reads each by itself with feedparser."""

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
from articles.readers.archives import UnreadableFile
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
# Names, addresses and dates longer than any real one: feedparser's time grows with the square of their length.
_OVERLONG = re.compile(
    rb'(<(?:[\w.-]+:)?(?:author|creator|contributor|managingeditor|webmaster|name|email|pubdate|date|published|updated|'
    rb'created|modified|issued|expirationdate)(?:\s[^<>]*+)?>\s*+(?:<!\[CDATA\[)?)[^<]{1000,}+',
    re.I,
)
_CDATA = re.compile(rb'<!\[CDATA\[.*?(?:\]\]>|\Z)', re.S)
# RFC 5023, 13.1.1, and its draft; RFC 4685. The prefix of a name means nothing.
_DRAFT = re.compile(rb'<(?:[\w.-]+:)?draft(?:\s[^<>]*)?>\s*yes\s*<', re.I)
_REPLY = re.compile(rb'<(?:[\w.-]+:)?in-reply-to\s[^<>]*\bref\s*=\s*["\']([^"\'<>]+)', re.I)
# What Media RSS says of a file: feedparser takes it for the text and title of the entry.
_OF_A_FILE = re.compile(rb'<media:(description|title|text|credit)(?:\s[^<>]*)?>(.*?)</media:\1\s*>', re.I | re.S)
_EMAIL = re.compile(r'[<(]?\s*(?:mailto:)?([^\s@()<>"]+@[^\s@()<>"]+)\s*[>)]?')
_COMMENT = re.compile(r'#comment-(\d{1,18})$')
_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"
_TEXT = ('text/plain',)
_BREAK = re.compile(r'<br\s*/?>', re.I)
# Values of an entry that go into the meta of a record, and their names there.
_META = {
    'comments': 'comments_url', 'slash_comments': 'comment_count', 'wfw_commentrss': 'comments_feed',
    'itunes_duration': 'duration', 'rights': 'rights', 'subtitle': 'subtitle', 'license': 'license',
}  # fmt: skip


def split(data: bytes) -> tuple[bytes, list[bytes]]:
    """(head, entries), in UTF-8: all that is outside of the entries, without closing tags, and the bytes of each entry.

    Raises UnreadableFile for a file that is no feed, or whose document type declares entities.
    """
    data = _in_utf8(data)
    root = xml_prolog.root(data[: xml_prolog.LONGEST].decode(errors='replace'))
    if root.rpartition(':')[2].lower() not in ROOTS:
        raise UnreadableFile(f'its root element is “{root}”, which is not that of a feed')
    around, entries, position = [], [], 0
    for start, end in _entry_spans(data):
        around.append(data[position:start])
        entries.append(data[start:end])
        position = end
    around.append(data[position:])
    # Elements between and after the entries may describe the feed, so they move before the entries. Each is kept once:
    # an advertisement after every entry would otherwise make the head as long as the feed.
    first, *others = around
    return _CLOSING.sub(b'', first + b''.join(dict.fromkeys(part for part in others if part.strip()))), entries


def join(head: bytes, entries: list[bytes]) -> bytes:
    """A feed of these entries: undoes `split`."""
    root = _ROOT.search(head)
    name = root[1] if root else b'rss'
    # In RDF the entries are siblings of the channel, in RSS its children.
    within = b'</channel>' if name.lower() == b'rss' else b''
    closed = b'' if name.lower().endswith(b'feed') or b'</channel>' in head or within else b'</channel>'
    return head + closed + b''.join(entries) + within + b'</' + name + b'>'


def channel(head: bytes) -> Channel:
    """The values of the feed itself."""
    parsed = _parsed(join(head, []))
    feed = parsed.feed
    generator = feed.get('generator', '')
    return Channel(
        title=plain.title(_html(feed, 'title')),
        url=feed.get('link', ''),
        description=plain.title(_html(feed, 'subtitle')),
        language=feed.get('language', ''),
        authors=_authors(feed) if parsed.version.startswith('atom') else [],
        category_first='wordpress' in generator.lower(),
        meta={
            name: value
            for name in ('id', 'generator', 'rights', 'updated', 'author')
            if isinstance(value := feed.get(name), str) and value
        },
    )


def frame(head: bytes) -> bytes:
    """The start tags of root and channel, from which an entry inherits its namespaces and language.

    Parsing an entry within these two tags instead of the whole head keeps the time for each entry short.
    """
    tags: dict[bytes, bytes] = {}
    for tag in _OPENING.finditer(head):
        if tag[1]:
            tags.setdefault(tag[1], tag[0])
    return _DECLARATION + b''.join([*tags.values()][:2])


def entry(frame: bytes, original: bytes, zone: tzinfo) -> Entry | None:
    """The values of an entry; None where feedparser finds none. Its moments are converted to the site's `zone`."""
    parsed = _parsed(join(frame, [_OF_A_FILE.sub(b'', original)]))
    if not parsed.entries:
        return None
    values = parsed.entries[0]
    # An identifier is no link (RFC 4287, section 4.2.6), but feedparser takes it for one.
    url = next(filter(_is_of_the_web, (values.get('feedburner_origlink') or '', values.get('link', ''))), '')
    outside = _CDATA.sub(b'', original) if b'draft' in original.lower() else b''
    return Entry(
        id=_id(values.get('id', ''), original),
        url=url,
        is_draft=_DRAFT.search(outside) is not None,
        answers=answered(original),
        old_urls=[values.get('link', ''), *_other_urls(values)],
        title=_title(values, parsed.version),
        content=_content(values),
        summary=_html(values, 'summary'),
        authors=_authors(values),
        published=_moment(values, ('published', 'created'), zone),
        modified=_moment(values, ('updated',), zone),
        terms=[tag.get('label') or tag.get('term') or '' for tag in values.get('tags', ()) if not _is_entry_type(tag)],
        enclosures=list(_enclosures(values, _caption(original))),
        language=_language(values),
        meta={name: value for key, name in _META.items() if isinstance(value := values.get(key), str)},
    )


def answered(original: bytes) -> str:
    """The identifier of the entry that an entry is a comment on; for one of a feed of comments, the URL of that.

    '' for an entry that is no comment.
    """
    if b'in-reply-to' in original.lower() and (reply := _REPLY.search(_CDATA.sub(b'', original))):
        return unescape(reply[1].decode(errors='replace')).strip()
    named = (unescape(raw.removesuffix(b']]').decode(errors='replace')).strip() for raw in _ID.findall(original))
    return next((_COMMENT.sub('', own) for own in named if _COMMENT.search(own)), '')


def _is_of_the_web(url: str) -> bool:
    return url.startswith(('http://', 'https://', '/'))


def _caption(original: bytes) -> str:
    """The first description of a file, as plain text."""
    first = next((text for kind, text in _OF_A_FILE.findall(original) if kind.lower() == b'description'), b'')
    text = first.decode(errors='replace').strip()
    return plain.title(text.removeprefix('<![CDATA[').removesuffix(']]>') if '<![' in text else unescape(text))


def _in_utf8(data: bytes) -> bytes:
    """A feed in UTF-8, its XML declaration included. Raises UnreadableFile where its encoding is unknown."""
    declared = RE_XML_PI_ENCODING.match(data.removeprefix(codecs.BOM_UTF8))
    if declared and not encodings.lookup(declared[1].decode(errors='replace')):
        start, end = declared.span(1)
        data = declared.string[:start] + b'utf-8' + declared.string[end:]
    try:
        return convert_to_utf8({}, data, {})
    # The declaration of a feed in UTF-16 or UTF-32 is decoded by feedparser, so its name was not checked above.
    except ValueError:
        raise UnreadableFile('the encoding that its XML declaration names does not exist') from None


def _entry_spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of each entry. All have the tag of the first one; entries do not nest."""
    position, start, tag = 0, -1, b''
    while mark := _SECTION.search(data, position):
        position = mark.end()
        if mark[2] is None:
            end = data.find(_SECTION_ENDS[mark[0]], position)
            if end < 0:
                break
            position = end + 3
        elif not mark[1] and (mark[2] == tag or not tag):
            # An entry without an end tag ends where the next one begins.
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
        # From memory, so that feedparser opens neither files nor URLs. Its output is sanitised in the record.
        return feedparser.parse(BytesIO(_OVERLONG.sub(rb'\1', data)), sanitize_html=False)
    # Unbalanced elements of its extensions make feedparser raise any of these.
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, AssertionError):
        return feedparser.FeedParserDict(feed=feedparser.FeedParserDict(), entries=[], version='')


def _id(resolved: str, original: bytes) -> str:
    """The identifier as written: feedparser resolves one that is no URL as if it were a relative URL."""
    written = (unescape(raw.removesuffix(b']]').decode(errors='replace')).strip() for raw in _ID.findall(original))
    return next((own for own in written if own and resolved.endswith(own)), resolved)


def _html(values: dict[str, Any], name: str) -> str:
    """The value of a text construct (RFC 4287, section 3.1) as HTML, whatever its type."""
    value = values.get(name) or ''
    detail = values.get(f'{name}_detail') or {}
    return escape(value, quote=False) if detail.get('type') in _TEXT else value


def _title(values: dict[str, Any], version: str) -> str:
    """The title as HTML. RSS has no types: where feedparser sees text, a line break in it is markup all the same."""
    title = values.get('title') or ''
    return title if version.startswith('rss') and _BREAK.search(title) else _html(values, 'title')


def _content(values: dict[str, Any]) -> str:
    """The longest version of the text, as HTML; one in HTML rather than in plain text."""
    versions = [content for content in values.get('content', ()) if content.get('value', '').strip()]
    best = max(versions, key=lambda content: (content.get('type') not in _TEXT, len(content['value'])), default=None)
    if not best:
        return ''
    return from_plain(best['value']) if best.get('type') in _TEXT else best['value']


def _authors(values: dict[str, Any]) -> list[AuthorRecord]:
    people = values.get('authors') or [values.get('author_detail') or {}]
    # feedparser cuts an address after four letters of its last part, and takes the rest for the name.
    if len(people) == 1 and (written := _EMAIL.search(values.get('author') or '')):
        rest = f'{written.string[: written.start()]} {written.string[written.end() :]}'.strip(' "')
        name = plain.title(rest[1:-1] if rest.startswith('(') and rest.endswith(')') else rest)
        return [AuthorRecord(name, email=written[1])] if name else []
    named = [(plain.title(person.get('name') or ''), person.get('email') or '') for person in people]
    if not any(name for name, _ in named) and '@' not in values.get('author', '@'):
        named = [(plain.title(values['author']), '')]
    return [AuthorRecord(name, email=email) for name, email in named if name]


def _moment(values: dict[str, Any], names: tuple[str, ...], zone: tzinfo) -> datetime | None:
    """The first of these dates that can be read, converted to `zone`; None if there is none."""
    for name in names:
        # FeedParserDict.get() substitutes one date for another.
        if parsed := dict.get(values, f'{name}_parsed'):
            try:
                moment = datetime.fromtimestamp(timegm(parsed), UTC)
                return moment.astimezone(zone) if 1 < moment.year < 9999 else None
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _other_urls(values: dict[str, Any]) -> list[str]:
    """Other URLs of the entry."""
    return [link.get('href', '') for link in values.get('links', ()) if link.get('rel') in ('alternate', 'shorturl')]


def _is_entry_type(tag: dict[str, Any]) -> bool:
    """Whether a category is the type of an entry, as in Google's feeds, and not its subject."""
    return (tag.get('scheme') or '').endswith('#kind')


def _enclosures(values: dict[str, Any], caption: str) -> Iterator[Enclosure]:
    files = [(file.get('href'), file) for file in values.get('enclosures', ())]
    files += [(file.get('url'), file) for file in values.get('media_content', ())]
    for url, file in files:
        kind = file.get('medium') or (file.get('type') or '').partition('/')[0]
        if url and url.startswith(('http://', 'https://')):
            yield Enclosure(url, kind if kind in KINDS else '', caption if kind == 'image' else '')


def _language(values: dict[str, Any]) -> str:
    details = [*values.get('content', ()), values.get('title_detail') or {}]
    return next((detail['language'] for detail in details if detail.get('language')), '')
