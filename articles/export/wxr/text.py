"""The HTML of comments in the format of WordPress, which removes <p>: blank lines separate paragraphs."""

import re

_PRE = re.compile(r'(<pre\b.*?</pre>)', re.S)
_PARAGRAPH = re.compile(r'\s*</?p>\s*')
_BREAK = re.compile(r'<br */?>\s*')
_LINES = re.compile(r'\s*\n\s*')
_BLANK = re.compile(r'[ \n]*\n[ \n]*\n[ \n]*')


def without_paragraphs(html: str) -> str:
    """Replaces <p> by blank lines and <br> by line breaks; other HTML stays."""
    return ''.join(part if part.startswith('<pre') else _unmarked(part) for part in _PRE.split(html)).strip()


def _unmarked(html: str) -> str:
    text = _PARAGRAPH.sub('\n\n', _BREAK.sub('\0', _LINES.sub(' ', html))).replace('\0', '\n')
    return _BLANK.sub('\n\n', text)
