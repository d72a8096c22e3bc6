"""Getting into an account without a shell: links to set a password, by mail or handed on, and ending sessions."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from tests.factories import make_editor

pytestmark = pytest.mark.django_db

PASSWORD = 'quite a long secret of 9'


@pytest.fixture
def new():
    user = User.objects.create_user('new', email='new@news.example', is_staff=True)
    user.set_unusable_password()
    user.save()
    return user


def access(user) -> str:
    return f'/admin/auth/user/{user.pk}/access/'


def use(link: str) -> bool:
    """Follows a link and sets a password; returns whether that was possible."""
    client = Client()
    page = client.get(link, follow=True)
    form = {'new_password1': PASSWORD, 'new_password2': PASSWORD}
    return client.post(page.request['PATH_INFO'], form).status_code == 302


def test_link_sets_a_password_once(client, editor, new, settings):
    assert 'Send it' not in client.get(access(new)).text
    shown = client.post(access(new), {'link': 'yes'}).text
    link = re.search(rf'value="({settings.SITE_URL}[^"]*)"', shown)[1].removeprefix(settings.SITE_URL)
    assert use(link)
    assert User.objects.get(pk=new.pk).check_password(PASSWORD)
    assert not use(link)


def test_link_is_sent_where_there_is_a_mail_server(client, editor, new, settings):
    settings.EMAIL_URL = 'smtp://mail.example'
    client.post(access(new), {'send': 'yes'})
    [sent] = mail.outbox
    assert (sent.to, 'User name: new' in sent.body) == (['new@news.example'], True)
    assert use(re.search(rf'{settings.SITE_URL}(/\S*)', sent.body)[1])


def test_sessions_are_ended(client, editor, new):
    others = [Client(), Client()]
    for other in others:
        other.force_login(new)
        assert other.get('/admin/').status_code == 200
    assert 'End 2 sessions' in client.get(access(new)).text
    client.post(access(new), {'end': 'yes'})
    assert [other.get('/admin/').status_code for other in others] == [302, 302]
    second = Client()
    second.force_login(editor)
    assert client.get('/admin/sessions/').text.count('<li>since') == 2
    client.post('/admin/sessions/')
    assert (client.get('/admin/').status_code, second.get('/admin/').status_code) == (200, 302)
    assert Session.objects.count() == 1


def test_nobody_reaches_the_account_of_who_has_more_rights(client, editor):
    boss = User.objects.create_superuser('boss', password=PASSWORD)
    for post in ({'link': 'yes'}, {'end': 'yes'}):
        assert client.post(access(boss), post).status_code == 403
    client.force_login(make_editor('plain', 'Editors'))
    assert client.get(access(boss)).status_code == 403
    assert client.get('/admin/sessions/').status_code == 200
