import pytest

from articles.search import follow
from tests.factories import make_article, make_category, make_media


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def archive(db):
    world = make_category('World')
    make_article(
        'Flood in Asia', categories=[make_category('Asia', parent=world)], tags=['water'], published='2016-03-01'
    )
    make_article(
        'Flood at home', categories=['Local'], tags=['water', 'town'], authors=['Ada Byron'], published='2017-11-22'
    )
    make_article('A dry year', categories=['Local'], authors=['Ada Byron'], published='2018-05-05')
    make_article('Flood, a draft', status='draft')
    follow.rebuild()


def test_results_have_marked_words_counts_and_links(archive, client):
    page = client.get('/search/?q=flooding').text
    assert '2 articles' in page
    assert '<mark>Flood</mark> in Asia' in page
    assert 'draft' not in page
    assert 'href="/search/?q=flooding&amp;category=world"' in page
    assert 'href="/search/?q=flooding&amp;on=2016"' in page


def test_results_have_their_pictures(db, client):
    make_article('Flood', lead_image=make_media('2017/11/flood.jpg', alt='The bridge', width=1200, height=800))
    make_article('Flood again', lead_image=make_media('', alt='Nothing'))
    follow.rebuild()
    page = client.get('/search/?q=flood').text
    assert page.count('class="thumb"') == 1
    assert 'src="/wp-content/uploads/2017/11/flood.jpg"' in page
    assert 'alt="The bridge" width="1200" height="800" loading="lazy"' in page


def test_facets_narrow_and_can_be_removed(archive, client):
    page = client.get('/search/?q=flood&category=world&tag=water&on=2016').text
    assert '1 article<' in page
    for left in ('?q=flood&amp;on=2016&amp;tag=water"', '?q=flood&amp;category=world&amp;on=2016"'):
        assert f'href="/search/{left}' in page
    assert 'href="/search/?q=flood&amp;category=world&amp;tag=water"' in page


def test_empty_search_shows_a_hint(archive, client):
    response = client.get('/search/?q=%20')
    assert response.status_code == 200
    assert 'Type what you are looking for' in response.text
    assert 'no word' not in response.text


@pytest.mark.parametrize(
    ('typed', 'message'), [('%3F!', 'no word in that'), ('x' * 90, 'no word in that'), ('on:last-year', 'takes a year')]
)
def test_of_what_means_nothing_it_is_said_why(archive, client, typed, message):
    response = client.get(f'/search/?q={typed}')
    assert response.status_code == 200
    assert message in response.text
    assert response['X-Robots-Tag'] == 'noindex'


def test_crawlers_may_keep_the_search_page_and_no_page_of_results(archive, client):
    # Somebody who links to a search would see the words in it published under the paper's name.
    assert 'X-Robots-Tag' not in client.get('/search/')
    for asked in ('q=flood', 'q=nowhere', 'q=a&order=best'):
        assert client.get(f'/search/?{asked}')['X-Robots-Tag'] == 'noindex'


@pytest.mark.parametrize(
    'asked', ['q=' + 'x' * 1001, 'q=a&order=best', 'q=a&on=2017-99', 'q=a&page=0', 'q=a&page=501', 'q=a&page=x']
)
def test_invalid_search_is_explained(archive, client, asked):
    response = client.get(f'/search/?{asked}')
    assert response.status_code == 400
    assert 'role="alert"' in response.text


@pytest.mark.parametrize('asked', ['flood', 'title%3A', '%E5%AD%97', 'caf%C3%A9', 'a%20b', 'a%2Bb', 'a%26q=b', 'x%FF'])
def test_a_page_after_the_last_is_none_however_it_is_written(archive, client, asked):
    assert client.get(f'/search/?q={asked}&page=2').status_code == 404


def test_while_there_is_no_index_it_says_so_and_the_site_works(db, client):
    make_article('Flood')
    response = client.get('/search/?q=flood')
    assert (response.status_code, response['Retry-After']) == (503, '30')
    assert 'is being built' in response.text
    assert client.get('/').status_code == 200


def test_a_search_takes_five_queries_sets_no_cookie_and_reads_no_session(
    archive, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        response = client.get('/search/?q=flood&tag=water&author=ada-byron&category=local&on=2017')
    assert not response.cookies
    assert 'Vary' not in response or 'Cookie' not in response['Vary']


def test_last_year_of_a_timeline_has_a_label_only_where_it_has_room(db, client):
    for year in (1978, 2020):
        make_article('Harbour', slug=f'harbour-{year}', published=f'{year}-01-02')
    follow.rebuild()
    timeline = client.get('/search/?q=harbour').context['timeline']
    assert [bar.tick for bar in timeline.ticks] == ['1978', '1984', '1990', '1996', '2002', '2008', '2014']
