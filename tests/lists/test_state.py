from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import lists
from articles.lists import state
from articles.models import Category, Site
from tests.factories import make_article, make_category

# Only what is committed is remembered.
pytestmark = pytest.mark.django_db(transaction=True)


def read():
    """The names of the sections in use, as a new request reads them, and the queries that it took."""
    with CaptureQueriesContext(connection) as queries, lists.read_once():
        names = [section.name for section in lists.Sections()]
        assert lists.site()
    return names, [query['sql'] for query in queries]


def test_nothing_but_the_snapshot_is_read_while_nothing_is_committed(monkeypatch):
    monkeypatch.setattr(state, '_last', None)  # as in a process that has read nothing yet
    make_article('One', categories=[make_category('World')])
    names, first = read()
    assert (names, len(first)) == (['World'], 1)
    # What other tests commit, in other databases of the server, counts too.
    readings = (read() for _ in range(1000))
    assert any(names == ['World'] and len(asked) == 1 and 'articles_' not in asked[0] for names, asked in readings)


def test_what_is_committed_is_in_the_next_reading():
    make_article('One', categories=[make_category('World')])
    assert read()[0] == ['World']
    Category.objects.update(name='Abroad')
    assert read()[0] == ['Abroad']
    Site.objects.update_or_create(pk=1, defaults={'name': 'The Courier'})
    assert lists.site().name == 'The Courier'
    make_article('Two', categories=[make_category('Local')])
    assert sorted(read()[0]) == ['Abroad', 'Local']


def test_section_of_a_scheduled_article_appears_on_its_second(monkeypatch):
    due = timezone.now() + timedelta(hours=1)
    make_article('Now', categories=[make_category('World')])
    make_article('Due', categories=[make_category('Local')], published=due)
    assert read()[0] == ['World']
    monkeypatch.setattr('django.utils.timezone.now', lambda: due - timedelta(microseconds=1))
    assert read()[0] == ['World']
    monkeypatch.setattr('django.utils.timezone.now', lambda: due)
    assert read()[0] == ['Local', 'World']
