"""The followers as threads of one process: each does its work, and none ends the others."""

import threading
import time
from contextlib import nullcontext

import pytest
from django.db import ProgrammingError

from articles.changes import heartbeat, worker
from articles.db import outages
from articles.management import followers
from articles.search import index
from tests.factories import make_article


@pytest.fixture
def running(settings, tmp_path, transactional_db, monkeypatch):
    """Runs the followers until the test has ended."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / 'media'
    heartbeat._beats.clear()
    monkeypatch.setattr(followers, 'name_process', lambda: None)
    monkeypatch.setattr(followers, 'RESTART_DELAY', 0)
    ended = threading.Event()
    process = threading.Thread(target=followers.run, args=(followers.names(), ended.is_set, ended.wait))

    yield process.start
    ended.set()
    process.join()


def eventually(condition) -> bool:
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def documents() -> int:
    try:
        return index.snapshot().searcher.num_docs
    except (index.Missing, FileNotFoundError):
        return 0


def test_each_has_its_own_heartbeat(running):
    make_article('Flood')
    running()
    for name in ('follow', 'index', 'run_imports'):
        assert eventually(lambda name=name: not heartbeat.is_hung(name))
    assert eventually(lambda: documents() == 2), 'an article and the position'


def test_one_that_fails_is_restarted_while_the_others_go_on(running, monkeypatch):
    failures, work = [], followers.WORK['index']

    def fail_once(stopped, wait):
        if not failures:
            failures.append(1)
            raise RuntimeError('the index is out of order')
        work(stopped, wait)

    monkeypatch.setitem(followers.WORK, 'index', fail_once)
    running()
    assert eventually(lambda: not heartbeat.is_hung('index'))
    assert failures


@pytest.mark.parametrize('missing', [{('articles', '0001_initial')}, set()])
def test_a_missing_table_is_waited_for_while_migrations_are_missing(settings, tmp_path, monkeypatch, missing):
    """As while a backup is restored."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(outages, 'missing_migrations', lambda: missing)
    answers = [ProgrammingError('relation "articles_change" does not exist'), None]
    done = threading.Event()

    def step():
        if error := answers.pop(0):
            raise error
        done.set()

    with nullcontext() if missing else pytest.raises(ProgrammingError):
        worker.repeat('follow', step, followers.logger, pause=0, stopped=done.is_set, wait=lambda seconds: None)
    assert len(answers) == (0 if missing else 1)


def test_one_that_hangs_is_noticed_while_the_others_go_on(running, monkeypatch):
    monkeypatch.setitem(followers.WORK, 'index', lambda stopped, wait: wait(60))
    running()
    assert eventually(lambda: not heartbeat.is_hung('follow'))
    assert heartbeat.is_hung('index')


def test_a_replica_runs_no_imports(settings):
    settings.READ_ONLY = True
    assert followers.names() == ['follow', 'index']


def test_nobody_waits_for_a_cache_that_does_not_answer_at_the_end(monkeypatch):
    purging, ended, answered = threading.Event(), threading.Event(), threading.Event()

    def purge(stopped, wait):
        purging.set()
        answered.wait()

    monkeypatch.setattr(followers, 'name_process', lambda: None)
    monkeypatch.setattr(followers, 'WORK', {followers.purge.NAME: purge})
    process = threading.Thread(target=followers.run, args=([followers.purge.NAME], ended.is_set, ended.wait))
    try:
        process.start()
        purging.wait()
        assert process.is_alive()
        ended.set()
        assert eventually(lambda: not process.is_alive())
    finally:
        answered.set()
        process.join()
