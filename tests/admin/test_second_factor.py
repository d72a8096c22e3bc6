"""The second factor: set up, asked for, recovered, demanded of groups, and taken off an account."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.editorial import second_factor
from articles.management import follower
from tests.factories import make_editor

pytestmark = pytest.mark.django_db

PAGE, SET_UP = '/admin/second-factor/', '/admin/second-factor/set-up/'


def code(user, *, later: int = 0) -> str:
    """What the app shows: now, or some half minutes later, since each code is good once."""
    device = TOTPDevice.objects.get(user=user)
    return f'{totp(device.bin_key, drift=later):06}'


def set_up(client, user) -> list[str]:
    """Sets it up; returns the recovery codes."""
    assert 'otpauth://totp/' in client.get(SET_UP).text
    shown = client.post(SET_UP, {'code': code(user)}).text
    return re.findall(r'<li><code>(\w+)</code>', shown)


def test_it_is_asked_for_before_any_page_of_the_admin_and_wrong_codes_do_not_help(client, editor):
    assert len(set_up(client, editor)) == 10
    assert client.get('/admin/').status_code == 200
    other = Client()
    other.force_login(editor)
    asked = other.get('/admin/articles/article/?q=x')
    assert asked.url == f'{PAGE}?next=%2Fadmin%2Farticles%2Farticle%2F%3Fq%3Dx'
    assert other.get(SET_UP).url == PAGE
    assert 'not valid' in other.post(PAGE, {'code': '000000'}).text
    assert other.post('/admin/articles/tag/add/', {'name': 'x'}).url.startswith(PAGE)
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert other.post(asked.url, {'code': code(editor, later=1)}).url == '/admin/articles/article/?q=x'
    assert other.get('/admin/articles/article/').status_code == 200


def test_a_code_is_good_once_and_several_wrong_ones_close_it_for_a_while(client, editor):
    first, *_ = set_up(client, editor)
    for expected in (302, 200):
        other = Client()
        other.force_login(editor)
        assert other.post(PAGE, {'code': first.upper()}).status_code == expected
    for _ in range(3):
        other.post(PAGE, {'code': '111111'})
    assert other.post(PAGE, {'code': code(editor, later=1)}).status_code == 200
    assert other.get('/admin/').status_code == 302


def test_each_session_is_shown_a_key_of_its_own(client, editor):
    other = Client()
    other.force_login(editor)
    seen, again, own = (re.search(r'secret=(\w+)', one.get(SET_UP).text)[1] for one in (other, other, client))
    assert seen == again != own
    device = TOTPDevice.objects.latest('pk')
    assert 'Recovery codes' in client.post(SET_UP, {'code': f'{totp(device.bin_key):06}'}).text
    assert TOTPDevice.objects.get() == device


def test_no_foreign_address_follows(client, editor):
    codes = set_up(client, editor)
    other = Client()
    other.force_login(editor)
    assert other.post(f'{PAGE}?next=//evil.example/', {'code': codes[1]}).url == '/admin/'


def test_groups_that_need_it_cannot_do_without(client, settings):
    settings.SECOND_FACTOR = ['Chief editors']
    chief, moderator = make_editor('chief'), make_editor('mo', 'Moderators')
    client.force_login(moderator)
    assert client.get('/admin/').status_code == 200
    client.force_login(chief)
    assert client.get('/admin/').url.startswith(SET_UP)
    set_up(client, chief)
    assert client.get('/admin/').status_code == 200
    assert 'Your group needs it' in client.get(PAGE).text
    client.post(PAGE, {'off': 'yes'})
    assert TOTPDevice.objects.filter(user=chief).exists()


def test_it_is_taken_off_one_account(client, editor, capsys):
    set_up(client, editor)
    call_command('remove_second_factor', 'editor')
    assert 'password alone' in capsys.readouterr().out
    other = Client()
    other.force_login(editor)
    assert other.get('/admin/').status_code == 200
    for name in ('editor', 'nobody'):
        with pytest.raises(CommandError):
            call_command('remove_second_factor', name)


def test_who_may_do_without_ends_it(client, editor):
    set_up(client, editor)
    assert 'New recovery codes' in client.post(PAGE, {'codes': 'yes'}).text
    assert client.post(PAGE, {'off': 'yes'}, follow=True).status_code == 200
    assert not TOTPDevice.objects.exists()
    assert client.get('/admin/').status_code == 200


def test_keys_that_were_shown_and_never_confirmed_go_after_a_day(client, editor):
    client.get(SET_UP)
    assert second_factor.delete_abandoned() == 0
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(days=2))
    follower.tidy()
    assert not TOTPDevice.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize('kind', ['recovery', 'app'])
def test_a_code_that_is_sent_twice_at_the_same_moment_is_good_once(kind):
    editor = make_editor()
    setting_up = Client()
    setting_up.force_login(editor)
    codes = set_up(setting_up, editor)
    sent = codes[0] if kind == 'recovery' else code(editor, later=1)
    clients = [Client() for _ in range(4)]
    for one in clients:
        one.force_login(editor)
    together = Barrier(len(clients))

    def post(one: Client) -> int:
        together.wait()
        try:
            return one.post(PAGE, {'code': sent}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sorted(pool.map(post, clients)) == [200, 200, 200, 302]
