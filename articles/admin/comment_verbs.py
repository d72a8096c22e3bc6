"""What moderators do with comments: the buttons of the queue, and what they send."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest

from articles.comments import moderation
from articles.models import Comment

Status = Comment.Status


class Verb(NamedTuple):
    """What a moderator can do: the function, the label of its button, the resulting status, the word in the message."""

    act: Callable[..., moderation.Change]
    label: str
    status: str
    done: str


VERBS = {
    'approve': Verb(moderation.approve, 'Approve', Status.APPROVED, 'approved'),
    'spam': Verb(moderation.spam, 'Spam', Status.SPAM, 'marked as spam'),
    'trash': Verb(moderation.trash, 'Trash', Status.TRASHED, 'moved to the trash'),
    'hold': Verb(moderation.hold, 'Hold for review', Status.HELD, 'held for review'),
    'keep': Verb(moderation.keep, 'Keep', '', 'kept'),
}
EDIT = Verb(moderation.edit, 'Edit', '', 'edited')
REPLY = Verb(moderation.reply, 'Reply', '', 'published')


def verbs_for(comment: Comment) -> list[tuple[str, str]]:
    """(name, label) of what can be done with one of `get_queryset`: nothing with notes and withdrawn comments."""
    if comment.kind == Comment.Kind.NOTE or comment.status == Comment.Status.WITHDRAWN:
        return []
    reported = comment.status == Comment.Status.APPROVED and bool(comment.last_reports)
    names = [name for name, verb in VERBS.items() if verb.status != comment.status and (reported or name != 'keep')]
    return [(name, VERBS[name].label) for name in names]


def seen(request: HttpRequest) -> dict[int, str]:
    """When each comment of the page had last been moderated when the page was made."""
    pairs = (value.partition(' ') for value in request.POST.getlist('seen'))
    return {pk: moment for number, _, moment in pairs if (pk := _number(number)) is not None}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def numbers(texts: list[str]) -> list[int]:
    return [number for number in map(_number, texts) if number is not None]
