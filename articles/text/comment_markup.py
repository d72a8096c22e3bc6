"""What a reader typed into the comment form, as HTML."""

import re
from collections import Counter
from html import escape

from . import sanitise

TAG = re.compile(r'&lt;(/?)(b|strong|i|em|q|code|blockquote)&gt;', re.IGNORECASE)
LINK = re.compile(
    r'&lt;a href=(["\'])(https?://[^\s"\'<>]+)\1(?: [^&<>]*)?&gt;((?:(?!&lt;a href=).)*?)&lt;/a&gt;',
    re.IGNORECASE | re.DOTALL,
)
# Code that is not ended goes on to the end, as the sanitiser has it.
ADDRESS = re.compile(
    r'<a .*?</a>|<code>.*?(?:</code>|\Z)|\bhttps?://(?P<rest>(?:(?!&[lg]t;|&quot;)[^\s<"])+)', re.IGNORECASE | re.DOTALL
)
BLOCK = re.compile(r'\n[ \t]*\n\s*|(</?blockquote>)', re.IGNORECASE)


def to_html(text: str) -> str:
    """Sanitised HTML: a blank line parts paragraphs, addresses become links, and a few tags are taken as tags.

    The tags are those WordPress invites commenters to use: a (with href), b, strong, i, em, q, code, blockquote. All
    other markup stays what it was, visible text: whoever writes `x < y` or `<div>` in a comment means to show it.
    """
    html = LINK.sub(r'<a href="\2">\3</a>', _with_tags(escape(text, quote=False)))
    html = ADDRESS.sub(_linked, html)
    pieces = (piece.strip() for piece in BLOCK.split(html) if piece)
    return sanitise.comment_html(''.join(_block(piece) for piece in pieces if piece))


def _with_tags(html: str) -> str:
    begun = Counter()

    def tag(found: re.Match) -> str:
        ends, name = found[1], found[2].lower()
        if ends and not begun[name]:
            return found[0]
        begun[name] += -1 if ends else 1
        return f'<{ends}{name}>'

    return TAG.sub(tag, html)


def _linked(found: re.Match) -> str:
    if found['rest'] is None:
        return found[0]
    address = found[0].rstrip(".,:!?'*" if '(' in found[0] else ".,:!?'*)")
    return f'<a href="{address}">{address}</a>{found[0][len(address) :]}'


def _block(piece: str) -> str:
    if piece in ('<blockquote>', '</blockquote>'):
        return piece
    return '<p>' + piece.replace('\n', '<br>') + '</p>'
