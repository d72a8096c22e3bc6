"""Pages that are not kept are made in turn."""

import runpy
import threading

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from articles.middleware import turns as middleware
from articles.middleware.turns import MAKING, WAITING, Turns, in_turn, needs_one


def test_a_quarter_of_the_threads_make_pages_and_as_many_are_left_for_kept_ones_and_editors():
    threads = runpy.run_path('newsroom/gunicorn.conf.py')['threads']
    assert threads == 4 * MAKING == MAKING + WAITING + 4


def test_who_waits_gets_the_turn_that_is_given_back_and_nobody_waits_for_ever():
    turns = Turns(making=1, waiting=1)
    assert turns.take()
    assert not turns.take(patience=0.01)
    got = []
    waiting = threading.Thread(target=lambda: got.append(turns.take(patience=60)))
    waiting.start()
    while turns._waiting._value:
        pass
    assert not turns.take(patience=60), 'with one waiting already, the next is told at once'
    turns.give_back()
    waiting.join()
    assert got == [True]
    turns.give_back()
    assert turns.take()


def test_posts_and_editors_never_wait(static_files):
    turns = Turns(making=1, waiting=1)
    answer = in_turn(lambda request: HttpResponse('made'), turns, patience=0.01)
    turns.take()
    assert answer(RequestFactory().get('/2017/')).status_code == 503
    assert answer(RequestFactory().get('/admin/')).status_code == 200
    assert not needs_one('POST', '/respond/1/')
    assert not needs_one('GET', '/livez')
    assert not needs_one('GET', '/renditions/360/2017/11/flood.jpg.webp')


def test_who_is_sent_away_gets_a_page_with_every_header_and_one_line_is_logged(
    static_files, client, monkeypatch, caplog
):
    monkeypatch.setattr(middleware.Turns, 'take', lambda *_: False)
    for _ in range(3):
        busy = client.get('/2017/')
    assert (busy.status_code, busy['Retry-After'], busy['Cache-Control']) == (503, '5', 'no-store')
    assert "default-src 'none'" in busy['Content-Security-Policy']
    assert busy['X-Content-Type-Options'] == 'nosniff'
    assert [(line.name, line.levelname) for line in caplog.records] == [('articles.middleware.turns', 'WARNING')]


def test_a_page_that_fails_gives_its_turn_back():
    def fail(request):
        raise ValueError

    answer = in_turn(fail, Turns(making=1, waiting=1))
    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011
            answer(RequestFactory().get('/2017/'))
