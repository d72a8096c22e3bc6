from datetime import datetime, timedelta, timezone

import pytest
from django.db import connection

from articles.models import Article, ImportNote

pytestmark = pytest.mark.django_db


def test_two_stories_of_one_name_on_one_day_both_get_an_address(record, import_records):
    import_records(record(1, slug='weather'))
    import_records(record(2, slug='weather'), record(3, slug='weather'), record(4, slug='weather', published=None))
    slugs = Article.objects.order_by('source_key').values_list('slug', flat=True)
    assert list(slugs) == ['weather', 'weather-2', 'weather-3', 'weather']


def test_two_drafts_of_one_day_without_a_slug_both_come_in(record, import_records):
    report = import_records(record(1, status='draft', slug=''))
    assert import_records(record(2, status='draft', slug='')).outcomes == report.outcomes == {'created': 1}


def test_the_day_in_the_address_is_the_day_where_it_was_published(record, import_records):
    karachi = timezone(timedelta(hours=5))
    import_records(record(published=datetime(2017, 11, 22, 2, tzinfo=karachi)))
    assert Article.objects.get().get_absolute_url() == '/2017/11/22/story-1/'


@pytest.mark.parametrize(
    ('wanted', 'path'),
    [
        ('docs/v2.0/setup', 'docs/v2-0/setup'),
        ('team/office.html', 'team/office'),
        ('search', 'search-2'),
        *((name, f'{name}-2') for name in ('feeds', 'date', 'saved', 'tag', 'author')),
        ('category/sea', 'category-2/sea'),
        ('2019', '2019-2'),
        ('100%', '100'),
        ('about', 'about'),
    ],
)
def test_page_gets_the_nearest_path_that_it_can_have(client, record, import_records, wanted, path):
    import_records(record(kind='page', slug=wanted, old_urls=(f'http://old.example/{wanted}/', '/?page_id=1')))
    page = Article.objects.get()
    assert page.get_absolute_url() == f'/{path}/'
    assert client.get(f'/{path}/').status_code == 200
    assert client.get('/?page_id=1')['Location'] == f'/{path}/'
    assert ImportNote.objects.filter(code='page-path').exists() == (wanted != path)


def test_page_at_a_path_with_dots_redirects_to_where_it_is(client, record, import_records):
    import_records(record(kind='page', slug='docs/v2.0', old_urls=('http://old.example/docs/v2.0/',)))
    assert client.get('/docs/v2.0/')['Location'] == '/docs/v2-0/'


def test_page_at_a_path_that_no_url_has_breaks_no_list(client, record, import_records):
    import_records(record(kind='page', slug='about'))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET slug = 'a.b/c%d' WHERE slug = 'about'")
    assert Article.objects.get().get_absolute_url() == '/a.b/c%25d/'
    assert client.get('/sitemap-0.xml').status_code == 200
    assert client.get('/').status_code == 200


def test_translation_does_not_take_the_url_of_the_text(record, import_records):
    import_records(
        record(1, slug='fair', url='http://old.example/es/2017/11/22/fair/'),
        record(2, slug='fair', url='http://old.example/2017/11/22/fair/'),
    )
    assert dict(Article.objects.values_list('title', 'slug')) == {'Story 1': 'fair-2', 'Story 2': 'fair'}
