"""Queries whose SQL is written once."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from articles.db.compiled import Compiled
from articles.models import Article
from tests.factories import make_article, make_author

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_every_call_fetches_by_its_own_values_and_the_sql_is_written_once():
    calls = []

    @Compiled
    def of_day(at: datetime, on: date, slugs: list[str]):
        calls.append(on)
        return Article.objects.public(at).for_reading().filter(published_on=on, slug__in=slugs).order_by('slug')

    make_article('Flood', published='2020-05-01', authors=[make_author('Ann Lee')], tags=['weather'])
    make_article('Fire', published='2020-05-02')
    first = of_day(at=NOW, on=date(2020, 5, 1), slugs=['flood', 'fire'])
    second = of_day(at=NOW, on=date(2020, 5, 2), slugs=['fire', 'none'])
    assert [one.title for one in first + second] == ['Flood', 'Fire']
    assert [one['name'] for one in first[0].byline] == ['Ann Lee']
    assert first[0].tag_list[0]['name'] == 'weather'
    assert len(calls) == 1
    assert [one.title for one in of_day(at=NOW, on=date(2020, 5, 1), slugs=['flood'])] == ['Flood']
    assert len(calls) == 2, 'a list of another length is another statement'
    assert of_day(at=NOW, on=date(2020, 5, 1), slugs=[]) == []


def test_a_union_gives_the_rows_that_it_gives_without_being_compiled(django_assert_num_queries):
    @Compiled
    def either(at: datetime, a: int, b: list[int]):
        public = Article.objects.public(at).only('title', 'slug')
        return public.filter(pk=a).union(public.filter(pk__in=b))

    one, two, hidden = make_article('One'), make_article('Two'), make_article('Draft', status='draft')
    with django_assert_num_queries(2):
        assert {a.title for a in either(at=NOW, a=one.pk, b=[two.pk, hidden.pk])} == {'One', 'Two'}
        assert {a.title for a in either(at=NOW, a=two.pk, b=[])} == {'Two'}


def test_a_clock_that_is_asked_while_the_sql_is_written_is_refused():
    with pytest.raises(ValueError, match='a time that was not given'):
        Compiled(lambda pk: Article.objects.filter(public_from__lte=timezone.now(), pk=pk))(pk=1)
    with pytest.raises(ValueError, match='does not have every value'):
        Compiled(lambda pk, of: Article.objects.filter(pk=pk + of))(pk=1, of=2)


def test_values_that_look_like_sql_stay_values():
    @Compiled
    def titled(title: str):
        return Article.objects.filter(title=title)

    make_article("x' OR '1'='1", slug='odd')
    assert [one.slug for one in titled(title="x' OR '1'='1")] == ['odd']
    assert titled(title='%s') == titled(title='100 %') == []
    assert connection.is_usable()
