"""Changes of comments: received, approved, held, marked as spam, trashed, edited, withdrawn, erased, undone.

The functions for moderators take one comment or a queryset, lock the rows they change, skip private notes and withdrawn
comments, and set `moderated`, so that later imports leave the comment as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.comments import spam as spam_filter
from articles.db.copy import new_ids
from articles.editorial import originals
from articles.models import Article, Comment, Overwritten
from articles.text import comment_markup, plain, sanitise

Status = Comment.Status
# How many comments a network may send in how long.
LIMITS = ((5, timedelta(minutes=10)), (30, timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class Change:
    """What is needed to undo one act of moderation: its time, and each comment's values before it. JSON values only.

    `at` is ISO 8601 in UTC. Comments whose `moderated` still equals it have not been moderated again since.
    `overtaken` has the keys of comments that were left alone, as somebody else had moderated them in the meantime.
    """

    at: str
    before: list[dict[str, Any]]
    overtaken: list[int] = field(default_factory=list)


class TooMany(Exception):
    """A network has reached its limit; `wait` is the number of seconds until it can send again."""

    def __init__(self, wait: int):
        super().__init__(f'wait {wait} seconds')
        self.wait = wait


def approve(comments: Comment | QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    """`seen` is when each comment had last been moderated when `by` looked at it, as `moment` says; None: no matter."""
    return _move(comments, Status.APPROVED, by, seen)


def hold(comments: Comment | QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    return _move(comments, Status.HELD, by, seen)


def spam(comments: Comment | QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    return _move(comments, Status.SPAM, by, seen)


def trash(comments: Comment | QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    return _move(comments, Status.TRASHED, by, seen)


def edit(comment: Comment, *, by: AbstractBaseUser, **values: str) -> Change:
    """Sets `author_name`, `author_email`, `author_url` or `body_html`, the last of them sanitised here."""
    if 'body_html' in values:
        html = sanitise.comment_html(values['body_html'])
        values |= {'body_html': html, 'body_text': plain.from_html(html), 'sanitiser_version': sanitise.VERSION}
    at = timezone.now()
    with transaction.atomic():
        stored = Comment.objects.select_for_update().get(pk=comment.pk)
        before = {name: getattr(stored, name) for name, value in values.items() if getattr(stored, name) != value}
        if not before or stored.status == Status.WITHDRAWN:
            return Change(at.isoformat(), [])
        spam_filter.forget([stored])
        Comment.objects.filter(pk=stored.pk).update(**values, moderated=at)
        spam_filter.learn([Comment.objects.get(pk=stored.pk)])
        _log([stored], by, 'Edited.')
    return Change(at.isoformat(), [{'pk': stored.pk, **before, 'moderated': _iso(stored.moderated)}])


def restore(change: Change, *, by: AbstractBaseUser) -> int:
    """Undoes a change for the comments that nobody has moderated since, and returns how many these are."""
    was = {values['pk']: values for values in change.before}
    with transaction.atomic():
        comments = list(Comment.objects.select_for_update().filter(pk__in=was, moderated=change.at).order_by('pk'))
        spam_filter.forget(comments)
        for comment in comments:
            for name, value in was[comment.pk].items():
                setattr(comment, name, value)
        spam_filter.learn(comments)
        fields = {name for values in was.values() for name in values} - {'pk'}
        if comments:
            Comment.objects.bulk_update(comments, fields, batch_size=500)
            _log(comments, by, 'Undid the last change.')
    return len(comments)


def moment(comment: Comment) -> str:
    """When a comment was last moderated, as ISO 8601 in UTC; '' for never."""
    return _iso(comment.moderated) or ''


def last_moderators(comments: QuerySet) -> dict[int, str]:
    """By whom each of these comments was moderated last; none for one that nobody has moderated here."""
    kind = ContentType.objects.get_for_model(Comment)
    pks = [str(pk) for pk in comments.values_list('pk', flat=True)]
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=pks).order_by('action_time', 'pk')
    return {int(pk): name for pk, name in entries.values_list('object_id', 'user__username')}


def withdraw(comment: Comment) -> bool:
    """Withdraws a comment for good at the request of its writer; False where moderators have already trashed it.

    Its fingerprint is deleted, so that the same text can be sent again.
    """
    accepted = Comment.objects.filter(pk=comment.pk, status__in=[Status.HELD, Status.SPAM, Status.APPROVED])
    with transaction.atomic():
        spam_filter.forget(accepted.select_for_update())
        return bool(accepted.update(status=Status.WITHDRAWN, fingerprint=None, moderated=timezone.now()))


@transaction.atomic
def erase(comment: Comment, *, by: AbstractBaseUser) -> None:
    """Deletes the writer and the text of a comment for good. The row remains, so that its replies keep their place.

    The original of an article holds the comments that were imported with it, so for one of those it is erased as a
    whole. The number that the comment has in Disqus remains, or an import from there would bring it again.
    """
    number = (comment.meta.get('commentmeta') or {}).get('dsq_post_id')
    spam_filter.forget(Comment.objects.select_for_update().filter(pk=comment.pk))
    Comment.objects.filter(pk=comment.pk).update(
        author_name='',
        author_email='',
        author_url='',
        body_html='',
        body_text='',
        network_hash='',
        fingerprint=None,
        meta={'commentmeta': {'dsq_post_id': number}} if number else {},
        status=Status.WITHDRAWN,
        moderated=timezone.now(),
    )
    Overwritten.objects.filter(table='comment', row=comment.pk).delete()
    if comment.source_key is not None and not comment.source_key.startswith('disqus:'):
        originals.erase(comment.article)
    _log([comment], by, 'Erased.')


def forget_networks(older_than: timedelta = timedelta(days=30)) -> int:
    """Erases the network hashes of comments older than that, and returns how many were erased."""
    old = Comment.objects.filter(posted__lt=timezone.now() - older_than).exclude(network_hash='')
    return old.update(network_hash='')


@transaction.atomic
def receive(
    article: Article, *, parent: Comment | None, name: str, email: str, url: str, text: str, network: str, is_spam: bool
) -> Comment:
    """Stores a comment that a reader sent, held for review or as spam; the same comment sent twice is stored once.

    `text` is the text as typed, `network` a value of `client_ip.network_hash`. Raises `TooMany`.
    """
    message = '\0'.join([str(parent and parent.pk), name, email, text])
    fingerprint = salted_hmac('articles.comment', message, algorithm='sha256').hexdigest()
    same = Comment.objects.filter(article=article, fingerprint=fingerprint)
    # One post of a network at a time, until it is stored and the next one can count it.
    _lock(network)
    if stored := same.first():
        return stored
    _check_limits(network)
    html = comment_markup.to_html(text)
    comment = Comment(
        article=article,
        parent=parent,
        status=Status.SPAM if is_spam else Status.HELD,
        author_name=name,
        author_email=email,
        author_url=url,
        body_html=html,
        body_text=plain.from_html(html),
        sanitiser_version=sanitise.VERSION,
        posted=timezone.now(),
        network_hash=network,
        fingerprint=fingerprint,
    )
    comment.suspicion = spam_filter.judge([comment])[0].suspicion
    # Nothing is stored in two cases: another request is storing the same form, which the condition then sees; or an
    # imported comment of this article has the number, so the next number is tried.
    while not same.exists():
        (comment.pk,) = new_ids(Comment, 1)
        comment.number = comment.pk
        Comment.objects.bulk_create([comment], ignore_conflicts=True)
    return same.get()


def _lock(network: str) -> None:
    """Waits for other posts of the network, and makes them wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))', [network])


def _check_limits(network: str) -> None:
    now = timezone.now()
    recent = Comment.objects.filter(network_hash=network, posted__gt=now - LIMITS[-1][1]).order_by('-posted')
    times = recent.values_list('posted', flat=True)[: LIMITS[-1][0]]
    waits = [times[most - 1] + window - now for most, window in LIMITS if len(times) >= most]
    longest = max(waits, default=timedelta())
    if longest > timedelta():
        raise TooMany(ceil(longest.total_seconds()))


def _move(comments: Comment | QuerySet, status: Status, by: AbstractBaseUser, seen: Mapping[int, str] | None) -> Change:
    at = timezone.now()
    chosen = [comments.pk] if isinstance(comments, Comment) else comments.values('pk')
    movable = Comment.objects.filter(pk__in=chosen).exclude(kind=Comment.Kind.NOTE)
    with transaction.atomic():
        movable = movable.exclude(status__in=[status, Status.WITHDRAWN]).select_for_update().order_by('pk')
        candidates = list(movable.only('number', 'status', 'moderated', 'kind', 'author_url', 'body_text'))
        moved = [comment for comment in candidates if not seen or seen.get(comment.pk) in (None, moment(comment))]
        before = [{'pk': c.pk, 'status': c.status, 'moderated': _iso(c.moderated)} for c in moved]
        spam_filter.forget(moved)
        Comment.objects.filter(pk__in=[comment.pk for comment in moved]).update(status=status, moderated=at)
        for comment in moved:
            comment.status, comment.moderated = status, at
        spam_filter.learn(moved)
        _log(moved, by, f'Marked as {status.label}.')
    kept = {comment.pk for comment in moved}
    return Change(at.isoformat(), before, [comment.pk for comment in candidates if comment.pk not in kept])


def _log(comments: list[Comment], by: AbstractBaseUser, message: str) -> None:
    """Logs who did what in the admin's history, with the number only: erasing a comment must not leave names there."""
    kind = ContentType.objects.get_for_model(Comment)
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=by.pk,
            content_type=kind,
            object_id=comment.pk,
            object_repr=f'Comment {comment.number}',
            action_flag=CHANGE,
            change_message=message,
        )
        for comment in comments
    )


def _iso(moment) -> str | None:
    return moment and moment.isoformat()
