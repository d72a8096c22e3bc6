"""Related articles: those that share most of the words that are typical of an article."""

import math
from collections import Counter
from heapq import nsmallest

from tantivy import Occur, Query

from . import index, memory, words
from .matching import Matching

TYPICAL = 12  # words that stand for an article
SHORTEST = 3  # letters; shorter words say too little
CANDIDATES = 30  # articles fetched by score; newer ones then come first where scores are equal
IN_TITLE = 3  # occurrences in the text that one in the title counts as
REMEMBERED = 2000  # articles
REMEMBERED_TOKENS = 50_000  # those that are read first, among them all frequent ones


def related(pk: int, title: str, text: str) -> list[int]:
    """The ids of articles related to the one with id `pk`, the most similar first, then the newer.

    Some may have been withdrawn since the index was committed: callers fetch only those that are public. An empty list
    while there is no index.
    """
    try:
        return _related(index.snapshot().generation, pk, title, text)
    except index.Missing:
        return []


@memory.remember(REMEMBERED)
def _related(generation: tuple, pk: int, title: str, text: str) -> list[int]:
    snapshot = index.snapshot()
    matching, searcher = Matching(snapshot, [pk]), snapshot.searcher
    similar = [
        (Occur.Should, Query.boost_query(matching.term('text', stem), weight))
        for stem, weight in _typical(snapshot, title, text)
    ]
    if not similar:
        return []
    query = Query.boolean_query([*matching.not_hidden(), (Occur.Must, Query.boolean_query(similar))])
    hits = searcher.search(query, CANDIDATES, count=False).hits
    ids, places = (snapshot.values(name, [doc for _, doc in hits]) for name in ('id', 'place'))
    scored = zip((score for score, _ in hits), places, ids, strict=True)
    return [pk for _, _, pk in sorted(scored, key=lambda row: (-round(row[0], 2), -(row[1] or 0)))]


def _typical(snapshot: index.Snapshot, title: str, text: str) -> list[tuple[str, float]]:
    """The most typical stems, frequent here and rare elsewhere, with their weights."""
    rarity, counts, rare = _rarity(snapshot.generation), Counter[str](), {}
    written = Counter(words.tokens(text))
    for token in words.tokens(title):
        written[token] += IN_TITLE
    for token, n in written.items():
        for stem, weight in rarity[token]:
            counts[stem] += n
            rare[stem] = weight
    lightest_last = ((-math.sqrt(n) * rare[stem], stem) for stem, n in counts.items())
    return [(stem, -weight) for weight, stem in nsmallest(TYPICAL, lightest_last)]


class _Rarity(dict[str, tuple[tuple[str, float], ...]]):
    """The stems of a token that may be typical of an article, and how rare each is. Articles share most of them."""

    def __init__(self, snapshot: index.Snapshot) -> None:
        self.searcher = snapshot.searcher
        # The language of the article is not known here; in others, most of its words have terms that are not indexed.
        self.stems = [words.stems(language, snapshot.languages[0]) for language in snapshot.languages]

    def __missing__(self, token: str) -> tuple[tuple[str, float], ...]:
        articles, rare = self.searcher.num_docs + 1, []
        for stems in self.stems:
            stem = stems[token]
            known = self.searcher.doc_freq('text', stem) if len(stem) >= SHORTEST else 0
            # A word of this article alone finds no other; one in more than a tenth of all articles is typical of none.
            if 1 < known <= max(articles / 10, 2):
                rare.append((stem, math.log(articles / known)))
        if len(self) < REMEMBERED_TOKENS:
            self[token] = tuple(rare)
        return tuple(rare)


@memory.remember(1)
def _rarity(generation: tuple) -> _Rarity:
    return _Rarity(index.snapshot())
