"""Marks the words of a query in a text, and picks the passage that has most of them."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from . import forms, words
from .query import Phrase, Prefix, Word

WIDTH = 240  # characters of a passage
READ = 100_000  # characters of a text that are searched for the passage
FRAGMENT = 5  # words that lead a browser to the passage


class Part(NamedTuple):
    text: str
    marked: bool


class MarkedWords(dict):
    """The words of a query that each token of a text matches, or '': filled as tokens are looked up."""

    def __init__(self, clauses: Iterable[Word | Phrase | Prefix], languages: tuple[str, ...]) -> None:
        """`languages` are those of the index (`Snapshot.languages`)."""
        super().__init__()
        self._stems = [words.stems(language, languages[0]) for language in languages]
        self._words: list[frozenset[str]] = []
        self._exact: set[str] = set()
        self._prefixes: tuple[str, ...] = ()
        for clause in clauses:
            if isinstance(clause, Phrase):
                self._exact.update(clause.words)
            elif isinstance(clause, Prefix):
                self._prefixes += (clause.text,)
            else:
                self._words.append(frozenset(words.terms(clause.text, languages)))
        self._terms = {term for terms in self._words for term in terms}
        # Stemmers never change the first letter, so that tokens with other first letters can be skipped.
        stems = [term.rpartition(':')[2] for term in self._terms]
        self.tokens = words.tokens_from({word[0] for word in (*stems, *self._exact, *self._prefixes)})

    def __missing__(self, token: str) -> str:
        self[token] = ''
        for exact in words.exact(token):
            if term := self.term(exact):
                self[token] = term
            elif exact in self._exact or exact.startswith(self._prefixes):
                self[token] = exact
        return self[token]

    def lacks_one(self, present: set[str]) -> bool:
        """Whether a word of the query is not among those present in a text, which may have another form of it."""
        return any(terms.isdisjoint(present) for terms in self._words)

    def term(self, exact: str) -> str:
        """The term of the query that an unstemmed word stands for, in any language; '' if it has none."""
        return next((stems[exact] for stems in self._stems if stems[exact] in self._terms), '')


def marked(text: str, query: MarkedWords) -> list[Part]:
    """The whole text in parts, marked and not."""
    return _parts(text, 0, len(text), [(start, end) for start, end, _ in _matches(text, query)])


def passage(texts: Iterable[str], query: MarkedWords) -> list[Part]:
    """The passage with the largest number of different words of the query, the first of several such.

    It is from one of the texts of an article; the beginning of the first that is not empty if no word occurs.
    """
    read = [' '.join(text[:READ].split()) for text in texts if text]
    best = [(text, *_best(matches)) for text in read if (matches := _telling(text, query)) or text is read[0]]
    if not best:
        return []
    text, _, start = max(best, key=lambda one: one[1])
    start = _word_start(text, start - WIDTH // 4) if start > WIDTH // 2 else 0
    end = start + WIDTH
    if end < len(text):
        end = max(text.rfind(' ', start, end + 1), start + WIDTH // 2)
    parts = marked(text[start:end], query)
    before, after = [Part('… ', False)] if start else [], [Part(' …', False)] if end < len(text) else []
    return [*before, *parts, *after]


def _telling(text: str, query: MarkedWords) -> list[tuple[int, int, str]]:
    """The matches by which a passage is picked. Only if a word is missing are its other forms looked for."""
    matches = _in_one_form(text, query)
    return _matches(text, query) if query.lacks_one({word for _, _, word in matches}) else matches


def _in_one_form(text: str, query: MarkedWords) -> list[tuple[int, int, str]]:
    return [(*token.span(), word) for token in query.tokens.finditer(text) if (word := query[token[0]])]


def _matches(text: str, query: MarkedWords) -> list[tuple[int, int, str]]:
    """The start and end of each match, and the word of the query that it matches: `e-mail` is one for `email`."""
    matches = _in_one_form(text, query)
    written = [
        (start, end, term)
        for start, end, plain in forms.written(text)
        if (term := next(filter(None, map(query.term, plain)), ''))
    ]
    if not written:
        return matches
    apart: list[tuple[int, int, str]] = []
    for match in sorted([*matches, *written], key=lambda one: (one[0], -one[1])):
        if not apart or match[0] >= apart[-1][1]:
            apart.append(match)
    return apart


def fragment(parts: list[Part]) -> str:
    """The words of a passage from the first that is marked on, by which a browser can find the place; '' without any.

    They are quoted for a text fragment of a URL (wicg.github.io/scroll-to-text-fragment).
    """
    first = next((n for n, part in enumerate(parts) if part.marked), None)
    if first is None:
        return ''
    following = ''.join(part.text for part in parts[first:]).removesuffix(' …').split()[:FRAGMENT]
    return quote(' '.join(following), safe='').replace('-', '%2D')


def _best(matches: list[tuple[int, int, str]]) -> tuple[int, int]:
    """How many different words the passage has that has most, and where it begins: a window slides over the matches."""
    best, start, first = 0, 0, 0
    counts: Counter[str] = Counter()  # of the words in the window, which begins with match number `first`
    for _, end, word in matches:
        counts[word] += 1
        while end - matches[first][0] > WIDTH * 3 // 4 and matches[first][1] < end:
            leaving = matches[first][2]
            counts[leaving] -= 1
            if not counts[leaving]:
                del counts[leaving]
            first += 1
        if len(counts) > best:
            best, start = len(counts), matches[first][0]
    return best, start


def _word_start(text: str, near: int) -> int:
    """The start of the next word after a position, so that no passage begins within one."""
    return text.find(' ', near, near + 40) + 1 or near


def _parts(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[Part]:
    parts = []
    for first, last in spans:
        if first > start:
            parts.append(Part(text[start:first], False))
        parts.append(Part(text[first:last], True))
        start = last
    return [*parts, Part(text[start:end], False)] if start < end else parts
