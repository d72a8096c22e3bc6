"""Pages that are not kept are made in turn."""

import runpy
import threading

from django.http import HttpResponse
from django.test import RequestFactory

from articles.pages import keep
from articles.pages.turns import MAKING, WAITING, Turns, needs_one


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


def test_a_page_that_cannot_be_made_says_when_to_come_back_and_posts_and_editors_never_wait(monkeypatch):
    monkeypatch.setattr(keep, '_turns', Turns(making=1, waiting=1))
    monkeypatch.setattr(keep.turns.Turns.take, '__defaults__', (0.01,))
    keep._turns.take()
    answer = keep.keep(lambda request: HttpResponse('made'))
    busy = answer(RequestFactory().get('/2017/', {'page': 1}))
    assert (busy.status_code, busy['Retry-After'], busy['Cache-Control']) == (503, '5', 'no-store')
    assert answer(RequestFactory().get('/admin/')).status_code == 200
    assert not needs_one('POST', '/respond/1/')
    assert not needs_one('GET', '/livez')
    assert not needs_one('GET', '/renditions/360/2017/11/flood.jpg.webp')


def test_a_page_that_fails_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(keep, '_turns', Turns(making=1, waiting=1))

    def fail(request):
        raise ValueError

    for _ in range(3):
        try:
            keep.keep(fail)(RequestFactory().get('/2017/', {'page': 1}))
        except ValueError:
            continue
        raise AssertionError
