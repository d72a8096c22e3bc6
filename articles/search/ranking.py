"""Translates a parsed query into tantivy's that also rank: what they find is scored by the weights of `weights`."""

import math

from tantivy import Occur, Query

from . import query
from .matching import NAMED, Matching, Narrowing
from .weights import WEIGHTS

MOST_PAIRS = 12  # of words of a query whose nearness counts: the first; each is looked for in four ways


class Ranking(Matching):
    """Builds queries for one snapshot of the index, those that rank too."""

    def ranked(self, parsed: query.ParsedQuery, narrowing: Narrowing) -> Query:
        """A query for everything that matches, scored by how often and in which fields the words occur."""
        weights = [(Occur.Should, weight) for leaf in dict.fromkeys(parsed.marked) for weight in self._weights(leaf)]
        if narrowing == Narrowing() and not self.hidden and (stems := self._alternative_stems(parsed)):
            # tantivy skips documents that cannot be among the best only where no clause is required.
            return Query.boolean_query([*((Occur.Should, self.term('text', stem)) for stem in stems), *weights])
        parts = [(self._part(clause), self._rarity(clause)) for clause in parsed.clauses]
        scored = [(occur, _boosted(part, by)) for (occur, part), by in parts]
        return self._all_of([*self._required((), narrowing), *scored, *weights])

    def any_ranked(self, parsed: query.ParsedQuery, narrowing: Narrowing) -> Query:
        """A query for what meets the conditions and has one of the words at least, scored by all that it has.

        The date that a bare year stands for is no such word: too much is of that date.
        """
        any_of = self._any_of(map(self._in_best_form, parsed.units))
        required = self._required(parsed.conditions, narrowing)
        return self._all_of([*required, (Occur.Must, any_of)]) if required else any_of

    def _in_best_form(self, unit: query.Clause) -> Query:
        """A query for what has a unit in one of its forms, scored by the one that counts most."""
        typed = list(dict.fromkeys(query.leaves(query.as_typed(unit))))
        as_typed = [one for leaf in typed for one in (*self._scored_stems(leaf), *self._weights(leaf))]
        others = [one for leaf in query.leaves(unit) if leaf not in typed for one in self._scored_stems(leaf)]
        in_other_form = [_boosted(one, WEIGHTS.other_form) for one in others]
        return Query.disjunction_max_query([self._any_of(as_typed), *in_other_form])

    def _rarity(self, clause: query.Clause) -> float:
        """What the score of a clause is multiplied by, from 0 to 1: less than 1 for words that many articles have."""
        word = query.as_typed(clause)
        if not isinstance(word, query.Word) or word.field:
            return 1.0
        articles = max(self.snapshot.searcher.num_docs, 1)
        having = min(max(self._articles(word), 1), articles)
        weight = math.log(1 + (articles - having + 0.5) / (having + 0.5))
        return (weight / math.log(1 + (articles - 0.5) / 1.5)) ** WEIGHTS.rarity

    def nearness(self, parsed: query.ParsedQuery, ids: list[int]) -> Query | None:
        """A query for those of some articles, by id, in which words stand near each other as in the query, scored by
        how many do. None for a query without two such words."""
        texts = [word.text for word in map(query.as_typed, parsed.units) if isinstance(word, query.Word)]
        pairs = _pairs(texts, 1)[:MOST_PAIRS]
        if not pairs:
            return None
        in_text = WEIGHTS.near * min(1.0, WEIGHTS.pairs / len(pairs))
        in_title = WEIGHTS.near_in_title * min(1.0, WEIGHTS.pairs_in_title / len(pairs))
        near = [
            *((pair, 'exact', gap, in_text / 2) for pair in pairs for gap in (WEIGHTS.gap, WEIGHTS.wide_gap)),
            *((pair, 'title_exact', 0, in_title) for pair in pairs),
            # Of three words of a remembered headline, the one between the others may be wrong.
            *(
                (pair, 'title_exact', WEIGHTS.gap_in_title, in_title)
                for pair in _pairs(texts, 2)[:MOST_PAIRS]
                if pair not in pairs
            ),
        ]
        scored = [Query.boost_query(self._phrase(name, pair, gap), weight) for pair, name, gap, weight in near]
        return self.both(self.among(ids), self._any_of(scored))

    def _alternative_stems(self, parsed: query.ParsedQuery) -> list[str]:
        """The stems of a query that is only `flood` or `flood OR drought`; none for any other query."""
        if len(parsed.clauses) != 1:
            return []
        (clause,) = parsed.clauses
        alternatives = clause.clauses if isinstance(clause, query.AnyOf) else (clause,)
        plain = [one.text for one in alternatives if isinstance(one, query.Word) and not one.field]
        return [stem for text in plain for stem in self.terms(text)] if len(plain) == len(alternatives) else []

    def _weights(self, leaf: query.Leaf) -> list[Query]:
        if leaf.field:
            return []
        if isinstance(leaf, query.Prefix):
            return [Query.const_score_query(self._prefix(leaf.text, 'title_exact'), WEIGHTS.title)]
        if isinstance(leaf, query.Phrase):
            return [Query.boost_query(self._phrase('title_exact', leaf.words, leaf.slop), WEIGHTS.title)]
        titled = [self.term('title', stem) for stem in self.terms(leaf.text)]
        named = [self.term(f'{name}_name', leaf.text) for name in NAMED]
        rarity = self._rarity(leaf)
        return [
            *(Query.boost_query(one, WEIGHTS.title * rarity) for one in titled),
            *(Query.boost_query(one, WEIGHTS.name * rarity) for one in named),
        ]

    def _scored_stems(self, leaf: query.Leaf) -> list[Query]:
        """Where a leaf of the whole text occurs, as terms wherever possible."""
        if isinstance(leaf, query.Word):
            return [_boosted(self.term('text', stem), self._rarity(leaf)) for stem in self.terms(leaf.text)]
        return [self._clause(leaf)]


def _boosted(scored: Query, by: float) -> Query:
    return scored if by == 1 else Query.boost_query(scored, by)


def _pairs(texts: list[str], apart: int) -> list[tuple[str, str]]:
    """The words of a query that are so many words apart, in pairs, each once."""
    return list(dict.fromkeys(pair for pair in zip(texts, texts[apart:], strict=False) if pair[0] != pair[1]))
