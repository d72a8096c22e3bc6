"""Near-duplicates among some articles: the same report once more, with another headline or a changed sentence."""

from collections.abc import Sequence

READ = 1000  # characters of a text that are compared
FEWEST = 20  # different words of a text that is compared
SHARE = 0.8  # of the words of both texts that both have


def groups(texts: Sequence[str]) -> list[list[int]]:
    """The places of the texts, those that are alike together, in the order of the first of each group."""
    found: list[tuple[frozenset[str], list[int]]] = []
    for place, text in enumerate(texts):
        words = frozenset(text[:READ].split())
        group = next((places for first, places in found if _are_alike(first, words)), None)
        if group is None:
            found.append((words, [place]))
        else:
            group.append(place)
    return [places for _, places in found]


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    if smaller < FEWEST or smaller < SHARE * larger:
        return False
    both = len(one & other)
    return both >= SHARE * (len(one) + len(other) - both)
