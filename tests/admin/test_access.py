"""Getting into an account without a shell: links to set a password, by mail or handed on, and ending sessions."""

import re
from contextlib import suppress
from smtplib import SMTPRecipientsRefused
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.editorial import passwords
from articles.models import PasswordRequest
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


FORGOTTEN = '/admin/password/forgotten/'


def test_who_has_forgotten_the_password_gets_a_link_by_mail(client, settings):
    settings.EMAIL_URL = 'smtp://mail.example'
    user = make_editor('ada')
    User.objects.filter(pk=user.pk).update(email='Ada@news.example')
    assert FORGOTTEN in client.get('/admin/login/').text
    response = client.post(FORGOTTEN, {'email': 'ada@NEWS.example'}, follow=True)
    assert 'If an account has this address' in response.text
    assert not mail.outbox, 'the answer waits for no mail server'
    passwords.send_requested()
    [sent] = mail.outbox
    assert (sent.to, 'User name: ada' in sent.body) == (['Ada@news.example'], True)
    link = re.search(rf'{settings.SITE_URL}(/\S*)', sent.body)[1]
    assert use(link)
    assert User.objects.get().check_password(PASSWORD)
    assert not use(link)


def test_it_answers_the_same_for_addresses_without_an_account_and_mails_nobody_too_often(client, settings):
    settings.EMAIL_URL = 'smtp://mail.example'
    for name, values in {
        'reader': {'is_staff': False},
        'gone': {'is_active': False},
        'new': {'password': '!x'},
    }.items():
        User.objects.filter(pk=make_editor(name).pk).update(email=f'{name}@news.example', **values)
    User.objects.filter(pk=make_editor('ada').pk).update(email='ada@news.example')
    names = ('reader', 'gone', 'new', 'nobody', 'ada')
    answers, work = [], set()
    for name in names:
        with CaptureQueriesContext(connection) as queries:
            answers.append(client.post(FORGOTTEN, {'email': f'{name}@news.example'}))
        work.add(tuple(re.sub(r'[\d.]+| VALUES .*', '', query['sql']) for query in queries))
    assert {(one.status_code, one['Location']) for one in answers} == {(302, f'{FORGOTTEN}?sent')}
    assert len(work) == 1, 'nor does it take longer for one of them'
    assert passwords.send_requested() == len(names)
    assert [one.to for one in mail.outbox] == [['ada@news.example']]
    for _ in range(5):
        client.post(FORGOTTEN, {'email': 'ada@news.example'})
    passwords.send_requested()
    assert len(mail.outbox) == passwords.MOST


def test_a_link_waits_for_a_mail_server_that_is_away_and_for_none_that_refuses_the_address(settings, monkeypatch):
    settings.EMAIL_URL = 'smtp://mail.example'
    User.objects.filter(pk=make_editor('ada').pk).update(email='ada@news.example')
    for error, left in ((ConnectionRefusedError(), 1), (SMTPRecipientsRefused({}), 0)):
        monkeypatch.setattr(passwords, 'send_mail', Mock(side_effect=error))
        PasswordRequest.objects.all().delete()
        passwords.request('ada@news.example')
        with suppress(ConnectionRefusedError):
            passwords.send_requested()
        assert PasswordRequest.objects.count() == left
    passwords.request('ada@news.example')
    PasswordRequest.objects.update(at=timezone.now() - passwords.WINDOW)
    assert passwords.send_requested() == 0
    assert not PasswordRequest.objects.exists()


def test_without_mail_it_says_whom_to_ask(client):
    assert 'Ask a chief editor' in client.get(FORGOTTEN).text
    assert 'Ask a chief editor' in client.post(FORGOTTEN, {'email': 'ada@news.example'}).text
    assert not mail.outbox
