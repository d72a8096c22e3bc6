"""What writers of comments do with them by the link that only they were given: edit, withdraw, and undo that."""

import re
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from articles.comments import bans, moderation
from articles.comments import spam as spam_filter
from articles.models import Comment

Status = Comment.Status
ACCEPTED = (Status.HELD, Status.SPAM, Status.APPROVED)
EDITABLE = timedelta(minutes=10)
UNDOABLE = timedelta(days=1)
_LINK = re.compile(r'<a [^>]*href="([^"]*)"')


def editable_until(comment: Comment) -> datetime | None:
    """When the time to edit ends, an aware datetime; None where it is over or the comment is not one to edit.

    The time is over once a moderator has changed the text.
    """
    until = comment.posted + EDITABLE
    own = comment.source_key is None and not comment.official and not comment.meta.get('edited_by_moderator')
    return until if own and comment.status in ACCEPTED and timezone.now() < until else None


def edit(comment: Comment, text: str) -> bool:
    """Replaces the text; False where the time is over. A public comment that gains links is held again; one with
    what is banned is spam.

    `text` is in the syntax of `comment_markup`. Moderators see what it said first.
    """
    with transaction.atomic():
        stored = Comment.objects.select_for_update().get(pk=comment.pk)
        if not editable_until(stored):
            return False
        spam_filter.forget([stored])
        links, before = _links(stored), stored.body_text
        for name, value in moderation.body(text).items():
            setattr(stored, name, value)
        if _links(stored) - links and stored.status == Status.APPROVED:
            stored.status = Status.HELD
        if stored.status == Status.HELD and bans.is_banned(
            name=stored.author_name,
            email=stored.author_email,
            network=stored.network_hash,
            html=stored.body_html,
            url=stored.author_url,
        ):
            stored.status = Status.SPAM
        if stored.body_text != before:
            stored.meta.setdefault('first_text', before)
            stored.edited = timezone.now()
        stored.suspicion = spam_filter.judge([stored])[0].suspicion
        stored.save()
        spam_filter.learn([stored])
    return True


def _links(comment: Comment) -> Counter[str]:
    return Counter(_LINK.findall(comment.body_html))


def withdraw(comment: Comment) -> bool:
    """Withdraws a comment; False where moderators have already trashed it.

    Its fingerprint is deleted, so that the same text can be sent again.
    """
    with transaction.atomic():
        stored = Comment.objects.select_for_update().get(pk=comment.pk)
        if stored.status not in ACCEPTED:
            return False
        spam_filter.forget([stored])
        stored.meta['withdrawn_from'] = [stored.status, stored.moderated and stored.moderated.isoformat()]
        stored.status, stored.fingerprint, stored.moderated = Status.WITHDRAWN, None, timezone.now()
        stored.save()
    return True


def undoable_until(comment: Comment) -> datetime | None:
    """Until when a withdrawal can be undone, an aware datetime; None where it cannot."""
    before, *_ = comment.meta.get('withdrawn_from') or ['']
    if comment.status != Status.WITHDRAWN or before not in ACCEPTED or not comment.moderated:
        return None
    until = comment.moderated + UNDOABLE
    return until if timezone.now() < until else None


def undo_withdrawal(comment: Comment) -> bool:
    """Makes a comment what it was before it was withdrawn; False where the time is over.

    It was last moderated when it had been then, so that one that was public long ago is not announced as new.
    """
    with transaction.atomic():
        stored = Comment.objects.select_for_update().get(pk=comment.pk)
        if not undoable_until(stored):
            return False
        stored.status, moderated = stored.meta.pop('withdrawn_from')
        stored.moderated = moderated and datetime.fromisoformat(moderated)
        stored.save()
        spam_filter.learn([stored])
    return True
