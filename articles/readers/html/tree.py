"""The bytes of a saved page as a tree, without what browsers and web archives put into it when it was saved."""

import codecs
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import charset_normalizer
from lxml import etree, html

from articles.readers import encodings
from articles.readers.record import Note

# Pages that hold their pictures within them are large; what is left without those is not.
LARGEST = 40_000_000
LARGEST_TEXT = 6_000_000
MOST_ELEMENTS = 50_000

_BOMS = ((codecs.BOM_UTF8, 'utf-8'), (codecs.BOM_UTF16_LE, 'utf-16-le'), (codecs.BOM_UTF16_BE, 'utf-16-be'))
_DECLARED = re.compile(rb'<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["\']?\s*([\w.:-]{2,40})', re.I)
# Names that mean more than they say: https://encoding.spec.whatwg.org/#names-and-labels
_MEANT = {
    'ascii': 'cp1252', 'iso8859-1': 'cp1252', 'iso8859-9': 'cp1254', 'iso8859-11': 'cp874', 'tis-620': 'cp874',
    'gb2312': 'gb18030', 'gbk': 'gb18030', 'shift_jis': 'cp932', 'euc_kr': 'cp949', 'big5': 'big5hkscs',
    'utf-16': 'utf-8', 'utf-16-le': 'utf-8', 'utf-16-be': 'utf-8',
}  # fmt: skip
_EMBEDDED = re.compile(rb'data:[\w/+.;=-]{0,100}?;base64,[A-Za-z0-9+/=]{100,}')
_FORBIDDEN = bytes({*range(32)} - set(b'\t\n\r'))
# Web archives put themselves before every address: /web/20171122093000im_/http://…
_ARCHIVED = re.compile(
    r'(?:(?:https?:)?\\?/\\?/(?:web|wayback)\.archive\.org(?::\d+)?)?\\?/web\\?/\d{4,14}(?:[a-z]{2}_)?\\?/(?=https?:'
    r'|\\?/\\?/|mailto:)'
    r'|https?:\\?/\\?/archive\.(?:today|ph|is|li|md|vn|fo)\\?/(?:o\\?/\w{4,8}|\d{8,14})\\?/(?=https?:)',
    re.I,
)
# Looked for first, since it is quick and most pages have none.
_TRACE = re.compile(r'/web\\?/\d{4,14}(?:[a-z]{2}_)?\\?/|/archive\.(?:today|ph|is|li|md|vn|fo)\\?/')
_TOOLBAR = re.compile(
    r'<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->'
    r'|<script[^>]*\b(?:_static/|archive\.org/)[^>]*>.*?</script>',
    re.S | re.I,
)
_ARCHIVED_ADDRESS = re.compile(r'id="wmtbURL"[^>]*?\bvalue="([^"]+)"')
_ARCHIVED_ON = re.compile(r'FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4})')
# As SingleFile and the browsers write it; the number is the length of the address.
_SAVED_FROM = re.compile(r'<!--\s*(?:saved from url=\(\d+\)|[^>]{0,80}\burl:\s*)\s*(\S+?)\s*(?:-->|\s)', re.I)
_PARSER = html.HTMLParser(encoding='utf-8', remove_comments=True, remove_pis=True)
# lxml asks Python for the class of each element it hands out, since forms have their own. Here all may have one.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))


class Unreadable(ValueError):
    """A page that is not read, and why."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """`address` and `captured` (aware) are what whoever saved the page wrote into it; '' and None where nobody did."""

    tree: html.HtmlElement
    address: str
    captured: datetime | None
    notes: tuple[Note, ...]


def parse(data: bytes, charset: str = '') -> Parsed:
    """The tree of a page; `charset` is what the server said. Raises Unreadable where it is none, or too large."""
    if len(data) > LARGEST:
        raise Unreadable(f'the page is larger than {LARGEST // 1_000_000} MB')
    if not data.strip():
        raise Unreadable('the page is empty')
    data, embedded = _EMBEDDED.subn(b'data:,', data) if b';base64,' in data else (data, 0)
    if len(data) > LARGEST_TEXT:
        raise Unreadable(f'the page is larger than {LARGEST_TEXT // 1_000_000} MB without its pictures')
    text, notes = decoded(data, charset)
    if embedded:
        notes.append(Note('embedded-files', f'{embedded} pictures or other files were saved within the page.'))
    is_archived = bool(_TRACE.search(text))
    address, captured = _saved(text, is_archived)
    tree = _tree(_ARCHIVED.sub('', _TOOLBAR.sub('', text)) if is_archived else text)
    return Parsed(tree, address, captured, tuple(notes))


def decoded(data: bytes, charset: str = '') -> tuple[str, list[Note]]:
    """The text of a page by its byte order mark, as UTF-8 if it is, as the server or the page declares, or by guess."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, errors='replace'), []
    names = [charset, declared(data)]
    # What decodes as UTF-8 is UTF-8, whatever it says: other encodings never do by chance.
    for name in ['utf-8', *filter(None, map(_codec, names))]:
        try:
            return data.decode(name), []
        except UnicodeDecodeError:
            continue
    meant = next(filter(None, map(_codec, names)), '')
    if meant:
        text = data.decode(meant, errors='replace')
        if text.count('\ufffd') * 500 < len(text):
            return text, [Note('unreadable-characters', f'Some characters are no {meant}; they stand as �.')]
    best = charset_normalizer.from_bytes(data[:200_000]).best()
    guessed = best.encoding if best else 'cp1252'
    note = Note('guessed-encoding', f'The page does not say how it is encoded; it was read as {guessed}.')
    return data.decode(guessed, errors='replace'), [note]


def declared(data: bytes) -> str:
    """The encoding that the beginning of a page, or of a file of XML, says it has; '' where it says none."""
    found = _DECLARED.search(data[:8192])
    return found[1].decode() if found else ''


def _codec(name: str) -> str:
    codec = encodings.lookup(name.strip())
    return _MEANT.get(codec, codec)


def _saved(text: str, is_archived: bool) -> tuple[str, datetime | None]:
    """Address and time of capture as a browser, SingleFile or a web archive noted them."""
    found = _SAVED_FROM.search(text, 0, 4096) or (is_archived and _ARCHIVED_ADDRESS.search(text))
    on = _ARCHIVED_ON.search(text, max(0, len(text) - 4096))
    captured = datetime.strptime(on[1], '%H:%M:%S %b %d, %Y').replace(tzinfo=UTC) if on else None
    return (_ARCHIVED.sub('', found[1]) if found else ''), captured


def _tree(text: str) -> html.HtmlElement:
    try:
        tree = html.document_fromstring(text.encode().translate(None, _FORBIDDEN), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f'no HTML in it ({str(error).lower()})') from None
    if tree.xpath('count(//*)') > MOST_ELEMENTS:
        raise Unreadable(f'the page has more than {MOST_ELEMENTS:,} elements')
    return tree
