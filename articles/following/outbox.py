"""Sends the mails that are due: in turn, retried, and never twice unless the answer to the first was lost."""

import logging
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Comment, Mail, Subscription

from . import announcements, bounces, messages, subscriptions

logger = logging.getLogger('articles.mail')

BATCH = 50  # mails of one connection
MOST_TRIES = 6  # over about two hours
_UNSENT = Q(sent=None, given_up=None)
FIRST_PAUSE = timedelta(minutes=2)  # before a second try; each later pause is twice as long


def send(stopped: Callable[[], bool] = lambda: False) -> int:
    """Sends up to `BATCH` mails that are due, and returns how many were accepted.

    Raises OSError or SMTPException where the mail server is not there; no mail is counted as tried then.
    """
    # No news any more, as in a database restored from a backup, or where the mail server was away for days.
    Mail.objects.filter(_UNSENT, confirms=False, due__lt=timezone.now() - announcements.FRESH).delete()
    if not is_due():
        return 0
    accepted = 0
    with get_connection() as server:
        while accepted < BATCH and not stopped() and (mail := _claim()):
            outcome = _send(mail, server)
            if outcome is None:
                break
            accepted += outcome
    return accepted


def is_due() -> bool:
    return Mail.objects.filter(_UNSENT, due__lte=timezone.now()).exists()


def _claim() -> Mail | None:
    """The next mail, counted as tried before it is sent: who is killed while sending sends that one again, once."""
    now = timezone.now()
    with transaction.atomic():
        pending = Mail.objects.filter(_UNSENT, due__lte=now).order_by('due', 'pk')
        mail = pending.select_for_update(skip_locked=True, of=['self']).first()
        if mail:
            mail.tries += 1
            mail.due = now + FIRST_PAUSE * 2 ** (mail.tries - 1)
            mail.save(update_fields=['tries', 'due'])
    return mail


def _send(mail: Mail, server: BaseEmailBackend) -> bool | None:
    """Whether the server took the mail; None where it seems to be gone."""
    message = _message(mail)
    if not message:
        mail.delete()
        return False
    try:
        server.send_messages([message])
    except SMTPRecipientsRefused as error:
        if all(code >= 500 and bounces.says_unknown(said) for code, said in error.recipients.values()):
            # The address does not exist: nothing more is sent there.
            logger.info('what an address follows ends, as the server refuses it')
            mail.recipient.delete()
        else:
            _failed(mail, error)
        return False
    except (SMTPDataError, SMTPNotSupportedError) as error:
        # The server refuses this mail and waits for the next one.
        _failed(mail, error)
        return False
    except (SMTPException, OSError) as error:
        _failed(mail, error)
        return None
    Mail.objects.filter(pk=mail.pk).update(sent=timezone.now())
    return True


def _failed(mail: Mail, error: Exception) -> None:
    # The text of such an error can hold the address.
    logger.warning('a mail was not sent, try %d of %d: %s', mail.tries, MOST_TRIES, type(error).__name__)
    if mail.tries >= MOST_TRIES:
        Mail.objects.filter(pk=mail.pk).update(given_up=timezone.now())


def _message(mail: Mail) -> EmailMessage | None:
    """None where what it is about is not public, or is gone by now."""
    if mail.follower:
        return messages.link(mail)
    if not subscriptions.described(mail.subscription):
        return None
    comments, articles = _to_tell(mail)
    may_be_sent = _may_be_asked(mail.subscription) if mail.confirms else comments or articles
    return messages.message(mail, comments, articles) if may_be_sent else None


def _to_tell(mail: Mail) -> tuple[list[Comment], list[Article]]:
    """The comments and articles of the mail that are public still."""
    with_article = Comment.objects.approved().filter(pk__in=mail.news.values('comment'))
    comments = with_article.filter(article__in=Article.objects.public()).select_related('article', 'parent')
    articles = Article.objects.public().filter(pk__in=mail.news.values('article')).for_listing()
    return list(comments.order_by('posted', 'pk')), list(articles.newest_first())


def _may_be_asked(subscription: Subscription) -> bool:
    """Whether what is to be confirmed is there for readers."""
    if subscription.search:
        return True
    public = Article.objects.public().filter(pk=subscription.article_id).exists()
    return public and (not subscription.comment or subscription.comment.status == Comment.Status.APPROVED)
