"""Turns what a reader typed into the comment form into HTML."""

import re
from collections import Counter
from functools import cache
from typing import Any

from . import sanitise
from .clickable import with_links

# Each of these makes the parser look on to the end of the text; people do not write hundreds of them.
_OPENERS = re.compile(r'[\[`]')
MOST_OPENERS = 200
_QUOTED = re.compile(r'<blockquote>(.*?)(?:</blockquote>|\Z)', re.IGNORECASE | re.DOTALL)
_YEAR = re.compile(r'^([ \t]{0,9}\d{3,9})([.)])(?=\s)', re.MULTILINE)
_TAG = re.compile(r'&lt;(/?)(b|strong|i|em|q|code)&gt;', re.IGNORECASE)
_LINK = re.compile(
    r'&lt;a href=(&quot;|\')(https?://(?:(?!&quot;|&[lg]t;)[^\s\'<>])+)\1(?: (?:(?!&[lg]t;)[^<>])*)?&gt;'
    r'((?:(?!&lt;a href=).)*?)&lt;/a&gt;',
    re.IGNORECASE | re.DOTALL,
)


def to_html(text: str) -> str:
    """Sanitised HTML: the paragraphs, quotations, lists, emphasis, code and links of CommonMark, and a few tags.

    The tags are those WordPress invites commenters to use: a (with href), b, strong, i, em, q, code, blockquote. URLs
    become links, and line ends stay. All other markup stays visible as text: whoever writes `x < y`, `<div>` or a
    line that begins with `1986.` in a comment means to show it.
    """
    text = _QUOTED.sub(_as_markdown, text) if '<' in text else text
    text = _YEAR.sub(r'\1\\\2', text)
    if len(_OPENERS.findall(text)) > MOST_OPENERS:
        text = _OPENERS.sub(r'\\\g<0>', text)
    html = _markdown().render(text).replace('\n', '')
    return sanitise.comment_html(with_links(_LINK.sub(r'<a href="\2">\3</a>', _with_tags(html))))


@cache
def _markdown() -> Any:
    """The parser, which is loaded for the first comment."""
    from markdown_it import MarkdownIt

    return MarkdownIt('zero', {'breaks': True, 'maxNesting': 10}).enable(
        ['blockquote', 'list', 'emphasis', 'balance_pairs', 'fragments_join', 'link', 'backticks', 'escape', 'newline']
    )


def _as_markdown(quoted: re.Match) -> str:
    lines = quoted[1].strip('\n').split('\n')
    return '\n\n' + '\n'.join(f'> {line}' for line in lines) + '\n\n'


def _with_tags(html: str) -> str:
    opened: Counter[str] = Counter()

    def tag(match: re.Match) -> str:
        ends, name = match[1], match[2].lower()
        if ends and not opened[name]:
            return match[0]
        opened[name] += -1 if ends else 1
        return f'<{ends}{name}>'

    return _TAG.sub(tag, html)
