"""The query language: reads what people type into a tree of clauses. docs/searching.md has the grammar.

    query  = { group }                           all groups have to match
    group  = chain { ( "OR" | "|" ) chain }      one of the chains
    chain  = item { "AND" item }                 all of the items
    item   = ( "-" | "NOT" ) item | [ field ":" ] ( "(" query ")" | phrase | word )

Any text can be read. What has no meaning is skipped or taken for words, and said in a note.
"""

import re
from collections.abc import Iterator, Mapping

from . import forms, words
from .query import (
    FIRST,
    LAST,
    AllOf,
    AnyOf,
    Clause,
    Days,
    Note,
    ParsedQuery,
    Phrase,
    Prefix,
    Without,
    Word,
    leaves,
    period,
    spelt,
)
from .tokens import FIELDS, PERIODS, Tokens

SHORTEST_PREFIX = 2  # letters
WIDEST = 50  # words between those of a phrase
DEEPEST = 20  # brackets within brackets
MOST = 32  # words, phrases and prefixes, not counting words that simply follow each other
MOST_IN_PHRASE = 64  # words
MONTHS = {
    **{name: n for n, name in enumerate('jan feb mar apr may jun jul aug sep oct nov dec'.split(), 1)},
    **{
        name: n
        for n, name in enumerate(
            'january february march april may june july august september october november december'.split(), 1
        )
    },
}
LONGEST_ABBREVIATION = 4  # letters
YEARS = range(1500, 2100)  # numbers that are also looked for as years

_UNKNOWN_FIELD = re.compile(r'([^\W\d_]+):[^\s/].*')
_SUFFIX = re.compile(r'[~^][\d.]*$')


class TooComplex(Exception):
    """A query that would take too long to answer. `code` is 'deep', 'many' or 'long phrase'."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse(text: str, months: Mapping[str, int] = MONTHS) -> ParsedQuery:
    """Reads a query; `months` are numbers of months by their names, as in `words.exact`.

    Raises TooComplex where too much is combined; nothing else is an error.
    """
    return _Parser(text, months).query()


class _Parser:
    """Reads tokens from left to right. Each rule of the grammar is a method, which returns None where it finds nothing
    with a meaning."""

    def __init__(self, text: str, months: Mapping[str, int]) -> None:
        # Nothing is an abbreviation where everything is in capitals.
        self._shouted = text.isupper() and any(len(word) > LONGEST_ABBREVIATION for word in text.split())
        self._tokens = Tokens(text)
        self._months = months
        self._notes: list[Note] = []
        self._joined = False  # whether the last chain has an AND
        self._mixed = False  # whether OR stands beside AND, or beside other words, without brackets

    def query(self) -> ParsedQuery:
        clauses = self._groups('', 0)
        combined = [leaf for clause in clauses if not _is_plain(clause) for leaf in _all_leaves(clause)]
        if len(combined) > MOST:
            raise TooComplex('many')
        if self._mixed and clauses:
            self._note('read as', ' AND '.join(map(spelt, clauses)))
        return ParsedQuery(tuple(clauses), tuple(dict.fromkeys(self._notes)))

    def _groups(self, field: str, depth: int) -> list[Clause]:
        """The clauses up to a closing bracket, or to the end."""
        clauses: list[Clause] = []
        while token := self._tokens.peek():
            if token['close']:
                if depth:
                    break
                self._note('bracket', self._tokens.next()[0])
            elif group := self._group(field, depth, bool(clauses)):
                clauses += group.clauses if isinstance(group, AllOf) and not group.typed else [group]
        return list(dict.fromkeys(clauses))

    def _group(self, field: str, depth: int, follows: bool) -> Clause | None:
        chains: list[Clause] = []
        joins, joined = 0, False
        while True:
            if chain := self._chain(field, depth):
                chains.append(chain)
                joined |= self._joined
            elif joins:
                self._note('operator', 'OR')
            if not self._tokens.take('OR'):
                break
            if not chains:
                self._note('operator', 'OR')
            joins += bool(chains)
        if not joins or len(chains) < 2:
            return chains[0] if chains else None
        more = (token := self._tokens.peek()) is not None and not token['close']
        self._mixed |= follows or more or joined
        alternatives = tuple(dict.fromkeys(chains))
        return AnyOf(alternatives) if len(alternatives) > 1 else alternatives[0]

    def _chain(self, field: str, depth: int) -> Clause | None:
        items: list[Clause] = []
        while True:
            if item := self._item(field, depth):
                items.append(item)
            if not self._tokens.take('AND'):
                break
            if not items or not self._tokens.begins_item():
                self._note('operator', 'AND')
        self._joined = len(items) > 1
        return items[0] if len(items) == 1 else AllOf(tuple(items)) if items else None

    def _item(self, field: str, depth: int) -> Clause | None:
        excluded = negated = False
        while (token := self._tokens.peek()) and (token['minus'] or token['operator'] == 'NOT'):
            excluded, negated = not excluded, True
            self._tokens.next()
        item = self._positive(field, depth, negated)
        if negated and not item:
            self._note('operator', 'NOT')
        return Without(item) if item and excluded else item

    def _positive(self, field: str, depth: int, negated: bool = False) -> Clause | None:
        token = self._tokens.peek()
        if not token or token['close'] or token['or'] or token['operator'] or token['minus']:
            return None
        self._tokens.next()
        if token['field']:
            return self._in_field(token['field'][:-1], depth)
        if token['open']:
            return self._bracket(field, depth)
        if token['phrase'] is not None:
            return self._phrase(token, field)
        return self._word(token['word'], field, negated)

    def _in_field(self, name: str, depth: int) -> Clause | None:
        token = self._tokens.peek()
        if name in FIELDS:
            clause = self._positive(name, depth)
            if token is None or token is self._tokens.peek():  # A sign that a field cannot stand before.
                self._note('empty field', f'{name}:')
            return clause
        value = token and (token['phrase'] if token['word'] is None else token['word'])
        if value is None:
            self._note('no period', name)
            return None
        self._tokens.next()
        if days := period(value):
            ends = {'before': (FIRST, days[0]), 'after': (days[1], LAST + 1), 'on': days}[name]
            return Days(*ends, f'{name}:{value}')
        self._note('no period', name)
        return None

    def _bracket(self, field: str, depth: int) -> Clause | None:
        if depth == DEEPEST:
            raise TooComplex('deep')
        clauses = self._groups(field, depth + 1)
        if self._tokens.peek():
            self._tokens.next()
        else:
            self._note('bracket', '(')
        return AllOf(tuple(clauses)) if len(clauses) > 1 else clauses[0] if clauses else None

    def _phrase(self, token: re.Match, field: str) -> Clause | None:
        if not token['closed']:
            self._note('quote', token[0][:40])
        parts = [part for typed in token['phrase'].split() for part in _starred(typed)]
        while parts and parts[0] == '*':
            del parts[0]
        while parts and parts[-1] == '*':
            del parts[-1]
        if len(parts) > MOST_IN_PHRASE:
            raise TooComplex('long phrase')
        if len(parts) == 1 and parts[0].endswith('*'):
            return Prefix(parts[0][:-1], field, token[0])
        typed = f'{field}:{token[0]}' if field else token[0]
        return Phrase(tuple(parts), min(int((token['slop'] or '0')[:4]), WIDEST), field, typed) if parts else None

    def _word(self, typed: str, field: str, negated: bool) -> Clause | None:
        whole = f'{field}:{typed}' if field else typed
        if typed.endswith('*') and typed.strip('*'):
            return self._prefix(typed.rstrip('*'), field, whole)
        if suffix := _SUFFIX.search(typed):
            self._note('suffix', typed)
            typed = typed[: suffix.start()]
        if '*' in typed.rstrip('*'):
            self._note('star', typed)
        if _UNKNOWN_FIELD.fullmatch(typed):
            self._note('field', typed.partition(':')[0])
        elif typed[:-1] in FIELDS + PERIODS and typed.endswith(':'):
            self._note('empty field', typed)
        readings = (
            forms.readings(typed.lower() if self._shouted else typed)
            if field in ('', 'title')
            else [words.exact(typed)]
        )
        clauses = [
            Word(one[0], field, whole) if len(one) == 1 else Phrase(one, 0, field, whole) for one in readings if one
        ]
        if len(clauses) != 1:
            return AnyOf(tuple(clauses), whole) if clauses else None
        return clauses[0] if field else self._dated(clauses[0], typed, negated)

    def _prefix(self, typed: str, field: str, whole: str) -> Clause | None:
        if '*' in typed:
            self._note('star', whole)
        exact = words.exact(typed)
        if not exact:
            return None
        before: list[Clause] = [Word(word, field, word) for word in exact[:-1]]
        if len(exact[-1]) < SHORTEST_PREFIX:
            self._note('short', whole)
            last: Clause = Word(exact[-1], field, whole)
        else:
            last = Prefix(exact[-1], field, whole)
        return AllOf((*before, last), whole) if before else last

    def _dated(self, word: Word | Phrase, typed: str, negated: bool) -> Clause:
        """A bare year, month or day is also the date of articles: `1987`, `1987-03`, `march 1987`.

        A negated month is only a word: `-march 1987` excludes that, and looks for the year.
        """
        month = self._months.get(word.text) if isinstance(word, Word) and not negated else None
        if month and (token := self._tokens.peek()) and token['word']:
            year = words.exact(token['word'])
            days = period(f'{year[0]}-{month}') if len(year) == 1 and _is_year(year[0]) else None
            if days:
                self._tokens.next()
                both = f'{typed} {token["word"]}'
                said = AllOf((word, Word(year[0], '', token['word'])), both)
                return AnyOf((said, Days(*days, both)), both)
        numbers = word.words if isinstance(word, Phrase) else (word.text,)
        if _is_year(numbers[0]) and (days := period('-'.join(numbers))):
            return AnyOf((word, Days(*days, typed)), typed)
        return word

    def _note(self, code: str, typed: str) -> None:
        self._notes.append(Note(code, typed))


def _starred(typed: str) -> Iterator[str]:
    """The words of a part of a phrase; the last ends with a star if the part does, or is a star alone."""
    exact = words.exact(typed)
    if not typed.endswith('*'):
        yield from exact
    elif typed.strip('*'):
        yield from exact[:-1]
        yield from (f'{last}*' if len(last) >= SHORTEST_PREFIX else last for last in exact[-1:])
    else:
        yield '*'


def _is_plain(clause: Clause) -> bool:
    """Whether a clause is one word as typed, without quotes or operators, also where it has several forms or parts."""
    return isinstance(clause, Word) or (
        isinstance(clause, AnyOf | Phrase) and clause.typed != '' and '"' not in clause.typed
    )


def _all_leaves(clause: Clause) -> Iterator[Clause]:
    """The words, phrases and prefixes of a clause, with what it excludes."""
    match clause:
        case Without(excluded):
            yield from _all_leaves(excluded)
        case AnyOf(_, typed) | AllOf(_, typed) if typed:
            yield clause
        case AnyOf(clauses) | AllOf(clauses):
            for one in clauses:
                yield from _all_leaves(one)
        case _:
            yield from leaves(clause)


def _is_year(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) == 4 and int(number) in YEARS
