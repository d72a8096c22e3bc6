"""Splits the HTML of a body into its paragraphs, and merges two edits of it paragraph by paragraph."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from . import plain

# With more, comparing takes too long: the text counts as one paragraph.
MOST = 2000
# Of changed paragraphs, which are compared each with each.
MOST_CHANGED = 300
# Two paragraphs are the same one from this likeness on, and one that only lost or gained words has this likeness at
# least: such a pair is found, but after those that share more.
ALIKE, CONTAINED = 0.4, 0.46
# Share of the words of a new paragraph that come from the one beside it, which make it a part of that one.
SPLIT_OFF = 0.6

# In sanitised HTML, where a text has no bare < or >; values of attributes may.
_TAG = re.compile(r'<(/?)([a-z][^\s/>]*)((?:"[^"]*"|[^">])*)>\s*', re.I)
_BLOCKS = {
    'p', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'dl', 'pre', 'div', 'details', 'table', 'figure',
    'math', 'audio', 'video',
}  # fmt: skip
_VOID = {'br', 'img', 'hr', 'source', 'mspace', 'mprescripts'}
# What an editor writes in another way without changing anything.
_SAME = [
    (re.compile(r'<(/?)b(?=[\s>])'), r'<\1strong'),
    (re.compile(r'<(/?)i(?=[\s>])'), r'<\1em'),
    (re.compile(r'</?tbody>| (?:colspan|rowspan)="1"'), ''),
    (re.compile(r'(<(?:li|td|th|blockquote|figcaption)\b[^>]*>)\s*<p>'), r'\1'),
    (re.compile(r'</p>\s*(?=</(?:li|td|th|blockquote|figcaption)>|<[uo]l\b)'), ''),
    (re.compile(r'\s+'), ' '),
    (re.compile(r' ?(</?(?:p|[uo]l|li|dl|d[td]|t[drh]|table|thead|figure|figcaption|blockquote|br)\b[^>]*>) ?'), r'\1'),
]


class Clash(NamedTuple):
    """A paragraph that both edits changed: HTML of the three, '' for one that has been deleted."""

    base: str
    mine: str
    theirs: str

    @property
    def placed(self) -> str:
        """What is in the text until somebody chooses."""
        return self.mine or self.theirs


class _Block(NamedTuple):
    """A paragraph of an edit: the number of the paragraph that it was, None for a new one; whether it was moved."""

    origin: int | None
    html: str
    is_moved: bool = False


def split(html: str) -> list[str]:
    """The paragraphs, headings, lists … of sanitised HTML, with the blanks after each; joined they are the HTML."""
    cuts, depth = [0], 0
    for tag in _TAG.finditer(html):
        is_end, name = tag[1], tag[2].lower()
        if name in _VOID:
            if depth == 0 and name == 'hr':
                cuts += [tag.start(), tag.end()]
            continue
        if not is_end:
            if depth == 0 and name in _BLOCKS:
                cuts.append(tag.start())
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and name in _BLOCKS:
                cuts.append(tag.end())
    cuts.append(len(html))
    pieces = [html[a:b] for a, b in pairwise(cuts) if a < b]
    # Blanks before the first paragraph belong to it.
    if len(pieces) > 1 and not pieces[0].strip():
        pieces[:2] = [pieces[0] + pieces[1]]
    return pieces


def key(html: str) -> str:
    """The same for two pieces of HTML that say the same: blanks and implied paragraphs do not count."""
    for pattern, replacement in _SAME:
        html = pattern.sub(replacement, html)
    return html.strip()


def merge(base: str, mine: str, theirs: str) -> list[str | Clash]:
    """Both edits of `base`, all sanitised HTML, as a list of paragraphs in the order of `theirs`.

    What only one edit changed, moved, deleted or added is taken from it; of new paragraphs at one place, theirs are
    first. A paragraph that both changed, or one changed and the other deleted, is a `Clash`. So every word of either
    edit is in the result, but for those that the other edit deleted.
    """
    if key(mine) == key(base) or key(mine) == key(theirs):
        return list(split(theirs))
    if key(theirs) == key(base):
        return list(split(mine))
    origins = split(base)
    if max(len(origins), len(split(mine)), len(split(theirs))) > MOST:
        return [Clash(base, mine, theirs)]
    ours, others = _traced(origins, mine), _traced(origins, theirs)
    order = _order(origins, ours, others)
    mine_of, theirs_of = ({b.origin: b for b in blocks if b.origin is not None} for blocks in (ours, others))
    merged: list[str | Clash] = []
    for block in order:
        if block.origin is None:
            merged.append(block.html)
            continue
        was = origins[block.origin]
        my, their = (of[block.origin].html if block.origin in of else '' for of in (mine_of, theirs_of))
        if key(my) == key(was):
            merged.append(their)
        elif key(their) == key(was):
            merged.append(my)
        else:
            merged.append(their if key(my) == key(their) else Clash(was, my, their))
    return [piece for piece in merged if piece]


def replace(html: str, before: str, after: str) -> str:
    """Sanitised HTML with the paragraphs `before` replaced by `after`; as it is where they are not in it."""
    pieces = split(html)
    keys, wanted = [key(piece) for piece in pieces], [key(piece) for piece in split(before)]
    for start in range(len(pieces) - len(wanted) + 1):
        if wanted and keys[start : start + len(wanted)] == wanted:
            return ''.join([*pieces[:start], after, *pieces[start + len(wanted) :]])
    return html


def _order(origins: Sequence[str], ours: list[_Block], others: list[_Block]) -> list[_Block]:
    """The paragraphs of both edits, each once: those of `others` in their order, then ours beside their neighbours."""
    order = list(others)
    theirs_of = {block.origin: block for block in others if block.origin is not None}
    new = [block for block in others if block.origin is None]
    before: _Block | None = None
    for block in ours:
        their = theirs_of.get(block.origin) if block.origin is not None else None
        twin = next((b for b in new if key(b.html) == key(block.html)), None) if block.origin is None else None
        if twin:
            new = [one for one in new if one is not twin]
            block = twin
        elif their and block.is_moved and not their.is_moved:
            _take_out(order, their)
            _put(order, their, before)
            block = their
        elif their:
            block = their
        elif block.origin is not None and key(block.html) == key(origins[block.origin]):
            continue  # They have deleted what is unchanged here.
        else:
            _put(order, block, before)
        before = block
    return order


def _put(order: list[_Block], block: _Block, before: _Block | None) -> None:
    """Inserts a block after `before` and the new blocks that follow it; None stands for the beginning."""
    place = next((n for n, one in enumerate(order) if one is before), -1) + 1
    while place < len(order) and order[place].origin is None:
        place += 1
    order.insert(place, block)


def _take_out(order: list[_Block], block: _Block) -> None:
    order[:] = [one for one in order if one is not block]


def _traced(origins: Sequence[str], html: str) -> list[_Block]:
    """The paragraphs of an edit, each with the number of the one that it was."""
    pieces = split(html)
    traces = _alike(origins, pieces)
    in_place = set(_longest_increasing([trace for trace in traces if trace is not None]))
    blocks: list[_Block] = []
    for trace, piece in zip(traces, pieces, strict=True):
        block = _Block(trace, piece, trace is not None and trace not in in_place)
        # A new paragraph beside the one that its words come from was split off.
        if blocks and _is_split_off(origins, block, blocks[-1]):
            blocks[-1] = blocks[-1]._replace(html=blocks[-1].html + piece)
        elif blocks and _is_split_off(origins, blocks[-1], block):
            blocks[-1] = block._replace(html=blocks[-1].html + piece)
        else:
            blocks.append(block)
    return blocks


def _is_split_off(origins: Sequence[str], new: _Block, beside: _Block) -> bool:
    if new.origin is not None or beside.origin is None:
        return False
    words = Counter(_words(new.html))
    return (words & Counter(_words(origins[beside.origin]))).total() >= SPLIT_OFF * words.total()


def _alike(origins: Sequence[str], pieces: Sequence[str]) -> list[int | None]:
    """For each piece the number of the origin that it was, each at most once."""
    traces: list[int | None] = [None] * len(pieces)
    gaps = []
    steps = SequenceMatcher(None, [key(one) for one in origins], [key(one) for one in pieces], autojunk=False)
    for kind, i, end_i, j, end_j in steps.get_opcodes():
        if kind == 'equal':
            traces[j:end_j] = range(i, end_i)
        else:
            gaps.append((range(i, end_i), range(j, end_j)))
    left, new = ([n for gap in gaps for n in gap[side]] for side in (0, 1))
    if max(len(left), len(new)) <= MOST_CHANGED:
        was, now = ({n: Counter(_words(texts[n])) for n in ns} for texts, ns in ((origins, left), (pieces, new)))
        scores = [(_likeness(was[i], now[j]), -abs(i - j), i, j) for i in left for j in new]
        for score, _, i, j in sorted(scores, reverse=True):
            if score >= ALIKE and i not in traces and traces[j] is None:
                traces[j] = i
    for gap, its_pieces in gaps:
        # Paragraphs that were written anew are those that stood there.
        rest = [i for i in gap if i not in traces]
        free = [j for j in its_pieces if traces[j] is None]
        if len(rest) == len(free):
            for i, j in zip(rest, free, strict=True):
                traces[j] = i
    return traces


def _words(html: str) -> list[str]:
    return re.findall(r'\w+', plain.from_html(html)) or [key(html)]


def _likeness(one: Counter, other: Counter) -> float:
    """The share of words that two paragraphs have in common, from 0 to 1; at least CONTAINED if one has all words of
    the other, which are three or more."""
    shared = (one & other).total()
    smaller = min(one.total(), other.total())
    return max(2 * shared / max(1, one.total() + other.total()), CONTAINED if shared == smaller > 2 else 0)


def _longest_increasing(numbers: Sequence[int]) -> list[int]:
    """The longest increasing subsequence of different numbers."""
    tails: list[int] = []
    ends: list[list[int]] = []
    for number in numbers:
        place = bisect_left(tails, number)
        chain = [*(ends[place - 1] if place else []), number]
        tails[place : place + 1], ends[place : place + 1] = [number], [chain]
    return ends[-1] if ends else []
