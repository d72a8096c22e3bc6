import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import OldUrl
from articles.redirects import lookup
from tests.factories import make_article, make_category, make_media

pytestmark = pytest.mark.django_db


def old(path, article=None, target=''):
    return OldUrl.objects.create(path=path, article=article, target=target)


@pytest.mark.parametrize(
    ('path', 'asked'),
    [
        ('/?p=123', '/?p=123'),
        ('/?p=123', '/index.php?p=123'),
        ('/?page_id=7', '/?page_id=7'),
        ('/archives/123', '/archives/123'),
        ('/archives/123', '/archives/123/'),
        ('/archives/123', '/archives/123/?utm_source=x'),
        ('/2016/01/01/flut', '/2016/01/01/flut/'),
        ('/über uns', '/%C3%BCber%20uns/'),
        ('/story.php?id=5', '/story.php?id=5'),
    ],
)
def test_old_url_redirects_to_its_article_at_once(client, path, asked):
    old(path, make_article('Flood'))
    response = client.get(asked)
    assert (response.status_code, response['Location']) == (301, '/2017/11/22/flood/')


def test_old_address_of_a_hidden_article_is_not_found(client):
    for number, fields in enumerate(
        [{'status': 'draft'}, {'status': 'private'}, {'password': 'x'}, {'published': timezone.now() + timedelta(1)}]
    ):
        old(f'/?p={number}', make_article(f'Hidden {number}', **fields))
        assert client.get(f'/?p={number}').status_code == 404


def test_old_url_may_redirect_to_another_page(client):
    make_article('About', kind='page')
    old('/about-us.html', target='/about/')
    assert client.get('/about-us.html')['Location'] == '/about/'


def test_old_url_of_what_was_removed_is_gone(client):
    old('/poll.html')
    assert client.get('/poll.html').status_code == 410


def test_old_url_that_redirects_to_itself_is_not_found(client):
    old('/round', target='/round/')
    assert client.get('/round/').status_code == 404


def test_unknown_number_is_not_found_and_other_queries_leave_the_front_page(client):
    assert client.get('/?p=999').status_code == 404
    assert client.get('/?utm_source=x').status_code == 200


def test_address_in_use_wins_over_an_old_one(client):
    make_article('Flood')
    old('/2017/11/22/flood', make_article('Other'))
    assert client.get('/2017/11/22/flood/').status_code == 200


@pytest.fixture
def moved(db):
    """An article of the day 22 November 2017 that had other URLs before, and the lists it is in."""
    world = make_category('World')
    article = make_article(
        'Flood', categories=[make_category('Asia', parent=world)], tags=['Weather'], authors=['Ada Byron'],
        body_html='<p>Water.</p>',
    )  # fmt: skip
    make_article('About', kind='page', slug='about/team')
    make_media('2017/11/mill-scaled.jpg')
    make_media('2017/11/flood.jpg')
    for path in ('/?p=123', '/archives/123', '/2009/11/flut', '/flood.html', '/news/flood', '/über-flut'):
        old(path, article)
    old('/?cat=3', target='/category/world/asia/')
    old('/?author=7', target='/author/ada-byron/')
    make_media('2017/11/turned-rotated.png')
    old('/wp-content/uploads/2017/11/lost.jpg')
    old('/?attachment_id=9', target='/wp-content/uploads/2017/11/flood.jpg')
    old('/topics/*', target='/tag/*')
    old('/blog/*', target='/*')
    return article


FLOOD = '/2017/11/22/flood/'
FLOOD_FEED = f'{FLOOD}feed/'
ASIA, ADA, WEATHER = '/category/world/asia/', '/author/ada-byron/', '/tag/weather/'
UPLOADS = '/wp-content/uploads/2017/11/'


@pytest.mark.parametrize(
    ('asked', 'address'),
    [
        # An article by its number, and parts of it.
        ('/?p=123', FLOOD),
        ('/?page_id=123', FLOOD),
        ('/index.php?p=123', FLOOD),
        ('/?p=123&cpage=2', FLOOD),
        ('/?p=123&replytocom=5', FLOOD),
        ('/?p=123&page=2', FLOOD),
        ('/?p=123&utm_source=x', FLOOD),
        ('/?p=123&feed=rss2', FLOOD_FEED),
        ('/?feed=rss2&p=123', FLOOD_FEED),
        ('/?feed=comments-rss2&p=123', FLOOD_FEED),
        ('/wp-commentsrss2.php?p=123', FLOOD_FEED),
        ('/wp-json/wp/v2/posts/123', FLOOD),
        ('/?rest_route=/wp/v2/posts/123', FLOOD),
        # An article by an address it had.
        ('/archives/123', FLOOD),
        ('/archives/123/', FLOOD),
        ('/archives/123/feed/', FLOOD_FEED),
        ('/archives/123/feed/atom/', f'{FLOOD_FEED}atom/'),
        ('/archives/123/comment-page-2/', FLOOD),
        ('/archives/123/2/', FLOOD),
        ('/2009/11/flut/', FLOOD),
        ('/2009/11/FLUT/', FLOOD),
        ('/2009/11/flut/trackback/', FLOOD),
        ('/flood.html', FLOOD),
        ('/news/flood/', FLOOD),
        ('/%C3%BCber-flut/', FLOOD),
        ('/%c3%bcber-flut', FLOOD),
        ('/u%CC%88ber-flut/', FLOOD),
        # An article at the address it has, spelled otherwise.
        ('/2017/11/22/flood', FLOOD),
        ('/2017/11/22/Flood', FLOOD),
        ('/2017//11/22//flood/', FLOOD),
        ('/%2F2017/11/22/flood/', FLOOD),
        ('/index.php/2017/11/22/flood/', FLOOD),
        ('/2017/11/22/flood/2/', FLOOD),
        ('/2017/11/22/flood/comment-page-1/', FLOOD),
        ('/2017/11/22/flood/trackback/', FLOOD),
        ('/2017/11/22/flood/embed/', FLOOD),
        ('/2017/11/22/flood/amp/', FLOOD),
        ('/2017/11/22/flood/feed/rss2/', FLOOD_FEED),
        ('/2017/11/22/flood/feed', FLOOD_FEED),
        ('/?name=flood', FLOOD),
        ('/?year=2017&monthnum=11&day=22&name=flood', FLOOD),
        ('/?pagename=about/team', '/about/team/'),
        ('/about/team', '/about/team/'),
        # Lists.
        ('/?cat=3', ASIA),
        ('/?cat=3&feed=rss2', f'{ASIA}feed/'),
        ('/?cat=3&paged=9', ASIA),
        ('/category/asia/page/9/', ASIA),
        ('/?category_name=asia', ASIA),
        ('/?tag=weather', WEATHER),
        ('/?author=7', ADA),
        ('/?author=ada-byron', ADA),
        ('/?author_name=ada-byron', ADA),
        ('/category/world/asia', ASIA),
        ('/archives/category/world/asia/', ASIA),
        ('/archives/category/asia/feed/', f'{ASIA}feed/'),
        ('/archives/author/ada-byron/page/7/', ADA),
        ('/topics/weather/', WEATHER),
        ('/topics/weather/feed/', f'{WEATHER}feed/'),
        ('/?m=2017', '/2017/'),
        ('/?m=201711', '/2017/11/'),
        ('/?m=20171122', '/2017/11/22/'),
        ('/?year=2017&monthnum=11&day=22', '/2017/11/22/'),
        ('/archives/date/2017/11/', '/2017/11/'),
        ('/2017/11', '/2017/11/'),
        ('/?s=flood+in+Asia&submit=Go', '/search/?q=flood+in+Asia'),
        # Feeds of everything.
        ('/?feed=rss2', '/feed/'),
        ('/?feed=atom', '/feed/atom/'),
        ('/?feed=comments-rss2', '/comments/feed/'),
        ('/feed/rss/', '/feed/'),
        ('/feed/rdf/', '/feed/'),
        ('/feed/rss2/', '/feed/'),
        ('/rss2/', '/feed/'),
        ('/wp-rss2.php', '/feed/'),
        ('/wp-atom.php', '/feed/atom/'),
        ('/wp-feed.php', '/feed/'),
        ('/wp-commentsrss2.php', '/comments/feed/'),
        ('/comments/feed/rss2/', '/comments/feed/'),
        ('/?feed=comments-atom', '/comments/feed/atom/'),
        # Files.
        ('/?attachment_id=9', f'{UPLOADS}flood.jpg'),
        ('/wp-content/uploads/2017/11/flood-300x200.jpg', f'{UPLOADS}flood.jpg'),
        ('/wp-content/uploads/2017/11/mill.jpg', f'{UPLOADS}mill-scaled.jpg'),
        ('/wp-content/uploads/2017/11/mill-1024x768.jpg', f'{UPLOADS}mill-scaled.jpg'),
        ('/wp-content/uploads/2017/11/turned-20x10.png', f'{UPLOADS}turned-rotated.png'),
        # A site in a folder.
        ('/blog/?p=123', FLOOD),
        ('/blog/index.php?p=123', FLOOD),
        ('/blog/2017/11/22/flood/', FLOOD),
        ('/blog/category/asia/', ASIA),
        ('/blog/feed/', '/feed/'),
        ('/blog/', '/'),
        ('/blog/wp-content/uploads/2017/11/flood-300x200.jpg', f'{UPLOADS}flood.jpg'),
    ],
)
def test_old_url_redirects_to_the_current_one_in_one_step(client, moved, asked, address):
    response = client.get(asked)
    assert (response.status_code, response['Location']) == (301, address)


@pytest.mark.parametrize(
    'asked',
    [
        '/?p=0123456789012345678901234567890',
        '/?p=x',
        '/?cat=99',
        '/?author=nobody',
        '/?m=209913',
        '/?m=20171399',
        '/?year=2017&monthnum=77',
        '/?name=',
        '/?tag=../../etc',
        '/2017/11/22/2/',
        '/2017/11/22/nothing/feed/',
        '/category/world/asia/page/900/',
        '/?paged=900',
        '/wp-content/uploads/2017/11/none-300x200.jpg',
        '/blog/%00/',
        '/?feed=x%00',
        '/blog/%5Cevil.example/',
        '/blog//evil.example/',
        '/%2F%2Fevil.example/feed',
        '/index.php//evil.example/',
        '/wp-json/wp/v2/posts/999',
        '/api/v1/nothing',
        '/feed' * 1000,
        '/?' + '&'.join(['p=x'] * 900),
        '/a' * 2000,
    ],
)
def test_what_was_never_known_is_not_found(client, moved, asked):
    assert client.get(asked).status_code == 404


@pytest.mark.parametrize('name', ['lost.jpg', 'lost-300x200.jpg', 'lost-scaled.jpg'])
def test_a_file_that_is_known_to_be_missing_is_gone_in_every_size(client, moved, name):
    assert client.get(f'{UPLOADS}{name}').status_code == 410


def test_old_url_follows_the_redirect_of_its_target(client, moved):
    old('/?cat=4', target='/category/far-east/')
    old('/category/far-east', target=ASIA)
    assert client.get('/?cat=4')['Location'] == ASIA


def test_cycle_of_redirects_is_not_found(client):
    old('/one', target='/two/')
    old('/two', target='/one/')
    old('/three/*', target='/three/*')
    for asked in ('/one/', '/two/', '/three/four/'):
        assert client.get(asked).status_code == 404


def test_old_url_of_what_was_withdrawn_or_trashed_is_gone(client):
    for number, status in enumerate(['withdrawn', 'trashed']):
        old(f'/?p={number}', make_article(f'Once {number}', status=status))
        for asked in (f'/?p={number}', f'/?p={number}&feed=rss2'):
            assert client.get(asked).status_code == 410


def test_old_url_of_a_hidden_article_answers_as_if_it_had_never_existed(client):
    hidden = make_article('Secret', status='private', tags=['Secret tag'], categories=['Secret section'])
    old('/?p=5', hidden)
    old('/?cat=5', target='/category/secret-section/')
    asked = [
        '/?p=5', '/?p=5&feed=rss2', '/?name=secret', '/2017/11/22/secret', '/2017/11/22/secret/2/', '/?cat=5',
        '/?tag=secret-tag', '/?category_name=secret-section', '/?m=20171122', '/archives/category/secret-section/',
    ]  # fmt: skip
    never = client.get('/2017/11/22/never/')
    for address in asked:
        response = client.get(address)
        # The search is filled in with the words of the URL.
        pages = [re.sub(rb' value="[^"]*"', b'', page.content) for page in (response, never)]
        assert response.status_code == 404, address
        assert pages[0] == pages[1], address


def test_an_old_url_costs_few_queries(client, moved, django_assert_max_num_queries):
    for asked in ('/?p=123', '/?cat=3', '/archives/category/world/asia/', '/2017/11/22/Flood'):
        with django_assert_max_num_queries(5):
            assert client.get(asked).status_code == 301


def test_many_urls_are_looked_up_with_few_queries(moved, django_assert_max_num_queries):
    urls = [f'/?p={number}' for number in range(100, 400)] + [f'/2017/11/22/{name}' for name in ('flood', 'x')]
    with django_assert_max_num_queries(5):
        found = lookup.find(urls)
    assert {url: place.url for url, place in found.items()} == {'/?p=123': FLOOD, '/2017/11/22/flood': FLOOD}


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_redirects_to_another_host(moved, text):
    for url in (f'/{text}', f'/blog/{text}', f'/?p=123{text}', f'/?name={text}', f'/topics/{text}/feed/'):
        place = lookup.find([url]).get(url)
        assert not place or place.url == '' or re.match(r'/(?![/\\])', place.url)


@pytest.mark.parametrize('target', ['https://evil.example/', '//evil.example/', '/\\evil.example/', 'evil'])
def test_an_old_url_cannot_redirect_to_another_host(target):
    with pytest.raises(IntegrityError):
        old('/x', target=target)


@pytest.mark.parametrize(
    ('asked', 'target'),
    [
        ('/search/high+tide/', '/search/?q=high+tide'),
        ('/search/tide/page/2/', '/search/?q=tide'),
        ('/wp-sitemap.xml', '/sitemap.xml'),
        ('/sitemap_index.xml', '/sitemap.xml'),
        ('/wp-sitemap-posts-post-1.xml', '/sitemap.xml'),
        ('/post-sitemap2.xml', '/sitemap.xml'),
    ],
)
def test_url_of_wordpress_itself_redirects_to_its_like(client, asked, target):
    response = client.get(asked)
    assert (response.status_code, response['Location']) == (301, target)


@pytest.mark.parametrize(
    'asked',
    [
        *('/sport/high-tide/', '/high-tide', '/news/sea/high-tide/'),
        *('/2016/01/01/high-tide/', '/high-tide/?x=1', '/high-tide.php'),
    ],
)
def test_slug_at_another_place_redirects_to_the_only_article_that_has_it(client, asked):
    make_article('High tide')
    assert client.get(asked)['Location'] == '/2017/11/22/high-tide/'


@pytest.mark.parametrize('asked', ['/tide/', '/12345/'])
def test_url_that_may_mean_anything_is_unknown(client, asked):
    make_article('High tide')
    assert client.get(asked).status_code == 404


def test_slug_of_two_articles_is_no_guess(client):
    make_article('High tide')
    make_article('High tide', published=timezone.now() - timedelta(days=1))
    assert client.get('/sport/high-tide/').status_code == 404


def test_slug_of_a_hidden_article_is_no_guess(client):
    make_article('High tide', status='draft')
    assert client.get('/sport/high-tide/').status_code == 404
