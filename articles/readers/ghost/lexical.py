"""Texts in Lexical, the format of Ghost's editor since 2023, as HTML.

https://lexical.dev/docs/concepts/nodes names the nodes, @tryghost/kg-default-nodes those of Ghost, and
@tryghost/kg-lexical-html-renderer what becomes of them.
"""

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from articles.text import ghost_cards

DEEPEST = 100  # nodes within each other
# The bits of a text's format, as Lexical has them, and the tags that Ghost writes.
_FORMATS = ((1, 'strong'), (2, 'em'), (4, 's'), (8, 'u'), (16, 'code'), (32, 'sub'), (64, 'sup'), (128, 'mark'))
_TAGS = {
    'paragraph': 'p',
    'quote': 'blockquote',
    'extended-quote': 'blockquote',
    'aside': 'blockquote',
    'listitem': 'li',
}
_HEADINGS = ('h1', 'h2', 'h3', 'h4', 'h5', 'h6')


def to_html(source: str, markdown: Callable[[str], str]) -> str:
    """The HTML of a text; `markdown` makes that of cards in Markdown. Raises ValueError for what is no such text."""
    try:
        state = json.loads(source)
        root = state.get('root') if isinstance(state, dict) else None
        if not isinstance(root, dict):
            raise ValueError('it has no root')
        return _children(root, markdown, 0)
    except RecursionError:
        raise ValueError('its parts are too deep within each other') from None


def _children(node: Mapping[str, Any], markdown: Callable[[str], str], depth: int) -> str:
    children = node.get('children')
    if not isinstance(children, list) or depth > DEEPEST:
        return ''
    return ''.join(_node(child, markdown, depth + 1) for child in children if isinstance(child, dict))


def _node(node: Mapping[str, Any], markdown: Callable[[str], str], depth: int) -> str:
    kind = node.get('type')
    if kind in ('text', 'extended-text'):
        return _text(node)
    if kind == 'linebreak':
        return '<br>'
    if kind == 'markdown':
        return markdown(node['markdown']) if isinstance(node.get('markdown'), str) else ''
    inside = _children(node, markdown, depth)
    if kind in ('link', 'autolink'):
        return f'<a href="{escape(str(node.get("url") or ""))}">{inside}</a>'
    if kind in ('heading', 'extended-heading'):
        tag = node.get('tag') if node.get('tag') in _HEADINGS else 'h2'
    elif kind == 'list':
        tag = 'ol' if node.get('listType') == 'number' else 'ul'
        # A list in a list is an item of its own there, and part of the item before it in HTML.
        inside = inside.replace('</li><li><ul>', '<ul>').replace('</li><li><ol>', '<ol>')
    elif kind in _TAGS:
        tag = _TAGS[kind]
    else:
        return ghost_cards.card(str(kind), node) or inside
    start = node.get('start')
    begin = f' start="{start}"' if tag == 'ol' and isinstance(start, int) and start != 1 else ''
    return f'<{tag}{begin}>{inside}</{tag}>' if inside else ''


def _text(node: Mapping[str, Any]) -> str:
    text = escape(node['text'], quote=False) if isinstance(node.get('text'), str) else ''
    bits = node.get('format')
    bits = bits if isinstance(bits, int) else 0
    for bit, tag in reversed(_FORMATS):
        text = f'<{tag}>{text}</{tag}>' if text and bits & bit else text
    return text
