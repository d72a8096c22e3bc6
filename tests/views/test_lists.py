import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.search import follow
from tests.factories import make_article, make_author, make_category, make_media

pytestmark = pytest.mark.django_db
LISTS = ['/', '/2017/', '/2017/11/', '/2017/11/22/', '/category/news/', '/tag/rain/', '/author/ada/']


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, 'html.parser')


def seen(element):
    """The words that are shown."""
    texts = [text for text in element.find_all(string=True) if not text.find_parent(class_='hidden')]
    return ' '.join(texts).split()


def spoken(element):
    """The words that a screen reader reads."""
    texts = [text for text in element.find_all(string=True) if not text.find_parent(attrs={'aria-hidden': 'true'})]
    return ''.join(texts).strip()


def headlines(soup):
    return [heading.text for heading in soup.select('.cards h2, .opening h2, .recent h3')]


def make_many(number, first=0):
    for n in range(first, first + number):
        make_article(f'Rain {n}', tags=['rain'], authors=['Ada', 'Bo'], categories=['News'])


@pytest.mark.parametrize('address', LISTS)
def test_article_is_in_its_lists(client, address):
    make_article('Flood', tags=['rain'], authors=['Ada'], categories=['News'], standfirst='The river rose.')
    soup = page(client, address)
    assert headlines(soup) == ['Flood']
    assert 'The river rose.' in soup.text
    assert soup.select_one('.card h2 a')['href'] == '/2017/11/22/flood/'
    assert len(soup.find_all('h1')) == 1


@pytest.mark.parametrize('address', LISTS)
def test_list_links_from_its_newest_page_to_its_oldest(client, address):
    make_many(45)
    soup, seen = page(client, address), []
    while True:
        seen += headlines(soup)
        older = soup.select_one(':is(.pages, .more) a[rel=next]')
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
        used = r'LEFT\("articles_article"."body_text", \d+\)|articles_first_picture\("articles_article"."body_html"\)'
        sql = re.sub(used, '', ' '.join(query['sql'] for query in queries))
        assert not any(f'"{column}"' in sql for column in ('body_html', 'body_text', 'body_source'))


def test_category_under_another_parent_redirects_to_its_place(client):
    world = make_category('World')
    make_article(categories=[make_category('Asia', parent=world)])
    for address in ('/category/asia/', '/category/sport/asia/', '/category/World/ASIA/'):
        response = client.get(address)
        assert (response.status_code, response['Location']) == (301, '/category/world/asia/')
    response = client.get('/category/asia/feed/')
    assert (response.status_code, response['Location']) == (301, '/category/world/asia/feed/')


def test_categories_of_one_name_are_distinguished_by_their_parents(client):
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


def test_url_without_its_last_slash_redirects_to_the_one_with_it(client):
    make_many(1)
    for address in LISTS[1:]:
        response = client.get(address.rstrip('/'))
        assert (response.status_code, response['Location']) == (301, address)


def test_year_links_to_its_months_as_bars(client):
    make_article(published='2017-11-22')
    make_article(published='2017-11-23')
    make_article(published='2017-12-01')
    months = page(client, '/2017/').select('.bars li')
    assert [seen(month) for month in months[9:]] == [['Oct'], ['Nov', '2'], ['Dec', '1']]
    assert spoken(months[10]) == 'Nov, November 2017: 2 articles'
    assert [month.a and month.a['href'] for month in months[9:]] == [None, '/2017/11/', '/2017/12/']
    heights = [int(month.rect['height']) for month in months]
    assert heights == [0] * 10 + [100, 50]


def test_month_has_a_calendar_with_the_articles_of_each_day(client):
    make_article(published='2017-11-22')
    make_article(published='2017-11-22')
    make_article(published='2017-11-30')
    calendar = page(client, '/2017/11/').select_one('table.calendar')
    assert [cell.text for cell in calendar.select('thead th')] == ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    weeks = [[seen(cell) for cell in week.select('td')] for week in calendar.select('tbody tr')]
    assert weeks[0][:3] == [[], [], ['1']], '1 November 2017 was a Wednesday'
    assert weeks[3][2] == ['22', '2']
    assert [(day['href'], spoken(day)) for day in calendar.select('a')] == [
        ('/2017/11/22/', '22, 22 November 2017: 2 articles'),
        ('/2017/11/30/', '30, 30 November 2017: 1 article'),
    ]


@pytest.mark.parametrize(
    ('address', 'before', 'after'),
    [
        ('/2015/', '/2011/', '/2017/'),
        ('/2017/11/', '/2015/03/', '/2017/12/'),
        ('/2017/11/22/', '/2015/03/04/', '/2017/12/01/'),
        ('/2011/', None, '/2015/'),
        ('/2017/12/', '/2017/11/', None),
    ],
)
def test_times_lead_to_those_beside_them_that_have_articles(client, address, before, after):
    for day in ('2011-07-01', '2015-03-04', '2017-11-22', '2017-12-01'):
        make_article(published=day)
    make_article(published=timezone.now() + timedelta(days=1))
    make_article(published='2016-01-01', status='draft')
    soup = page(client, address)
    links = [soup.select_one(f'.beside [rel={rel}]') for rel in ('prev', 'next')]
    assert [link and link['href'] for link in links] == [before, after]


@pytest.mark.parametrize('address', ['/category/news/', '/tag/rain/', '/author/ada/'])
def test_long_list_redirects_to_the_page_where_a_year_begins(client, address):
    for year, number in ((2016, 15), (2018, 25)):
        for n in range(number):
            make_article(
                f'{year} {n}', published=f'{year}-03-0{n % 9 + 1}', tags=['rain'], authors=['Ada'], categories=['News']
            )
    links = page(client, address).select('.years a')
    assert [link.text for link in links] == ['2018', '2017', '2016']
    for year, place in (('2018', address), ('2017', f'{address}page/2/'), ('2016', f'{address}page/2/')):
        response = client.get(f'{address}?year={year}')
        assert (response.status_code, response['Location']) == (302, place)
    for year in ('2015', '2019', 'x', '-1', '9' * 50, '٢٠١٦'):
        assert client.get(f'{address}?year={year}').status_code == 404


@pytest.mark.parametrize('address', ['/tag/rain/', '/author/ada/'])
def test_tags_and_authors_have_a_bar_for_every_year_that_links_there(
    client, settings, tmp_path, django_assert_max_num_queries, address
):
    settings.DATA_DIR = tmp_path
    for n in range(25):
        make_article(f'Rain {n}', tags=['rain'], authors=['Ada'], published=f'{2014 + n % 2 * 3}-05-01')
    make_article('Rain, a draft', tags=['rain'], authors=['Ada'], status='draft')
    assert page(client, address).select('.years a')[-1]['href'] == f'{address}?year=2014'
    follow.rebuild()
    with django_assert_max_num_queries(5):
        soup = page(client, address)
    bars = [(bar['href'], bar.select_one('.count').text) for bar in soup.select('.bars a')]
    assert bars == [(f'{address}?year=2014', '13'), (f'{address}?year=2017', '12')]
    assert [bar.b.text for bar in soup.select('.bars li')] == ['2014', '2015', '2016', '2017']
    assert not soup.select('.years')
    assert not page(client, f'{address}page/2/').select('.bars')


def test_author_and_section_are_described_at_the_head_of_their_lists(client):
    author, section = make_author('Ada'), make_category('News')
    author.bio, section.description = 'Reported from the quay.', 'What happened.'
    author.save()
    section.save()
    make_article(authors=[author], categories=[section])
    assert page(client, '/author/ada/').select_one('.standfirst').text == 'Reported from the quay.'
    assert page(client, '/category/news/').select_one('.standfirst').text == 'What happened.'


def test_long_life_of_an_author_is_behind_its_first_lines(client):
    author = make_author('Ada')
    author.bio = 'She reported from the quay. ' * 99 + '\n\nShe retired.'
    author.save()
    make_article('Flood', authors=[author])
    soup = BeautifulSoup(client.get('/author/ada/').content, 'html.parser')
    life = soup.select_one('.list-head details')
    assert len(life.summary.text) < 300
    assert life.select('p')[-1].text == 'She retired.'
    assert len(soup.select_one('meta[name=description]')['content']) < 400


def test_author_has_a_face_and_can_be_reached(client, django_assert_max_num_queries):
    ada = make_author('Ada')
    ada.portrait, ada.contact, ada.website = make_media(), 'ada@paper.example', 'https://www.ada.example/me'
    ada.email = 'private@paper.example'
    ada.save()
    make_article('Flood', authors=[ada, 'Bo'])
    with django_assert_max_num_queries(5):
        head = page(client, '/author/ada/').select_one('.list-head')
    assert head.select_one('.portrait img')['alt'] == 'The river'
    links = [(link.text, link['href']) for link in head.select('.credits a')]
    assert links == [
        ('ada@paper.example', 'mailto:ada%40paper.example'),
        ('ada.example', 'https://www.ada.example/me'),
        ('RSS', '/author/ada/feed/'),
    ]
    assert not page(client, '/author/bo/').select('.portrait, [rel=me]')
    with django_assert_max_num_queries(5):
        story = client.get('/2017/11/22/flood/').content.decode()
    faces = BeautifulSoup(story, 'html.parser').select('.faces img')
    assert [(face['src'], face['alt']) for face in faces] == [('/renditions/360/2017/11/flood.jpg.webp', '')]
    assert 'private@' not in story + client.get('/author/ada/').content.decode()


def test_three_of_many_authors_are_named_in_a_list_and_all_at_the_article(client):
    make_article('Census', tags=['rain'], authors=[f'Writer {n}' for n in range(1, 41)])
    assert (
        page(client, '/tag/rain/').select_one('.card .credits span').text
        == 'By Writer 1, Writer 2, Writer 3 and others'
    )
    assert len(page(client, '/2017/11/22/census/').select('.story .credits [rel=author]')) == 40


def test_page_is_in_no_list(client):
    make_article('About', kind='page', slug='about', tags=['rain'])
    assert headlines(page(client, '/')) == []
    assert client.get('/tag/rain/').status_code == 404
    assert client.get('/2017/').status_code == 404


def test_article_without_standfirst_is_announced_by_its_first_words(client):
    make_article('Flood', tags=['rain'], body_html='<p>The river rose by night.</p>')
    assert page(client, '/tag/rain/').select_one('.teaser').text == 'The river rose by night.'


def test_heading_does_not_run_into_the_sentence_that_announces_an_article(client):
    make_article('Flood', tags=['rain'], body_html='<h2>By night</h2><p>The river rose.</p><p>It fell.</p>')
    verse = '<p>The river rose<br>and fell</p><p>by night</p>'
    make_article('Verse', tags=['verse'], body_html=verse)
    make_article('Short', tags=['short'], body_html='<p>Nothing more</p>')
    assert page(client, '/tag/rain/').select_one('.teaser').text == 'The river rose. It fell.'
    assert page(client, '/tag/verse/').select_one('.teaser').text == 'The river rose and fell by night'
    assert page(client, '/tag/short/').select_one('.teaser').text == 'Nothing more'


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
        # JSON-LD is data that no browser runs. All that is run comes from files of this site.
        page_text = response.content.decode().replace('<script type="application/ld+json">', '')
        assert '<script' not in page_text.replace('<script type="module" src="/static/', '')


def test_page_says_which_address_is_its_own(client):
    make_many(21)
    assert page(client, '/tag/rain/page/2/').select_one('link[rel=canonical]')['href'].endswith('/tag/rain/page/2/')


def test_head_answers_as_get_does_without_a_body(client):
    make_many(1)
    for address in (*LISTS, '/feed/', '/2017/11/22/rain-0/', '/nothing/'):
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.content) == (get.status_code, b'')
