from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from articles import copies, following
from tests.factories import make_article


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def page(path='/'):
    return RequestFactory().get(path)


def test_a_change_drops_kept_pages(transactional_db):
    position = following.catch_up(None)
    copies.keep(page(), HttpResponse('the front page'), copies.generation())
    position = following.catch_up(position)
    assert copies.serve(page()).content == b'the front page'
    make_article()
    following.catch_up(position)
    assert copies.serve(page()) is None


def test_a_page_begun_before_a_change_is_not_kept_after_it(transactional_db):
    position = following.catch_up(None)
    begun = copies.generation()
    make_article()
    following.catch_up(position)
    copies.keep(page(), HttpResponse('old news'), begun)
    assert copies.serve(page()) is None


def test_its_place_survives_the_process(transactional_db):
    following.catch_up(None)
    article = make_article()
    position = following.catch_up(following.load())
    assert following.load().xid == position.xid
    assert article.pk == position.article_id


def test_a_lost_place_begins_anew_and_drops_everything(transactional_db):
    position = following.catch_up(None)
    copies.keep(page(), HttpResponse('the front page'), copies.generation())
    following.catch_up(position._replace(clock=position.clock - timedelta(days=60)))
    assert copies.serve(page()) is None


def test_a_torn_place_is_no_place(tmp_path):
    following.place().write_text('{"xid": 7')
    assert following.load() is None


def test_one_address_never_answers_for_another(transactional_db, monkeypatch):
    monkeypatch.setattr(copies, 'SLOTS', 1)
    following.catch_up(None)
    copies.keep(page('/a/'), HttpResponse('a'), copies.generation())
    assert copies.serve(page('/b/')) is None
    assert copies.serve(page('/a/')).content == b'a'


@pytest.mark.parametrize('change', ['status', 'cookie', 'no-store', 'session', 'post'])
def test_only_what_anyone_may_see_is_kept(transactional_db, settings, change):
    following.catch_up(None)
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
    copies.keep(request, response, copies.generation())
    assert copies.serve(page()) is None
