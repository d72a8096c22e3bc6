"""URLs that lead nowhere: what was meant, and what is shown where that is not clear."""

import pytest
from bs4 import BeautifulSoup

from articles.search import follow
from tests.factories import make_article, make_author

pytestmark = pytest.mark.django_db
FLOOD = '/2013/01/28/the-flood/'


@pytest.mark.parametrize(
    'address',
    [
        '/2013/1/28/the-flood/',
        '/2013/01/29/the-flood/',
        '/2013/02/31/the-flood/',
        '/the-flood/',
        '/news/the-flood',
        '/2013/01/28/the-fl',
        '/2013/1/28/The-Fl',
        '/2013/01/28/the-flood/).',
        '/2013/01/28/the-flood.html',
        '/2013/01/28/the-flood/”',
    ],
)
def test_url_that_can_mean_one_article_redirects_to_it(client, address):
    make_article('The flood', published='2013-01-28')
    make_article('The fire', published='2013-01-28')
    response = client.get(address)
    assert (response.status_code, response.headers.get('Location')) == (301, FLOOD)


@pytest.mark.parametrize(('address', 'target'), [('/2013/1/', '/2013/01/'), ('/2013/1/28/', '/2013/01/28/')])
def test_month_and_day_may_lack_their_zeros(client, address, target):
    make_article('The flood', published='2013-01-28')
    assert client.get(address)['Location'] == target


@pytest.mark.parametrize(
    'address',
    [
        '/the-flood/',
        '/2013/01/28/the-f',
        '/tag/the-flood/',
        '/api/the-flood/',
        '/2013/01/28/th',
        '/wp-admin/the-flood/',
    ],
)
def test_url_that_can_mean_two_or_none_does_not_redirect(client, address):
    make_article('The flood', published='2013-01-28')
    make_article('The flood', published='2014-01-28')
    make_article('The fire', published='2013-01-28')
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    'fields', [{'status': 'draft'}, {'status': 'private'}, {'status': 'published', 'password': 'x'}]
)
def test_nobody_is_led_to_a_hidden_article(client, fields):
    make_article('The flood', published='2013-01-28', **fields)
    assert client.get('/the-flood/').status_code == 404


def test_page_of_nothing_shows_three_likely_articles_and_fills_in_the_search(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    for title in ('Water in the mill', 'Mill burns', 'Water prices', 'Election'):
        make_article(title, body_html='<p>.</p>')
    make_article('Water and the mill, unpublished', status='draft')
    follow.rebuild()
    response = client.get('/2010/water-at-the-mill/')
    soup = BeautifulSoup(response.content, 'html.parser')
    assert response.status_code == 404
    likely = [link.text for link in soup.select('.related li a')]
    assert likely[0] == 'Water in the mill'
    assert set(likely[1:]) == {'Mill burns', 'Water prices'}
    assert soup.select_one('.search-form input')['value'] == 'water the mill'


def test_page_of_nothing_works_before_there_is_an_index(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    response = client.get('/2010/water-at-the-mill/')
    assert response.status_code == 404
    assert b'Perhaps' not in response.content


@pytest.mark.parametrize('address', ['/%FF/', '/the%00flood/', f'/{"a-" * 400}/', '/((((/', '/*/', '/"OR"/', '/a:b/'])
def test_odd_url_is_not_found(client, settings, tmp_path, address):
    settings.DATA_DIR = tmp_path
    follow.rebuild()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize('address', ['/wp-sitemap.xml', '/sitemap_index.xml'])
def test_sitemaps_of_wordpress_are_ours(client, address):
    assert client.get(address)['Location'] == '/sitemap.xml'


def test_gone_page_says_whom_to_ask(client):
    make_article('How to reach us', kind='page', slug='contact')
    make_article('The flood', published='2013-01-28', status='withdrawn')
    soup = BeautifulSoup(client.get(FLOOD).content, 'html.parser')
    assert soup.select_one('.message a[href="/contact/"]').text == 'How to reach us'


def test_indexes_list_what_public_articles_have(client):
    make_article('The flood', published='2013-01-28', tags=['water', 'Åland', 'War'], authors=[make_author('Bo Ek')])
    make_article('The fire', published='2014-01-28', tags=['water'], categories=['News'])
    make_article('Later', tags=['secret'], authors=[make_author('Nobody')], categories=['Hidden'], status='draft')
    topics = BeautifulSoup(client.get('/tag/').content, 'html.parser')
    assert [item.get_text(' ', strip=True) for item in topics.select('.names li')] == ['Åland 1', 'War 1', 'water 2']
    assert [heading.text for heading in topics.select('h2')] == ['A', 'W']
    authors = BeautifulSoup(client.get('/author/').content, 'html.parser')
    assert [item.get_text(' ', strip=True) for item in authors.select('.names li')] == ['Bo Ek 1']
    sections = BeautifulSoup(client.get('/category/').content, 'html.parser')
    assert [item.get_text(' ', strip=True) for item in sections.select('.tree li')] == ['News 1']
    years = BeautifulSoup(client.get('/date/').content, 'html.parser')
    assert [link['href'] for link in years.select('.year-bars a')] == ['/2014/', '/2013/']


def test_long_index_has_a_page_for_each_letter(client, monkeypatch):
    monkeypatch.setattr('articles.lists.indexes.MOST_ON_ONE_PAGE', 2)
    make_article(tags=['Alma', 'Bert', 'Carl', '洪水', '42'])
    soup = BeautifulSoup(client.get('/tag/').content, 'html.parser')
    assert [link.text for link in soup.select('.letters a')] == ['0–9', 'A', 'B', 'C', '水']
    assert not soup.select('.names li')
    page = BeautifulSoup(client.get(f'/tag/{soup.select(".letters a")[1]["href"]}').content, 'html.parser')
    assert [link.text for link in page.select('.names a')] == ['Alma']
    assert client.get('/tag/?letter=Z').status_code == 404


def test_topics_with_one_article_are_not_those_with_most(client, monkeypatch):
    monkeypatch.setattr('articles.lists.indexes.COMMONEST', 2)
    make_article(tags=['Alma', 'Bert', 'Carl', 'Dora', 'Emma'])
    assert not BeautifulSoup(client.get('/tag/').content, 'html.parser').select('#commonest')
    make_article(tags=['Bert'])
    soup = BeautifulSoup(client.get('/tag/').content, 'html.parser')
    assert [link.text for link in soup.select('ol.names a')] == ['Bert']


@pytest.mark.parametrize('address', ['/tag/', '/author/', '/category/', '/date/'])
def test_index_costs_at_most_three_queries_and_works_when_empty(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(3):
        assert client.get(address).status_code == 200
