"""Passwords can be guessed neither for one account nor for many, and guessing closes no editor's account."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.utils import timezone

pytestmark = pytest.mark.django_db
PASSWORD = 'correct horse battery'


@pytest.fixture(autouse=True)
def editor():
    return User.objects.create_user('ada', password=PASSWORD, is_staff=True)


@pytest.fixture
def log_in(client):
    """Sends the log-in form from an address, as a browser without cookies, and returns the status of the answer."""

    def send(address, username='ada', password='wrong', **headers):
        client.cookies.clear()
        data = {'username': username, 'password': password, 'next': '/admin/'}
        return client.post('/admin/login/', data, REMOTE_ADDR=address, headers=headers).status_code

    return send


def test_wrong_passwords_from_everywhere_do_not_keep_an_editor_out(rf, log_in):
    for number in range(1000):
        request = rf.post('/admin/login/', REMOTE_ADDR=f'198.51.100.{number % 200}')
        assert authenticate(request, username='ada', password='wrong') is None
        if number % 250 == 249:
            assert log_in('192.0.2.1', password=PASSWORD) == 302
    assert log_in('198.51.100.0') == 200
    assert AccessAttempt.objects.count() == 200


def test_trying_many_accounts_from_one_network_is_stopped_after_20(log_in):
    answers = [log_in('198.51.100.7', username=f'user{number}') for number in range(60)]
    assert answers == [200] * 19 + [429] * 41
    assert log_in('198.51.100.7', password=PASSWORD) == 429
    assert log_in('198.51.100.8', password=PASSWORD) == 302


def test_one_account_may_be_tried_ten_times_from_one_network(log_in):
    assert [log_in('198.51.100.7') for _ in range(12)] == [200] * 9 + [429] * 3
    assert log_in('198.51.100.7', password=PASSWORD) == 429
    assert log_in('198.51.100.7', username='bo') == 200


def test_network_of_ipv6_is_64_bits(log_in):
    answers = [log_in(f'2001:db8:1:2::{number:x}', username=f'user{number}') for number in range(21)]
    assert answers == [200] * 19 + [429] * 2
    assert log_in('2001:db8:1:3::1', password=PASSWORD) == 302


def test_forwarded_address_of_a_stranger_changes_nothing(log_in):
    def from_anywhere(number):
        return log_in('198.51.100.7', username=f'user{number}', **{'x-forwarded-for': f'203.0.113.{number}'})

    assert [from_anywhere(number) for number in range(25)] == [200] * 19 + [429] * 6
    assert log_in('192.0.2.1', password=PASSWORD, **{'x-forwarded-for': '198.51.100.7'}) == 302


def test_behind_a_proxy_each_network_counts_for_itself(settings, log_in):
    settings.PROXIES = 1

    def through_proxy(address, **given):
        return log_in('127.0.0.1', **given, **{'x-forwarded-for': f'192.0.2.99, {address}'})

    answers = [through_proxy('198.51.100.7', username=f'user{number}') for number in range(25)]
    assert answers == [200] * 19 + [429] * 6
    assert through_proxy('198.51.100.8', password=PASSWORD) == 302


def test_logging_in_forgets_the_failures_of_that_account_alone(log_in):
    User.objects.create_user('mallory', password=PASSWORD, is_staff=True)
    answers = []
    for number in range(24):
        answers.append(log_in('198.51.100.7', username=f'user{number}'))
        log_in('198.51.100.7', username='mallory')
        log_in('198.51.100.7', username='mallory', password=PASSWORD)
    assert answers == [200] * 19 + [429] * 5


def test_editor_who_mistypes_every_morning_is_let_in(log_in):
    for _ in range(15):
        assert log_in('192.0.2.1') == log_in('192.0.2.1') == 200
        assert log_in('192.0.2.1', password=PASSWORD) == 302


def test_page_says_when_to_try_again_and_trying_meanwhile_does_not_put_it_off(client, log_in):
    for _ in range(10):
        log_in('198.51.100.7')
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=45, seconds=30))
    response = client.post('/admin/login/', {'username': 'ada', 'password': PASSWORD}, REMOTE_ADDR='198.51.100.7')
    assert response.status_code == 429
    assert 860 <= int(response['Retry-After']) <= 870
    assert response['Cache-Control'] == 'no-store'
    page = BeautifulSoup(response.content, 'html.parser')
    assert page.h1.text == 'Too many attempts to log in'
    assert 'Try again in 15 minutes.' in page.get_text()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))
    assert log_in('198.51.100.7', password=PASSWORD) == 302


def test_log_names_the_address_and_neither_name_nor_password(caplog, log_in):
    log_in('198.51.100.7', username='hunter2', password='hunter3')
    assert '198.51.100.7' in caplog.text
    assert 'hunter' not in caplog.text
