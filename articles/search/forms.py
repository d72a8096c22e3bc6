"""Forms in which the same word is written: joined and parted, with dots and without, with umlauts and without.

Whatever form a text has, the index also has the plain one: `email` for e-mail, `1000` for 1,000, `mueller` for Müller.
A word of a query stands for its own plain forms, too, so that all forms find each other.
"""

import re
from collections.abc import Iterator

from . import words

LONGEST = 40  # characters
MOST_PARTS = 3

_WORD, _LETTER = r'[^\W_]', r'[^\W\d_]'
_APOSTROPHES = "'’ʼ"
_SIGNS = f'-‐‑{_APOSTROPHES}'
# Patterns begin with a set of characters where they can, since `re` scans for one several times faster than for a word.
_NUMBER = re.compile(rf'\d(?<!\w\d)\d{{0,2}}(?:[.,\u00a0\u202f]\d{{3}})+(?!{_WORD})')
_SEPARATOR = re.compile(r'[.,\u00a0\u202f](?<=\d.)(?=\d{3})')
_CAPITALS = re.compile(rf'[A-Z](?<![\w&{_SIGNS}].)[A-Z]{{1,3}}(?![\w&{_SIGNS}])')
_DOTTED = re.compile(rf'(?:{_LETTER}\.){{2,}}(?:{_LETTER}(?!{_WORD}))?')
_DOT = re.compile(rf'\.(?<={_LETTER}\.)(?<!{_WORD}{_WORD}\.)(?={_LETTER}\.)')
_JOINED = re.compile(rf'{_WORD}+(?:[{_SIGNS}]{_WORD}+)+')
_SIGN = re.compile(rf'[{_SIGNS}](?<={_WORD}.)(?={_WORD})')
_UMLAUTS = str.maketrans({'ä': 'ae', 'ö': 'oe', 'ü': 'ue', 'ø': 'oe', 'å': 'aa', 'ß': 'ss'})
_UMLAUTED = re.compile(f'{_LETTER}*[äöüøåÄÖÜØÅ]{_LETTER}*')
# What English and French put after and before an apostrophe, which is no part of the word.
_ENDINGS = frozenset(('s', 't', 'd', 'm', 'll', 're', 've'))
_BEGINNINGS = frozenset(('l', 'd', 'j', 'n', 'm', 'c', 't', 's', 'qu'))


def plain(text: str) -> list[str]:
    """The plain forms of those words of a text that have another one, as unstemmed words in lower case.

    An abbreviation ends with a dot: `us.` for U.S. and for US, which is not the word `us`.
    """
    return [word for _, _, plain_words in written(text) for word in plain_words if len(word) <= LONGEST]


def written(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Where a text has words with another form, and their plain ones: the start, the end and the forms of each."""
    for number in _around(_SEPARATOR, _NUMBER, text):
        yield *number.span(), [re.sub(r'\D', '', number[0])]
    # Among several words all in capitals, nothing tells an abbreviation from a word.
    capitals = iter(()) if text.isupper() and len(text.split()) > 1 else _CAPITALS.finditer(text)
    for one in (*_around(_DOT, _DOTTED, text), *capitals):
        yield *one.span(), [f'{"".join(words.exact(one[0].replace(".", " ")))}.']
    for one in _around(_SIGN, _JOINED, text):
        yield *one.span(), _joined(one[0])
    if not text.isascii():
        for one in _UMLAUTED.finditer(text):
            yield *one.span(), list(words.exact(one[0].lower().translate(_UMLAUTS)))


def readings(typed: str) -> list[tuple[str, ...]]:
    """What a word of a query, as it was typed, may look like in an index: words next to each other, or single ones."""
    exact = words.exact(typed)
    if _DOTTED.fullmatch(typed):
        return [(one,) for one in plain(typed)]
    if len(exact) == 2 and any(sign in typed for sign in _APOSTROPHES):
        first, last = exact
        exact = (first,) if last == 's' else (last,) if first in _BEGINNINGS else exact
    return list(dict.fromkeys([exact, *((one,) for one in plain(typed))])) if exact else []


def _around(sign: re.Pattern, whole: re.Pattern, text: str) -> Iterator[re.Match]:
    """What matches a pattern around each place where another matches, which is quicker to look for."""
    end = 0
    for match in sign.finditer(text):
        start = match.start()
        if start < end:
            continue
        while start and text[start - 1].isalnum():
            start -= 1
        if around := whole.match(text, start):
            end = around.end()
            yield around


def _joined(written: str) -> list[str]:
    parts = re.split(f'[{_SIGNS}]', written)
    elided = written[len(parts[0])] in _APOSTROPHES and parts[0].lower() in _BEGINNINGS and parts[1][0].islower()
    if parts[-1].lower() in _ENDINGS and written[-len(parts[-1]) - 1] in _APOSTROPHES:
        parts.pop()
    if elided or not 1 < len(parts) <= MOST_PARTS or all(part.isdecimal() for part in parts):
        return []
    return [''.join(words.exact(' '.join(parts)))]
