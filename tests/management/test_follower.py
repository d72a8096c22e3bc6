import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from articles.changes import heartbeat
from articles.management import follower
from articles.middleware import offline_pages
from articles.models import Article
from tests.factories import make_article


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    heartbeat._beats.clear()
    heartbeat.beat('follow')


def catch_up_with_a_change(position):
    """Follows until a change was taken; transactions of other databases of the cluster may delay it."""
    before = offline_pages.generation()
    for _ in range(2400):
        position = follower.catch_up(position)
        if offline_pages.generation() != before:
            return position
        time.sleep(0.05)
    raise AssertionError('no change was taken')


def page(path='/'):
    return RequestFactory().get(path)


def test_a_change_drops_kept_pages(transactional_db):
    position = follower.catch_up(None)
    offline_pages.keep(page(), HttpResponse('the front page'), offline_pages.generation())
    position = follower.catch_up(position)
    assert offline_pages.serve(page()).content == b'the front page'
    make_article()
    catch_up_with_a_change(position)
    assert offline_pages.serve(page()) is None


def test_a_page_begun_before_a_change_is_not_kept_after_it(transactional_db):
    position = follower.catch_up(None)
    begun = offline_pages.generation()
    make_article()
    catch_up_with_a_change(position)
    offline_pages.keep(page(), HttpResponse('old news'), begun)
    assert offline_pages.serve(page()) is None


def test_its_place_survives_the_process(transactional_db):
    follower.catch_up(None)
    article = make_article()
    position = catch_up_with_a_change(follower.load())
    assert follower.load().xid == position.xid
    assert article.pk == position.article_id


def test_a_lost_place_begins_anew_and_drops_everything(transactional_db):
    position = follower.catch_up(None)
    offline_pages.keep(page(), HttpResponse('the front page'), offline_pages.generation())
    follower.catch_up(position._replace(clock=position.clock - timedelta(days=60)))
    assert offline_pages.serve(page()) is None


def test_a_torn_place_is_no_place(tmp_path):
    follower.position_file().write_text('{"xid": 7')
    assert follower.load() is None


def test_one_address_never_answers_for_another(transactional_db, monkeypatch):
    monkeypatch.setattr(offline_pages, 'SLOTS', 1)
    follower.catch_up(None)
    offline_pages.keep(page('/a/'), HttpResponse('a'), offline_pages.generation())
    assert offline_pages.serve(page('/b/')) is None
    assert offline_pages.serve(page('/a/')).content == b'a'


def test_a_copy_that_cannot_be_kept_breaks_no_page(transactional_db):
    follower.catch_up(None)
    (offline_pages.folder() / offline_pages.generation()).rmdir()
    (offline_pages.folder() / offline_pages.generation()).write_text('a file stands where the folder should be')
    offline_pages.keep(page(), HttpResponse('the front page'), offline_pages.generation())
    assert offline_pages.serve(page()) is None


@pytest.mark.parametrize('change', ['status', 'cookie', 'no-store', 'session', 'post'])
def test_only_what_anyone_may_see_is_kept(transactional_db, settings, change):
    follower.catch_up(None)
    request, response = page(), HttpResponse('x')
    if change == 'status':
        response.status_code = 404
    elif change == 'cookie':
        response.set_cookie('a', 'b')
    elif change == 'no-store':
        response.headers['Cache-Control'] = 'no-store'
    elif change == 'session':
        request.COOKIES[settings.SESSION_COOKIE_NAME] = 'x'
    else:
        request = RequestFactory().post('/')
    offline_pages.keep(request, response, offline_pages.generation())
    assert offline_pages.serve(page()) is None


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
    follower.catch_up(None)
    client.get(article.get_absolute_url())
    with without_database():
        assert 'The text of Flood.' in client.get(article.get_absolute_url()).text
        unread = client.get(other.get_absolute_url())
        assert (unread.status_code, unread['Retry-After']) == (503, '10')
        assert client.get('/livez').status_code == 200
        assert client.get('/readyz').status_code == 503
    assert client.get(other.get_absolute_url()).status_code == 200


def test_what_was_withdrawn_does_not_come_back_in_an_outage(transactional_db, client, without_database):
    article = make_article('Flood')
    client.raise_request_exception = False
    position = follower.catch_up(None)
    client.get(article.get_absolute_url())
    Article.objects.update(status='withdrawn')
    catch_up_with_a_change(position)
    with without_database():
        assert client.get(article.get_absolute_url()).status_code == 503


def test_pages_of_a_machine_whose_follower_hung_before_an_outage_are_not_shown(
    transactional_db, client, without_database, monkeypatch
):
    article = make_article('Flood')
    client.raise_request_exception = False
    follower.catch_up(None)
    client.get(article.get_absolute_url())
    monkeypatch.setattr(heartbeat, 'FRESH', -1)
    with without_database():
        assert client.get(article.get_absolute_url()).status_code == 503
