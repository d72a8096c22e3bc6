"""Reports of comments by readers: received, shown to moderators, settled by their decision."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.db import throttle
from articles.models import Comment, CommentReport


@transaction.atomic
def receive(comment: Comment, *, reason: str, words: str, network: str) -> None:
    """Stores a report; a network reports a comment once until that is settled.

    `network` is a value of `client_ip.network_hash`. Raises `throttle.TooMany`.
    """
    throttle.lock(network)
    if CommentReport.objects.filter(comment=comment, network_hash=network, settled=None).exists():
        return
    throttle.check(CommentReport.objects.filter(network_hash=network), 'reported')
    CommentReport.objects.create(
        comment=comment, reason=reason, words=words, network_hash=network, reported=timezone.now()
    )


def pending() -> QuerySet:
    """The reports that no moderator has settled, of comments that are public."""
    return CommentReport.objects.filter(settled=None, comment__status=Comment.Status.APPROVED)


def settle(comments: Collection[int], at: datetime) -> None:
    """Closes the reports of the comments with these keys."""
    CommentReport.objects.filter(comment__in=comments, settled=None).update(settled=at)


def reopen(comments: Collection[int], at: str) -> None:
    """Opens the reports again that a decision of that time closed, unless the same network has reported again."""
    closed = CommentReport.objects.filter(comment__in=comments, settled=at)
    again = CommentReport.objects.filter(comment__in=comments, settled=None).values_list('comment', 'network_hash')
    for comment, network in again:
        closed.filter(comment=comment, network_hash=network).delete()
    closed.update(settled=None)
