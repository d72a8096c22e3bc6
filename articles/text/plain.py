"""Plain text out of HTML."""

import re
from html import unescape

from . import sanitise

_BLOCK = re.compile(
    r'</?(?:p|div|h[1-6]|blockquote|[uod]l|li|d[td]|pre|hr|figure|figcaption|table|caption|thead|tbody|tfoot|tr'
    r'|details|summary|audio|video)(?:\s[^<>]*)?/?>'
)
_CELL = re.compile(r'<t[dh](?:\s[^<>]*)?>')
_BREAK = re.compile(r'<br(?:\s[^<>]*)?/?>')
_TAG = re.compile(r'<[^<>]*>')
# Up to the last full stop that ends a sentence: "Mr." and "U.S." do not.
_SENTENCES = re.compile(r'.*\b[^\W\d_A-Z]{3,}[.!?؟][”’»"\')]*(?=\s|$)')


def from_html(html: str) -> str:
    """The text of a body or comment as `articles.text.sanitise` returned it, blocks apart by a blank line.

    The sanitiser's output is regular (no stray "<", no ">" in attributes), so no second parse is needed.
    """
    if '<td' in html or '<th' in html:
        html = _CELL.sub(' ', html)
    return '\n\n'.join(filter(None, [_block(part) for part in _BLOCK.split(html) if part and part != '\n']))


def title(html: str) -> str:
    """A title that may hold tags and entities, as one line of plain text."""
    if '<' in html:
        html = sanitise.text_only(html)
    return sanitise.without_controls(' '.join(unescape(html).split()))


def excerpt(text: str, words: int = 40) -> str:
    """The first words of a text on one line, to where a sentence ends in their second half, else with an ellipsis."""
    first = text.split(None, words)
    line = ' '.join(first[:words])
    # Scripts that put no spaces between words would otherwise give a whole article as its first forty words.
    most = words * 12
    if len(line) > most:
        return line[:most].rstrip() + '…'
    if len(first) <= words:
        return line
    sentences = _SENTENCES.match(line)
    if sentences and len(sentences[0]) > len(line) / 2:
        return sentences[0]
    return line.rstrip(' ,;:–—-') + '…'


def _block(html: str) -> str:
    return '\n'.join(filter(None, map(_line, _BREAK.split(html)))) if '<br' in html else _line(html)


def _line(html: str) -> str:
    text = _TAG.sub('', html) if '<' in html else html
    text = (unescape(text) if '&' in text else text).strip()
    # Printable is no white space but the blank: only then the words need not be looked at one by one.
    return text if text.isprintable() and '  ' not in text else ' '.join(text.split())
