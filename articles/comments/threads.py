"""An article's comments as a conversation, derived from `Comment.parent`, the only tree that is stored. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

LEVELS = 5  # A reply nested deeper is shown beside the one it replies to, and names it.
NARROW = 2  # On phones, so is a reply this deep.
UNFOLDED = 10  # replies of a thread that is shown unfolded
APPROVED = 'approved'  # Comment.Status.APPROVED: this module needs no model, only values.


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment in its place: `depth` is 0 at the top; `parent` is the comment above it, None at the top."""

    comment: Any
    depth: int
    parent: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A placed comment with what it takes to write nested lists from a flat loop.

    `removed`: the comment is not shown, only that there was one. `opens`: the row begins the list of replies to the
    comment before it. `replies`: for the first reply to a comment at the top, how many comments that list and those
    within it hold; else 0. `folded`: these are so many that the list is shown folded. `leaf`: no list of replies
    follows, so its item ends here. `closes`: how many lists end after it, as a range to loop over. `last`: it is the
    last row below its comment at the top. `answers`: the comment it replies to, where nesting does not show that on
    every screen; else None. `flat`: nesting shows it on no screen. `elsewhere`: that comment is on another page.
    """

    comment: Any
    removed: bool
    opens: bool
    replies: int
    folded: bool
    leaf: bool
    closes: range
    last: bool
    answers: Any
    flat: bool
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """A page of an article's comments. `count` is how many the article has on all its `pages`."""

    rows: list[Row]
    pings: list[Any]
    count: int
    pages: int


def in_order(comments: Iterable[Any]) -> list[Placed]:
    """Every comment once, each followed by the replies to it; comments with the same parent keep the order given.

    Takes anything with `pk` and `parent_id`. A comment whose parent is not among them is put at the top, and so is
    one of every cycle of comments that are each other's parents. Takes linear time at any depth.
    """
    comments = list(comments)
    known = {comment.pk for comment in comments}
    replies, tops = defaultdict(list), []
    for comment in comments:
        if comment.parent_id in known and comment.parent_id != comment.pk:
            replies[comment.parent_id].append(comment)
        else:
            tops.append(comment)
    placed, seen = [], set()
    for top in chain(tops, comments):
        pending = [Placed(top, 0, None)]
        while pending:
            place = pending.pop()
            if place.comment.pk in seen:
                continue
            seen.add(place.comment.pk)
            placed.append(place)
            children = replies[place.comment.pk]
            pending.extend(Placed(reply, place.depth + 1, place.comment) for reply in reversed(children))
    return placed


def conversation(comments: Iterable[Any], order: str = 'oldest') -> Conversation:
    """What readers see below an article, from what `Comment.objects.in_conversation()` gives, oldest first.

    `order` is that of the threads: 'oldest' first, 'newest' first, or 'liveliest', by the number of comments. Pingbacks
    and trackbacks are listed apart from the conversation.
    """
    written, pings = [], []
    for comment in comments:
        (written if comment.kind == 'comment' else pings).append(comment)
    threads = _split(in_order(written))
    if order == 'newest':
        threads.reverse()
    elif order == 'liveliest':
        threads.sort(key=len, reverse=True)
    any_of_them = next(iter(written or pings), None)
    return Conversation(
        as_rows(list(chain.from_iterable(threads))),
        [ping for ping in pings if ping.status == APPROVED],
        any_of_them.total if any_of_them else 0,
        any_of_them.pages if any_of_them else 0,
    )


def _split(placed: list[Placed]) -> list[list[Placed]]:
    """The threads, each from its top to its last reply."""
    threads: list[list[Placed]] = []
    for place in placed:
        if place.depth == 0:
            threads.append([])
        threads[-1].append(place)
    return threads


def as_rows(placed: list[Placed]) -> list[Row]:
    """Leaves out removed comments without a public reply below them, and nests the rest at most `LEVELS` deep."""
    shown, parents = [], set()
    # Replies come after their parents, so from the end it is known whether any reply to a comment is shown.
    for place in reversed(placed):
        if place.comment.status == APPROVED or place.comment.pk in parents:
            shown.append(place)
            parents.add(place.parent and place.parent.pk)
    shown.reverse()
    levels = [min(place.depth, LEVELS - 1) for place in shown]
    replies = _replies(shown)
    return [
        Row(
            comment=place.comment,
            removed=place.comment.status != APPROVED,
            opens=level > before,
            replies=count if before == 0 else 0,
            folded=count > UNFOLDED,
            leaf=after <= level,
            closes=range(level - after),
            last=after == 0,
            answers=place.parent if place.depth >= NARROW else _elsewhere(place),
            flat=place.depth >= LEVELS or place.depth == 0,
            elsewhere=place.parent is None,
        )
        for place, count, level, before, after in zip(
            shown, replies, levels, [0, *levels], [*levels[1:], 0], strict=False
        )
    ]


def _elsewhere(place: Placed) -> Any:
    """The comment that one at the top replies to: it is on another page, as a long thread is shown in parts."""
    parent = place.comment.parent if place.depth == 0 and place.comment.parent_id else None
    return parent if parent and parent.kind == 'comment' else None


def _replies(shown: list[Placed]) -> list[int]:
    """For each place, how many approved comments there are from it to the end of its conversation."""
    counts, count = [], 0
    for place in reversed(shown):
        count = 0 if place.depth == 0 else count + (place.comment.status == APPROVED)
        counts.append(count)
    return counts[::-1]


def around(placed: list[Placed], pk: int) -> list[Placed]:
    """The conversation that a comment is part of: from the comment at its top to the last reply below that."""
    at = next(index for index, place in enumerate(placed) if place.comment.pk == pk)
    start = next(index for index in range(at, -1, -1) if placed[index].depth == 0)
    end = next((index for index in range(at + 1, len(placed)) if placed[index].depth == 0), len(placed))
    return placed[start:end]
