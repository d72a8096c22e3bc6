"""Sends the mails that are due: in turn, retried, and never twice unless the answer to the first was lost."""

import logging
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from articles import lists
from articles.comments import following
from articles.models import Article, Comment, Mail

logger = logging.getLogger('articles.mail')

BATCH = 50  # mails of one connection
MOST_TRIES = 6  # over about two hours
FIRST_PAUSE = timedelta(minutes=2)  # before a second try; each later pause is twice as long


def send(stopped: Callable[[], bool] = lambda: False) -> int:
    """Sends up to `BATCH` mails that are due, and returns how many were accepted.

    Raises OSError or SMTPException where the mail server is not there; no mail is counted as tried then.
    """
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
    return Mail.objects.filter(sent=None, given_up=None, due__lte=timezone.now()).exists()


def _claim() -> Mail | None:
    """The next mail, counted as tried before it is sent: who is killed while sending sends that one again, once."""
    now = timezone.now()
    with transaction.atomic():
        pending = Mail.objects.filter(sent=None, given_up=None, due__lte=now).order_by('due', 'pk')
        mail = pending.select_for_update(skip_locked=True, of=['self']).first()
        if mail:
            mail.tries += 1
            mail.due = now + FIRST_PAUSE * 2 ** (mail.tries - 1)
            mail.save(update_fields=['tries', 'due'])
    return mail


def _send(mail: Mail, server: BaseEmailBackend) -> bool | None:
    """Whether the server took the mail; None where it seems to be gone."""
    if not _may_be_sent(mail):
        mail.delete()
        return False
    try:
        server.send_messages([message(mail)])
    except SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _said in error.recipients.values()):
            # The address does not exist: nothing more is sent there.
            logger.info('what an address follows ends, as the server refuses it')
            mail.subscription.follower.delete()
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


def _may_be_sent(mail: Mail) -> bool:
    """Whether what the mail is about is public still, and news: a database restored from a backup has old mails."""
    public = Article.objects.public().filter(pk=mail.subscription.article_id).exists()
    comment = mail.comment or mail.subscription.comment
    news = mail.comment is None or mail.comment.announced > timezone.now() - following.NEWS
    return public and news and (comment is None or comment.status == Comment.Status.APPROVED)


def message(mail: Mail) -> EmailMultiAlternatives:
    """The mail in plain text and HTML, with the headers that let mail programs end it by one click (RFC 8058)."""
    subscription = mail.subscription
    token = following.token_of(subscription)
    stop = settings.SITE_URL + reverse('follow-stop', args=[token])
    context = {
        'article': subscription.article,
        'address': settings.SITE_URL + subscription.article.get_absolute_url(),
        'comment': mail.comment,
        'comment_address': mail.comment and settings.SITE_URL + mail.comment.get_absolute_url(),
        'subscription': subscription,
        'confirm': settings.SITE_URL + reverse('follow-confirm', args=[token]),
        'stop': stop,
        'all': settings.SITE_URL + reverse('follow-all', args=[following.follower_token(subscription.follower)]),
        'SITE_NAME': lists.site().name,
        'LANGUAGE': get_language(),
        'DIRECTION': 'rtl' if get_language_bidi() else 'ltr',
    }
    kind = 'comment' if mail.comment else 'confirm'
    title = ' '.join(subscription.article.title.split())[:150]
    subject = _('New comment: %s') % title if mail.comment else _('Please confirm: comments on %s') % title
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition('@')[2]
    headers = {
        'List-Unsubscribe': f'<{stop}>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'Auto-Submitted': 'auto-generated',
        # The same for each try, so that mail programs show what arrives twice once.
        'Message-ID': f'<mail-{mail.pk}-{subscription.pk}@{domain}>',
    }
    text = render_to_string(f'mail/{kind}.txt', context)
    mail_message = EmailMultiAlternatives(subject, text, to=[subscription.follower.email], headers=headers)
    mail_message.attach_alternative(render_to_string(f'mail/{kind}.html', context), 'text/html')
    return mail_message
