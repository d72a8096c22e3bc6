"""The bytes of a WordPress export, cut after each item, as text that an XML parser takes, however damaged they are."""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from articles.readers import encodings

LONGEST_PIECE = 1 << 20  # bytes of a piece in which no item ends

_ENCODING = re.compile(rb'<\?xml[^>]*?encoding\s*=\s*["\']([\w.-]+)')
# Encodings of text that WordPress ever wrote or an editor saves; others (UTF-7) only hide something.
_KNOWN_ENCODING = re.compile(r'(us-)?ascii|utf-?8|iso-?8859|latin|windows-?\d|cp\d|koi8|gb|big5|shift|euc|tis', re.I)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_START = re.compile(rb'<\?xml|<!--|<!DOCTYPE|<rss\b')
_ITEM_END = re.compile(rb'</item\s*>')
_FORBIDDEN = bytes({*range(32)} - set(b'\t\n\r'))
_SECTION = re.compile(r'<!\[CDATA\[|<!--|<\?')
_SECTION_ENDS = {'<![CDATA[': ']]>', '<!--': '-->', '<?': '?>'}
# Halves of characters of UTF-16, by which the parser would make text that is none.
_HALF = r'(?:0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3])|x0*[dD][89a-fA-F][0-9a-fA-F]{2});'
_REFERENCE = rf'(?:#(?!{_HALF})(?:\d+|x[0-9a-fA-F]+)|amp|lt|gt|quot|apos);'
_TAG = r'[/a-zA-Z_][^<>]*>'
_ILL_FORMED = re.compile(rf'&(?!{_REFERENCE})|<(?![!?]|{_TAG})|\]\]>')
# A text that begins outside CDATA, ends there too, holds no other section, and needs no mending.
_CLEAN = re.compile(rf'(?:[^<&\]]++|<{_TAG}|<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+\]\]>|&{_REFERENCE}|\](?!\]>))*+')


def pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut after each item, so that what is wrong in a piece is wrong in the item that it ends with."""
    rest = b''
    for chunk in narrow(chunks):
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
    """Turns pieces into text, one after the other, without the control characters that XML forbids.

    `repairs` counts characters taken out or replaced.
    """

    def __init__(self, repairs: Counter) -> None:
        self.repairs = repairs
        self.decoder: codecs.IncrementalDecoder | None = None
        self.rest, self.until = '', ''

    def of(self, piece: bytes) -> str:
        """The text of the next piece; the end of it may be held back for the one after."""
        if self.decoder is None:
            self.decoder, piece = _decoder(piece)
        allowed = piece.translate(None, _FORBIDDEN)
        text = self.decoder.decode(allowed)
        self._repaired('forbidden', len(piece) - len(allowed) + text.count('\ufffe') + text.count('\uffff'))
        self._repaired('unreadable', text.count('\ufffd'))
        return self._well_formed(self.rest + text.replace('\ufffe', '').replace('\uffff', ''))

    def end(self) -> str:
        """What was held back."""
        return self.rest if self.until else _escaped_in(self.rest)

    def _repaired(self, what: str, number: int) -> None:
        if number:
            self.repairs[what] += number

    def _well_formed(self, text: str) -> str:
        """With lone "&", "<" and "]]>" outside CDATA escaped: the parser would drop what follows them."""
        if not self.until and text.endswith('>') and _CLEAN.fullmatch(text):
            self.rest = ''
            return text
        done, position = [], 0
        while True:
            if self.until:
                end = text.find(self.until, position)
                if end < 0:
                    cut = max(position, len(text) - 2)
                    done.append(text[position:cut])
                    break
                end += len(self.until)
                done.append(text[position:end])
                position, self.until = end, ''
            section = _SECTION.search(text, position)
            if not section:
                # Cut where nothing can begin, unless nothing ever ends.
                cut = text.rfind('>', position) + 1 if len(text) - position < 1 << 18 else len(text)
                cut = max(cut, position)
                done.append(_escaped_in(text[position:cut]))
                break
            done += (_escaped_in(text[position : section.start()]), section[0])
            position, self.until = section.end(), _SECTION_ENDS[section[0]]
        self.rest = text[cut:]
        return ''.join(done)


def _escaped_in(text: str) -> str:
    return _ILL_FORMED.sub(_escaped, text)


def _escaped(match: re.Match) -> str:
    return {'&': '&amp;', '<': '&lt;'}.get(match[0], ']]&gt;')


def narrow(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks in an encoding in which ASCII stands for itself: UTF-16 is turned into UTF-8."""
    decoder = None
    for number, chunk in enumerate(chunks):
        if number == 0 and chunk.startswith(_WIDE):
            decoder = codecs.getincrementaldecoder('utf-16')(errors='replace')
        yield decoder.decode(chunk).encode(errors='replace') if decoder else chunk


def _decoder(head: bytes) -> tuple[codecs.IncrementalDecoder, bytes]:
    declared = _ENCODING.search(head[:300])
    encoding = declared[1].decode() if declared else 'utf-8'
    if not _KNOWN_ENCODING.match(encoding) or head.startswith(codecs.BOM_UTF8):
        encoding = 'utf-8-sig'
    # What PHP or an editor left before the first tag would make the file no XML at all.
    start = _START.search(head)
    if start and b'<!ENTITY' not in head[: start.start()]:
        head = head[start.start() :]
    return codecs.getincrementaldecoder(encodings.lookup(encoding) or 'utf-8')(errors='replace'), head
