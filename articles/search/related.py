"""Articles like another: those that have most of the words which set it apart."""

import math
from collections import Counter
from functools import lru_cache

from django.conf import settings
from tantivy import Occur, Query

from . import index, words
from .matching import Matching

TELLING = 12  # words that an article is known by
SHORTEST = 3  # letters of a word that tells anything
LOOKED_AT = 30  # articles, of which the newest come first where they are equally alike
IN_TITLE = 3  # times that a word of the title counts


def related(pk: int, title: str, text: str) -> list[int]:
    """The ids of articles like the one with that id, the most alike first; of two equally alike, the newer.

    Readers may no longer see some of them; who shows them asks for those that are public. None while there is no index.
    """
    try:
        return _related(index.snapshot().generation, pk, title, text)
    except index.Missing:
        return []


@lru_cache(maxsize=2000)
def _related(generation: tuple, pk: int, title: str, text: str) -> list[int]:
    snapshot = index.snapshot()
    matching, searcher = Matching(snapshot, [pk]), snapshot.searcher
    alike = [
        (Occur.Should, Query.boost_query(matching.term('text', stem), weight))
        for stem, weight in _telling(searcher, title, text)
    ]
    if not alike:
        return []
    query = Query.boolean_query([*matching.public(), (Occur.Must, Query.boolean_query(alike))])
    hits = searcher.search(query, LOOKED_AT, count=False).hits
    addresses = [address for _, address in hits]
    ids, places = (searcher.fast_field_values(name, addresses) for name in ('id', 'place'))
    found = sorted(zip(hits, places, ids, strict=True), key=lambda one: (-round(one[0][0], 2), -(one[1] or 0)))
    return [pk for _, _, pk in found]


def _telling(searcher, title: str, text: str) -> list[tuple[str, float]]:
    """The stems that stand out: often here, seldom elsewhere; with how much."""
    counts = Counter(words.stems(text, settings.LANGUAGE_CODE))
    for stem in words.stems(title, settings.LANGUAGE_CODE):
        counts[stem] += IN_TITLE
    articles, weights = searcher.num_docs + 1, {}
    for stem, n in counts.items():
        known = searcher.doc_freq('text', stem) if len(stem) >= SHORTEST else 0
        # A word of one article leads nowhere, and a word of a tenth of them says nothing.
        if 1 < known <= max(articles / 10, 2):
            weights[stem] = math.sqrt(n) * math.log(articles / known)
    return sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:TELLING]
