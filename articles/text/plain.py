"""Makes plain text of HTML."""

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
# How a word is read, beside the word: no part of the sentence. What <rp> holds is for programs that cannot show it.
_READING = re.compile(r'<(rt|rtc|rp)(?:\s[^<>]*)?>.*?</\1>', re.S)
# What begins a new line in a title or an excerpt parts words, though there is no space.
_NEW_LINE = re.compile(r'<(?:br|/?(?:p|div|h[1-6]|blockquote|[uod]l|li|d[td]|tr|t[dh]))(?=[\s/>])[^<>]*>', re.I)
_IDEOGRAPH = re.compile('[\u3040-\u30ff\u3400-\u9fff]')
# Up to the last mark that ends a sentence; those of "Mr." and "U.S." do not.
_SENTENCES = re.compile(r'.*\b[^\W\d_A-Z]{3,}[.!?؟][”’»"\')]*(?=\s|$)')
_IDEOGRAPHIC_SENTENCES = re.compile('.*[。！？][」』”）]*')


def from_html(html: str) -> str:
    """The text of a body or comment sanitised by `articles.text.sanitise`, blocks separated by a blank line.

    The sanitiser's output is regular (no stray "<", no ">" in attributes), so it needs no parser.
    """
    if '<td' in html or '<th' in html:
        html = _CELL.sub(' ', html)
    if '<ruby' in html:
        html = _READING.sub('', html)
    return '\n\n'.join(filter(None, [_block(part) for part in _BLOCK.split(html) if part and part != '\n']))


def title(html: str) -> str:
    """A title with tags and entities as one line of plain text."""
    if '<' in html:
        html = sanitise.text_only(_NEW_LINE.sub(r' \g<0>', html))
    return sanitise.without_controls(' '.join(unescape(html).split()))


def opens(text: str, excerpt: str) -> bool:
    """Whether one of the first paragraphs of a text begins with an excerpt, apart from an ellipsis at its end.

    `text` is as `from_html` returns it: its only white space is single spaces and ends of lines.
    """
    words = ' '.join(excerpt.rstrip(' .…[]').split())
    beginnings = text.split('\n\n', 3)[:3]
    return bool(words) and any(paragraph.replace('\n', ' ').startswith(words) for paragraph in beginnings)


def excerpt(text: str, words: int = 40) -> str:
    """The first words of a text on one line: up to the end of a sentence in the second half, else with an ellipsis.

    Three letters of Chinese and Japanese, which have no spaces between words, count as a word: they are as wide.
    """
    first = text.split(None, words)
    line = ' '.join(first[:words])
    has_ideographs = _mainly_ideographs(line)
    # Other scripts have no spaces either: a whole article would count as a few words.
    most = words * (3 if has_ideographs else 12)
    if len(line) <= most and len(first) <= words:
        return line
    line = line[:most]
    sentences = (_IDEOGRAPHIC_SENTENCES if has_ideographs else _SENTENCES).match(line)
    if sentences and len(sentences[0]) > len(line) / 2:
        return sentences[0]
    return line.rstrip(' ,;:–—-、，；：') + '…'


def minutes(html: str) -> int:
    """How many minutes a body takes to read, rounded; at 238 words a minute (Brysbaert, 2019, doi.org/gf93j6).

    Chinese and Japanese, which have no spaces between words, are read at 400 characters a minute.
    """
    text = _TAG.sub(' ', html)
    ideographs = len(_IDEOGRAPH.findall(text))
    return round((0 if _mainly_ideographs(text) else len(text.split())) / 238 + ideographs / 400)


def _mainly_ideographs(text: str) -> bool:
    return not text.isascii() and len(_IDEOGRAPH.findall(text)) > len(text) / 4


def _block(html: str) -> str:
    return '\n'.join(filter(None, map(_line, _BREAK.split(html)))) if '<br' in html else _line(html)


def _line(html: str) -> str:
    text = _TAG.sub('', html) if '<' in html else html
    text = (unescape(text) if '&' in text else text).strip()
    # isprintable() is false for all white space but the space, so split() is needed only then, or for double spaces.
    return text if text.isprintable() and '  ' not in text else ' '.join(text.split())
