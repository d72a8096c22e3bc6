"""A new password for who has forgotten theirs: a link is mailed to the address of the account."""

import logging
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from articles import lists

from .access import days, link_for

logger = logging.getLogger('articles.admin')

# Mails to one account in this time, so that nobody fills a mailbox.
MOST, WINDOW = 3, timedelta(hours=1)
ASKED = 'Asked for a link to set a password.'
MAIL = """Somebody, probably you, has asked for a new password at {site}.

User name: {name}

Choose it here, within {days} days. The link is good once.

{link}

If it was not you, do nothing: your password stays as it is.
"""


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label='E-mail address of your account',
        max_length=254,
        widget=forms.EmailInput({'autocomplete': 'email', 'autofocus': True}),
    )


def forgotten(request: HttpRequest) -> HttpResponse:
    """Takes an address; answers the same whether there is an account with it."""
    form = ForgottenForm(request.POST or None)
    if settings.EMAIL_URL and form.is_valid():
        for user in _accounts(form.cleaned_data['email']):
            _send(user)
        return redirect(f'{request.path}?sent')
    context = {'title': 'A new password', 'form': form, 'sends': bool(settings.EMAIL_URL), 'days': days()}
    context |= {**admin.site.each_context(request), 'sent': 'sent' in request.GET}
    response = render(request, 'admin/forgotten.html', context)
    response.headers['Cache-Control'] = 'no-store'
    return response


def _accounts(email: str) -> list[User]:
    staff = User.objects.filter(email__iexact=email, is_active=True, is_staff=True)
    # Who has no password yet was invited, and gets a new link from whoever did that.
    return [user for user in staff if user.has_usable_password()]


def _send(user: User) -> None:
    of_user = {'content_type': ContentType.objects.get_for_model(User), 'object_id': str(user.pk)}
    asked = LogEntry.objects.filter(**of_user, change_message=ASKED, action_time__gt=timezone.now() - WINDOW)
    if asked.count() >= MOST:
        return
    LogEntry.objects.create(**of_user, user=user, object_repr=str(user)[:200], action_flag=CHANGE, change_message=ASKED)
    site = lists.site().name
    text = MAIL.format(site=site, name=user, days=days(), link=link_for(user))
    try:
        # To the stored address: another one may count as the same in some alphabet.
        send_mail(f'A new password at {site}', text, None, [user.email])
    except OSError:
        logger.exception('A link to set a password could not be sent')
