"""Finds the text that page builders and plugins keep as data: in attributes of blocks, in fields of an item.

Only the builder knows what its data looked like. The parts that are HTML are text for sure; beside such, so are what
the data call titles, texts and pictures.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

MARKUP = re.compile(r'<(?:p|h[1-6]|ul|ol|blockquote|figure|table|div)\b', re.I)
PROSE = re.compile(r'\w\S*\s+\S+\s+\S')
_PICTURE_URL = re.compile(r'https?://[^\s"\'<>]+\.(?:jpe?g|png|gif|webp|avif|svg)(?:\?[^\s"\'<>]*)?', re.I)
_WORDS = re.compile(r'[^\W\d_]\S*\s+\S')
_LETTERS = re.compile(r'[^\W\d_]{3}|[^\W\d_a-zA-Z]')
_HEADINGS, _TEXTS = {'title', 'heading', 'headline'}, {'text', 'content', 'editor', 'html', 'ct_content'}
_PICTURES = {'image', 'img', 'picture', 'photo'}
# Levels between the name of a value and the value: for which screen it is.
_WRAPPERS = {'innercontent', 'desktop', 'value', 'url', 'src'}
_MOST = 20_000  # values


def shown(data: Any, *, is_heading: bool = False) -> str:
    """The HTML, not sanitised, of the texts in parsed JSON, in their order.

    '' where no value is HTML, unless these are the data of a heading.
    """
    strings = list(_strings(data))
    if not is_heading and not any(MARKUP.search(text) for _, text in strings):
        return ''
    return '\n\n'.join(dict.fromkeys(filter(None, (_part(name, text) for name, text in strings))))


def _part(name: str, text: str) -> str:
    if MARKUP.search(text):
        return text
    if name in _PICTURES:
        return f'<figure><img src="{escape(text)}" alt=""></figure>' if _PICTURE_URL.fullmatch(text) else ''
    if name in _HEADINGS and _LETTERS.search(text):
        return f'<h3>{escape(text, quote=False)}</h3>'
    return f'<p>{escape(text, quote=False)}</p>' if name in _TEXTS and _WORDS.search(text) else ''


def _strings(data: Any) -> Iterator[tuple[str, str]]:
    """(name in lower case, text) of the strings in parsed JSON, in order."""
    rest: list[tuple[str, Any]] = [('', data)]
    for _ in range(_MOST):
        if not rest:
            return
        name, value = rest.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            inner = ((key if isinstance(key, str) else '', part) for key, part in value.items())
            rest.extend(reversed([(name if key.lower() in _WRAPPERS else key.lower(), part) for key, part in inner]))
        elif isinstance(value, list):
            rest.extend((name, part) for part in reversed(value))
