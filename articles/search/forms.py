"""Forms in which the same word is written: joined and parted, with dots and without, with umlauts and without.

Whatever form a text has, the index also has the plain one: `email` for e-mail, `1000` for 1,000, `mueller` for Müller.
A word of a query stands for its own plain forms, too, so that all forms find each other.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from . import words

LONGEST = 40  # characters
MOST_PARTS = 3

_WORD, _LETTER = r'[^\W_]', r'[^\W\d_]'
_APOSTROPHES = "'’ʼ"
_SIGNS = f'-‐‑{_APOSTROPHES}'
_SEPARATORS = '.,\u00a0\u202f'
# Patterns begin with a set of characters where they can, since `re` scans for one several times faster than for a word.
# A sign between parts of a word, or several capitals, such as US: one pattern, so that a text is scanned once.
_MARKED = re.compile(
    rf'[{_SIGNS}{_SEPARATORS}A-Z]'
    rf'(?:(?<={_WORD}[{_SIGNS}{_SEPARATORS}])(?={_WORD})|(?<=[A-Z])(?<![\w&{_SIGNS}].)[A-Z]{{1,3}}(?![\w&{_SIGNS}]))'
)
_NUMBER = re.compile(rf'(?<!\w)\d{{1,3}}(?:[{_SEPARATORS}]\d{{3}})+(?!{_WORD})')
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


def written(text: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Where a text has words with another form, and their plain ones: the start, the end and the forms of each."""
    # Among several words all in capitals, nothing tells an abbreviation from a word.
    in_capitals, end = text.isupper() and len(text.split()) > 1, 0
    for marked in _MARKED.finditer(text):
        at = marked.start()
        if len(marked[0]) > 1:
            if not in_capitals:
                yield *marked.span(), [f'{marked[0].lower()}.']
        elif at >= end and (one := _with_sign(text, at)):
            yield one
            end = one[1]
    if not text.isascii():
        yield from _with_umlauts(text)


def _with_sign(text: str, at: int) -> tuple[int, int, Sequence[str]] | None:
    """The number, abbreviation or word that has a sign within, at a position: `1,000`, `U.S.`, `e-mail`."""
    start = _start(text, at, str.isalnum)
    if text[at] in _SIGNS:
        one = _JOINED.match(text, start)
        return (*one.span(), _joined(one[0])) if one else None
    if one := _NUMBER.match(text, start):
        return *one.span(), [re.sub(r'\D', '', one[0])]
    if one := _DOTTED.match(text, start):
        return *one.span(), [f'{"".join(words.exact(one[0].replace(".", " ")))}.']
    return None


def _with_umlauts(text: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    end = 0
    for umlaut in _UMLAUT.finditer(text):
        if umlaut.start() >= end and (one := _LETTERS.match(text, _start(text, umlaut.start(), str.isalpha))):
            end = one.end()
            yield *one.span(), words.exact(one[0].lower().translate(_UMLAUTS))


def _start(text: str, within: int, belong: Callable[[str], bool]) -> int:
    """Where the characters that belong together before a position begin."""
    start = text.rfind(' ', 0, within) + 1
    if belong(text[start:within]):
        return start  # Found without a look at each character, as nearly all are.
    while within and belong(text[within - 1]):
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


@lru_cache(maxsize=10_000)
def _joined(written: str) -> tuple[str, ...]:
    """The word that parts make; none where a sign joins no parts of one word. Cached: most are `it's` and its like."""
    parts = re.split(f'[{_SIGNS}]', written)
    elided = written[len(parts[0])] in _APOSTROPHES and parts[0].lower() in _BEGINNINGS and parts[1][0].islower()
    if parts[-1].lower() in _ENDINGS and written[-len(parts[-1]) - 1] in _APOSTROPHES:
        parts.pop()
    if elided or not 1 < len(parts) <= MOST_PARTS or all(part.isdecimal() for part in parts):
        return ()
    return (''.join(words.exact(' '.join(parts))),)
