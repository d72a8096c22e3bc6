"""The cache in front of the site is purged of what changes, however long it cannot be reached."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError

import pytest

from articles.changes import heartbeat
from articles.management import follower
from articles.models import Article
from articles.pages import keys, purge, store
from tests.factories import make_article

pytestmark = pytest.mark.django_db


class Cache(ThreadingHTTPServer):
    """A cache that remembers what it was asked to purge; `answers` is the status of its answers."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.answers = 200
        super().__init__(('127.0.0.1', 0), Answer)


class Answer(BaseHTTPRequestHandler):
    server: Cache

    def do_PURGE(self):
        if self.server.answers == 200:
            self.server.asked.append(set(self.headers[keys.HEADER].split()))
        self.send_response(self.server.answers)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(autouse=True)
def cache(settings, tmp_path):
    settings.DATA_DIR, settings.SHARED_CACHE = tmp_path, True
    heartbeat._beats.clear()
    with Cache() as cache:
        settings.PURGE_URL = f'http://127.0.0.1:{cache.server_port}/'
        thread = threading.Thread(target=cache.serve_forever, args=(0.01,))
        thread.start()
        yield cache
        cache.shutdown()
        thread.join()
    store.close()


@pytest.fixture
def purger(cache):
    """One that has purged everything, which it does first."""
    purger = purge.Purger()
    purger.catch_up()
    assert cache.asked.pop() == {'site'}
    purger.again.clear()
    return purger


def test_what_a_change_touches_is_purged_and_nothing_else(cache, purger):
    store.drop(['article-7', 'comments'])
    purger.catch_up()
    purger.catch_up()
    assert cache.asked == [{'article-7', 'comments'}]


def test_what_could_not_be_purged_is_purged_later_also_by_another_process(cache, purger):
    cache.answers = 503
    store.drop(['article-7'])
    with pytest.raises(HTTPError):
        purger.catch_up()
    store.drop(['article-8'])
    cache.answers = 200
    purge.Purger().catch_up()
    assert cache.asked == [{'article-7', 'article-8'}]


def test_a_page_that_was_on_its_way_to_the_cache_is_purged_a_second_time(cache, purger, monkeypatch):
    monkeypatch.setattr(purge, 'AGAIN', 0)
    store.drop(['article-7'])
    purger.catch_up()
    purger.catch_up()
    assert cache.asked == [{'article-7'}, {'article-7'}]


def test_whoever_does_not_know_what_was_dropped_purges_everything(cache, purger):
    store.discard()
    purger.catch_up()
    assert cache.asked.pop() == {'site'}
    purge.save(0, purger.day)
    purge.Purger().catch_up()
    assert cache.asked.pop() == {'site'}


def test_at_midnight_pages_that_show_the_date_are_purged(cache, purger):
    purger.day = '2017-11-21'
    purger.catch_up()
    purger.catch_up()
    assert cache.asked == [{'today'}]


def test_many_keys_are_sent_in_several_headers(cache, purger):
    many = {f'article-{n}' for n in range(2000)}
    store.drop(many)
    purger.catch_up()
    assert len(cache.asked) > 1
    assert set().union(*cache.asked) == many
    assert all(len(' '.join(asked)) <= keys.LONGEST for asked in cache.asked)


def test_the_follower_purges_what_an_editor_withdraws_once_the_cache_is_back(cache, transactional_db):
    article = make_article('Flood')
    position, ended = follower.catch_up(None), threading.Event()
    cache.answers = 503
    purging = threading.Thread(target=purge.follow, args=(ended.is_set, ended.wait))
    purging.start()
    try:
        Article.objects.filter(pk=article.pk).update(status='withdrawn')
        before = store.begin()
        while store.begin() == before:
            position = follower.catch_up(position)
            time.sleep(0.02)
        cache.answers = 200
        while not any('site' in asked or f'article-{article.pk}' in asked for asked in cache.asked):
            time.sleep(0.02)
    finally:
        ended.set()
        purging.join()
    assert not heartbeat.is_hung('purge')


def test_a_cache_keeps_what_can_be_purged_and_is_nobodys_own(client, settings):
    article = make_article('Flood')
    kept = 'public, max-age=0, s-maxage=600, stale-while-revalidate=10, stale-if-error=3600'
    for path in ('/', article.get_absolute_url(), '/feed/'):
        response = client.get(path)
        assert response['Cache-Control'] == kept
        assert 'site' in response['Surrogate-Key'].split()
    for path in ('/nothing/here/', '/readyz', '/admin/login/'):
        assert 's-maxage' not in client.get(path)['Cache-Control']
    client.cookies['session'] = 'of an editor'
    assert 's-maxage' not in client.get('/')['Cache-Control']


def test_a_cache_that_is_not_purged_keeps_pages_for_seconds(client, settings):
    settings.PURGE_URL = ''
    assert 's-maxage=10,' in client.get('/')['Cache-Control']


def test_without_one_nothing_is_kept_outside(client, settings):
    settings.SHARED_CACHE = False
    response = client.get('/')
    assert response['Cache-Control'] == 'public, max-age=0, must-revalidate'
    assert 'Surrogate-Key' not in response
