"""Turns the HTML of a comment into what a person would have typed for it, so that it can be edited as text."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

_SPECIAL = re.compile(r'([\\`*_\[\]])')
# What begins a list or a quotation at the start of a line.
_OPENING = re.compile(r'^(\s*)(?:([-+>])|(\d{1,2})([.)]))(?=\s|$)', re.MULTILINE)
_MARKS = {'em': '*', 'i': '*', 'strong': '**', 'b': '**'}


def from_html(html: str) -> str:
    """The text that `comment_markup.to_html` makes this HTML of, as far as its syntax can say it."""
    return _blocks(BeautifulSoup(html, 'html.parser')).strip('\n')


def _blocks(parent: Tag) -> str:
    """Blocks between blank lines; what is inline between them is a paragraph."""
    parts, inline = [], ''
    for node in [*parent.children, None]:
        block = _block(node) if isinstance(node, Tag) else None
        if node is not None and block is None:
            inline += _inline(node)
            continue
        parts += [inline.strip(), block or '']
        inline = ''
    return '\n\n'.join(filter(None, parts))


def _block(node: Tag) -> str | None:
    """A block as text; None for what is inline."""
    match node.name:
        case 'p' | 'pre':
            return _blocks(node)
        case 'blockquote':
            return _indented(_blocks(node), '> ', '> ')
        case 'ul' | 'ol':
            items = enumerate(node.find_all('li', recursive=False), 1)
            marks = ((item, f'{n}. ' if node.name == 'ol' else '- ') for n, item in items)
            return '\n'.join(_indented(_blocks(item), mark, ' ' * len(mark)) for item, mark in marks)
    return None


def _inline(node: PageElement) -> str:
    if not isinstance(node, Tag):
        return _OPENING.sub(_escaped, _SPECIAL.sub(r'\\\1', ' '.join(re.split(r'\s+', str(node)))))
    inside = ''.join(map(_inline, node.children))
    match node.name:
        case 'br':
            return '\n'
        case 'code':
            return f'`{node.get_text()}`'
        case 'a':
            address = str(node.get('href', ''))
            # A bare address becomes a link by itself.
            return address if node.get_text() == address else f'[{inside}](<{address}>)' if address else inside
    mark = _MARKS.get(node.name, '')
    return f'{mark}{inside}{mark}' if inside.strip() else inside


def _escaped(match: re.Match) -> str:
    space, sign, number, end = match.groups()
    return f'{space}\\{sign}' if sign else f'{space}{number}\\{end}'


def _indented(text: str, first: str, rest: str) -> str:
    return '\n'.join((rest if at else first) + line for at, line in enumerate(text.split('\n')))
