import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_article, make_category, make_media

pytestmark = pytest.mark.django_db
LISTS = ['/', '/2017/', '/2017/11/', '/2017/11/22/', '/category/news/', '/tag/rain/', '/author/ada/']


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, 'html.parser')


def headlines(soup):
    return [heading.text for heading in soup.select('.card h2')]


def make_many(number, first=0):
    for n in range(first, first + number):
        make_article(f'Rain {n}', tags=['rain'], authors=['Ada', 'Bo'], categories=['News'])


@pytest.mark.parametrize('address', LISTS)
def test_article_stands_in_its_lists(client, address):
    make_article('Flood', tags=['rain'], authors=['Ada'], categories=['News'], standfirst='The river rose.')
    soup = page(client, address)
    assert headlines(soup) == ['Flood']
    assert 'The river rose.' in soup.text
    assert soup.select_one('.card h2 a')['href'] == '/2017/11/22/flood/'
    assert len(soup.find_all('h1')) == 1


@pytest.mark.parametrize('address', LISTS)
def test_list_leads_from_its_newest_page_to_its_oldest(client, address):
    make_many(45)
    soup, seen = page(client, address), []
    while True:
        seen += headlines(soup)
        older = soup.select_one('.pages a[rel=next]')
        if not older:
            break
        soup = page(client, older['href'])
    assert len(seen) == len(set(seen)) == 45
    assert 'Page 3 of 3' in soup.text
    assert soup.select_one('.pages a[rel=prev]')['href'] == f'{address}page/2/'


@pytest.mark.parametrize('address', LISTS)
def test_first_page_has_one_address(client, address):
    make_many(1)
    response = client.get(f'{address}page/1/')
    assert (response.status_code, response['Location']) == (301, address)


@pytest.mark.parametrize('number', ['0', '2', '99', '007', '-1', '1e3', 'x', '9' * 5000, '99999999999', '٣', '%00'])
@pytest.mark.parametrize('address', LISTS)
def test_page_that_is_not_there_is_not_found(client, address, number):
    make_many(1)
    assert client.get(f'{address}page/{number}/').status_code == 404


@pytest.mark.parametrize('address', LISTS)
def test_list_costs_five_queries_at_most_and_the_same_for_five_and_fifty_articles(client, address):
    costs = []
    for first, number in ((0, 5), (5, 45)):
        make_many(number, first)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 5


def test_list_fetches_no_bodies(client):
    make_many(1)
    for address in LISTS:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        sql = ' '.join(query['sql'] for query in queries).replace('LEFT("articles_article"."body_text", 500)', '')
        assert not any(column in sql for column in ('body_html', 'body_text', 'body_source'))


def test_section_under_another_parent_leads_to_its_place(client):
    world = make_category('World')
    make_article(categories=[make_category('Asia', parent=world)])
    for address in ('/category/asia/', '/category/sport/asia/', '/category/World/ASIA/'):
        response = client.get(address)
        assert (response.status_code, response['Location']) == (301, '/category/world/asia/')
    response = client.get('/category/asia/feed/')
    assert (response.status_code, response['Location']) == (301, '/category/world/asia/feed/')


def test_sections_of_one_name_are_told_apart_by_their_parents(client):
    home, away = make_category('Home'), make_category('Away')
    make_article('Here', categories=[make_category('News', parent=home)])
    make_article('There', categories=[make_category('News', parent=away)])
    assert headlines(page(client, '/category/home/news/')) == ['Here']
    assert headlines(page(client, '/category/away/news/')) == ['There']


def test_unknown_section_tag_and_author_are_not_found(client):
    for address in ('/category/x/', '/category/x/y/', '/tag/x/', '/author/x/', '/tag/%FF/', '/category/a%00b/'):
        assert client.get(address).status_code == 404


def test_slugs_in_other_scripts_and_spellings_lead_to_one_address(client):
    make_article(tags=['سوريا'])
    address = reverse('tag', args=['سوريا'])
    assert client.get(address).status_code == 200
    response = client.get(address.replace('%', '%25'))
    assert response.status_code in (200, 301)
    make_article(tags=['Rain'])
    response = client.get('/tag/RAIN/')
    assert (response.status_code, response['Location']) == (301, '/tag/rain/')


def test_address_without_its_last_slash_leads_to_the_one_with_it(client):
    make_many(1)
    for address in LISTS[1:]:
        response = client.get(address.rstrip('/'))
        assert (response.status_code, response['Location']) == (301, address)


def test_year_leads_to_its_months_and_a_month_to_its_days(client):
    make_article(published='2017-11-22')
    make_article(published='2017-11-23')
    make_article(published='2017-12-01')
    months = page(client, '/2017/').select('.parts a')
    assert [(part['href'], part.text) for part in months] == [('/2017/11/', 'November 2'), ('/2017/12/', 'December 1')]
    assert [part['href'] for part in page(client, '/2017/11/').select('.parts a')] == ['/2017/11/22/', '/2017/11/23/']


def test_front_page_leads_to_years_and_sections(client):
    make_article(published='2009-01-02', categories=[make_category('Asia', parent=make_category('World'))])
    links = [link['href'] for link in page(client, '/').select('#archive a')]
    assert links == ['/2009/', '/category/world/', '/category/world/asia/']


def test_pinned_article_stands_first_with_its_picture_and_only_once(client):
    make_article('New', published='2017-11-23')
    make_article('Pinned', published='2015-01-01', pinned=True, lead_image=make_media())
    soup = page(client, '/')
    assert headlines(soup) == ['Pinned', 'New']
    assert soup.select_one('.card img')['src'] == '/wp-content/uploads/2017/11/flood.jpg'


def test_page_is_in_no_list(client):
    make_article('About', kind='page', slug='about', tags=['rain'])
    assert headlines(page(client, '/')) == []
    assert client.get('/tag/rain/').status_code == 404
    assert client.get('/2017/').status_code == 404


def test_article_without_standfirst_is_announced_by_its_first_words(client):
    make_article('Flood', body_html='<p>The river rose by night.</p>')
    assert page(client, '/').select_one('.teaser').text == 'The river rose by night.'


@pytest.mark.parametrize('method', ['post', 'put', 'delete', 'patch', 'options'])
def test_lists_answer_to_reading_only(client, method):
    make_many(1)
    for address in (*LISTS, '/feed/', '/livez', '/robots.txt', '/2017/11/22/rain-0/'):
        response = getattr(client, method)(address)
        assert response.status_code == 405
        assert response['Allow'] == 'GET, HEAD'


def test_reading_sets_no_cookie_and_varies_by_none(client):
    make_many(1)
    for address in (*LISTS, '/2017/11/22/rain-0/', '/feed/', '/nothing/'):
        response = client.get(address)
        assert not response.cookies
        assert 'Cookie' not in response.get('Vary', '')
        # JSON-LD is data that no browser runs.
        assert '<script' not in response.content.decode().replace('<script type="application/ld+json">', '')


def test_page_says_which_address_is_its_own(client):
    make_many(21)
    assert page(client, '/tag/rain/page/2/').select_one('link[rel=canonical]')['href'].endswith('/tag/rain/page/2/')


def test_head_answers_as_get_does_without_a_body(client):
    make_many(1)
    for address in (*LISTS, '/feed/', '/2017/11/22/rain-0/', '/nothing/'):
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.content) == (get.status_code, b'')
