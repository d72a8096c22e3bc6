"""The front page, with archives of every kind."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from articles.search import follow
from tests.factories import make_article, make_category, make_media

pytestmark = pytest.mark.django_db


def front(client):
    response = client.get('/')
    assert response.status_code == 200
    return BeautifulSoup(response.content, 'html.parser')


def texts(links):
    return [link.text for link in links]


def file_many(name, number, year=2017):
    """Files articles in a section, one a day."""
    for n in range(number):
        make_article(f'{name} {n}', categories=[name], published=datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n))


def years_ago(years):
    today = timezone.localdate()
    return datetime(today.year - years, today.month, min(today.day, 28), 12, tzinfo=UTC)


def test_sections_show_articles_that_are_nowhere_else_on_the_page(client):
    file_many('News', 45)
    cups = make_category('Cups', parent=make_category('Sport'))
    for title in ('Semi-final', 'Cup final'):
        make_article(title, published='2011-05-01', categories=[cups])
    soup = front(client)
    blocks = {block.h2.text: texts(block.select('h3 a, li a')) for block in soup.select('.section')}
    assert blocks['Sport'] == ['Cup final', 'Semi-final']
    assert len(blocks['News']) == 3
    assert not set(blocks['News']) & set(texts(soup.select('.opening h2, .recent h3')))


def test_only_eight_sections_are_shown_those_with_most_of_the_newest_articles_in_the_order_of_the_alphabet(client):
    for n, name in enumerate('iota Zeta éta alpha Beta gamma delta Epsilon theta kappa'.split()):
        file_many(name, 30 - n if n < 8 else 2)
    file_many('Uncategorized', 40)
    soup = front(client)
    chosen = ['alpha', 'Beta', 'delta', 'Epsilon', 'éta', 'gamma', 'iota', 'Zeta']
    assert texts(soup.select('.nameplate nav a')) == [*chosen, 'Archive']
    blocks = texts(soup.select('.section h2'))
    assert sorted(blocks) == sorted(chosen)
    large = soup.select_one('.section.large h2').text
    assert [name for name in blocks if name != large] == [name for name in chosen if name != large]


def test_sections_below_a_single_one_are_shown_instead_of_it(client):
    root = make_category('All')
    for name in ('Sea', 'Land'):
        make_article(name, categories=[make_category(name, parent=root)])
    assert texts(front(client).select('.nameplate nav a')) == ['Land', 'Sea', 'Archive']


@pytest.mark.parametrize('name', ['Uncategorized', 'Non classé', 'Sin categoría', 'Без рубрики', 'غير مصنف', '未分類'])
def test_category_of_what_nobody_filed_is_no_section_and_no_kicker(client, name):
    file_many(name, 30)
    make_article('Newest', categories=[name, 'Harbour'], published='2018-01-01')
    soup = front(client)
    assert texts(soup.select('.nameplate nav a')) == ['Harbour', 'Archive']
    assert texts(soup.select('.kicker')) == ['Harbour']
    assert client.get(make_category(name).get_absolute_url()).status_code == 200
    article = BeautifulSoup(client.get('/2018/01/01/newest/').content, 'html.parser')
    assert texts(article.select('.filed nav a')) == ['Harbour']


def test_only_section_of_all_articles_is_not_named(client):
    file_many('News', 30)
    soup = front(client)
    assert not soup.select('.kicker, .section, .tree')
    assert texts(soup.select('.nameplate nav a')) == ['Archive']


def test_block_of_a_section_does_not_repeat_its_name_above_a_headline(client):
    file_many('News', 25, 2018)
    file_many('Sport', 3)
    block = next(block for block in front(client).select('.section') if block.h2.text == 'Sport')
    assert block.select('h3')
    assert not block.select('.kicker')


def test_one_old_article_makes_no_block(client):
    file_many('News', 25)
    make_article('Cup final', published='2011-05-01', categories=['Sport'])
    make_article('Years ago', published=years_ago(4))
    soup = front(client)
    assert texts(soup.select('.section h2')) == ['News']
    assert soup.select('.section.large'), 'it has the width to itself'
    assert not soup.select('.on-this-day')


def test_lead_without_a_picture_has_its_beginning_and_related_articles_instead(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    make_article('Ferry strike of old', published='2011-01-01', body_html='<p>The ferry crews stopped work.</p>')
    file_many('News', 24)
    body = f'<p>The ferry crews stopped work at noon. {"They want more. " * 99}</p>'
    make_article('Ferry strike', published='2018-01-01', standfirst='No boats.', body_html=body)
    follow.rebuild()
    lead = front(client).select_one('.opening > .words')
    assert lead.h2.text == 'Ferry strike'
    assert lead.select_one('.deck').text == 'No boats.'
    assert lead.select_one('.beginning').text.startswith('The ferry crews stopped work at noon.')
    assert 'Ferry strike of old' in texts(lead.select('li a'))


@pytest.mark.parametrize(('width', 'large'), [(640, True), (None, True), (479, False)])
def test_picture_is_shown_large_where_it_is_wide_enough(client, width, large):
    make_article('Flood', lead_image=make_media(width=width))
    assert bool(front(client).select('.opening > .large img')) == large


@pytest.mark.parametrize(('width', 'height'), [(4000, 80), (80, 4000), (64, 64)])
def test_picture_of_which_a_card_would_show_a_strip_or_an_icon_leaves_no_room(client, width, height):
    make_article('Flood', lead_image=make_media(width=width, height=height))
    assert not front(client).select('.opening .thumb')


def test_picture_that_is_not_here_leaves_no_room(client):
    make_article('Flood', lead_image=make_media(file='', source_url='https://old.example/flood.jpg'))
    assert not front(client).select('.opening .thumb')


def test_front_page_costs_five_queries_at_most_with_and_without_a_picture(client, django_assert_max_num_queries):
    file_many('News', 30)
    with django_assert_max_num_queries(5):
        front(client)
    make_article('Flood', lead_image=make_media(), published='2018-01-01')
    with django_assert_max_num_queries(4):
        front(client)


def test_front_page_remembers_what_was_published_on_this_day(client):
    for years in (4, 5):
        make_article(f'{years} years ago', published=years_ago(years))
    make_article('Hidden', status='draft', published=years_ago(3))
    make_article('Half a year ago', published=timezone.now() - timedelta(days=180))
    past = front(client).select('.on-this-day li')
    this_year = timezone.localdate().year
    assert [entry.text.split(None, 1) for entry in past] == [
        [str(this_year - years), f'{years} years ago'] for years in (4, 5)
    ]


def test_teaser_names_the_host_instead_of_a_long_url(client):
    make_article('Link', standfirst=f'See https://www.example.org/{"x" * 300}?a=b for more.')
    assert front(client).select_one('.deck').text == 'See example.org for more.'


@pytest.mark.parametrize(
    ('text', 'teaser'),
    [
        ('<p>https://video.example/1</p><p>The song.</p>', 'The song.'),
        ('<p>https://video.example/1</p>', 'video.example'),
    ],
)
def test_teaser_leaves_out_what_is_embedded_unless_there_is_nothing_else(client, text, teaser):
    make_article('Lead', published='2018-01-01')
    make_article('Song', body_html=text)
    assert front(client).select_one('.teaser').text == teaser


def test_pages_that_are_not_below_others_are_linked_at_the_foot_of_every_page(client):
    make_article('Flood', categories=['News'])
    make_article('Corrections', kind='page', slug='corrections')
    make_article('about us', kind='page', slug='about')
    make_article('Board', kind='page', slug='about/board')
    make_article('Draft', kind='page', slug='draft', status='draft')
    make_article('Home', kind='page', slug='home', body_html='')  # As WordPress keeps its front page.
    for address in ('/', '/2017/11/22/flood/', '/category/news/', '/search/', '/about/'):
        links = BeautifulSoup(client.get(address).content, 'html.parser').select('.foot a')
        pages = [(link.text, link['href']) for link in links if link['href'] in ('/about/', '/corrections/')]
        assert pages == [('about us', '/about/'), ('Corrections', '/corrections/')], address
        assert not {'Board', 'Draft', 'Home'} & set(texts(links))


def test_every_page_but_the_search_page_has_a_search_field(client):
    make_article('Flood', tags=['rain'])
    for address in ('/', '/2017/11/22/flood/', '/tag/rain/'):
        form = BeautifulSoup(client.get(address).content, 'html.parser').select_one('header form[role=search]')
        assert (form['action'], form.input['name']) == ('/search/', 'q')
    assert not BeautifulSoup(client.get('/search/').content, 'html.parser').select('header .find')


def test_front_page_draws_a_bar_for_every_year(client):
    for day in ('2009-01-02', '2009-01-03', '2011-01-02'):
        make_article(published=day)
    bars = front(client).select('#archive .bars li')
    assert [(bar.b.text, bar.a and bar.a['href']) for bar in bars] == [
        ('2009', '/2009/'),
        ('2010', None),
        ('2011', '/2011/'),
    ]


def test_bars_of_many_years_are_decades_that_lead_to_the_index_of_years(client):
    for day in ('1897-01-02', '1898-01-03', '1923-01-02'):
        make_article(published=day)
    bars = front(client).select('#archive .bars li')
    assert [(bar.b.text, bar.a and bar.a['href']) for bar in bars] == [
        ('1890–99', '/date/#y1898'),
        ('1900–09', None),
        ('1910–19', None),
        ('1920–29', '/date/#y1923'),
    ]
    assert '1890–99: 2 articles' in bars[0].text
    years = BeautifulSoup(client.get('/date/').content, 'html.parser')
    assert years.find(id='y1898').a['href'] == '/1898/'


def test_front_page_of_an_empty_archive_says_so(client):
    assert 'Nothing has been published yet.' in front(client).text


def test_front_page_links_to_years_and_categories(client):
    make_article(published='2009-01-02', categories=[make_category('Asia', parent=make_category('World'))])
    links = [link['href'] for link in front(client).select('#archive a')]
    indexes = ['/category/', '/tag/', '/author/', '/date/']
    assert links == ['/2009/', *indexes, '/category/world/', '/category/world/asia/']


def test_many_sections_are_a_link_to_their_index(client):
    for n in range(30):
        make_article(f'{n}', categories=[f'Section {n}'])
    archive = front(client).select_one('#archive')
    assert archive.select_one('a[href="/category/"]').text == 'All 30 sections'
    assert not archive.select('.tree')


def test_pinned_article_is_first_with_its_picture_and_only_once(client):
    make_article('New', published='2017-11-23')
    make_article('Pinned', published='2015-01-01', pinned=True, lead_image=make_media())
    soup = front(client)
    assert texts(soup.select('.opening h2')) == ['Pinned', 'New']
    assert soup.select_one('.card img')['src'] == '/wp-content/uploads/2017/11/flood.jpg'


@pytest.mark.parametrize('address', ['/', '/category/news/', '/tag/rain/', '/2017/', '/2017/01/', '/page/2/'])
def test_headings_form_an_outline(client, address):
    file_many('News', 25)
    file_many('Sport', 5)
    make_article('Rain', tags=['rain'], published='2017-01-01')
    levels = [
        int(h.name[1]) for h in BeautifulSoup(client.get(address).content, 'html.parser').select('h1, h2, h3, h4')
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
