"""Every address that imports know of is asked for, and what does not answer is named."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, OldUrl, Provenance
from articles.redirects import inventory
from articles.redirects.audit import Audit
from tests.factories import import_records, make_article, make_comment, make_media, make_record

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[2] / 'sample'


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'


def check() -> str:
    out = io.StringIO()
    try:
        call_command('check_old_urls', verbosity=0, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())
    return out.getvalue()


def failing() -> str:
    """What the command writes where it ends with an error."""
    out = io.StringIO()
    with pytest.raises(SystemExit, match='1'):
        call_command('check_old_urls', verbosity=0, stdout=out)
    return out.getvalue()


def row(table: str, kind: str) -> list[int]:
    """answered, redirected, gone, hidden, failed"""
    line = next(line for line in table.splitlines() if line.startswith(f'{kind}  '))
    return [int(number) for number in line.removeprefix(kind).split()]


def make_imported(title: str = 'Flood', **fields) -> Article:
    article = make_article(title, source_key=f'wordpress:old.example:{title}', **fields)
    Provenance.objects.create(article=article, url=f'http://old.example/archives/{title.lower()}/')
    OldUrl.objects.create(path=f'/archives/{title.lower()}', article=article)
    return article


@pytest.fixture
def beginning(tmp_path) -> Path:
    """The first articles of the sample archive, and all files of them."""
    head, *items = (SAMPLE / 'archive.xml').read_text().partition('</channel>')[0].split('<item>')
    head = re.sub(r'<wp:(tag|category|author)>.*?</wp:\1>', '', head, flags=re.S)
    chosen = [item for item in items if '[attachment]' in item][:2] + [item for item in items if '[page]' in item][:1]
    chosen += [item for item in items if item.count('<wp:comment>') > 1][:3]
    (tmp_path / 'export.xml').write_text('<item>'.join([head, *chosen]) + '</channel></rss>')
    return tmp_path / 'export.xml'


def test_every_address_of_an_import_answers(beginning):
    call_command('import_archive', beginning, uploads=SAMPLE / 'uploads', verbosity=0, stdout=io.StringIO())
    table = check()
    assert row(table, 'all')[2] == row(table, 'all')[4] == 0
    assert min(row(table, 'number')[1], row(table, 'page of comments')[1], row(table, 'comment')[0]) >= 3
    assert 'redirect to another' not in table


def test_every_address_of_an_import_whose_files_are_missing_answers(beginning):
    call_command('import_archive', beginning, verbosity=0, stdout=io.StringIO())
    table = check()
    assert row(table, 'file')[2] == 2
    assert row(table, 'all')[4] == 0


def test_an_address_that_is_not_known_any_more_is_named():
    make_imported(slug='high-water')
    OldUrl.objects.all().delete()
    written = failing()
    assert 'link: /archives/flood: 404' in written
    assert row(written, 'link') == [1, 0, 0, 0, 1]


def test_a_redirect_to_nothing_is_named():
    OldUrl.objects.create(path='/old', target='/wp-content/uploads/gone.jpg')
    make_media('gone.jpg')
    assert '/old: 301 to /wp-content/uploads/gone.jpg, which answers 404' in failing()


def test_an_article_that_readers_may_see_is_not_gone():
    make_imported()
    OldUrl.objects.update(article=None)
    assert 'link: /archives/flood: 410' in failing()


def test_addresses_of_what_readers_may_not_see_answer_as_if_they_had_never_been():
    make_imported('Secret', status='private', tags=['Secret'], authors=['Nobody'])
    make_imported('Withdrawn', status='withdrawn')
    table = check()
    assert row(table, 'link') == [0, 0, 2, 2, 0]
    assert row(table, 'tag') == row(table, 'author') == [0, 0, 0, 1, 0]


def test_comments_have_to_be_on_the_page_of_their_article():
    article = make_imported()
    make_comment(article, number=7)
    make_comment(article, number=8, status='spam')
    holder = next(holder for holder in inventory.holders() if holder.comments)
    assert holder.comments == (7,)
    assert list(Audit().check(holder)) == []
    assert [failure.known.url for failure in Audit().check(holder._replace(comments=(8,)))] == [
        '/2017/11/22/flood/#comment-8'
    ]


def test_pages_of_two_sites_with_the_same_url_are_counted():
    first, second = make_record(1, old_urls=('/?p=1',)), make_record(2, old_urls=('/?p=1', '/?p=2'))
    import_records(first, second)
    OldUrl.objects.create(path='/archives/2', article=Article.objects.get(source_key=second.source_key))
    Provenance.objects.filter(article__source_key=second.source_key).update(url='http://b.example/?p=1')
    assert '2 redirect to another page that had the same URL.' in check()
