"""What a search asks for, as a tree of clauses. `parser` makes it from what people type.

A clause either matches an article or does not: a word, a phrase, a prefix or a period; `Without`, `AnyOf` and
`AllOf` combine others. All clauses of a `ParsedQuery` have to match.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

LONG = 4  # words from which on a query may have stop words that are not required
FIRST, LAST = date(1, 1, 1).toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any form; in lower case without accents. `typed` is how the reader wrote it, here as in all clauses."""

    text: str
    field: str = ''
    typed: str = dataclasses.field(default='', compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Unstemmed words next to each other; with `slop`, in any order with up to so many other words between them.

    A word that ends with a star stands for all that begin so, and a star alone for any word.
    """

    words: tuple[str, ...]
    slop: int = 0
    field: str = ''
    typed: str = dataclasses.field(default='', compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    text: str
    field: str = ''
    typed: str = dataclasses.field(default='', compare=False)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` up to, but not including, `end`, as ordinals (`date.toordinal`)."""

    first: int
    end: int
    typed: str = dataclasses.field(default='', compare=False)


@dataclass(frozen=True, slots=True)
class Without:
    clause: 'Clause'


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One clause or more of these; nothing matches where there are none."""

    clauses: 'tuple[Clause, ...]'
    typed: str = dataclasses.field(default='', compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    clauses: 'tuple[Clause, ...]'
    typed: str = dataclasses.field(default='', compare=False)


Leaf = Word | Phrase | Prefix
Clause = Leaf | Days | Without | AnyOf | AllOf


@dataclass(frozen=True, slots=True)
class Note:
    """A part of the query that was ignored or may be read differently, to be shown to the reader.

    `code` says what about it (the texts are in `articles.views.search_notes`), and `typed` is the part.
    """

    code: str
    typed: str


@dataclass(frozen=True)
class ParsedQuery:
    """Clauses, all of which have to match, and notes on what was ignored."""

    clauses: tuple[Clause, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def marked(self) -> Iterator[Leaf]:
        """The words that occur in the results, to be ranked by and marked there."""
        for clause in self.clauses:
            yield from leaves(clause)

    @cached_property
    def conditions(self) -> tuple[Clause, ...]:
        """The clauses that nothing may lack: periods, fields, and what is excluded."""
        return tuple(clause for clause in self.clauses if is_condition(clause))

    @cached_property
    def units(self) -> tuple[Clause, ...]:
        """The other clauses, of which an article may have most, or all."""
        return tuple(clause for clause in self.clauses if not is_condition(clause))

    @property
    def any_of(self) -> str:
        """The query that asks for one of the units at least, under the same conditions."""
        alternatives = ' OR '.join(map(spelt, self.units))
        conditions = ' '.join(map(spelt, self.conditions))
        return f'({alternatives}) {conditions}' if conditions else alternatives

    def without_stop_words(self, is_stop_word: Callable[[str], bool]) -> 'ParsedQuery':
        """This query, less the stop words if it is long and two other words at least are left."""
        if len(self.units) <= LONG:
            return self
        kept = [one for one in self.units if not (isinstance(one, Word) and is_stop_word(one.text))]
        return self.with_units(kept) if len(kept) > 1 else self

    def with_units(self, units: Iterable[Clause]) -> 'ParsedQuery':
        """This query with only these of its units."""
        kept = set(units)  # There may be hundreds.
        return ParsedQuery(tuple(one for one in self.clauses if is_condition(one) or one in kept), self.notes)


def changed(clause: Clause, change: Callable[[Clause], Clause]) -> Clause:
    """A clause in which `change` was applied to whatever is combined in it, and then to the whole."""
    match clause:
        case Without(excluded):
            clause = Without(changed(excluded, change))
        case AnyOf(clauses) | AllOf(clauses):
            clause = dataclasses.replace(clause, clauses=tuple(changed(one, change) for one in clauses))
    return change(clause)


def leaves(clause: Clause) -> Iterator[Leaf]:
    """The words, phrases and prefixes of a clause, except what it excludes."""
    match clause:
        case AnyOf(clauses) | AllOf(clauses):
            for one in clauses:
                yield from leaves(one)
        case Word() | Phrase() | Prefix():
            yield clause


def as_typed(unit: Clause) -> Clause:
    """What the reader typed of a unit that other forms, or a date, stand beside."""
    return unit.clauses[0] if isinstance(unit, AnyOf) and unit.typed else unit


def is_condition(clause: Clause) -> bool:
    match clause:
        case Days() | Without():
            return True
        case AnyOf(clauses) | AllOf(clauses):
            return all(map(is_condition, clauses))
        case _:
            return bool(clause.field)


def spelt(clause: Clause) -> str:
    """A clause as the reader wrote it, or would have with every operator and bracket."""
    match clause:
        case Without(excluded):
            return f'NOT {spelt(excluded)}'
        case AnyOf(clauses, '') | AllOf(clauses, ''):
            return f'({(" OR " if isinstance(clause, AnyOf) else " AND ").join(map(spelt, clauses))})'
        case _:
            return clause.typed


_PERIOD = re.compile(r'(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?')


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
