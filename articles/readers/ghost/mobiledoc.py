"""Texts in Mobiledoc, the format of Ghost's editor from 2016 to 2023, as HTML.

https://github.com/bustle/mobiledoc-kit/blob/main/MOBILEDOC.md is the format, versions 0.2 to 0.3.2; the names of cards
are those of @tryghost/kg-default-cards.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from articles.text import ghost_cards

_MARKUP, _IMAGE, _LIST, _CARD = 1, 2, 3, 10
_TEXT_TAGS = {'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'aside', 'pull-quote'}
_MARKUP_TAGS = {'a', 'b', 'strong', 'em', 'i', 's', 'u', 'code', 'sub', 'sup', 'mark'}


def to_html(source: str, markdown: Callable[[str], str]) -> str:
    """The HTML of a text; `markdown` makes that of cards in Markdown. Raises ValueError for what is no such text."""
    try:
        document = json.loads(source)
    except RecursionError:
        raise ValueError('its parts are too deep within each other') from None
    if not isinstance(document, dict) or not isinstance(document.get('sections'), list):
        raise ValueError('it has no sections')
    return ''.join(_Document(document, markdown).sections())


class _Document:
    def __init__(self, document: dict[str, Any], markdown: Callable[[str], str]) -> None:
        self.document, self.markdown = document, markdown

    def sections(self) -> Iterator[str]:
        for section in self.document['sections']:
            if isinstance(section, list) and section:
                yield self.section(section)

    def section(self, section: list) -> str:
        kind, *values = section
        if kind == _MARKUP and len(values) >= 2:
            tag = values[0] if values[0] in _TEXT_TAGS else 'p'
            tag = 'blockquote' if tag in ('aside', 'pull-quote') else tag
            inside = self.markers(values[1])
            return f'<{tag}>{inside}</{tag}>' if inside else ''
        if kind == _IMAGE and values:
            return ghost_cards.card('image', {'src': values[0]})
        if kind == _LIST and len(values) >= 2 and isinstance(values[1], list):
            tag = 'ol' if values[0] == 'ol' else 'ul'
            return f'<{tag}>' + ''.join(f'<li>{self.markers(item)}</li>' for item in values[1]) + f'</{tag}>'
        if kind == _CARD and values:
            return self.card(_at(self.document.get('cards'), values[0]))
        return ''

    def card(self, card: Any) -> str:
        name, values = [*card, {}][:2] if isinstance(card, list) and card else ('', {})
        if not isinstance(values, dict):
            return ''
        if name in ('markdown', 'card-markdown'):
            return self.markdown(values['markdown']) if isinstance(values.get('markdown'), str) else ''
        return ghost_cards.card(str(name), values)

    def markers(self, markers: Any) -> str:
        """Text with its markups, which open and close across markers."""
        parts, opened = [], []
        for marker in markers if isinstance(markers, list) else ():
            if not (isinstance(marker, list) and len(marker) == 4 and isinstance(marker[1], list)):
                continue
            kind, opening, closing, value = marker
            for number in opening:
                tag, attributes = self.markup(_at(self.document.get('markups'), number))
                opened.append(tag)
                parts.append(f'<{tag}{attributes}>' if tag else '')
            parts.append(escape(value, quote=False) if kind == 0 and isinstance(value, str) else self.atom(kind, value))
            for _ in range(min(closing, len(opened)) if isinstance(closing, int) else 0):
                tag = opened.pop()
                parts.append(f'</{tag}>' if tag else '')
        return ''.join(parts + [f'</{tag}>' for tag in reversed(opened) if tag])

    def markup(self, markup: Any) -> tuple[str, str]:
        tag = markup[0] if isinstance(markup, list) and markup and markup[0] in _MARKUP_TAGS else ''
        values = markup[1] if tag == 'a' and len(markup) > 1 and isinstance(markup[1], list) else []
        pairs = dict(zip(values[::2], values[1::2], strict=False)) if all(isinstance(v, str) for v in values) else {}
        return tag, f' href="{escape(pairs["href"])}"' if 'href' in pairs else ''

    def atom(self, kind: Any, number: Any) -> str:
        atom = _at(self.document.get('atoms'), number) if kind == 1 else None
        if not isinstance(atom, list) or not atom:
            return ''
        if atom[0] == 'soft-return':
            return '<br>'
        return escape(atom[1], quote=False) if len(atom) > 1 and isinstance(atom[1], str) else ''


def _at(values: Any, number: Any) -> Any:
    if isinstance(values, Sequence) and isinstance(number, int) and 0 <= number < len(values):
        return values[number]
    return None
