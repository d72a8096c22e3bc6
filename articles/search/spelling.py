"""Which word of the archive a misspelt word was meant to be: the nearest and commonest of those spelt alike."""

import math

from .index import Snapshot

SHORTEST = 3  # letters of a word that is corrected
SHORTEST_TWICE = 4  # letters of a word that may have two mistakes
SHORTEST_FURTHER = 8  # letters of a word that may have more, if no other is as near
BEGINNING = 0.4  # of such a word, which has one of its mistakes at most ...
SHORTEST_BEGINNING = 5  # ... and so many letters at least
CANDIDATES = 20  # words at each edit distance, the commonest
FURTHER = 200  # words that begin like a word, the commonest
DEAREST = 3.0  # cost of the mistakes in a word that has more than two
TIMES = 200  # how many times as many articles have the right word, if the misspelt one occurs at all

# What mistakes cost, in units of a superfluous letter: what hands do most is the cheapest. A missing letter is likelier
# than a superfluous one, and both are likelier than a wrong one. A doubled letter is a letter next to its equal.
SWAPPED, DOUBLED, MISSING, SUPERFLUOUS, WRONG = 0.7, 0.5, 0.75, 1.0, 1.3
MOVED = 1.2  # the same letters in another order
# Weighed against the logarithm of the number of articles: a mistake of cost 1, and another first or last letter.
MISTAKE, OTHER_END = 7.0, 2.0


def correct(snapshot: Snapshot, word: str, *, thoroughly: bool = True) -> str | None:
    """The word that was probably meant by a folded one in lower case; None if it is probably right.

    A word that occurs is doubted only where another with the same first letter, one edit away, is much commoner. Only
    `thoroughly` are long words with more than two mistakes looked for, which takes some milliseconds of CPU a word.
    """
    if len(word) < SHORTEST or word.isdecimal() or not word.isalnum():
        return None
    if articles := snapshot.searcher.doc_freq('exact', word):
        return _much_commoner(snapshot, word, articles)
    near = snapshot.vocabulary.near(word, 1, CANDIDATES)
    if len(word) >= SHORTEST_TWICE:
        near |= snapshot.vocabulary.near(word, 2, CANDIDATES)
    if thoroughly and not near and len(word) >= SHORTEST_FURTHER:
        near = _further(snapshot, word)
    scores = {other: _score(word, other, n) for other, n in near.items()}
    if not scores:
        return None
    best = max(scores, key=lambda other: (scores[other], other))
    return _much_commoner(snapshot, best, near[best]) or best


def _much_commoner(snapshot: Snapshot, word: str, articles: int) -> str | None:
    if articles * TIMES > snapshot.searcher.num_docs or len(word) < SHORTEST_TWICE:
        return None
    near = snapshot.vocabulary.near(word, 1, CANDIDATES)
    alike = {other: n for other, n in near.items() if other[0] == word[0] and n >= articles * TIMES}
    return max(alike, key=lambda other: (alike[other], other), default=None)


def _further(snapshot: Snapshot, word: str) -> dict[str, int]:
    """Words that begin like a long word and may have more mistakes than two, as `dynamcly` for dynamically."""
    beginning = word[: max(SHORTEST_BEGINNING, int(len(word) * BEGINNING))]
    begin_alike = snapshot.vocabulary.near_beginning(beginning, FURTHER)
    as_long = {other: n for other, n in begin_alike.items() if abs(len(other) - len(word)) * MISSING <= DEAREST}
    return {other: n for other, n in as_long.items() if cost(word, other) <= DEAREST}


def _score(word: str, other: str, articles: int) -> float:
    other_ends = (word[0] != other[0]) + (word[-1] != other[-1])
    return math.log(articles) - MISTAKE * cost(word, other) - OTHER_END * other_ends


def cost(typed: str, right: str) -> float:
    """The least cost of the mistakes that make what was typed out of the right word.

    The optimal string alignment distance, with a cost for each kind of mistake; a moved letter is one mistake.
    """
    before: list[float] = []
    row = [0.0]
    for j in range(len(right)):
        row.append(row[j] + _single(right, j, MISSING))
    for i, letter in enumerate(typed):
        superfluous = _single(typed, i, SUPERFLUOUS)
        above, row = row, [row[0] + superfluous]
        for j, other in enumerate(right):
            least = above[j] + (0 if letter == other else WRONG)
            if i and j and letter == right[j - 1] and other == typed[i - 1]:
                least = min(least, before[j - 1] + SWAPPED)
            row.append(min(least, above[j + 1] + superfluous, row[j] + _single(right, j, MISSING)))
        before = above
    return min(row[-1], MOVED) if sorted(typed) == sorted(right) else row[-1]


def _single(word: str, at: int, otherwise: float) -> float:
    """The cost of one letter too many or too few."""
    return DOUBLED if at and word[at] == word[at - 1] else otherwise
