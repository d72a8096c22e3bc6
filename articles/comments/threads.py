"""An article's comments as a conversation. `Comment.parent` is all that is stored; what is here is derived from it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

LEVELS = 5  # A reply deeper than this stands beside the one it answers, and names it.


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment in its place: `depth` is 0 at the top, and `parent` the comment it stands below, None at the top."""

    comment: Any
    depth: int
    parent: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A placed comment with what it takes to write nested lists from a flat loop.

    `removed`: only its place is shown. `opens`: it begins the list of replies to the comment before it. `replies`: how
    many stand in that list and below, of the first reply to a comment at the top. `leaf`: its item ends with it.
    `closes`: how many lists end after it. `last`: those of a comment at the top are among them. `answers`: the comment
    it replies to, where the lists no longer show that.
    """

    comment: Any
    removed: bool
    opens: bool
    replies: int
    leaf: bool
    closes: range
    last: bool
    answers: Any


@dataclass(frozen=True, slots=True)
class Conversation:
    rows: list[Row]
    pings: list[Any]

    @property
    def count(self) -> int:
        return sum(not row.removed for row in self.rows)


def in_order(comments: Iterable[Any]) -> list[Placed]:
    """Every comment once, each followed by the replies to it; comments with the same parent keep the order given.

    Takes anything with `pk` and `parent_id`. A comment whose parent is not among them stands at the top, and so does
    one of every circle of comments that are each other's parents. Takes linear time at any depth.
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
        waiting = [Placed(top, 0, None)]
        while waiting:
            place = waiting.pop()
            if place.comment.pk in seen:
                continue
            seen.add(place.comment.pk)
            placed.append(place)
            below = replies[place.comment.pk]
            waiting.extend(Placed(reply, place.depth + 1, place.comment) for reply in reversed(below))
    return placed


def for_article(article: Any) -> Conversation:
    """What readers see below an article, in one query: approved comments, and the places of removed ones with replies.

    Private notes never appear, and pingbacks and trackbacks stand apart.
    """
    shown = article.comments.exclude(kind='note')
    answered = article.comments.filter(parent__isnull=False).values('parent')
    found = (
        (shown.filter(status='approved') | shown.filter(pk__in=answered))
        .only('article', 'parent', 'number', 'kind', 'status', 'author_name', 'author_url', 'body_html', 'posted')
        .order_by('posted', 'pk')
    )
    comments, pings = [], []
    for comment in found:
        (comments if comment.kind == 'comment' else pings).append(comment)
    return Conversation(as_rows(in_order(comments)), [ping for ping in pings if ping.status == 'approved'])


def as_rows(placed: list[Placed]) -> list[Row]:
    """Leaves out what was removed and has no public reply below it, and nests the rest `LEVELS` deep at most."""
    kept, needed = [], set()
    for place in reversed(placed):
        if place.comment.status == 'approved' or place.comment.pk in needed:
            kept.append(place)
            needed.add(place.parent and place.parent.pk)
    kept.reverse()
    levels = [min(place.depth, LEVELS - 1) for place in kept]
    replies = _replies(kept)
    return [
        Row(
            comment=place.comment,
            removed=place.comment.status != 'approved',
            opens=level > before,
            replies=count if before == 0 else 0,
            leaf=after <= level,
            closes=range(level - after),
            last=after == 0,
            answers=place.parent if place.depth >= LEVELS else None,
        )
        for place, count, level, before, after in zip(
            kept, replies, levels, [0, *levels], [*levels[1:], 0], strict=False
        )
    ]


def _replies(kept: list[Placed]) -> list[int]:
    """How many comments that readers see stand from each one to the end of its conversation."""
    counts, count = [], 0
    for place in reversed(kept):
        count = 0 if place.depth == 0 else count + (place.comment.status == 'approved')
        counts.append(count)
    return counts[::-1]


def around(placed: list[Placed], pk: int) -> list[Placed]:
    """The conversation that a comment is part of: from the comment at its top to the last reply below that."""
    at = next(index for index, place in enumerate(placed) if place.comment.pk == pk)
    start = next(index for index in range(at, -1, -1) if placed[index].depth == 0)
    end = next((index for index in range(at + 1, len(placed)) if placed[index].depth == 0), len(placed))
    return placed[start:end]
