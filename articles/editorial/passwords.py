"""Links at which somebody sets the password of an account, and the mails with one for who has forgotten theirs.

A request is stored for any address, and looked at by the follower: how long the answer took tells nobody whether
there is an account.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from articles import lists
from articles.models import PasswordRequest

logger = logging.getLogger('articles.mail')

# Mails to one account in this time, so that nobody fills a mailbox.
MOST, WINDOW = 3, timedelta(hours=1)
SENT = 'Sent a link to set a password, as was asked for.'
MAIL = """Somebody, probably you, has asked for a new password at {site}.

User name: {name}

Choose it here, within {days} days. The link is good once.

{link}

If it was not you, do nothing: your password stays as it is.
"""


def days() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


def link_for(user: User) -> str:
    """A URL at which whoever has it sets the password, until that is done or somebody has logged in."""
    number = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.SITE_URL + reverse(
        'password_reset_confirm', args=[number, default_token_generator.make_token(user)]
    )


def request(email: str) -> None:
    """Has a link mailed to the account with this address, if there is one."""
    PasswordRequest.objects.create(email=email)


def send_requested(stopped: Callable[[], bool] = lambda: False) -> int:
    """Sends what was requested, and returns how many requests were looked at.

    Raises OSError where the mail server is not there; the request is kept then, for an hour.
    """
    PasswordRequest.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    seen = 0
    while not stopped() and (taken := _take()):
        try:
            for user in _accounts(taken.email):
                _send(user)
        except OSError:
            PasswordRequest.objects.create(email=taken.email, at=taken.at)
            raise
        seen += 1
    return seen


@transaction.atomic
def _take() -> PasswordRequest | None:
    """Deletes the next one before anything is sent: no transaction waits for a mail server."""
    taken = PasswordRequest.objects.select_for_update(skip_locked=True).order_by('pk').first()
    if taken:
        PasswordRequest.objects.filter(pk=taken.pk).delete()
    return taken


def _accounts(email: str) -> list[User]:
    staff = User.objects.filter(email__iexact=email, is_active=True, is_staff=True)
    # Who has no password yet was invited, and gets a new link from whoever did that.
    return [user for user in staff if user.has_usable_password()]


def _send(user: User) -> None:
    of_user = {'content_type': ContentType.objects.get_for_model(User), 'object_id': str(user.pk)}
    sent = LogEntry.objects.filter(**of_user, change_message=SENT, action_time__gt=timezone.now() - WINDOW)
    if sent.count() >= MOST:
        return
    site = lists.site().name
    text = MAIL.format(site=site, name=user, days=days(), link=link_for(user))
    try:
        # To the stored address: another one may count as the same in some alphabet.
        send_mail(f'A new password at {site}', text, None, [user.email])
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        # The server refuses this mail and waits for others. Its words can hold the address.
        logger.warning('a link to set a password was refused: %s', type(error).__name__)
        return
    LogEntry.objects.create(**of_user, user=user, object_repr=str(user)[:200], action_flag=CHANGE, change_message=SENT)
