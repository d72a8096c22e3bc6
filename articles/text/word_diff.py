"""Compares two texts word by word, for display."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# Comparing takes time with the square of these; longer texts are shown as removed and added whole.
MOST_PARAGRAPHS, MOST_WORDS = 2000, 600
# Pairs of words in all changed paragraphs together, a second's work: readers may compare what was written all anew.
MOST_PAIRS = 8_000_000

_WORD = re.compile(r'\s+|\w+|[^\w\s]')


class Part(NamedTuple):
    """Words in both texts (kind 'same'), only in the first ('gone') or only in the second ('new')."""

    kind: str
    text: str


def between(before: str, after: str) -> list[list[Part]]:
    """The differences of two texts as a list of paragraphs; of equal ones, only those next to a difference.

    An empty list marks omitted paragraphs, which are equal in both. Paragraphs are separated by line ends.
    """
    old, new = (list(filter(None, map(str.strip, text.splitlines()))) for text in (before, after))
    rows: list[list[Part]] = []
    pairs_left = MOST_PAIRS
    for kind, i, end_i, j, end_j in _steps(old, new, MOST_PARAGRAPHS):
        if kind == 'equal':
            shared = [[Part('same', paragraph)] for paragraph in old[i:end_i]]
            first, last = not (i or j), (end_i, end_j) == (len(old), len(new))
            rows += _beside_differences(shared, first=first, last=last)
            continue
        # Changed paragraphs are compared in pairs; the rest of the longer side is removed or added whole.
        pairs = min(end_i - i, end_j - j)
        for pair in zip(old[i : i + pairs], new[j : j + pairs], strict=True):
            was, now = map(_WORD.findall, pair)
            pairs_left -= len(was) * len(now)
            rows.append(_words(was, now, MOST_WORDS if pairs_left > 0 else 0))
        rows += [[Part('gone', paragraph)] for paragraph in old[i + pairs : end_i]]
        rows += [[Part('new', paragraph)] for paragraph in new[j + pairs : end_j]]
    return rows


def _beside_differences(shared: list[list[Part]], *, first: bool, last: bool) -> list[list[Part]]:
    if first and last:
        return []
    if first:
        return shared if len(shared) < 3 else [[], shared[-1]]
    if last:
        return shared if len(shared) < 3 else [shared[0], []]
    return shared if len(shared) < 4 else [shared[0], [], shared[-1]]


def _words(old: list[str], new: list[str], most: int) -> list[Part]:
    parts = []
    for kind, i, end_i, j, end_j in _steps(old, new, most):
        if kind == 'equal':
            parts.append(Part('same', ''.join(old[i:end_i])))
            continue
        if i < end_i:
            parts.append(Part('gone', ''.join(old[i:end_i])))
        if j < end_j:
            parts.append(Part('new', ''.join(new[j:end_j])))
    return parts


def _steps(old: list[str], new: list[str], most: int) -> list[tuple[str, int, int, int, int]]:
    """difflib's opcodes; if the lists are too long for it, only their equal beginning and end are matched."""
    first = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - first
    ends = zip(reversed(old), reversed(new), strict=False)
    last = min(rest, next((n for n, (a, b) in enumerate(ends) if a != b), rest))
    middle = old[first : len(old) - last], new[first : len(new) - last]
    if max(map(len, middle)) > most:
        steps: Sequence[tuple[str, int, int, int, int]] = [('replace', 0, len(middle[0]), 0, len(middle[1]))]
    else:
        steps = SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
    moved = [(kind, i + first, end_i + first, j + first, end_j + first) for kind, i, end_i, j, end_j in steps]
    before = [('equal', 0, first, 0, first)] if first else []
    after = [('equal', len(old) - last, len(old), len(new) - last, len(new))] if last else []
    return before + moved + after
