"""Keeps the words of buttons that open a part of a text, such as an answer below its question.

Other buttons do something on the old site, and are left out by the sanitiser.
"""

import re

# https://www.w3.org/WAI/ARIA/apg/patterns/accordion/ has the button in a heading; some builders have it instead of one.
HEADINGS = ('h2', 'h3', 'h4', 'h5', 'h6', 'dt', 'summary')
opens_a_part = re.compile(r'\bclass\s*=\s*["\'][^"\'<>]*(?:accordion|faq|question)', re.I).search
_BUTTON = re.compile(
    rf'(<(?:{"|".join(HEADINGS)})\b[^<>]*>\s*+)?<button\b([^<>]*)>((?:(?!</?(?:button|h[1-6])\b).)*+)</button\s*>',
    re.I | re.S,
)
_SIGN = re.compile(r'<(span|i|div)\b[^<>]*\baria-hidden\s*=\s*["\']?true\b[^<>]*>[^<>]*</\1>', re.I)


def as_headings(html: str) -> str:
    """HTML in which such buttons are headings, without the signs in them that say nothing, such as +."""
    return _BUTTON.sub(_heading, html) if '<button' in html else html


def _heading(button: re.Match) -> str:
    words = _SIGN.sub('', button[3])
    if button[1]:
        return f'{button[1]}{words}'
    return f'<h3>{words}</h3>' if opens_a_part(button[2]) else button[0]
