"""Forms in which the same word is written: joined and parted, with dots and without, with umlauts and without.

Whatever form a text has, the index also has the plain one: `email` for e-mail, `1000` for 1,000, `mueller` for Müller.
A word of a query stands for its own plain forms, too, so that all forms find each other.
"""

import re
from collections.abc import Callable, Iterator

from . import words

LONGEST = 40  # characters
MOST_PARTS = 3

_WORD, _LETTER = r'[^\W_]', r'[^\W\d_]'
_APOSTROPHES = "'’ʼ"
_SIGNS = f'-‐‑{_APOSTROPHES}'
_SEPARATORS = '.,\u00a0\u202f'
# Patterns begin with a set of characters where they can, since `re` scans for one several times faster than for a word.
_WITHIN = re.compile(rf'[{_SIGNS}{_SEPARATORS}](?<={_WORD}.)(?={_WORD})')
_NUMBER = re.compile(rf'(?<!\w)\d{{1,3}}(?:[{_SEPARATORS}]\d{{3}})+(?!{_WORD})')
_CAPITALS = re.compile(rf'[A-Z](?<![\w&{_SIGNS}].)[A-Z]{{1,3}}(?![\w&{_SIGNS}])')
_DOTTED = re.compile(rf'(?:{_LETTER}\.){{2,}}(?:{_LETTER}(?!{_WORD}))?')
_JOINED = re.compile(rf'{_WORD}+(?:[{_SIGNS}]{_WORD}+)+')
_UMLAUTS = str.maketrans({'ä': 'ae', 'ö': 'oe', 'ü': 'ue', 'ø': 'oe', 'å': 'aa', 'ß': 'ss'})
_UMLAUT = re.compile('[äöüøåÄÖÜØÅ]')
_LETTERS = re.compile(f'{_LETTER}+')
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
    yield from _with_signs(text)
    # Among several words all in capitals, nothing tells an abbreviation from a word.
    if not text.isupper() or len(text.split()) == 1:
        for one in _CAPITALS.finditer(text):
            yield *one.span(), [f'{one[0].lower()}.']
    if not text.isascii():
        yield from _with_umlauts(text)


def _with_signs(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """The numbers, abbreviations and words that have signs within: `1,000`, `U.S.`, `e-mail`."""
    end = 0
    for sign in _WITHIN.finditer(text):
        if sign.start() < end:
            continue
        start = _start(text, sign.start(), str.isalnum)
        if sign[0] in _SIGNS:
            if one := _JOINED.match(text, start):
                yield *one.span(), _joined(one[0])
        elif one := _NUMBER.match(text, start):
            yield *one.span(), [re.sub(r'\D', '', one[0])]
        elif one := _DOTTED.match(text, start):
            yield *one.span(), [f'{"".join(words.exact(one[0].replace(".", " ")))}.']
        end = one.end() if one else end


def _with_umlauts(text: str) -> Iterator[tuple[int, int, list[str]]]:
    end = 0
    for umlaut in _UMLAUT.finditer(text):
        if umlaut.start() >= end and (one := _LETTERS.match(text, _start(text, umlaut.start(), str.isalpha))):
            end = one.end()
            yield *one.span(), list(words.exact(one[0].lower().translate(_UMLAUTS)))


def _start(text: str, within: int, belongs: Callable[[str], bool]) -> int:
    """Where the characters that belong together before a position begin."""
    while within and belongs(text[within - 1]):
        within -= 1
    return within


def readings(typed: str) -> list[tuple[str, ...]]:
    """What a word of a query, as it was typed, may look like in an index: words next to each other, or single ones."""
    exact = words.exact(typed)
    if _DOTTED.fullmatch(typed):
        return [(one,) for one in plain(typed)]
    if len(exact) == 2 and any(sign in typed for sign in _APOSTROPHES):
        first, last = exact
        exact = (first,) if last == 's' else (last,) if first in _BEGINNINGS else exact
    return list(dict.fromkeys([exact, *((one,) for one in plain(typed))])) if exact else []


def _joined(written: str) -> list[str]:
    parts = re.split(f'[{_SIGNS}]', written)
    elided = written[len(parts[0])] in _APOSTROPHES and parts[0].lower() in _BEGINNINGS and parts[1][0].islower()
    if parts[-1].lower() in _ENDINGS and written[-len(parts[-1]) - 1] in _APOSTROPHES:
        parts.pop()
    if elided or not 1 < len(parts) <= MOST_PARTS or all(part.isdecimal() for part in parts):
        return []
    return [''.join(words.exact(' '.join(parts)))]
