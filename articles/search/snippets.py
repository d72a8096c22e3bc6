"""Where in a text the words that were asked for stand, and the passage around most of them."""

from collections.abc import Iterable
from typing import NamedTuple

from . import words
from .query import Phrase, Prefix, Word

WIDTH = 240  # characters of a passage
READ = 100_000  # characters of a text that are looked through


class Part(NamedTuple):
    text: str
    marked: bool


class Wanted(dict):
    """The words to be marked: which of them a token of a text is, '' where it is none, each looked up once."""

    def __init__(self, clauses: Iterable[Word | Phrase | Prefix], language: str) -> None:
        super().__init__()
        self._language = language
        self._stems: set[str] = set()
        self._exact: set[str] = set()
        self._prefixes: tuple[str, ...] = ()
        for clause in clauses:
            if isinstance(clause, Phrase):
                self._exact.update(clause.words)
            elif isinstance(clause, Prefix):
                self._prefixes += (clause.text,)
            else:
                self._stems.update(words.stems(clause.text, language))
        # A stemmer leaves the beginning of a word written in Latin letters.
        self.tokens = words.tokens_from({word[0] for word in (*self._stems, *self._exact, *self._prefixes)})

    def __missing__(self, token: str) -> str:
        self[token] = ''
        for exact, stem in zip(words.exact(token), words.stems(token, self._language), strict=False):
            if stem in self._stems:
                self[token] = stem
            elif exact in self._exact or exact.startswith(self._prefixes):
                self[token] = exact
        return self[token]


def marked(text: str, wanted: Wanted) -> list[Part]:
    """The text in parts, alternately not marked and marked."""
    return _parts(text, 0, len(text), [found[:2] for found in _found(text, wanted)])


def passage(text: str, wanted: Wanted) -> list[Part]:
    """The passage of a text that has most of the different words, and of those the first; its beginning if none has."""
    text = ' '.join(text[:READ].split())
    found = _found(text, wanted)
    start = _best(found)
    start = _word_start(text, start - WIDTH // 4) if start > WIDTH // 2 else 0
    end = start + WIDTH
    if end < len(text):
        end = max(text.rfind(' ', start, end + 1), start + WIDTH // 2)
    parts = _parts(text, start, min(end, len(text)), [(a, b) for a, b, _ in found if start <= a and b <= end])
    before, after = [Part('… ', False)] if start else [], [Part(' …', False)] if end < len(text) else []
    return [*before, *parts, *after]


def _found(text: str, wanted: Wanted) -> list[tuple[int, int, str]]:
    return [(*token.span(), key) for token in wanted.tokens.finditer(text) if (key := wanted[token[0]])]


def _best(found: list[tuple[int, int, str]]) -> int:
    """Where the words stand that are the most different ones within one passage."""
    best, start, first = 0, 0, 0
    within: dict[str, int] = {}
    for _, end, key in found:
        within[key] = within.get(key, 0) + 1
        while end - found[first][0] > WIDTH * 3 // 4 and found[first][1] < end:
            gone = found[first][2]
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
            first += 1
        if len(within) > best:
            best, start = len(within), found[first][0]
    return start


def _word_start(text: str, near: int) -> int:
    return text.find(' ', near, near + 40) + 1 or near


def _parts(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[Part]:
    parts = []
    for first, last in spans:
        if first > start:
            parts.append(Part(text[start:first], False))
        parts.append(Part(text[first:last], True))
        start = last
    return [*parts, Part(text[start:end], False)] if start < end else parts
