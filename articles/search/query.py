"""The query language: parses what people type. Any text is a valid query; nothing is an error.

flood "river wall" -insurance            every word, the exact phrase, and not that word
"river wall"~5   flood OR drought   insur*   title:bridge   author:hay   tag:weather   category:news
before:2015   after:2010-06   on:2017-11-22
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from . import forms, words

FIELDS = ('title', 'author', 'tag', 'category')
PERIODS = ('before', 'after', 'on')
SHORTEST_PREFIX = 2  # letters
WIDEST = 50  # words between those of a phrase
FIRST, LAST = date(1, 1, 1).toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    field: str = ''


@dataclass(frozen=True, slots=True)
class Phrase:
    """Unstemmed words next to each other; with `slop`, in any order with up to so many other words between them."""

    words: tuple[str, ...]
    slop: int = 0
    field: str = ''


@dataclass(frozen=True, slots=True)
class Prefix:
    text: str
    field: str = ''


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` up to, but not including, `end`, as ordinals (`date.toordinal`)."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Without:
    clause: 'Clause'


@dataclass(frozen=True, slots=True)
class AnyOf:
    clauses: 'tuple[Clause, ...]'


Clause = Word | Phrase | Prefix | Days | Without | AnyOf


@dataclass(frozen=True, slots=True)
class Note:
    """A part of the query that was ignored or read differently, to be shown to the reader.

    `code` is 'no period', where `typed` is the name of a date field without a date, or 'short', where `typed` is a
    prefix too short to be looked up.
    """

    code: str
    typed: str


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """Clauses, all of which have to match, and notes on what was ignored."""

    clauses: tuple[Clause, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def marked(self) -> Iterator[Word | Phrase | Prefix]:
        """The clauses with words that occur in the results, to be ranked by and marked there."""
        for clause in self.clauses:
            for one in clause.clauses if isinstance(clause, AnyOf) else (clause,):
                if isinstance(one, Word | Phrase | Prefix):
                    yield one


_QUOTES = str.maketrans('“”„‟«»＂', '"' * 7)
_PART = re.compile(
    rf"""
    (?P<minus>[-−–](?=[^\s-]))?
    (?:(?P<field>{'|'.join(FIELDS + PERIODS)}):(?=\S))?
    (?:"(?P<phrase>[^"]*)(?:"(?:~(?P<slop>\d+))?|$) | (?P<word>[^\s"]+))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PERIOD = re.compile(r'(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?')


def parse(text: str) -> ParsedQuery:
    """Parses a query. Unbalanced quotes are closed, and signs without a meaning are skipped."""
    clauses: list[Clause] = []
    notes: list[Note] = []
    joining = False
    for part in _PART.finditer(text.translate(_QUOTES)):
        if part[0] == 'OR':
            joining = bool(clauses)
            continue
        parsed = _clauses(part, notes)
        if joining and parsed and not isinstance(clauses[-1], Without) and not part['minus']:
            alternatives = (clauses.pop(), parsed.pop(0))
            clauses.append(
                AnyOf(
                    tuple(
                        chain.from_iterable(one.clauses if isinstance(one, AnyOf) else (one,) for one in alternatives)
                    )
                )
            )
        clauses.extend(Without(clause) if part['minus'] else clause for clause in parsed)
        joining = False
    return ParsedQuery(tuple(clauses), tuple(notes))


def _clauses(part: re.Match, notes: list[Note]) -> list[Clause]:
    field, value = (part['field'] or '').lower(), part['phrase'] if part['word'] is None else part['word']
    if field in PERIODS:
        if days := period(value):
            return [_days(field, *days)]
        notes.append(Note('no period', field))
        return []
    if part['word'] is not None and value.endswith('*'):
        return _prefix(value, field, notes)
    if part['word'] is not None and field in ('', 'title'):
        readings = [_word(reading, field) for reading in forms.readings(value)]
        return [AnyOf(tuple(readings))] if len(readings) > 1 else readings
    exact = words.exact(value)
    if part['word'] is not None and len(exact) == 1:
        return [Word(exact[0], field)]
    slop = min(int((part['slop'] or '0')[:4]), WIDEST)
    return [Phrase(exact, slop, field)] if exact else []


def _word(exact: tuple[str, ...], field: str) -> Word | Phrase:
    return Word(exact[0], field) if len(exact) == 1 else Phrase(exact, 0, field)


def _prefix(value: str, field: str, notes: list[Note]) -> list[Clause]:
    exact = words.exact(value)
    if not exact:
        return []
    if len(exact[-1]) < SHORTEST_PREFIX:
        notes.append(Note('short', value))
        return [Word(word, field) for word in exact]
    return [*(Word(word, field) for word in exact[:-1]), Prefix(exact[-1], field)]


def period(value: str) -> tuple[int, int] | None:
    """The first day of a year, month or day such as '2017-11', and the first day after it, as ordinals.

    None for anything else, and for dates that no calendar has.
    """
    match = _PERIOD.fullmatch(value.strip())
    if not match:
        return None
    year, month, day = (int(number or 0) for number in match.groups())
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first.toordinal(), first.toordinal() + 1
        following = (year, month + 1) if month and month < 12 else (year + 1, 1)
        end = date(*following, 1).toordinal() if following[0] <= date.max.year else LAST + 1
    except ValueError:
        return None
    return first.toordinal(), end


def _days(field: str, first: int, end: int) -> Days:
    return {'before': Days(FIRST, first), 'after': Days(end, LAST + 1), 'on': Days(first, end)}[field]
