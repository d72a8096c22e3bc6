"""Held comments that are alike, so that one decision is enough for a flood of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.db.models import Count, F, Max, Q, QuerySet

from articles.models import Comment
from articles.models.comment import LINKED_HOST, TEXT_DIGEST

WAYS = {'text': TEXT_DIGEST, 'link': LINKED_HOST, 'name': F('author_name')}


@dataclass(frozen=True, slots=True)
class Group:
    """What is held and shares its text, its link or its name with the comment `pk`, and has a key up to `upto`.

    Whoever decides on a group has not seen what came since. `size` is 0 where nobody has counted.
    """

    way: str
    pk: int
    upto: int
    size: int = 0

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The group that `str` makes this text of; None where it is none."""
        way, *numbers = text.split('-')
        if way not in WAYS or len(numbers) != 2 or not all(n.isdecimal() and len(n) < 19 for n in numbers):
            return None
        return cls(way, *map(int, numbers))

    def __str__(self) -> str:
        return f'{self.way}-{self.pk}-{self.upto}'

    @property
    def value(self) -> str | None:
        """What they share, a text as its digest; None if the comment is gone or has no link."""
        return Comment.objects.filter(pk=self.pk).values_list(WAYS[self.way], flat=True).first()

    @property
    def label(self) -> str:
        return 'the same text' if self.way == 'text' else f'the {self.way} {self.value}'

    def comments(self) -> QuerySet:
        value = self.value
        return _held(self.way).filter(shared=value, pk__lte=self.upto) if value else Comment.objects.none()


def groups(comments: Sequence[Comment]) -> list[list[Group]]:
    """The groups of more than one that each of these held comments is in, in one query and one for each way."""
    known: dict[int, list[Group]] = {comment.pk: [] for comment in comments}
    mine = list(Comment.objects.filter(pk__in=known).values_list('pk', *WAYS.values()) if comments else ())
    for column, way in enumerate(WAYS if mine else (), 1):
        shared = {row[0]: row[column] for row in mine if row[column]}
        alike = _held(way).filter(shared__in=set(shared.values())).order_by().values('shared')
        sizes = {each['shared']: each for each in alike.annotate(size=Count('pk'), upto=Max('pk'))}
        for pk, value in shared.items():
            if value in sizes and sizes[value]['size'] > 1:
                known[pk].append(Group(way, pk, sizes[value]['upto'], sizes[value]['size']))
    return [known[comment.pk] for comment in comments]


def one_of_each_text(comments: QuerySet) -> QuerySet:
    """The comments without held ones for which there is a newer one with the same text."""
    newest = _held('text').order_by().values('shared').annotate(newest=Max('pk')).values('newest')
    return comments.filter(pk__in=newest)


def _held(way: str) -> QuerySet:
    return Comment.objects.filter(~Q(kind=Comment.Kind.NOTE), status=Comment.Status.HELD).annotate(shared=WAYS[way])
