"""Turns what a reader typed into the comment form into HTML."""

import re
from collections import Counter
from html import escape

from . import sanitise

TAG = re.compile(r'&lt;(/?)(b|strong|i|em|q|code|blockquote)&gt;', re.IGNORECASE)
LINK = re.compile(
    r'&lt;a href=(["\'])(https?://[^\s"\'<>]+)\1(?: [^&<>]*)?&gt;((?:(?!&lt;a href=).)*?)&lt;/a&gt;',
    re.IGNORECASE | re.DOTALL,
)
# Unclosed code extends to the end of the text, as in the sanitiser.
URL = re.compile(
    r'<a .*?</a>|<code>.*?(?:</code>|\Z)|\bhttps?://(?P<rest>(?:(?!&[lg]t;|&quot;)[^\s<"])+)', re.IGNORECASE | re.DOTALL
)
BLOCK = re.compile(r'\n[ \t]*\n\s*|(</?blockquote>)', re.IGNORECASE)


def to_html(text: str) -> str:
    """Sanitised HTML: a blank line separates paragraphs, URLs become links, and a few tags work as tags.

    The tags are those WordPress invites commenters to use: a (with href), b, strong, i, em, q, code, blockquote. All
    other markup stays visible as text: whoever writes `x < y` or `<div>` in a comment means to show it.
    """
    html = LINK.sub(r'<a href="\2">\3</a>', _with_tags(escape(text, quote=False)))
    html = URL.sub(_linked, html)
    pieces = (piece.strip() for piece in BLOCK.split(html) if piece)
    return sanitise.comment_html(''.join(_block(piece) for piece in pieces if piece))


def _with_tags(html: str) -> str:
    opened: Counter[str] = Counter()

    def tag(match: re.Match) -> str:
        ends, name = match[1], match[2].lower()
        if ends and not opened[name]:
            return match[0]
        opened[name] += -1 if ends else 1
        return f'<{ends}{name}>'

    return TAG.sub(tag, html)


def _linked(match: re.Match) -> str:
    if match['rest'] is None:
        return match[0]
    url = match[0].rstrip(".,:!?'*" if '(' in match[0] else ".,:!?'*)")
    return f'<a href="{url}">{url}</a>{match[0][len(url) :]}'


def _block(piece: str) -> str:
    if piece in ('<blockquote>', '</blockquote>'):
        return piece
    return '<p>' + piece.replace('\n', '<br>') + '</p>'
