"""Changes of comments: received, approved, held, marked as spam, trashed, edited, withdrawn, erased, undone.

The functions for moderators take one comment or a queryset, lock the rows they change, skip private notes and withdrawn
comments, and set `moderated`, so that later imports leave the comment as it is.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles import lists
from articles.comments import reports
from articles.comments import spam as spam_filter
from articles.db import throttle
from articles.db.copy import new_ids
from articles.editorial import originals
from articles.models import Article, Ban, Comment, CommentReport, Follower, Overwritten, Subscription
from articles.text import comment_markup, plain, sanitise

logger = logging.getLogger('articles.comments')
Status = Comment.Status
JUDGED = ('number', 'status', 'moderated', 'edited', 'kind', 'author_url', 'body_text')  # fields that decisions need
# One statement: the triggers on comments work through each conversation of an article again for every one.
_RESTORE = """
UPDATE articles_comment AS comment SET {columns}
FROM jsonb_populate_recordset(NULL::articles_comment, %s) AS old WHERE comment.id = old.id
"""


@dataclass(frozen=True, slots=True)
class Change:
    """What is needed to undo one act of moderation: its time, and each comment's values before it. JSON values only.

    `at` is ISO 8601 in UTC. Comments whose `moderated` still equals it have not been moderated again since.
    `overtaken` has the keys of comments that were left alone, as somebody else had moderated them in the meantime.
    """

    at: str
    before: list[dict[str, Any]]
    overtaken: list[int] = field(default_factory=list)


def approve(comments: Comment | QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    """`seen` is when each comment had last been moderated when `by` looked at it, as `moment` says; None: anything."""
    return _move(comments, Status.APPROVED, by, seen)


def hold(comments: Comment | QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    return _move(comments, Status.HELD, by, seen)


def spam(comments: Comment | QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    return _move(comments, Status.SPAM, by, seen)


def trash(comments: Comment | QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    return _move(comments, Status.TRASHED, by, seen)


def keep(comments: QuerySet, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    """Settles the reports of comments that stay as they are."""
    at = timezone.now()
    with transaction.atomic():
        reported = list(comments.filter(pk__in=reports.pending().values('comment')).select_for_update(of=['self']))
        before = [{'pk': comment.pk, 'moderated': _iso(comment.moderated)} for comment in reported]
        Comment.objects.filter(pk__in=[comment.pk for comment in reported]).update(moderated=at)
        reports.settle([comment.pk for comment in reported], at)
        _log(reported, by, 'Kept, although it was reported.')
    return Change(at.isoformat(), before)


def edit(comment: Comment, *, by: AbstractBaseUser, **values: Any) -> Change:
    """Sets `author_name`, `author_email`, `author_url` or `text`, which is in the syntax of `comment_markup`."""
    if 'text' in values:
        values |= body(values.pop('text'))
    at = timezone.now()
    with transaction.atomic():
        stored = Comment.objects.select_for_update().get(pk=comment.pk)
        before = {name: getattr(stored, name) for name, value in values.items() if getattr(stored, name) != value}
        if not before or stored.status == Status.WITHDRAWN:
            return Change(at.isoformat(), [])
        if 'body_html' in before and stored.source_key is None:
            # The writer, who could still edit it, may not bring back what was taken out.
            values['meta'] = stored.meta | {'edited_by_moderator': True}
            before['meta'] = stored.meta
        spam_filter.forget([stored])
        Comment.objects.filter(pk=stored.pk).update(**values, moderated=at)
        spam_filter.learn([Comment.objects.get(pk=stored.pk)])
        _log([stored], by, 'Edited.')
    return Change(at.isoformat(), [{'pk': stored.pk, **before, 'moderated': _iso(stored.moderated)}])


def reply(comment: Comment, text: str, *, by: AbstractBaseUser, seen: Mapping[int, str] | None = None) -> Change:
    """Publishes a reply under the name of the site, marked as official; first approves what it replies to.

    `text` is in the syntax of `comment_markup`; the same one sent twice is published once. Undoing the change moves the
    reply to the trash.
    """
    at, values = timezone.now(), body(text)
    with transaction.atomic():
        stored = Comment.objects.select_for_update().get(pk=comment.pk)
        if stored.replies.approved().filter(official=True, body_html=values['body_html']).exists():
            return Change(at.isoformat(), [])
        if seen and seen.get(stored.pk) not in (None, moment(stored)):
            return Change(at.isoformat(), [], [stored.pk])
        if stored.status != Status.APPROVED:
            approve(stored, by=by)
        (pk,) = new_ids(Comment, 1)
        answer = Comment(
            pk=pk,
            number=pk,
            article=comment.article,
            parent=stored,
            official=True,
            status=Status.APPROVED,
            author_name=lists.site().name[:200],
            posted=at,
            moderated=at,
            **values,
        )
        Comment.objects.bulk_create([answer])
        spam_filter.learn([answer])
        _log([answer], by, 'Published as an official reply.')
    return Change(at.isoformat(), [{'pk': pk, 'status': Status.TRASHED, 'moderated': at.isoformat()}])


def body(text: str) -> dict[str, Any]:
    """The columns of a comment that follow from its text, which is in the syntax of `comment_markup`."""
    html = comment_markup.to_html(text)
    return {'body_html': html, 'body_text': plain.from_html(html), 'sanitiser_version': sanitise.VERSION}


def restore(change: Change, *, by: AbstractBaseUser) -> int:
    """Undoes a change for the comments that nobody has moderated since, and returns how many these are."""
    was = {values['pk']: values for values in change.before}
    with transaction.atomic():
        unchanged = Comment.objects.filter(pk__in=list(was), moderated=change.at).select_for_update().order_by('pk')
        comments = list(unchanged.only(*JUDGED))
        spam_filter.forget(comments)
        for comment in comments:
            for name, value in was[comment.pk].items():
                setattr(comment, name, value)
        spam_filter.learn(comments)
        if comments:
            _write([was[comment.pk] for comment in comments])
            reports.reopen([comment.pk for comment in comments], change.at)
            _log(comments, by, 'Undid the last change.')
    return len(comments)


def _write(rows: list[dict[str, Any]]) -> None:
    """Sets the fields of comments to values that a `Change` has; all of one change have the same fields."""
    names = [Comment._meta.get_field(name).column for name in sorted(rows[0].keys() - {'pk'})]
    columns = ', '.join(f'{name} = old.{name}' for name in names)
    old = json.dumps([{'id': values['pk'], **values} for values in rows])
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE.format(columns=columns), [old])


def moment(comment: Comment) -> str:
    """When a comment was last moderated, or edited by its writer, as ISO 8601 in UTC; '' for never."""
    return max(_iso(comment.moderated) or '', _iso(comment.edited) or '')


def last_moderators(comments: QuerySet) -> dict[int, str]:
    """By whom each of these comments was moderated last; none for one that nobody has moderated here."""
    kind = ContentType.objects.get_for_model(Comment)
    pks = [str(pk) for pk in comments.values_list('pk', flat=True)]
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=pks).order_by('action_time', 'pk')
    return {int(pk): name for pk, name in entries.values_list('object_id', 'user__username')}


@transaction.atomic
def erase(comment: Comment, *, by: AbstractBaseUser | None, text: bool = True) -> None:
    """Deletes the writer, and the text unless it may stay, of a comment for good. The replies keep their place.

    The original of an article holds the comments imported with it: for one of those it is erased as a whole. The number
    that the comment has in Disqus remains, or an import from there would bring it again. Bans remain without `by`:
    whoever is banned could lift them all, each by a comment with its value as the name.
    """
    number = (comment.meta.get('commentmeta') or {}).get('dsq_post_id')
    spam_filter.forget(Comment.objects.select_for_update().filter(pk=comment.pk))
    removed = {'body_html': '', 'body_text': '', 'status': Status.WITHDRAWN} if text else {}
    Comment.objects.filter(pk=comment.pk).update(
        **removed,
        author_name='',
        author_email='',
        author_url='',
        network_hash='',
        fingerprint=None,
        meta={'commentmeta': {'dsq_post_id': number}} if number else {},
        moderated=timezone.now(),
    )
    spam_filter.learn(Comment.objects.filter(pk=comment.pk))
    Overwritten.objects.filter(table='comment', row=comment.pk).delete()
    CommentReport.objects.filter(comment=comment).delete()
    Subscription.objects.filter(comment=comment).delete()
    (Ban.objects.of_writer(comment) if by else Ban.objects.none()).delete()
    Follower.objects.filter(subscriptions=None, email=comment.author_email.lower()).delete()
    if comment.source_key is not None and not comment.source_key.startswith('disqus:'):
        originals.erase(comment.article)
    _log([comment], by, 'Erased.')


def forget_networks(older_than: timedelta = timedelta(days=30)) -> int:
    """Erases the network hashes of comments and reports older than that; returns how many of comments were erased."""
    reported = CommentReport.objects.filter(reported__lt=timezone.now() - older_than).exclude(network_hash='')
    reported.update(network_hash='')
    old = Comment.objects.filter(posted__lt=timezone.now() - older_than).exclude(network_hash='')
    return old.update(network_hash='')


@transaction.atomic
def receive(
    article: Article, *, parent: Comment | None, name: str, email: str, url: str, text: str, network: str, is_spam: bool
) -> Comment:
    """Stores a comment that a reader sent, held for review or as spam; the same comment sent twice is stored once.

    `text` is the text as typed, `network` a value of `client_ip.network_hash`. Raises `throttle.TooMany`.
    """
    message = '\0'.join([str(parent and parent.pk), name, email, text])
    fingerprint = salted_hmac('articles.comment', message, algorithm='sha256').hexdigest()
    same = Comment.objects.filter(article=article, fingerprint=fingerprint)
    # One post of a network at a time, until it is stored and the next one can count it.
    throttle.lock(network)
    if stored := same.first():
        return stored
    throttle.check(Comment.objects.filter(network_hash=network), 'posted')
    comment = Comment(
        article=article,
        parent=parent,
        status=Status.SPAM if is_spam else Status.HELD,
        author_name=name,
        author_email=email,
        author_url=url,
        **body(text),
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


def _move(comments: Comment | QuerySet, status: Status, by: AbstractBaseUser, seen: Mapping[int, str] | None) -> Change:
    at = timezone.now()
    chosen = [comments.pk] if isinstance(comments, Comment) else comments.values('pk')
    movable = Comment.objects.filter(pk__in=chosen).exclude(kind=Comment.Kind.NOTE)
    with transaction.atomic():
        movable = movable.exclude(status__in=[status, Status.WITHDRAWN]).select_for_update().order_by('pk')
        candidates = list(movable.only(*JUDGED))
        moved = [comment for comment in candidates if not seen or seen.get(comment.pk) in (None, moment(comment))]
        before = [{'pk': c.pk, 'status': c.status, 'moderated': _iso(c.moderated)} for c in moved]
        spam_filter.forget(moved)
        Comment.objects.filter(pk__in=[comment.pk for comment in moved]).update(status=status, moderated=at)
        for comment in moved:
            comment.status, comment.moderated = status, at
        spam_filter.learn(moved)
        reports.settle([comment.pk for comment in moved], at)
        _log(moved, by, f'Marked as {status.label}.')
    kept = {comment.pk for comment in moved}
    return Change(at.isoformat(), before, [comment.pk for comment in candidates if comment.pk not in kept])


def _log(comments: list[Comment], by: AbstractBaseUser | None, message: str) -> None:
    """Logs who did what in the admin's history, with the number only: erasing a comment must not leave names there."""
    if by is None:
        return logger.info('by the writer of %d comments: %s', len(comments), message)
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
