"""Parses the bytes of a saved page into a tree, without what browsers and web archives added when saving it."""

import codecs
import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

import charset_normalizer
from lxml import etree, html

from articles.readers import encodings
from articles.readers.record import Note

# Pages with embedded pictures are large; without those they are not.
LARGEST = 40_000_000  # bytes
LARGEST_TEXT = 6_000_000  # bytes, without embedded files
MOST_ELEMENTS = 50_000

_BOMS = ((codecs.BOM_UTF8, 'utf-8'), (codecs.BOM_UTF16_LE, 'utf-16-le'), (codecs.BOM_UTF16_BE, 'utf-16-be'))
_DECLARED = re.compile(rb'<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["\']?\s*([\w.:-]{2,40})', re.I)
# Browsers decode these with a superset: https://encoding.spec.whatwg.org/#names-and-labels
_SUPERSETS = {
    'ascii': 'cp1252', 'iso8859-1': 'cp1252', 'iso8859-9': 'cp1254', 'iso8859-11': 'cp874', 'tis-620': 'cp874',
    'gb2312': 'gb18030', 'gbk': 'gb18030', 'shift_jis': 'cp932', 'euc_kr': 'cp949', 'big5': 'big5hkscs',
    'utf-16': 'utf-8', 'utf-16-le': 'utf-8', 'utf-16-be': 'utf-8',
}  # fmt: skip
_EMBEDDED = re.compile(rb'data:[\w/+.;=-]{0,100}?;base64,[A-Za-z0-9+/=]{100,}')
# Programs that put all pictures of a page into it, as they note in it. Other pages hold tiny previews in this way.
_ONE_FILE = re.compile(rb'<!--\s*(?:Page saved with SingleFile|Saved from \S{1,2000} at \S{1,40} using monolith)')
_PICTURE = re.compile(rb'data:image/(jpeg|png|gif|webp);base64,([A-Za-z0-9+/=]{100,})', re.I)
_ENDINGS = {b'jpeg': 'jpg', b'png': 'png', b'gif': 'gif', b'webp': 'webp'}
# Where such pictures are from then on, in the folder of all files.
FILES = '/wp-content/uploads/embedded/'
_FORBIDDEN = bytes({*range(32)} - set(b'\t\n\v\f\r'))
# Separate words, but lxml takes neither.
_SPACES = bytes.maketrans(b'\v\f', b'  ')
# Web archives prefix every URL: /web/20171122093000im_/http://…
_ARCHIVED = re.compile(
    r'(?:(?:https?:)?\\?/\\?/(?:web|wayback)\.archive\.org(?::\d+)?)?\\?/web\\?/\d{4,14}(?:[a-z]{2}_)?\\?/(?=https?:'
    r'|\\?/\\?/|mailto:)'
    r'|https?:\\?/\\?/archive\.(?:today|ph|is|li|md|vn|fo)\\?/(?:o\\?/\w{4,8}|\d{8,14})\\?/(?=https?:)',
    re.I,
)
# Searched for first, since this is quick and most pages have no such URL.
_TRACE = re.compile(r'/web\\?/\d{4,14}(?:[a-z]{2}_)?\\?/|/archive\.(?:today|ph|is|li|md|vn|fo)\\?/')
_TOOLBAR = re.compile(
    r'<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->'
    r'|<script[^>]*\b(?:_static/|archive\.org/)[^>]*>.*?</script>',
    re.S | re.I,
)
_ARCHIVED_URL = re.compile(r'id="wmtbURL"[^>]*?\bvalue="([^"]+)"')
_ARCHIVED_ON = re.compile(r'FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4})')
# As written by browsers (the number is the length of the URL), SingleFile and monolith.
_SAVED_FROM = re.compile(
    r'<!--\s*(?:saved from url=\(\d+\)|[^>]{0,80}\burl:\s*|saved from (?=https?:))\s*(\S+?)\s*(?:-->|\s)', re.I
)
_SAVED_ON = re.compile(
    r'\bsaved date: \w{3} (\w{3} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})|Saved from \S+ at (\S+) using monolith'
)
_PARSER = html.HTMLParser(encoding='utf-8', remove_comments=True, remove_pis=True)
# One class for all elements: lxml's default lookup calls Python for every element, to give forms a class of their own.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))


class Unreadable(ValueError):
    """A page that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page with the URL and time (aware) that the saving program noted in it; '' and None without a note.

    `files`: the pictures that the program put into the page, by the paths that they have in the tree.
    """

    tree: html.HtmlElement
    url: str
    captured: datetime | None
    notes: tuple[Note, ...]
    files: dict[str, bytes]


def parse(data: bytes, charset: str = '') -> Parsed:
    """The tree of a page; `charset` is from the HTTP header. Raises Unreadable if it is empty, no HTML or too large."""
    if len(data) > LARGEST:
        raise Unreadable(f'the page is larger than {LARGEST // 1_000_000} MB')
    if not data.strip():
        raise Unreadable('the page is empty')
    files: dict[str, bytes] = {}
    if b';base64,' in data and _ONE_FILE.search(data, 0, 4096):
        data, files = _unpacked(data)
    data, embedded = _EMBEDDED.subn(b'data:,', data) if b';base64,' in data else (data, 0)
    if len(data) > LARGEST_TEXT:
        raise Unreadable(f'the page is larger than {LARGEST_TEXT // 1_000_000} MB without its pictures')
    text, notes = decoded(data, charset)
    if embedded:
        notes.append(Note('embedded-files', f'{embedded} pictures or other files are embedded in the page.'))
    is_archived = bool(_TRACE.search(text))
    url, captured = _saved(text, is_archived)
    tree = _tree(_ARCHIVED.sub('', _TOOLBAR.sub('', text)) if is_archived else text)
    return Parsed(tree, url, captured, tuple(notes), files)


def _unpacked(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """A page with the pictures in it as paths of files, and these files."""
    files: dict[str, bytes] = {}

    def as_path(picture: re.Match[bytes]) -> bytes:
        try:
            content = b64decode(picture[2])
        except ValueError:
            return b'data:,'
        path = f'{FILES}{sha256(content).hexdigest()[:32]}.{_ENDINGS[picture[1].lower()]}'
        files[path] = content
        return path.encode()

    return _PICTURE.sub(as_path, data), files


def decoded(data: bytes, charset: str = '') -> tuple[str, list[Note]]:
    """The text of a page: by its byte order mark, else as UTF-8, as declared by server or page, or by a guess."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, errors='replace'), []
    names = [charset, declared(data)]
    # UTF-8 first, whatever is declared: text in another encoding is never valid UTF-8 by chance.
    for name in ['utf-8', *filter(None, map(_codec, names))]:
        try:
            return data.decode(name), []
        except UnicodeDecodeError:
            continue
    named = next(filter(None, map(_codec, names)), '')
    if named:
        text = data.decode(named, errors='replace')
        if text.count('\ufffd') * 500 < len(text):
            return text, [Note('unreadable-characters', f'Some characters are not valid {named} and became �.')]
    best = charset_normalizer.from_bytes(data[:200_000]).best()
    guessed = best.encoding if best else 'cp1252'
    note = Note('guessed-encoding', f'The page does not say how it is encoded; it was read as {guessed}.')
    return data.decode(guessed, errors='replace'), [note]


def declared(data: bytes) -> str:
    """The encoding declared at the beginning of a page or XML file; '' without a declaration."""
    match = _DECLARED.search(data[:8192])
    return match[1].decode() if match else ''


def _codec(name: str) -> str:
    codec = encodings.lookup(name.strip())
    return _SUPERSETS.get(codec, codec)


def _saved(text: str, is_archived: bool) -> tuple[str, datetime | None]:
    """URL and time of capture (aware) as noted by a browser, SingleFile or a web archive; '' and None without."""
    match = _SAVED_FROM.search(text, 0, 4096) or (is_archived and _ARCHIVED_URL.search(text))
    on = _ARCHIVED_ON.search(text, max(0, len(text) - 4096))
    captured = datetime.strptime(on[1], '%H:%M:%S %b %d, %Y').replace(tzinfo=UTC) if on else _saved_on(text)
    return (_ARCHIVED.sub('', match[1]) if match else ''), captured


def _saved_on(text: str) -> datetime | None:
    """The moment that SingleFile or monolith notes."""
    noted = _SAVED_ON.search(text, 0, 4096)
    if not noted:
        return None
    try:
        return datetime.strptime(noted[1], '%b %d %Y %H:%M:%S GMT%z') if noted[1] else datetime.fromisoformat(noted[2])
    except ValueError:
        return None


def _tree(text: str) -> html.HtmlElement:
    try:
        tree = html.document_fromstring(text.encode().translate(_SPACES, _FORBIDDEN), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f'no HTML in it ({str(error).lower()})') from None
    if cast(float, tree.xpath('count(//*)')) > MOST_ELEMENTS:
        raise Unreadable(f'the page has more than {MOST_ELEMENTS:,} elements')
    return tree
