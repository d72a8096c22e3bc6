import gzip
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from articles.changes import heartbeat
from articles.changes import position as saved
from articles.management import follower
from articles.models import Article
from articles.pages import drop, store
from tests.factories import make_article
from tests.settled import settled


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    heartbeat._beats.clear()
    heartbeat.beat('follow')


def catch_up(position=None):
    """Handles all that was written so far, once no older transaction of another database of the cluster delays it.

    So does a follower that starts (no position) after what earlier tests have written.
    """
    settled()
    return follower.catch_up(position)


def keep(*keys, url='/', begun=None):
    page = store.Page('[["Content-Type", "text/html"]]', 'W/"1"', 0, time.time() + 60, gzip.compress(b'old news'), b'')
    store.put(url, page, keys, store.begin() if begun is None else begun)


def test_a_change_drops_the_pages_that_it_touches_and_no_others(transactional_db):
    position = catch_up()
    make_article(pk=6)
    position = catch_up(position)
    keep('lists')
    keep('article-7', url='/seven/')
    follower.catch_up(position)
    assert store.get('/')
    make_article(pk=8)
    catch_up(position)
    assert store.get('/') is None
    assert store.get('/seven/')


def test_a_page_begun_before_a_change_is_not_kept_after_it(transactional_db):
    position, begun = catch_up(), store.begin()
    make_article()
    catch_up(position)
    keep('lists', begun=begun)
    assert store.get('/') is None


def test_a_change_drops_pages_although_an_older_transaction_still_writes(transactional_db):
    make_article(pk=7)
    drop.touched({7: True})
    handled = follower.drop_held_back(set())
    older = connection.copy()
    older.set_autocommit(False)
    try:
        with older.cursor() as cursor:
            cursor.execute('SELECT pg_current_xact_id()')
        keep('article-7')
        keep('article-8', url='/eight/')
        Article.objects.update(status='withdrawn')
        handled = follower.drop_held_back(handled)
        assert store.get('/') is None
        assert store.get('/eight/')
        keep('article-7')
        follower.drop_held_back(handled)
        assert store.get('/'), 'what was handled once is not dropped again and again'
    finally:
        older.rollback()
        older.close()


def test_its_place_survives_the_process(transactional_db):
    catch_up()
    article = make_article()
    position = catch_up(saved.load())
    assert saved.load().xid == position.xid
    assert article.pk == position.article_id


def test_a_lost_place_begins_anew_and_drops_everything(transactional_db):
    position = catch_up()
    keep('article-7')
    follower.catch_up(position._replace(clock=position.clock - timedelta(days=60)))
    assert store.get('/') is None


def test_a_torn_place_is_no_place(tmp_path):
    saved.file().write_text('{"xid": 7')
    assert saved.load() is None


@pytest.fixture
def client():
    """A reader at the site's own host: pages of no other are kept."""
    return Client(headers={'host': '127.0.0.1:8000'})


@pytest.fixture
def without_database():
    """Cuts the connection, and puts a place where no server listens into the settings."""

    @contextmanager
    def cut():
        connection.close()
        host, connection.settings_dict['HOST'] = connection.settings_dict['HOST'], '/nowhere'
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict['HOST'] = host

    return cut


def test_while_the_database_is_away_pages_read_before_are_shown_and_others_say_when_to_come_back(
    transactional_db, client, without_database
):
    article = make_article('Flood')
    other = make_article('Drought')
    client.raise_request_exception = False
    catch_up()
    client.get(article.get_absolute_url())
    with without_database():
        copy = client.get(article.get_absolute_url())
        assert 'The text of Flood.' in copy.text
        assert "default-src 'none'" in copy['Content-Security-Policy']
        assert (copy['X-Content-Type-Options'], copy['Cache-Control']) == ('nosniff', 'no-store')
        unread = client.get(other.get_absolute_url())
        assert (unread.status_code, unread['Retry-After']) == (503, '10')
        assert client.get('/livez').status_code == 200
        assert client.get('/readyz').status_code == 503
    assert client.get(other.get_absolute_url()).status_code == 200


def test_what_was_withdrawn_does_not_come_back_in_an_outage(transactional_db, client, without_database):
    article = make_article('Flood')
    client.raise_request_exception = False
    position = catch_up()
    client.get(article.get_absolute_url())
    Article.objects.update(status='withdrawn')
    catch_up(position)
    with without_database():
        assert client.get(article.get_absolute_url()).status_code == 503


def test_pages_of_a_machine_whose_follower_hung_before_an_outage_are_not_shown(
    transactional_db, client, without_database, monkeypatch
):
    article = make_article('Flood')
    client.raise_request_exception = False
    catch_up()
    client.get(article.get_absolute_url())
    monkeypatch.setattr(heartbeat, 'FRESH', -1)
    with without_database():
        assert client.get(article.get_absolute_url()).status_code == 503
