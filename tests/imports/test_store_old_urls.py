"""What becomes of the addresses that an import tells: of lists, files, items that are not shown."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from articles.imports.store.files import Uploads
from articles.imports.store.report import Report
from articles.imports.store.store import Store
from articles.models import Article, Author, ImportRun, OldUrl
from articles.readers.record import AuthorRecord, SourceRecord, TermRecord
from tests.factories import import_records, make_record

pytestmark = pytest.mark.django_db
FILE = 'http://old.example/wp-content/uploads/2017/11/mill.jpg'


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'


def led(address: str) -> tuple[int, str]:
    response = Client().get(address)
    return response.status_code, response.headers.get('Location', '')


def test_lists_are_found_by_the_numbers_they_had_and_a_site_in_a_folder_without_it():
    world, ada = TermRecord('World', 'world'), AuthorRecord('Ada', 'ada', 'ada')
    asia = TermRecord('Asia', 'asia', parent=world)
    url, numbers = 'http://old.example/blog/', {'/?cat=3': asia, '/?author=7': ada}
    source = SourceRecord(__file__, 'wxr', url=url, authors=(ada,), categories=(asia,), old_urls=numbers)
    store = Store(ImportRun.objects.create(source=__file__), Report(), Uploads(), kind='wxr', version=1)
    store.write([source, make_record(1, authors=(ada,), categories=(asia,))])
    assert led('/?cat=3') == led('/blog/?cat=3') == (301, '/category/world/asia/')
    assert led('/?author=7') == (301, '/author/ada/')
    assert led('/blog/feed/') == (301, '/feed/')
    assert led('/blog/category/world/asia/') == (301, '/category/world/asia/')


def test_a_missing_file_and_smaller_ones_made_of_it_are_gone_until_it_comes(tmp_path):
    picture = make_record(
        9, kind='attachment', file_url=FILE, old_urls=('/?attachment_id=9', 'http://old.example/a/b/')
    )
    asked = ['/?attachment_id=9', '/a/b/', '/wp-content/uploads/2017/11/mill-300x200.jpg']
    import_records(picture)
    assert [led(address)[0] for address in (*asked, '/wp-content/uploads/2017/11/mill.jpg')] == [410] * 4
    rows = OldUrl.objects.count()
    (tmp_path / '2017/11').mkdir(parents=True)
    Image.new('RGB', (4, 3)).save(tmp_path / '2017/11/mill.jpg')
    import_records(picture, uploads=tmp_path)
    assert [led(address) for address in asked] == [(301, '/wp-content/uploads/2017/11/mill.jpg')] * 3
    assert led('/wp-content/uploads/2017/11/mill.jpg') == (200, '')
    assert OldUrl.objects.count() == rows


def test_what_is_kept_but_not_shown_is_gone_and_gives_way_to_what_is_there():
    import_records(make_record(5, kind='portfolio', old_urls=('/portfolio/mill/', '/?p=5')))
    import_records(make_record(6, kind='revision', status='draft', old_urls=('/?p=6',)))
    assert [led(address)[0] for address in ('/portfolio/mill/', '/?p=5', '/?p=6')] == [410, 410, 404]
    import_records(make_record(7, old_urls=('/?p=5',)))
    assert led('/?p=5') == (301, Article.objects.get().get_absolute_url())


def test_what_an_editor_declared_gone_stays_gone():
    OldUrl.objects.create(path='/?p=5')
    import_records(make_record(7, old_urls=('/?p=5',)))
    assert led('/?p=5')[0] == 410


def test_what_readers_may_not_see_gives_way_to_what_they_may():
    import_records(make_record(5, status='draft', old_urls=('/?p=5',)), make_record(6, old_urls=('/?p=6',)))
    other_site = {'source_key': 'wordpress:b.example:5', 'slug': 'theirs', 'old_urls': ('/?p=5', '/?p=6')}
    import_records(make_record(5, **other_site))
    assert led('/?p=5') == (301, '/2017/11/22/theirs/')
    assert led('/?p=6') == (301, '/2017/11/22/story-6/')


def test_authors_who_are_here_already_are_found_in_one_query():
    authors = tuple(AuthorRecord(f'Ada {n}', f'ada-{n}', f'ada{n}') for n in range(20))
    source = SourceRecord(__file__, 'wxr', url='http://old.example', authors=authors)
    for _ in range(2):
        store = Store(ImportRun.objects.create(source=__file__), Report(), Uploads(), kind='wxr', version=1)
        with CaptureQueriesContext(connection) as queries:
            store.write([source])
    assert Author.objects.count() == 20
    assert sum('FROM "articles_author"' in query['sql'] for query in queries.captured_queries) == 1
