"""Translates a parsed query into tantivy's: one that only matches, for counting, and one that also ranks."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from tantivy import FieldType, Occur, Query

from . import query, schema, words
from .index import Snapshot

MOST_ENDINGS = 500  # words that a prefix is expanded to; the commonest, if more begin with it
NAMED = ('author', 'tag', 'category')
# What a match in these fields adds to the score of one in the text. Names are not stemmed.
WEIGHTS = {'title': 3.0, 'standfirst': 1.0, 'author_name': 1.5, 'tag_name': 1.5, 'category_name': 1.0}


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

    def matches(self, parsed: query.ParsedQuery, narrowing: Narrowing = Narrowing()) -> Query:
        """A query for everything that matches, without scores that mean anything."""
        return self._all_of(self._required(parsed, narrowing))

    def ranked(self, parsed: query.ParsedQuery, narrowing: Narrowing = Narrowing()) -> Query:
        """A query for everything that matches, scored by how often and in which fields the words occur."""
        weights = [(Occur.Should, weight) for clause in parsed.marked for weight in self._weights(clause)]
        if narrowing == Narrowing() and not self.hidden and (stems := self._alternative_stems(parsed)):
            # tantivy skips documents that cannot be among the best only where no clause is required.
            return Query.boolean_query([*((Occur.Should, self.term('text', stem)) for stem in stems), *weights])
        return self._all_of([*self._required(parsed, narrowing), *weights])

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

    def _required(self, parsed: query.ParsedQuery, narrowing: Narrowing) -> list[tuple[Occur, Query]]:
        parts = self.not_hidden()
        for clause in parsed.clauses:
            if isinstance(clause, query.Without):
                parts.append((Occur.MustNot, self._clause(clause.clause)))
            else:
                parts.append((Occur.Must, self._clause(clause)))
        if narrowing.category is not None:
            parts.append((Occur.Must, self._unscored(self.term('category', narrowing.category))))
        for name, slugs in (('tag_slug', narrowing.tags), ('author_slug', narrowing.authors)):
            parts += [(Occur.Must, self._unscored(self.term(name, slug))) for slug in slugs]
        if narrowing.days:
            parts.append((Occur.Must, self._days(*narrowing.days)))
        return parts

    def _all_of(self, parts: list[tuple[Occur, Query]]) -> Query:
        if all(occur != Occur.Must for occur, _ in parts):
            parts = [(Occur.Must, self._unscored(self.term('public', 1))), *parts]
        return Query.boolean_query(parts)

    def _clause(self, clause: query.Clause) -> Query:
        match clause:
            case query.Days(first, end):
                return self._days(first, end)
            case query.AnyOf(clauses):
                return Query.boolean_query([(Occur.Should, self._clause(one)) for one in clauses])
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
            case query.Without():
                raise TypeError('an exclusion is a clause of the whole query, never part of another clause')

    def _alternative_stems(self, parsed: query.ParsedQuery) -> list[str]:
        """The stems of a query that is only `flood` or `flood OR drought`; none for any other query."""
        if len(parsed.clauses) != 1:
            return []
        (clause,) = parsed.clauses
        alternatives = clause.clauses if isinstance(clause, query.AnyOf) else (clause,)
        plain = [one.text for one in alternatives if isinstance(one, query.Word) and not one.field]
        return [stem for text in plain for stem in self.terms(text)] if len(plain) == len(alternatives) else []

    def _weights(self, clause: query.Word | query.Phrase | query.Prefix) -> list[Query]:
        if clause.field:
            return []
        if isinstance(clause, query.Prefix):
            return [Query.const_score_query(self._prefix(clause.text, 'title_exact'), WEIGHTS['title'])]
        if isinstance(clause, query.Phrase):
            return [Query.boost_query(self._phrase('title_exact', clause.words, clause.slop), WEIGHTS['title'])]
        stems = self.terms(clause.text)
        return [
            Query.boost_query(self.term(name, text), weight)
            for name, weight in WEIGHTS.items()
            for text in ([clause.text] if name.endswith('_name') else stems)
        ]

    def _stems(self, text: str, name: str) -> Query:
        stems = [self.term(name, stem) for stem in self.terms(text)]
        return stems[0] if len(stems) == 1 else self._any_of(stems)

    def _phrase(self, name: str, phrase: tuple[str, ...], slop: int) -> Query:
        if slop:  # tantivy lets one occurrence of a word stand for both where a phrase with slop repeats it.
            phrase = tuple(dict.fromkeys(phrase))
        if len(phrase) == 1:
            return self.term(name, phrase[0])
        return Query.phrase_query(self.snapshot.schema, name, list(phrase), slop)

    def _prefix(self, text: str, name: str) -> Query:
        endings = self.snapshot.searcher.terms_with_prefix(name, text, limit=MOST_ENDINGS)
        return Query.term_set_query(self.snapshot.schema, name, [term for term, _ in endings])

    def _any_of(self, queries: list[Query]) -> Query:
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
