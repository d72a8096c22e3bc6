"""A copy of a page is good as long as the page would say the same, and not a moment longer."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, Comment
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db
FLOOD = '/2017/11/22/flood/'
PAGES = [
    '/',
    '/2017/',
    '/2017/11/',
    '/2017/11/22/',
    '/category/news/',
    '/tag/rain/',
    '/author/ada/',
    FLOOD,
    '/feed/',
    '/robots.txt',
    '/sitemap.xml',
    '/search/',
]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def flood():
    return make_article('Flood', tags=['rain'], authors=['Ada'], categories=['News'])


def is_good(client, address, before) -> bool:
    """Whether the server says that the copy `before` of a page is still good."""
    response = client.get(address, headers={'if-none-match': before['ETag']})
    assert response.status_code in (200, 304)
    assert response.status_code == 200 or not response.content
    return response.status_code == 304


@pytest.mark.parametrize('address', PAGES)
def test_every_public_page_can_be_revalidated(client, flood, address):
    before = client.get(address)
    assert before['Cache-Control'] == 'public, max-age=0, must-revalidate'
    assert before['ETag'].startswith(('"', 'W/"'))
    assert is_good(client, address, before)
    again = client.get(address, headers={'if-none-match': before['ETag']})
    assert (again.status_code, again.content) == (304, b'')
    assert again['ETag'] == before['ETag']
    assert again['Cache-Control'] == before['Cache-Control']


def test_forms_of_another_moment_do_not_make_it_another_page(client, flood, monkeypatch):
    before = client.get(FLOOD)
    monkeypatch.setattr(time, 'time', lambda: 4_000_000_000.0)
    after = client.get(FLOOD)
    assert before.content != after.content
    assert before['ETag'] == after['ETag']


@pytest.mark.parametrize(
    'change',
    [
        lambda article: Comment.objects.update(status=Comment.Status.APPROVED),
        lambda article: Article.objects.filter(pk=article.pk).update(title='Flood ebbs'),
        lambda article: article.tags.update(name='drizzle'),
        lambda article: make_article('Next day', published='2017-11-23'),
    ],
    ids=['comment approved', 'title changed', 'tag renamed', 'article after it'],
)
def test_copy_of_an_article_ends_with_what_it_shows(client, flood, change):
    make_comment(flood, 'Held words', status=Comment.Status.HELD)
    before = client.get(FLOOD)
    assert is_good(client, FLOOD, before)
    change(flood)
    assert not is_good(client, FLOOD, before)


def test_withdrawn_article_is_gone_at_once_also_for_who_has_a_copy(client, flood):
    before = client.get(FLOOD)
    Article.objects.update(status=Article.Status.WITHDRAWN)
    response = client.get(FLOOD, headers={'if-none-match': before['ETag']})
    assert response.status_code == 410
    assert response['Cache-Control'] == 'public, max-age=0, must-revalidate'


def test_copy_of_a_list_ends_when_an_article_is_due(client, flood):
    make_article('Due', published=timezone.now() + timedelta(hours=1), tags=['rain'])
    before = client.get('/tag/rain/')
    assert is_good(client, '/tag/rain/', before)
    Article.objects.filter(title='Due').update(published=timezone.now() - timedelta(seconds=1))
    assert not is_good(client, '/tag/rain/', before)


def test_copy_ends_with_another_version_of_the_site(client, flood, settings):
    before = client.get(FLOOD)
    settings.SITE_NAME = 'Another name'
    assert not is_good(client, FLOOD, before)


def test_errors_are_not_kept_by_caches(client, db):
    response = client.get('/nothing/')
    assert (response.status_code, response['Cache-Control']) == (404, 'public, max-age=0, must-revalidate')
    assert not response.has_header('ETag')


def test_admin_and_private_pages_stay_private(client, flood):
    assert 'private' in client.get('/admin/login/')['Cache-Control']
    client.force_login(User.objects.create_superuser('editor'))
    assert 'no-store' in client.get('/admin/')['Cache-Control']


def test_page_in_the_colours_that_a_reader_chose_is_the_readers_own(client, flood):
    everyones = client.get(FLOOD)
    client.cookies['appearance'] = 'dark'
    own = client.get(FLOOD, headers={'if-none-match': everyones['ETag']})
    assert own.status_code == 200
    assert own['Cache-Control'] == 'private, max-age=0, must-revalidate'
