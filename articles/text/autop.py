"""Paragraphs from blank lines and line breaks from newlines, as WordPress' wpautop() makes them.

https://developer.wordpress.org/reference/functions/wpautop/ documents the behaviour; this is a single pass over the
text that follows the nesting of block elements.
"""

import re
from collections.abc import Iterator

_CONTAINERS = {
    'div', 'blockquote', 'li', 'dd', 'td', 'th', 'section', 'article', 'aside', 'header', 'footer', 'nav', 'main',
    'figure', 'details', 'form', 'fieldset', 'center', 'hgroup', 'menu', 'address',
}  # fmt: skip
_LINES = {'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'dt', 'caption', 'figcaption', 'legend', 'summary'}
_BARE = {'table', 'thead', 'tbody', 'tfoot', 'tr', 'colgroup', 'col', 'ul', 'ol', 'dl', 'hr', 'map', 'area'}
_ALONE = {'hr', 'col', 'area'}

# The start tag of a key closes an open element of the value, if that is the innermost.
_ENDED_BY = {
    'li': {'li'},
    'dt': {'dt', 'dd'},
    'dd': {'dt', 'dd'},
    'td': {'td', 'th', 'tr'},
    'th': {'td', 'th', 'tr'},
    'tr': {'tr'},
}

_BLOCK = re.compile(rf'<(/?)({"|".join(sorted(_CONTAINERS | _LINES | _BARE))})(?=[\s/>])[^<>]*>', re.I)
_VERBATIM_NAMES = ['pre', 'script', 'style', 'textarea', 'svg', 'math', 'noscript']
_VERBATIM = re.compile(rf'<({"|".join(_VERBATIM_NAMES)})(?=[\s/>])', re.I)
_VERBATIM_END = {name: re.compile(rf'</{name}\s*>', re.I) for name in _VERBATIM_NAMES}
_LINE_IN_TAG = re.compile(r'<[a-zA-Z/][^<>\n]*\n[^<>]*>')
_BREAK = re.compile(r'<br\s*/?>[ \t]*\n?', re.I)
_BLANK_LINES = re.compile(r'\n[ \t]*\n\s*')


def autop(text: str) -> str:
    """HTML with paragraphs, from text that may contain HTML. The content of `pre` and the like is not changed."""
    text = text.replace('\r\n', '\n').replace('\r', '\n')
    document = _Document()
    if '<' not in text:
        document.words(text)
        return ''.join(document.out).strip()
    for verbatim, part in _split_verbatim(text):
        if verbatim:
            document.block(part)
        else:
            part = _LINE_IN_TAG.sub(lambda tag: tag[0].replace('\n', ' '), part)
            document.flow(_BREAK.sub('\n', part))
    return ''.join(document.out).strip()


def _split_verbatim(text: str) -> Iterator[tuple[bool, str]]:
    """Yields (whether it is verbatim, part of the text), in order. An element without an end tag is not verbatim."""
    position, unclosed = 0, set[str]()
    for start in _VERBATIM.finditer(text):
        name = start[1].lower()
        if start.start() < position or name in unclosed:
            continue
        end = _VERBATIM_END[name].search(text, start.end())
        if not end:
            unclosed.add(name)
            continue
        yield False, text[position : start.start()]
        position = end.end()
        yield True, text[start.start() : position]
    yield False, text[position:]


class _Document:
    """The output so far and the stack of open elements."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[str] = []

    def flow(self, text: str) -> None:
        position = 0
        for tag in _BLOCK.finditer(text):
            self.words(text[position : tag.start()])
            position = tag.end()
            self.tag(tag[0], tag[2].lower(), closes=bool(tag[1]))
        self.words(text[position:])

    def tag(self, markup: str, name: str, closes: bool) -> None:
        if name == 'caption' and not {'table', 'caption'} & set(self.open[-1:]):
            # A browser ignores the tags of a caption outside a table: its words would be in no paragraph.
            markup, name = ('</p>' if closes else '<p>'), 'p'
        if closes:
            self.close(name)
        elif name not in _ALONE:
            innermost = self.open[-1] if self.open else ''
            if innermost in _LINES or name in _ENDED_BY.get(innermost, ()):
                self.open.pop()
            self.open.append(name)
        self.out.append(markup + '\n' if closes or name in _ALONE else markup)

    def close(self, name: str) -> None:
        # The limit on depth keeps a text of nothing but wrong end tags from taking quadratic time.
        for depth in range(1, min(len(self.open), 50) + 1):
            if self.open[-depth] == name:
                del self.open[-depth:]
                return

    def block(self, markup: str) -> None:
        if self.open and self.open[-1] == 'p':
            self.open.pop()
        self.out.append(markup + '\n')

    def words(self, text: str) -> None:
        text = text.strip()
        if not text:
            return
        inside = self.open[-1] if self.open else ''
        if inside in _BARE:
            self.out.append(text)
        elif inside in _LINES and inside != 'p':
            self.out.append(_with_breaks(text))
        else:
            self.paragraphs(text, inside)

    def paragraphs(self, text: str, inside: str) -> None:
        paragraphs = [_with_breaks(part) for part in _BLANK_LINES.split(text)]
        if inside == 'p':
            self.out.append('</p>\n<p>'.join(paragraphs))
        elif len(paragraphs) == 1 and inside not in ('', 'blockquote'):
            self.out.append(paragraphs[0])
        else:
            self.out.extend(f'<p>{part}</p>\n' for part in paragraphs)


def _with_breaks(text: str) -> str:
    if '\n' not in text:
        return text
    return '<br>\n'.join(filter(None, map(str.strip, text.split('\n'))))
