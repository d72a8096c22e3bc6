"""Turns the bytes of a WordPress export, however damaged, into text that an XML parser accepts, item by item."""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from articles.readers import encodings

LONGEST_PIECE = 1 << 20  # bytes of a piece in which no item ends

_ENCODING = re.compile(rb'<\?xml[^>]*?encoding\s*=\s*["\']([\w.-]+)')
# Encodings that WordPress or an editor writes. Any other, such as UTF-7, would only hide a document type from us.
_KNOWN_ENCODING = re.compile(r'(us-)?ascii|utf-?8|iso-?8859|latin|windows-?\d|cp\d|koi8|gb|big5|shift|euc|tis', re.I)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_START = re.compile(rb'<\?xml|<!--|<!DOCTYPE|<rss\b')
_ITEM_END = re.compile(rb'</item\s*>')
# Word's line break and a page break, which XML forbids as well, are white space between two words.
_WHITE = bytes.maketrans(b'\x0b\x0c', b'\n\n')
_FORBIDDEN = bytes({*range(32)} - set(b'\t\n\r\x0b\x0c'))
_C1 = re.compile('[\x80-\x9f]')
_SECTION = re.compile(r'<!\[CDATA\[|<!--|<\?')
_SECTION_ENDS = {'<![CDATA[': ']]>', '<!--': '-->', '<?': '?>'}
# References to surrogates, which the parser would turn into text that cannot be encoded.
_SURROGATE = r'(?:0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3])|x0*[dD][89a-fA-F][0-9a-fA-F]{2});'
_REFERENCE = rf'(?:#(?!{_SURROGATE})(?:\d+|x[0-9a-fA-F]+)|amp|lt|gt|quot|apos);'
_TAG = r'[/a-zA-Z_][^<>]*>'
_ILL_FORMED = re.compile(rf'&(?!{_REFERENCE})|<(?![!?]|{_TAG})|\]\]>')
# Text that begins and ends outside of CDATA, has no comments or instructions, and needs no repair.
_WELL_FORMED = re.compile(rf'(?:[^<&\]]++|<{_TAG}|<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+\]\]>|&{_REFERENCE}|\](?!\]>))*+')


def pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yields the same bytes in pieces that end with an item, so that an error in a piece belongs to that item."""
    rest = b''
    for chunk in ascii_compatible(chunks):
        data, position = rest + chunk, 0
        for end in _ITEM_END.finditer(data, max(0, len(rest) - 10)):
            yield data[position : end.end()]
            position = end.end()
        rest = data[position:]
        if len(rest) > LONGEST_PIECE:
            yield rest
            rest = b''
    yield rest


class Text:
    """Decodes pieces one after the other, removes control characters that XML forbids, and escapes stray markup.

    `repairs` counts the characters removed ('forbidden') or replaced ('unreadable'), and those that are bytes of
    another encoding ('windows-1252'), which stay: see `sanitise.without_controls`.
    """

    def __init__(self, repairs: Counter) -> None:
        self.repairs = repairs
        self.decoder: codecs.IncrementalDecoder | None = None
        self.rest, self.section_end = '', ''

    def decode(self, piece: bytes) -> str:
        """The text of the next piece; its end may be held back until the next call."""
        if self.decoder is None:
            self.decoder, piece = _decoder(piece)
        allowed = piece.translate(_WHITE, _FORBIDDEN)
        text = self.decoder.decode(allowed)
        self._count('forbidden', len(piece) - len(allowed) + text.count('\ufffe') + text.count('\uffff'))
        self._count('unreadable', text.count('\ufffd'))
        self._count('windows-1252', len(_C1.findall(text)) if b'\xc2' in piece else 0)
        return self._well_formed(self.rest + text.replace('\ufffe', '').replace('\uffff', ''))

    def end(self) -> str:
        """The text still held back at the end of the file."""
        return self.rest if self.section_end else _with_escapes(self.rest)

    def _count(self, kind: str, number: int) -> None:
        if number:
            self.repairs[kind] += number

    def _well_formed(self, text: str) -> str:
        """Escapes stray "&", "<" and "]]>" outside of CDATA, since the parser would drop what follows them."""
        if not self.section_end and text.endswith('>') and _WELL_FORMED.fullmatch(text):
            self.rest = ''
            return text
        done, position = [], 0
        while True:
            if self.section_end:
                end = text.find(self.section_end, position)
                if end < 0:
                    cut = max(position, len(text) - 2)
                    done.append(text[position:cut])
                    break
                end += len(self.section_end)
                done.append(text[position:end])
                position, self.section_end = end, ''
            section = _SECTION.search(text, position)
            if not section:
                # Hold back an unfinished tag, unless it is too long to be one.
                cut = text.rfind('>', position) + 1 if len(text) - position < 1 << 18 else len(text)
                cut = max(cut, position)
                done.append(_with_escapes(text[position:cut]))
                break
            done += (_with_escapes(text[position : section.start()]), section[0])
            position, self.section_end = section.end(), _SECTION_ENDS[section[0]]
        self.rest = text[cut:]
        return ''.join(done)


def _with_escapes(text: str) -> str:
    return _ILL_FORMED.sub(_escaped, text)


def _escaped(match: re.Match) -> str:
    return {'&': '&amp;', '<': '&lt;'}.get(match[0], ']]&gt;')


def ascii_compatible(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks in an encoding that contains ASCII: UTF-16 is converted to UTF-8, any other stays."""
    decoder = None
    for number, chunk in enumerate(chunks):
        if number == 0 and chunk.startswith(_WIDE):
            decoder = codecs.getincrementaldecoder('utf-16')(errors='replace')
        yield decoder.decode(chunk).encode(errors='replace') if decoder else chunk


def _decoder(head: bytes) -> tuple[codecs.IncrementalDecoder, bytes]:
    """A decoder for the declared encoding, and the first piece from its first tag on."""
    declared = _ENCODING.search(head[:300])
    encoding = declared[1].decode() if declared else 'utf-8'
    if not _KNOWN_ENCODING.match(encoding) or head.startswith(codecs.BOM_UTF8):
        encoding = 'utf-8-sig'
    # Drop what PHP or an editor left before the first tag, with which the file would be no XML.
    start = _START.search(head)
    if start and b'<!ENTITY' not in head[: start.start()]:
        head = head[start.start() :]
    return codecs.getincrementaldecoder(encodings.lookup(encoding) or 'utf-8')(errors='replace'), head
