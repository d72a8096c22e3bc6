"""Near-duplicates among results: the same report once more, with another headline or a changed sentence.

The index holds a sketch of each text, which tells which texts probably share most of their words (minwise hashing: Li,
Owen and Zhang, "One Permutation Hashing", 2012). Whether they do is then decided by their words.
"""

from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

from . import words

READ = 1000  # characters of a text that are compared
FEWEST = 20  # different words of a text that is compared
SPACED = 3  # characters of a word with the space after it, on average, in a script that has spaces between words
SHARE = 0.8  # of the words of both texts that both have
PARTS, BITS = 16, 4  # of a sketch
DIFFERENT = 3  # parts in which the sketches of near-duplicates differ at most
LARGEST = 21  # texts of a group, since each has to be listed; of more, the next begins another group
_EVERY_PART = sum(1 << BITS * part for part in range(PARTS))
_BAND = BITS * PARTS // (DIFFERENT + 1)  # bits; if so few parts differ, one band at least is the same
_ONES = (1 << _BAND) - 1


def sketch(text: str) -> int:
    """64 bits that stand for the words of a text; 0 for one that is too short to be compared.

    `text` is in lower case with spaces between words. Words fall into 16 sets by chance; each part of the sketch has
    four bits of the least hash of a set, which two texts share as often as they share words.
    """
    compared = set(_compared(text))
    if len(compared) < FEWEST:
        return 0
    least = [0xFFFFFFFF] * PARTS
    for value in map(crc32, compared):
        part = value % PARTS
        if value < least[part]:
            least[part] = value
    return sum((value // PARTS % PARTS) << BITS * part for part, value in enumerate(least))


def _compared(text: str) -> list[bytes]:
    """The words of a text's beginning; where its script has no spaces between words, every three letters in a row.

    Letters of such a script stand alone (`words.tokens`), and alone say little: in Thai, all texts have the same.
    """
    beginning = text[:READ]
    found = beginning.encode().split()
    if len(beginning) >= SPACED * len(found):
        return found
    return list(map(b''.join, zip(found, found[1:], found[2:], strict=False)))


def groups(
    ids: Sequence[int], sketches: Mapping[int, int], read: Callable[[list[int]], Mapping[int, str]]
) -> list[list[int]]:
    """The ids, those of near-duplicates together, in the order of the first of each group.

    `read` returns the texts of some ids; of one that it lacks nothing is a duplicate. A group has at most LARGEST ids.
    """
    candidates = _candidates(ids, sketches)
    texts = read([pk for group in candidates if len(group) > 1 for pk in group])
    confirmed = [one for group in candidates for one in (_confirmed(group, texts) if len(group) > 1 else [group])]
    bounded = [group[at : at + LARGEST] for group in confirmed for at in range(0, len(group), LARGEST)]
    places = {pk: place for place, pk in enumerate(ids)}
    return sorted(bounded, key=lambda group: places[group[0]])


def _candidates(ids: Sequence[int], sketches: Mapping[int, int]) -> list[list[int]]:
    """The ids, those together that are near-duplicates by their sketches."""
    grouped: list[list[int]] = []
    by_band: dict[int, list[list[int]]] = {}  # The number of a band stands before its bits.
    for pk in ids:
        one = sketches.get(pk, 0)
        bands = [n << _BAND | one >> n * _BAND & _ONES for n in range(DIFFERENT + 1)] if one else ()
        group = None
        for near in [by_band[band] for band in bands if band in by_band]:
            group = group or next((had for had in near if _differing(one, sketches[had[0]]) <= DIFFERENT), None)
        if group:
            group.append(pk)
            continue
        grouped.append([pk])
        for band in bands:
            by_band.setdefault(band, []).append(grouped[-1])
    return grouped


def _confirmed(ids: list[int], texts: Mapping[int, str]) -> list[list[int]]:
    """The ids of candidates, those together whose texts share most of their words."""
    grouped: list[tuple[frozenset[bytes], list[int]]] = []
    for pk in ids:
        compared = frozenset(_compared(' '.join(words.tokens(texts.get(pk, '')[:READ]))))
        group = next((group for first, group in grouped if _are_alike(first, compared)), None)
        if group is None:
            grouped.append((compared, [pk]))
        else:
            group.append(pk)
    return [group for _, group in grouped]


def _are_alike(one: frozenset[bytes], other: frozenset[bytes]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    if smaller < FEWEST or smaller < SHARE * larger:
        return False
    both = len(one & other)
    return both >= SHARE * (len(one) + len(other) - both)


def _differing(one: int, other: int) -> int:
    """The number of parts in which two sketches differ."""
    bits = one ^ other
    return ((bits | bits >> 1 | bits >> 2 | bits >> 3) & _EVERY_PART).bit_count()
