"""`/readyz` says the truth, and why."""

import os
import re
import shutil
import time
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection

from articles.changes import heartbeat, journal
from articles.health import readiness
from articles.search import follow, index
from tests.factories import make_article


@pytest.fixture(autouse=True)
def followed(settings, tmp_path, db):
    """A machine whose followers run."""
    settings.DATA_DIR = tmp_path
    heartbeat._beats.clear()
    for name in readiness.FOLLOWERS:
        heartbeat.beat(name)
    follow.rebuild()


def lines(client) -> tuple[int, list[str]]:
    response = client.get('/readyz')
    return response.status_code, response.text.splitlines()


def set_back(name: str, seconds: float) -> None:
    """Makes the last step of a follower older."""
    last = heartbeat.read(name)
    heartbeat._write(name, last._replace(finished=last.finished - seconds))


def test_a_healthy_machine_is_ready(client):
    status, (first, *others) = lines(client)
    assert (status, first) == (200, 'ready')
    assert not [line for line in others if 'disk' not in line]
    assert 'no-store' in client.get('/readyz')['Cache-Control']


def test_it_is_not_ready_while_migrations_are_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '0007_sort_keys'")
    status, (first, cause, *_) = lines(client)
    assert (status, first) == (503, 'not ready')
    assert cause == 'the database lacks 1 migrations (articles.0007_sort_keys). Run manage.py migrate.'


def test_it_is_not_ready_without_its_static_files(client, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(staticfiles_storage, 'hashed_files', {})
    assert lines(client)[1][1].startswith('static files are missing')
    monkeypatch.undo()
    settings.STATIC_ROOT = tmp_path / 'nothing'
    assert lines(client)[0] == 503


def test_it_is_not_ready_while_what_drops_pages_hangs_but_only_warns_of_slow_parts(client):
    set_back('index', 60)
    set_back('run_imports', 60)
    status, (first, *warnings) = lines(client)
    assert (status, first) == (200, 'ready')
    assert sum('has not finished a step' in line and line.startswith('warning: ') for line in warnings) == 2
    set_back('follow', 60)
    status, (_, cause, *_) = lines(client)
    assert status == 503
    assert cause.startswith('manage.py follow has not finished a step for 30 seconds.')


def test_a_follower_that_fails_again_and_again_counts_as_hung(client, monkeypatch):
    clock = time.monotonic()
    for _ in range(8):
        clock += 5
        monkeypatch.setattr(time, 'monotonic', lambda clock=clock: clock)
        heartbeat.fail('follow')
    assert lines(client)[0] == 503


def test_an_index_that_is_missing_or_behind_is_a_warning(client, tmp_path, transactional_db):
    make_article()
    with connection.cursor() as cursor:
        # Also rows of earlier tests, which may be readable only now: the oldest decides.
        cursor.execute("UPDATE articles_change SET at = at - interval '5 minutes'")
    while not journal.lag(index.snapshot().position):
        time.sleep(0.05)  # Transactions of other databases of the cluster may delay a row.
    status, text = lines(client)
    assert status == 200
    assert any(re.match(r'warning: the search index is [3-9]\d\d seconds behind', line) for line in text)
    shutil.rmtree(tmp_path / 'search')
    assert any(line.startswith('warning: there is no search index') for line in lines(client)[1])


def test_a_full_disk_is_not_ready(client, monkeypatch):
    usage = SimpleNamespace(free=1_000_000)
    monkeypatch.setattr(shutil, 'disk_usage', lambda folder: usage)
    assert lines(client) == (503, ['not ready', 'the disk is full. Make room on the disk of DATA_DIR.'])
    usage.free = 500_000_000
    assert lines(client)[0] == 200


def test_copies_are_trusted_where_the_follower_had_just_finished_and_watches(monkeypatch):
    assert heartbeat.knew_all_at_outage('follow')
    heartbeat.fail('follow')
    assert heartbeat.knew_all_at_outage('follow')
    set_back('follow', 6)
    assert not heartbeat.knew_all_at_outage('follow')


def test_copies_are_not_trusted_where_the_follower_hung_during_the_outage(monkeypatch):
    heartbeat.fail('follow')
    later = time.monotonic() + 20
    monkeypatch.setattr(time, 'monotonic', lambda: later)
    assert not heartbeat.knew_all_at_outage('follow')
    heartbeat.fail('follow')
    assert not heartbeat.knew_all_at_outage('follow'), 'another outage may have begun since'


def test_times_of_before_a_restart_of_the_machine_count_as_none():
    last = heartbeat.read('follow')
    heartbeat._write('follow', last._replace(written=last.written + 10**6))
    assert heartbeat.is_hung('follow')
    assert not heartbeat.knew_all_at_outage('follow')


def test_a_heartbeat_that_cannot_be_written_ends_no_follower(settings, tmp_path):
    (tmp_path / 'file').write_text('')
    settings.DATA_DIR = tmp_path / 'file'
    heartbeat.fail('follow')
    assert heartbeat.read('follow') is None
    assert os.path.isfile(tmp_path / 'file')
