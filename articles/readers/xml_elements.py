"""The elements that repeat in a large XML file, one after the other, so that a broken one costs itself and no other."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from articles.readers import xml_prolog
from articles.readers.archives import UnreadableFile
from articles.readers.wxr.text import Text, ascii_compatible

LARGEST = 20_000_000  # bytes of one element
LARGEST_HEAD = 1_000_000  # bytes before the first
_LONGEST_TAG = 4096
_SECTION_ENDS = {b'<![CDATA[': b']]>', b'<!--': b'-->'}


class Piece(NamedTuple):
    """The bytes of an element, or with an empty name what comes before the first.

    `where` is line:column of its beginning; `fault` says what is wrong with one that is not whole.
    """

    name: str
    content: bytes
    where: str
    fault: str = ''


class Broken(ValueError):
    """An element that is no XML, and why."""


def pieces(chunks: Iterable[bytes], names: Iterable[str]) -> Iterator[Piece]:
    """The head of a file, then each element with one of these local names that is in no other of them.

    An element may hold those that are named before it; one that begins in another otherwise shows that that is broken.
    """
    cutter = _Cutter(list(names))
    for chunk in ascii_compatible(chunks):
        cutter.buffer += chunk
        yield from cutter.cut()
    yield from cutter.end()


class Frame:
    """The tags around the elements of a file, from its head. Raises UnreadableFile where that is not of `root`."""

    def __init__(self, head: bytes, root: str) -> None:
        text = Text(Counter()).decode(head[:LARGEST_HEAD]) if b'<' in head else ''
        name = xml_prolog.root(text)
        if name.rpartition(':')[2] != root:
            raise UnreadableFile(f'its root element is “{name}”, not “{root}”')
        tag = re.search(rf'<{re.escape(name)}(?=[\s/>])[^<>]*>', text)
        if not tag:
            raise UnreadableFile('its root element does not end')
        declared = re.search(rb'<\?xml[^<>]*\?>', head[:_LONGEST_TAG])
        self._before = declared[0] if declared else b''
        self._opening, self._closing = tag[0].removesuffix('/>').removesuffix('>') + '>', f'</{name}>'

    def parsed(self, content: bytes) -> etree._Element:
        """An element from its bytes; mended where a stray character spoils it. Raises Broken."""
        try:
            root = etree.fromstring(f'{self._opening}{self._mended(content)}{self._closing}'.encode(), _parser())
        except etree.XMLSyntaxError as error:
            raise Broken('not whole: ' + re.sub(r',? line \d+.*| line \d+', '', error.msg)) from None
        if len(root) != 1:
            raise Broken('not one element')
        return root[0]

    def of_head(self, head: bytes) -> etree._Element:
        """The root element with what it holds before the first of the elements, as far as that is whole."""
        words = self._mended(head[:LARGEST_HEAD])
        parser = _parser(recover=True)
        root = etree.fromstring(f'{words[words.find(self._opening) :]}{self._closing}'.encode(), parser)
        return etree.Element('empty') if root is None else root

    def _mended(self, content: bytes) -> str:
        text = Text(Counter())
        words = text.decode(self._before + content) + text.end()
        return words[words.find('?>') + 2 :] if self._before else words


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True, recover=recover
    )


def name(element: etree._Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition('}')[2] if isinstance(element.tag, str) else ''


def value(element: etree._Element, path: str) -> str:
    """The text of the first child with that local name, or of its child after a slash; '' where there is none."""
    for step in path.split('/'):
        inner = child(element, step)
        if inner is None:
            return ''
        element = inner
    return ''.join(map(str, element.itertext())).strip()


def attribute(element: etree._Element | None, local: str) -> str:
    """The value of an attribute, whatever its namespace; '' where there is none."""
    if element is None:
        return ''
    return next((str(text).strip() for key, text in element.attrib.items() if str(key).rpartition('}')[2] == local), '')


def child(element: etree._Element, local: str) -> etree._Element | None:
    return next((one for one in element if name(one) == local), None)


def count(chunks: Iterable[bytes], names: Iterable[str]) -> int:
    """How many elements of these names begin in a file, for a progress bar."""
    start = re.compile(rb'<(?:[\w.-]+:)?(?:' + '|'.join(names).encode() + rb')(?=[\s>])(?![^<>]*/>)')
    number, rest = 0, b''
    for chunk in ascii_compatible(chunks):
        data = rest + chunk
        end = data.rfind(b'<') if b'<' in data[-_LONGEST_TAG:] else len(data)
        number += sum(1 for _ in start.finditer(data[:end]))
        rest = data[end:]
    return number + sum(1 for _ in start.finditer(rest))


class _Cutter:
    """Takes bytes as they come, and gives back pieces; keeps no more than one of them."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        known = '|'.join(map(re.escape, names)).encode()
        self._token = re.compile(
            rb'<!\[CDATA\[|<!--|<(?P<end>/?)(?:[\w.-]+:)?(?P<name>' + known + rb')(?=[\s/>])'
            rb'[^<>]{0,4000}?(?P<empty>/?)>'
        )
        self.buffer = bytearray()
        self._scanned = 0  # of the buffer: what comes before is dealt with
        self._section = b''  # what ends the CDATA section or comment that was begun
        self._open = ''  # name of the element that was begun, at 0 of the buffer
        self._line, self._column = 1, 1  # of 0 of the buffer
        self._head: bytes | None = b''
        self._fault = ''

    def cut(self) -> Iterator[Piece]:
        while True:
            if self._section:
                at = self.buffer.find(self._section, self._scanned)
                if at < 0:
                    self._scanned = max(self._scanned, len(self.buffer) - 2)
                    break
                self._scanned, self._section = at + len(self._section), b''
            token = self._token.search(self.buffer, self._scanned)
            if not token:
                tail = self.buffer.rfind(b'<', max(self._scanned, len(self.buffer) - _LONGEST_TAG))
                self._scanned = tail if tail >= 0 else len(self.buffer)
                break
            if token[0] in _SECTION_ENDS:
                self._section, self._scanned = _SECTION_ENDS[token[0]], token.end()
                continue
            yield from self._met(token)
        self._bound()

    def end(self) -> Iterator[Piece]:
        if self._open:
            yield Piece(self._open, b'', self._where(), self._fault or 'the file ends inside of it')
        elif self._head is not None:
            yield Piece('', self._head + bytes(self.buffer[:LARGEST_HEAD]), '1:1')

    def _met(self, token: re.Match) -> Iterator[Piece]:
        name, start, end = token['name'].decode(), token.start(), token.end()
        empty = bool(token['empty'])
        if not self._open and not token['end']:
            yield from self._leave(start)
            if empty:
                self._drop(end - start)
            else:
                self._open, self._scanned = name, end - start
        elif self._open == name and token['end']:
            fault = self._fault
            yield Piece(name, b'' if fault else bytes(self.buffer[:end]), self._where(), fault)
            self._open, self._fault = '', ''
            self._drop(end)
        elif not token['end'] and not empty and self._names.index(name) >= self._names.index(self._open):
            yield Piece(self._open, b'', self._where(), self._fault or 'not whole: another begins inside of it')
            self._open, self._fault = name, ''
            self._drop(start)
            self._scanned = end - start
        else:
            self._scanned = end

    def _leave(self, start: int) -> Iterator[Piece]:
        """What comes before an element: the head, if it is the first, else nothing that anybody needs."""
        if self._head is not None:
            yield Piece('', (self._head + bytes(self.buffer[:start]))[: LARGEST_HEAD + 1], '1:1')
            self._head = None
        self._drop(start)

    def _bound(self) -> None:
        """Lets go of what is too much to keep."""
        if not self._open:
            if self._head is not None:
                self._head = (self._head + bytes(self.buffer[: self._scanned]))[: LARGEST_HEAD + 1]
            self._drop(self._scanned)
        elif len(self.buffer) > LARGEST:
            self._fault = f'larger than {LARGEST // 1_000_000} MB'
            # The place of its beginning is what is reported, so lines are not counted here.
            del self.buffer[: self._scanned]
            self._scanned = 0

    def _drop(self, length: int) -> None:
        gone = bytes(self.buffer[:length])
        if lines := gone.count(b'\n'):
            self._line += lines
            self._column = length - gone.rfind(b'\n')
        else:
            self._column += length
        del self.buffer[:length]
        self._scanned = max(0, self._scanned - length)

    def _where(self) -> str:
        return f'{self._line}:{self._column}'
