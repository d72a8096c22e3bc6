"""From what was asked to what tantivy runs: one query that finds and counts, and one that also weighs."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from tantivy import FieldType, Occur, Query

from . import query, schema, words
from .index import Snapshot

MOST_ENDINGS = 500  # words that a prefix stands for: the commonest, should there be more
NAMED = ('author', 'tag', 'category')
# How much more a word weighs in these than in the text. Names are not stemmed.
WEIGHTS = {'title': 3.0, 'standfirst': 1.0, 'author_name': 1.5, 'tag_name': 1.5, 'category_name': 1.0}


@dataclass(frozen=True)
class Narrowing:
    """What results are narrowed to: a category by its id, tags and authors by their slugs, days as ordinals."""

    category: int | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    days: tuple[int, int] | None = None


@dataclass
class Matching:
    """Builds tantivy's queries for one snapshot of the index."""

    snapshot: Snapshot
    hidden: list[int] = field(default_factory=list)  # ids that readers may no longer see though the index shows them

    def found(self, asked: query.ParsedQuery, narrowing: Narrowing = Narrowing()) -> Query:
        """What matches, without weights."""
        return self._all_of(self._required(asked, narrowing))

    def weighed(self, asked: query.ParsedQuery, narrowing: Narrowing = Narrowing()) -> Query:
        """What matches, with the weight of each word where it stands."""
        weights = [(Occur.Should, more) for clause in asked.wanted for more in self._weights(clause)]
        if narrowing == Narrowing() and not self.hidden and (stems := _any_of_stems(asked)):
            # Of words any of which will do, tantivy passes over what cannot be among the best, unless more is required.
            return Query.boolean_query([*((Occur.Should, self.term('text', stem)) for stem in stems), *weights])
        return self._all_of([*self._required(asked, narrowing), *weights])

    def public(self) -> list[tuple[Occur, Query]]:
        if not self.hidden:
            return []
        return [(Occur.MustNot, Query.term_set_query(self.snapshot.schema, 'id', self.hidden))]

    def term(self, name: str, value: str | int) -> Query:
        return Query.term_query(self.snapshot.schema, name, value)

    def within(self, found: Query, name: str, first: int, end: int) -> Query:
        """What of it has a value from `first` up to, without, `end`."""
        return self.both(found, self._between(name, first, end))

    def of_years(self, found: Query, years: list[int]) -> Query:
        return self.both(found, self._quiet(Query.term_set_query(self.snapshot.schema, 'year', years)))

    def both(self, one: Query, other: Query) -> Query:
        return Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])

    def _between(self, name: str, first: int, end: int) -> Query:
        if first >= end:
            return Query.empty_query()
        ends = {'include_lower': True, 'include_upper': False}
        return Query.range_query(self.snapshot.schema, name, FieldType.Unsigned, first, end, **ends)

    def _days(self, first: int, end: int) -> Query:
        """A whole year, month or day is looked up, which takes less than to compare the day of every article."""
        if part := _whole(first, end):
            return self._quiet(self.term(part, schema.numbered(date.fromordinal(first))[part]))
        return self._quiet(self._between('day', first, end))

    def _required(self, asked: query.ParsedQuery, narrowing: Narrowing) -> list[tuple[Occur, Query]]:
        parts = self.public()
        for clause in asked.clauses:
            if isinstance(clause, query.Without):
                parts.append((Occur.MustNot, self._clause(clause.clause)))
            else:
                parts.append((Occur.Must, self._clause(clause)))
        if narrowing.category is not None:
            parts.append((Occur.Must, self._quiet(self.term('category', narrowing.category))))
        for name, slugs in (('tag_slug', narrowing.tags), ('author_slug', narrowing.authors)):
            parts += [(Occur.Must, self._quiet(self.term(name, slug))) for slug in slugs]
        if narrowing.days:
            parts.append((Occur.Must, self._days(*narrowing.days)))
        return parts

    def _all_of(self, parts: list[tuple[Occur, Query]]) -> Query:
        if all(occur != Occur.Must for occur, _ in parts):
            parts = [(Occur.Must, self._quiet(self.term('public', 1))), *parts]
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
                return self._quiet(self._beginning(text, _exact(name)))
            case query.Phrase(found, slop, name) if name in NAMED:
                return self._any_of(
                    [self._phrase(f'{name}_name', found, slop), self.term(f'{name}_slug', '-'.join(found))]
                )
            case query.Phrase(found, slop, name):
                return self._phrase(_exact(name), found, slop)

    def _weights(self, clause: query.Word | query.Phrase | query.Prefix) -> list[Query]:
        if clause.field:
            return []
        if isinstance(clause, query.Prefix):
            return [Query.const_score_query(self._beginning(clause.text, 'title_exact'), WEIGHTS['title'])]
        if isinstance(clause, query.Phrase):
            return [Query.boost_query(self._phrase('title_exact', clause.words, clause.slop), WEIGHTS['title'])]
        stems = words.stems(clause.text, settings.LANGUAGE_CODE)
        return [
            Query.boost_query(self.term(name, text), weight)
            for name, weight in WEIGHTS.items()
            for text in ([clause.text] if name.endswith('_name') else stems)
        ]

    def _stems(self, text: str, name: str) -> Query:
        return self._all_of([(Occur.Must, self.term(name, stem)) for stem in words.stems(text, settings.LANGUAGE_CODE)])

    def _phrase(self, name: str, found: tuple[str, ...], slop: int) -> Query:
        if slop:  # tantivy takes one word for two where a loose phrase has it twice.
            found = tuple(dict.fromkeys(found))
        if len(found) == 1:
            return self.term(name, found[0])
        return Query.phrase_query(self.snapshot.schema, name, list(found), slop)

    def _beginning(self, text: str, name: str) -> Query:
        endings = self.snapshot.searcher.terms_with_prefix(name, text, limit=MOST_ENDINGS)
        return Query.term_set_query(self.snapshot.schema, name, [term for term, _ in endings])

    def _any_of(self, queries: list[Query]) -> Query:
        return Query.boolean_query([(Occur.Should, one) for one in queries])

    def _quiet(self, narrowing: Query) -> Query:
        """What only narrows has no weight."""
        return Query.const_score_query(narrowing, 0.0)


def _whole(first: int, end: int) -> str:
    """'year', 'month' or 'day' if the days from `first` up to, without, `end` are just one."""
    if first >= end:
        return ''
    one, last = date.fromordinal(first), date.fromordinal(end - 1)
    if one == last:
        return 'day'
    if one.year != last.year or one.day > 1 or last.day < monthrange(last.year, last.month)[1]:
        return ''
    return 'month' if one.month == last.month else 'year' if (one.month, last.month) == (1, 12) else ''


def _any_of_stems(asked: query.ParsedQuery) -> list[str]:
    """The stems any of which is all that is asked for; none where more is, or anything else than words of the text."""
    if len(asked.clauses) != 1:
        return []
    (clause,) = asked.clauses
    alternatives = clause.clauses if isinstance(clause, query.AnyOf) else (clause,)
    if not all(isinstance(one, query.Word) and not one.field for one in alternatives):
        return []
    stems = [words.stems(one.text, settings.LANGUAGE_CODE) for one in alternatives]
    return [stem for (stem,) in stems] if all(len(found) == 1 for found in stems) else []


def _exact(name: str) -> str:
    return {'': 'exact', 'title': 'title_exact'}.get(name) or f'{name}_name'
