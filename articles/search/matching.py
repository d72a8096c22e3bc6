"""Translates a parsed query into tantivy's that only match, for counting. `ranking` has those that also rank."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice, product

from tantivy import FieldType, Occur, Query

from . import query, schema, words
from .index import Snapshot

MOST_ENDINGS = 500  # words that a prefix is expanded to; the commonest, if more begin with it
MOST_ENDINGS_IN_PHRASE = 50
MOST_WORDS = 32  # words of a query that are looked for; the rarest, if it has more
NAMED = ('author', 'tag', 'category')


@dataclass(frozen=True)
class Narrowing:
    """Filters beside the query: a category by its id, tags and authors by slug, and the days from the first up to (not
    including) the second, as ordinals."""

    category: int | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    days: tuple[int, int] | None = None


@dataclass
class Matching:
    """Builds tantivy's queries for one snapshot of the index."""

    snapshot: Snapshot
    hidden: list[int] = field(default_factory=list)  # ids withdrawn since the index was committed

    def bounded(self, parsed: query.ParsedQuery) -> query.ParsedQuery:
        """The part of a query that is looked for: of many words only the rarest, and of a long query no stop words."""
        clauses = tuple(query.changed(clause, self._abbreviated) for clause in parsed.clauses)
        parsed = self.without_stop_words(query.ParsedQuery(clauses, parsed.notes))
        if len(parsed.units) <= MOST_WORDS:
            return parsed
        counts = {unit: self._articles(unit) if isinstance(unit, query.Word) else 1 for unit in parsed.units}
        unknown = [unit for unit, n in counts.items() if not n]
        # One that no article has is enough for none to have them all.
        rarest = sorted((unit for unit, n in counts.items() if n), key=counts.__getitem__)
        rarest = rarest[: MOST_WORDS - bool(unknown)]
        return parsed.with_units([*rarest, *unknown[: MOST_WORDS - len(rarest)]])

    def without_stop_words(self, parsed: query.ParsedQuery) -> query.ParsedQuery:
        return parsed.without_stop_words(partial(words.is_stop_word, language=self.snapshot.languages[0]))

    def _abbreviated(self, clause: query.Clause) -> query.Clause:
        """A word in capitals that is a stop word without them, such as US, is only an abbreviation, if that occurs."""
        match clause:
            case query.AnyOf((query.Word(text), query.Word(short) as abbreviation)) if short == f'{text}.':
                site = self.snapshot.languages[0]
                if words.is_stop_word(text, site) and self.snapshot.searcher.doc_freq('text', short):
                    return abbreviation
        return clause

    def matches(self, parsed: query.ParsedQuery, narrowing: Narrowing = Narrowing()) -> Query:
        """A query for everything that matches, without scores that mean anything."""
        return self._all_of(self._required(parsed.clauses, narrowing))

    def lacking(self, clause: query.Clause, ids: list[int]) -> set[int]:
        """Those of some articles, by id, that a clause does not match."""
        among = self.both(self.among(ids), self._clause(clause))
        docs = [doc for _, doc in self.snapshot.searcher.search(among, len(ids), count=False).hits]
        return set(ids) - set(self.snapshot.values('id', docs))

    def among(self, ids: list[int]) -> Query:
        return self._unscored(Query.term_set_query(self.snapshot.schema, 'id', ids))

    def not_hidden(self) -> list[tuple[Occur, Query]]:
        """The clause that leaves out the hidden articles, if there are any."""
        if not self.hidden:
            return []
        return [(Occur.MustNot, Query.term_set_query(self.snapshot.schema, 'id', self.hidden))]

    def terms(self, word: str) -> list[str]:
        """The terms of the index that an unstemmed word stands for."""
        return words.terms(word, self.snapshot.languages)

    def term(self, name: str, value: str | int) -> Query:
        return Query.term_query(self.snapshot.schema, name, value)

    def in_range(self, matches: Query, name: str, first: int, end: int) -> Query:
        """Those matches whose field has a value from `first` up to, but not including, `end`."""
        return self.both(matches, self._range(name, first, end))

    def in_years(self, matches: Query, years: list[int]) -> Query:
        return self.both(matches, self._unscored(Query.term_set_query(self.snapshot.schema, 'year', years)))

    def both(self, one: Query, other: Query) -> Query:
        return Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])

    def _range(self, name: str, first: int, end: int) -> Query:
        if first >= end:
            return Query.empty_query()
        ends = {'include_lower': True, 'include_upper': False}
        return Query.range_query(self.snapshot.schema, name, FieldType.Unsigned, first, end, **ends)

    def _days(self, first: int, end: int) -> Query:
        """A whole year, month or day is one term, which is cheaper to look up than a range of days."""
        if interval := _whole_interval(first, end):
            return self._unscored(self.term(interval, schema.numbered(date.fromordinal(first))[interval]))
        return self._unscored(self._range('day', first, end))

    def _required(self, clauses: Iterable[query.Clause], narrowing: Narrowing) -> list[tuple[Occur, Query]]:
        parts = [*self.not_hidden(), *map(self._part, clauses)]
        if narrowing.category is not None:
            parts.append((Occur.Must, self._unscored(self.term('category', narrowing.category))))
        for name, slugs in (('tag_slug', narrowing.tags), ('author_slug', narrowing.authors)):
            parts += [(Occur.Must, self._unscored(self.term(name, slug))) for slug in slugs]
        if narrowing.days:
            parts.append((Occur.Must, self._days(*narrowing.days)))
        return parts

    def _all_of(self, required: Iterable[tuple[Occur, Query]]) -> Query:
        parts = list(required)
        if all(occur != Occur.Must for occur, _ in parts):
            parts = [(Occur.Must, self._unscored(self.term('public', 1))), *parts]
        return Query.boolean_query(parts)

    def _part(self, clause: query.Clause) -> tuple[Occur, Query]:
        if isinstance(clause, query.Without):
            return Occur.MustNot, self._clause(clause.clause)
        return Occur.Must, self._clause(clause)

    def _clause(self, clause: query.Clause) -> Query:
        match clause:
            case query.Days(first, end):
                return self._days(first, end)
            case query.AnyOf(clauses):
                return self._any_of(map(self._clause, clauses))
            case query.AllOf(clauses):
                return self._all_of(map(self._part, clauses))
            case query.Without():
                return self._all_of([self._part(clause)])
            case query.Word(text, '' | 'title'):
                return self._stems(text, clause.field or 'text')
            case query.Word(text, name):
                return self._any_of([self.term(f'{name}_name', text), self.term(f'{name}_slug', text)])
            case query.Prefix(text, name):
                return self._unscored(self._prefix(text, _exact(name)))
            case query.Phrase(phrase, slop, name) if name in NAMED:
                return self._any_of(
                    [self._phrase(f'{name}_name', phrase, slop), self.term(f'{name}_slug', '-'.join(phrase))]
                )
            case query.Phrase(phrase, slop, name):
                return self._phrase(_exact(name), phrase, slop)

    def _articles(self, word: query.Word) -> int:
        """How many articles have a word at most."""
        return sum(self.snapshot.searcher.doc_freq('text', term) for term in self.terms(word.text))

    def _stems(self, text: str, name: str) -> Query:
        stems = [self.term(name, stem) for stem in self.terms(text)]
        return stems[0] if len(stems) == 1 else self._any_of(stems)

    def _phrase(self, name: str, phrase: tuple[str, ...], slop: int) -> Query:
        if any(word.endswith('*') for word in phrase):
            return self._starred(name, phrase, slop)
        if slop:  # tantivy lets one occurrence of a word stand for both where a phrase with slop repeats it.
            phrase = tuple(dict.fromkeys(phrase))
        if len(phrase) == 1:
            return self.term(name, phrase[0])
        return Query.phrase_query(self.snapshot.schema, name, list(phrase), slop)

    def _starred(self, name: str, phrase: tuple[str, ...], slop: int) -> Query:
        """A phrase in which a star alone stands for any word, and one after letters for every ending."""
        choices = [(at, self._endings(name, word)) for at, word in enumerate(phrase) if word != '*']
        phrases = islice(product(*(endings for _, endings in choices)), MOST_ENDINGS_IN_PHRASE)
        if '*' not in phrase:
            return self._any_of(self._phrase(name, one, slop) for one in phrases)
        places = [at for at, _ in choices]
        return self._any_of(
            Query.phrase_query(self.snapshot.schema, name, list(zip(places, one, strict=True)), slop) for one in phrases
        )

    def _endings(self, name: str, word: str) -> list[str]:
        if not word.endswith('*'):
            return [word]
        terms = self.snapshot.searcher.terms_with_prefix(name, word[:-1], limit=MOST_ENDINGS_IN_PHRASE)
        return [term for term, _ in terms]

    def _prefix(self, text: str, name: str) -> Query:
        endings = self.snapshot.searcher.terms_with_prefix(name, text, limit=MOST_ENDINGS)
        return Query.term_set_query(self.snapshot.schema, name, [term for term, _ in endings])

    def _any_of(self, queries: Iterable[Query]) -> Query:
        return Query.boolean_query([(Occur.Should, one) for one in queries])

    def _unscored(self, filtering: Query) -> Query:
        """A filter adds nothing to the score."""
        return Query.const_score_query(filtering, 0.0)


def _whole_interval(first: int, end: int) -> str:
    """'year', 'month' or 'day' if the days from `first` up to, but not including, `end` are exactly one; else ''."""
    if first >= end:
        return ''
    one, last = date.fromordinal(first), date.fromordinal(end - 1)
    if one == last:
        return 'day'
    if one.year != last.year or one.day > 1 or last.day < monthrange(last.year, last.month)[1]:
        return ''
    return 'month' if one.month == last.month else 'year' if (one.month, last.month) == (1, 12) else ''


def _exact(name: str) -> str:
    """The field that holds unstemmed words for a field of the query language; '' is the whole text."""
    return {'': 'exact', 'title': 'title_exact'}.get(name) or f'{name}_name'
