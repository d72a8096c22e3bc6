"""Links within imported bodies lead to where their targets live now, whichever came first."""

import pytest
from django.db import connection
from PIL import Image

from articles.editorial import publishing
from articles.imports.store.store import join
from articles.models import Article
from articles.text import links
from tests.factories import import_records, make_article, make_editor, make_record

pytestmark = pytest.mark.django_db
FLOOD = '/2017/11/22/story-2/'


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'


def linking(url: str, number: int = 1, **fields):
    body = f'<p><a href="{url}" rel="nofollow">this</a></p>'
    return make_record(number, url=f'http://old.example/archives/{number}/', body_html=body, **fields)


def target(number: int = 2, **fields):
    old = (f'http://old.example/archives/{number}/', f'/?p={number}')
    return make_record(number, url=old[0], old_urls=old, **fields)


def led(number: int = 1) -> str:
    body = Article.objects.get(source_key=f'wordpress:old.example:{number}').body_html
    return body.partition('href="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ('url', 'place'),
    [
        ('/?p=2', FLOOD),
        ('/?p=2#comment-7', f'{FLOOD}#comment-7'),
        ('/?p=2&amp;cpage=2#comment-7', f'{FLOOD}#comment-7'),
        ('/archives/2/', FLOOD),
        ('/archives/2', FLOOD),
        ('/archives/2/feed/', f'{FLOOD}feed/'),
        ('http://old.example/archives/2/', FLOOD),
        ('https://www.old.example/archives/2/#more-2', f'{FLOOD}#more-2'),
        ('//old.example/archives/2/', FLOOD),
        ('https://other.example/archives/2/', 'https://other.example/archives/2/'),
        ('http://old.example/archives/99/', 'http://old.example/archives/99/'),
        ('/?p=99', '/?p=99'),
        ('/feed/rss2/', '/feed/'),
        ('#note-1', '#note-1'),
    ],
)
def test_a_link_leads_to_where_its_target_lives_now(url, place):
    import_records(linking(url), target())
    join()
    assert led() == place


def test_a_link_is_led_when_its_target_comes_with_a_later_import():
    import_records(linking('/?p=2'))
    join()
    assert led() == '/?p=2'
    import_records(target())
    join()
    assert led() == FLOOD
    assert Article.objects.get(title='Story 1').pending_keys == []


def test_a_second_import_changes_no_row_though_links_were_led():
    records = [linking('/?p=2', body_source='as it came'), target(), linking('/?p=99', number=3)]
    import_records(*records)
    join()
    before = list(Article.objects.order_by('pk').values())
    with connection.cursor() as cursor:
        cursor.execute('SELECT count(*) FROM articles_change')
        changes = cursor.fetchone()
        assert import_records(*records).outcomes == {'unchanged': 3}
        join()
        cursor.execute('SELECT count(*) FROM articles_change')
        assert cursor.fetchone() == changes
    assert list(Article.objects.order_by('pk').values()) == before
    assert before[0]['body_source'] == 'as it came'
    assert before[0]['version'] == before[0]['imported_version']


def test_a_number_means_the_article_of_the_same_site():
    import_records(target())
    other = linking('/?p=2', source_key='wordpress:b.example:1')
    second = make_record(2, source_key='wordpress:b.example:2', slug='second', old_urls=('/?p=2',))
    import_records(other, second)
    join()
    assert 'href="/2017/11/22/second/"' in Article.objects.get(source_key=other.source_key).body_html


def test_an_address_that_another_site_had_leads_nowhere():
    import_records(target())
    other = make_record(
        1, source_key='html:b', url='http://b.example/', body_html='<a href="http://b.example/archives/2/">x</a>'
    )
    import_records(other)
    join()
    assert 'http://b.example/archives/2/' in Article.objects.get(source_key='html:b').body_html


def test_a_link_to_what_readers_may_not_see_is_left_as_it_is():
    import_records(linking('/?p=2'), target(status='private'))
    join()
    assert led() == '/?p=2'


def test_what_an_editor_has_changed_is_left_as_it_is():
    import_records(linking('/?p=2'))
    article = Article.objects.get()
    publishing.save(article, by=make_editor(), title='Ours')
    import_records(target())
    join()
    assert led() == '/?p=2'


def test_pictures_in_sizes_that_are_not_kept_become_the_kept_one(tmp_path):
    Image.new('RGB', (40, 30)).save(tmp_path / 'mill.jpg')
    uploads = '/wp-content/uploads'
    body = f'<p><a href="{uploads}/mill-300x200.jpg"><img src="{uploads}/mill-150x150.jpg" alt="a"></a></p>'
    file = make_record(9, kind='attachment', file_url=f'http://old.example{uploads}/mill.jpg')
    import_records(make_record(1, body_html=body), file, uploads=tmp_path)
    join()
    assert Article.objects.get().body_html == body.replace('-300x200', '').replace('-150x150', '')


def test_the_places_of_galleries_are_no_links():
    gallery = '<figure class="gallery"><a href="/?p=2#image">image</a></figure><a href="/?p=2">story</a>'
    assert links.of_site(gallery, '') == ['/?p=2']
    assert links.replaced(gallery, {'/?p=2': '/there/', '/?p=2#image': '/there/'}) == gallery.replace(
        '"/?p=2"', '"/there/"'
    )


def test_a_link_to_a_page_made_here_is_led_there():
    make_article('About', kind='page', slug='about')
    import_records(linking('/about'))
    join()
    assert led() == '/about/'
