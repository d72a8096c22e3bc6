"""From an export of another system to its site: old URLs open, a remembered comment is there, nothing private shows."""

from html import escape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from articles.imports import run as import_run
from articles.models import Article, Comment
from articles.readers import detect
from articles.search import follow
from tests.exports import blogger, ghost, medium, movabletype, substack
from tests.test_every_address import MACHINES, follow_all

pytestmark = pytest.mark.django_db
SYSTEMS = {'movabletype': movabletype, 'blogger': blogger, 'ghost': ghost, 'medium': medium, 'substack': substack}


@pytest.fixture(params=SYSTEMS)
def system(request):
    return SYSTEMS[request.param]


@pytest.fixture
def load(system, tmp_path):
    """Imports the export of a system as the command does, and returns the report."""

    def load():
        file = tmp_path / 'export'
        file.write_bytes(system.build())
        return import_run.run(detect.inputs(file), zone=ZoneInfo('Europe/Berlin'))

    return load


def test_every_item_is_counted_and_a_second_import_changes_nothing(system, load):
    first = load()
    assert (first.outcomes['created'], first.outcomes['refused']) == (system.READ, system.REFUSED)
    before = list(Article.objects.order_by('pk').values()), list(Comment.objects.order_by('pk').values())
    second = load()
    assert (second.outcomes['unchanged'], second.outcomes['refused']) == (system.READ, system.REFUSED)
    assert (list(Article.objects.order_by('pk').values()), list(Comment.objects.order_by('pk').values())) == before


def test_remembered_urls_lead_to_their_articles(system, load):
    load()
    for url, title in system.URLS.items():
        response = Client().get(url, follow=True)
        assert response.status_code == 200, url
        assert len(response.redirect_chain) <= 1, url
        assert escape(title) in response.content.decode(), url


def test_remembered_comment_stands_below_its_article(system, load):
    if not system.REMEMBERED:
        pytest.skip('This system exports no comments.')
    load()
    title, words = system.REMEMBERED
    assert words in Client().get(Article.objects.get(title=title).get_absolute_url()).content.decode()


def test_what_is_private_is_at_no_address_and_in_no_search(system, load, settings, tmp_path):
    load()
    settings.DATA_DIR = tmp_path
    follow.rebuild()
    client = Client()
    first = ['/', '/feed/', '/feed/json/', '/comments/feed/', *MACHINES, *system.URLS]
    public = [article.get_absolute_url() for article in Article.objects.public()]
    first += [f'{url}{end}' for url in public for end in ('', 'feed/', 'source/', 'cite.json')]
    answers = follow_all(client, first)
    assert len(public) > 1
    for address, response in answers.items():
        text = b'' if response.streaming else response.content
        for word in system.PRIVATE:
            assert word not in text.decode(), address
    pages = [client.get('/search/', {'q': f'{word}*'}).text.replace(word, '') for word in ('zqcanary', 'zqnowhere')]
    assert pages[0] == pages[1]
