from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import OldUrl, Unanswered
from articles.search import unanswered
from tests.factories import make_article


@pytest.fixture
def counting(settings, db):
    settings.UNANSWERED_SEARCHES = True


def on_day(monkeypatch, n):
    day = timezone.now().date() + timedelta(days=n)
    monkeypatch.setattr(timezone, 'localdate', lambda: day)


def test_searches_without_results_are_not_counted_unless_asked_for(index_all, db, client):
    index_all()
    client.get('/search/?q=newsletter')
    assert not Unanswered.objects.exists()


def test_a_standby_counts_no_searches(counting, settings, index_all, client):
    index_all()
    settings.READ_ONLY = True
    assert client.get('/search/?q=newsletter').status_code == 200
    assert not Unanswered.objects.exists()


def test_a_search_without_results_is_shown_once_asked_on_five_days(counting, index_all, client, monkeypatch):
    make_article('Flood')
    index_all()
    for day in range(5):
        on_day(monkeypatch, day)
        assert not unanswered.shown().exists()
        client.get('/search/?q=News letter')
        client.get('/search/?q=flood')
        client.get('/search/?q=news letter&tag=water')
    client.get('/search/?q=news letter')
    assert list(unanswered.shown().values_list('text', 'count', 'days')) == [('news letter', 6, 5)]
    on_day(monkeypatch, 200)
    assert not unanswered.shown().exists()
    unanswered.count('other')
    assert list(Unanswered.objects.values_list('text', flat=True)) == ['other']


@pytest.mark.parametrize('text', ['ada@example.org', 'call 0123 45', 'x' * 200, '★'])
def test_what_may_be_somebodys_is_never_counted(counting, text):
    unanswered.count(text)
    assert not Unanswered.objects.exists()


def test_only_so_many_are_counted(counting, monkeypatch):
    monkeypatch.setattr(unanswered, 'MOST', 2)
    for text in ('one', 'two', 'three', 'two'):
        unanswered.count(text)
    assert dict(Unanswered.objects.values_list('text', 'count')) == {'one': 1, 'two': 2}


def test_editors_make_a_synonym_or_a_redirect_of_one(counting, index_all, client, admin_client):
    make_article('Flood')
    index_all()
    Unanswered.objects.create(text='news letter', count=9, days=5, last_on=timezone.localdate())
    listed = admin_client.get('/admin/articles/unanswered/').text
    assert '/admin/articles/synonym/add/?names=news+letter' in listed
    assert '/admin/articles/oldurl/add/?path=%2Fsearch%2F%3Fq%3Dnews%2Bletter' in listed
    OldUrl.objects.create(path='/search?q=news+letter', target='/about/')
    assert client.get('/search/?q=News Letter').headers['location'] == '/about/'
