"""Words that some write as one and others as two: `web site` finds website, and `website` finds web site."""

from . import memory, words
from .index import Snapshot
from .matching import Matching
from .query import AnyOf, Clause, ParsedQuery, Phrase, Word, spelt

SHORTEST = 3  # letters of each part
SHARE = 10  # a word is taken for two if these stand together in one article for every ten that have the word
TRIED = 3  # places at which a word is parted
REMEMBERED = 10_000  # words


def expanded(parsed: ParsedQuery, snapshot: Snapshot) -> ParsedQuery:
    """The query whose words stand for their other form, too, where the archive has that.

    Both of two words may be replaced by the one they make, which is the same as looking for both or for that one.
    """
    alternatives: list[list[Clause]] = [[clause] for clause in parsed.clauses]
    for at, clause in enumerate(parsed.clauses):
        if not isinstance(clause, Word) or clause.field:
            continue
        if parts := _parted(snapshot.generation, clause.text, snapshot):
            alternatives[at].append(Phrase(parts))
        following = parsed.clauses[at + 1 : at + 2]
        if following and isinstance(following[0], Word) and not following[0].field:
            joined = clause.text + following[0].text
            if _is_joined(snapshot, clause.text, following[0].text):
                for place in (at, at + 1):
                    alternatives[place].append(Word(joined))
    clauses = (one[0] if len(one) == 1 else AnyOf(tuple(one), spelt(one[0])) for one in alternatives)
    return ParsedQuery(tuple(clauses), parsed.notes)


def _is_joined(snapshot: Snapshot, first: str, second: str) -> bool:
    language = snapshot.languages[0]
    are_parts = all(len(part) >= SHORTEST and not words.is_stop_word(part, language) for part in (first, second))
    return are_parts and snapshot.searcher.doc_freq('exact', first + second) > 0


@memory.remember(REMEMBERED, key=lambda generation, word, snapshot: (generation, word))
def _parted(generation: tuple, word: str, snapshot: Snapshot) -> tuple[str, str] | None:
    """The two words that one is most often parted into, if that is common."""
    searcher, language = snapshot.searcher, snapshot.languages[0]
    divisions = []
    for at in range(SHORTEST, len(word) - SHORTEST + 1):
        parts = (word[:at], word[at:])
        rarest = min(searcher.doc_freq('exact', part) for part in parts)
        if rarest and not any(words.is_stop_word(part, language) for part in parts):
            divisions.append((rarest, parts))
    articles, matching = searcher.doc_freq('exact', word), Matching(snapshot)
    for _, parts in sorted(divisions, reverse=True)[:TRIED]:
        together = searcher.search(matching.matches(ParsedQuery((Phrase(parts),))), 1).count  # type: ignore[attr-defined]
        if together and together * SHARE >= articles:
            return parts
    return None
