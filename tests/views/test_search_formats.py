import csv
import io
import json

import feedparser
import pytest
from lxml import etree

from articles.models import Article
from articles.search import follow
from tests.factories import make_article


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def archive(db):
    for n in range(1, 27):
        text = 'flood ' * (n % 7 + 1) + 'and much else that fills the text ' * n
        make_article(f'Story {n}', body_html=f'<p>{text}</p>', published=f'2016-{n % 12 + 1:02}-{n:02}', tags=['water'])
    make_article('=cmd|"/c calc"!A1', body_html='<p>flood</p>', authors=['@Ada'])
    make_article('Flood, a draft', status='draft')
    follow.rebuild()


def read(client, form, **asked):
    response = client.get(f'/search.{form}', asked)
    assert response.status_code == 200
    return response.getvalue().decode()


def csv_rows(client, **asked):
    return list(csv.DictReader(io.StringIO(read(client, 'csv', **asked).removeprefix('\ufeff'))))


def page_titles(client, **asked):
    return [result['article'].title for result in client.get('/search/', asked).context['results']]


@pytest.mark.parametrize('order', ['relevance', 'newest', 'oldest'])
def test_page_feed_json_and_csv_have_the_same_articles_in_the_same_order(archive, client, order):
    asked = {'q': 'flood', 'order': order}
    pages = page_titles(client, **asked) + page_titles(client, **asked, page=2)
    assert len(pages) == 27
    results = json.loads(read(client, 'json', **asked))
    assert [article['title'] for article in results['articles']] == pages
    assert (results['total'], results['query'], results['order'], results['next']) == (27, 'flood', order, None)
    assert [row['title'].removeprefix("'") for row in csv_rows(client, **asked)] == pages
    assert [entry.title for entry in feedparser.parse(read(client, 'atom', **asked)).entries] == pages[:20]


@pytest.mark.parametrize('asked', [{'q': 'flood ]]> & <b>"'}, {'q': '\x0bnowhere\ufffe'}, {'tag': 'water'}, {}])
def test_search_is_followed_by_a_sound_feed(archive, client, asked):
    response = client.get('/search.atom', asked)
    results = feedparser.parse(response.content, response_headers={'content-type': response['Content-Type']})
    assert not results.bozo, results.get('bozo_exception')
    assert results.feed.title.endswith('Newsroom')


@pytest.mark.parametrize('order', ['relevance', 'newest', 'oldest'])
def test_json_and_csv_run_to_the_end_in_batches(archive, client, monkeypatch, order):
    asked = {'q': 'flood', 'order': order}
    whole = [row['title'] for row in csv_rows(client, **asked)]
    monkeypatch.setattr('articles.views.search_formats.BATCH', 4)
    monkeypatch.setattr('articles.views.search_formats.LONGEST_JSON', 9)
    assert [row['title'] for row in csv_rows(client, **asked)] == whole
    found, following = [], f'/search.json?q=flood&order={order}'
    while following:
        results = json.loads(client.get(following.replace('http://127.0.0.1:8000', '')).getvalue())
        found += [article['title'] for article in results['articles']]
        following = results['next']
    assert found == [title.removeprefix("'") for title in whole]


def test_csv_has_the_query_and_its_time_and_holds_no_formula(archive, client):
    (row,) = csv_rows(client, q='author:ada flood')
    assert row['title'].startswith("'=cmd")
    assert row['authors'].startswith("'@")
    assert row['query'] == 'author:ada flood'
    assert row['searched'].startswith('20')
    (row,) = csv_rows(client, q='=cmd')
    assert row['query'] == "'=cmd"


@pytest.mark.parametrize('cursor', ['x', '-1', '1e9', '9' * 30])
def test_a_cursor_that_is_none_of_ours_is_said(archive, client, cursor):
    answer = client.get('/search.json', {'q': 'flood', 'after': cursor})
    assert answer.status_code == 400
    assert 'not a cursor' in answer.text


@pytest.mark.parametrize('form', ['atom', 'json', 'csv'])
def test_other_forms_say_what_is_wrong_and_when_the_index_is_missing(db, client, form):
    assert client.get(f'/search.{form}', {'q': 'x' * 1001}).status_code == 400
    answer = client.get(f'/search.{form}', {'q': 'flood'})
    assert (answer.status_code, answer['Retry-After']) == (503, '30')
    assert client.post(f'/search.{form}').status_code == 405


def test_a_misspelt_word_is_spelt_as_the_archive_does(archive, client):
    make_article('Constantinople', body_html='<p>Constantinople</p>')
    make_article('Constantinoble, in a draft', status='draft')
    follow.rebuild()
    assert '<a href="/search/?q=flood">flood</a>?' in client.get('/search/?q=floood').text
    assert 'constantinople' in client.get('/search/?q=Constantinobel').text
    Article.objects.filter(title='Constantinople').update(status='withdrawn')
    assert 'Did you mean' not in client.get('/search/?q=Constantinobel').text


def test_where_nothing_matches_something_wider_is_offered(archive, client):
    page = client.get('/search/?q=flood+xylophone&on=2016').text
    assert 'href="/search/?q=flood+xylophone"' in page
    assert 'href="/search/?q=flood+OR+xylophone&amp;on=2016"' in page


def test_suggestions_complete_topics_authors_and_headlines(archive, client):
    make_article('Hidden story', tags=['waterfall'], status='draft')
    typed, texts, kinds, addresses = json.loads(client.get('/search/suggestions?q=wat').text)
    assert (typed, texts, kinds) == ('wat', ['water'], ['Topic'])
    assert addresses[0].endswith('/tag/water/')
    assert json.loads(client.get('/search/suggestions?q=story+26').text)[1] == ['Story 26']
    assert json.loads(client.get('/search/suggestions?q=hid').text)[1] == []


def test_browsers_learn_how_to_search_here(archive, client):
    assert 'href="/opensearch.xml"' in client.get('/').text
    description = etree.fromstring(client.get('/opensearch.xml').content)
    assert description.find('{*}Url').get('template').endswith('/search/?q={searchTerms}')


def test_the_help_page_is_linked_from_the_search(archive, client):
    assert 'href="/search/help/"' in client.get('/search/').text
    assert 'before:2015' in client.get('/search/help/').text
