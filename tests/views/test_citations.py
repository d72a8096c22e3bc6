import json
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone

from articles.models import Article
from tests.factories import make_article, make_category, make_comment, make_media

pytestmark = pytest.mark.django_db
FLOOD = '/2017/11/22/flood/'


@pytest.fixture
def flood():
    asia = make_category('Asia', parent=make_category('World'))
    return make_article(
        'Flood',
        standfirst='The river rose.',
        authors=['Jan van der Berg', 'Associated Press'],
        categories=[asia],
        tags=['night', 'rain'],
        language='nl',
        lead_image=make_media(),
        modified=datetime(2017, 11, 24, 8, tzinfo=UTC),
    )


def head(client, address=FLOOD):
    return BeautifulSoup(client.get(address).content, 'html.parser').head


def content(soup, name):
    return [meta['content'] for meta in soup.select(f'meta[name="{name}"], meta[property="{name}"]')]


def linked_data(client, address=FLOOD):
    [script] = head(client, address).select('script[type="application/ld+json"]')
    return json.loads(script.string)['@graph']


@pytest.mark.parametrize(
    ('form', 'content_type', 'line'),
    [
        ('bib', 'application/x-bibtex; charset=utf-8', 'author = {van der Berg, Jan and {Associated Press}}'),
        ('ris', 'application/x-research-info-systems; charset=utf-8', 'AU  - van der Berg, Jan\r\nAU  - Associated'),
        ('json', 'application/vnd.citationstyles.csl+json', '"non-dropping-particle": "van der"'),
    ],
)
def test_reference_is_downloaded_at_an_address_below_the_article(client, flood, form, content_type, line):
    response = client.get(f'{FLOOD}cite.{form}')
    assert response['Content-Type'] == content_type
    assert response['Content-Disposition'] == f'attachment; filename="berg2017-{flood.pk}.{form}"'
    assert line in response.content.decode()
    assert settings.SITE_URL + FLOOD in response.content.decode()
    assert client.get(f'{FLOOD}cite.{form}', headers={'if-none-match': response['ETag']}).status_code == 304


def test_reference_to_a_page(client):
    make_article('About us', kind='page', slug='about/us')
    assert client.get('/about/us/cite.ris').text.startswith('TY  - ELEC\r\n')
    assert not content(head(client, '/about/us/'), 'citation_title')


def test_other_spellings_lead_to_the_one_address(client, flood):
    response = client.get('/2017/11/22/FLOOD/cite.bib')
    assert (response.status_code, response['Location']) == (301, f'{FLOOD}cite.bib')


@pytest.mark.parametrize('address', [f'{FLOOD}cite.xml', f'{FLOOD}cite', '/2017/11/22/none/cite.bib', '/none/cite.ris'])
def test_reference_to_nothing_is_not_found(client, flood, address):
    assert client.get(address, follow=True).status_code == 404


def test_reference_costs_two_queries(client, flood, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(f'{FLOOD}cite.bib')


def test_article_can_be_cited_from_its_page(client, flood):
    box = BeautifulSoup(client.get(FLOOD).content, 'html.parser').select_one('details.cite')
    assert [style.text for style in box.select('dt')] == ['APA', 'MLA', 'Chicago']
    assert 'van der Berg, J., & Associated Press. (2017, November 22). Flood. ' in box.dd.text
    assert {style.cite.text for style in box.select('dd')} == {'Newsroom'}
    assert f'/a/{flood.pk}' in [link['href'] for link in box.select('a')]


def test_short_url_redirects_to_the_article(client, flood):
    assert client.get(f'/a/{flood.pk}')['Location'] == FLOOD
    Article.objects.update(slug='deluge')
    response = client.get(f'/a/{flood.pk}')
    assert (response.status_code, response['Location']) == (301, '/2017/11/22/deluge/')


@pytest.mark.parametrize(
    ('fields', 'status'),
    [
        ({'status': 'withdrawn'}, 410),
        ({'status': 'draft'}, 404),
        ({'published': timezone.now() + timedelta(days=1)}, 404),
        ({'password': 'pbkdf2$…'}, 404),
    ],
    ids=['withdrawn', 'draft', 'scheduled', 'password'],
)
def test_short_address_of_what_is_not_public(client, fields, status):
    assert client.get(f'/a/{make_article(**fields).pk}').status_code == status


@pytest.mark.parametrize('address', ['/a/0', '/a/99999999999999999999999', '/a/x', '/a/-1', '/a/'])
def test_short_address_of_nothing(client, address):
    assert client.get(address, follow=True).status_code == 404


def test_head_tells_reference_managers_what_it_is(client, flood):
    soup = head(client)
    assert content(soup, 'citation_title') == content(soup, 'DC.title') == ['Flood']
    assert content(soup, 'citation_author') == content(soup, 'DC.creator') == ['van der Berg, Jan', 'Associated Press']
    assert content(soup, 'citation_publication_date') == ['2017/11/22']
    assert content(soup, 'citation_journal_title') == content(soup, 'DC.publisher') == ['Newsroom']
    assert content(soup, 'DC.type') == ['newspaperArticle']
    assert content(soup, 'DC.date') == ['2017-11-22']
    assert content(soup, 'DC.language') == ['nl']


def test_head_tells_what_a_shared_link_looks_like(client, flood):
    soup = head(client)
    assert soup.select_one('link[rel=canonical]')['href'] == settings.SITE_URL + FLOOD
    assert content(soup, 'og:url') == [settings.SITE_URL + FLOOD]
    assert (content(soup, 'og:type'), content(soup, 'og:title')) == (['article'], ['Flood'])
    assert content(soup, 'og:description') == ['The river rose.']
    assert content(soup, 'og:image') == [f'{settings.SITE_URL}/wp-content/uploads/2017/11/flood.jpg']
    assert content(soup, 'twitter:card') == ['summary_large_image']
    assert content(soup, 'article:published_time') == ['2017-11-22T12:00:00+00:00']
    assert content(soup, 'article:modified_time') == ['2017-11-24T08:00:00+00:00']
    assert content(soup, 'article:section') == ['Asia']
    assert content(soup, 'article:tag') == ['night', 'rain']


def test_linked_data_says_all_that_is_known_of_a_news_article(client, flood):
    make_comment(flood)
    story, _ = linked_data(client)
    site = settings.SITE_URL
    assert story == {
        '@type': 'NewsArticle',
        'mainEntityOfPage': site + FLOOD,
        'url': site + FLOOD,
        'identifier': f'{site}/a/{flood.pk}',
        'headline': 'Flood',
        'description': 'The river rose.',
        'image': [f'{site}/wp-content/uploads/2017/11/flood.jpg'],
        'datePublished': '2017-11-22T12:00:00+00:00',
        'dateModified': '2017-11-24T08:00:00+00:00',
        'author': [
            {'@type': 'Person', 'name': 'Jan van der Berg', 'url': f'{site}/author/jan-van-der-berg/'},
            {'@type': 'Organization', 'name': 'Associated Press', 'url': f'{site}/author/associated-press/'},
        ],
        'publisher': {
            '@type': 'NewsMediaOrganization',
            'name': 'Newsroom',
            'url': f'{site}/',
            'logo': site + static('img/icon-512.png'),
        },
        'articleSection': ['Asia'],
        'keywords': ['night', 'rain'],
        'inLanguage': 'nl',
        'isAccessibleForFree': True,
        'commentCount': 1,
    }


def test_linked_data_says_the_way_to_an_article(client, flood):
    _, trail = linked_data(client)
    assert [(step['position'], step['name'], step['item']) for step in trail['itemListElement']] == [
        (1, 'Newsroom', f'{settings.SITE_URL}/'),
        (2, 'World', f'{settings.SITE_URL}/category/world/'),
        (3, 'Asia', f'{settings.SITE_URL}/category/world/asia/'),
        (4, 'Flood', settings.SITE_URL + FLOOD),
    ]


@pytest.mark.parametrize(
    'title', ['</script><script>alert(1)</script>', '<!--<script>', ']]>', '"\\ \u2028 & \'', '{{ title }}']
)
def test_linked_data_holds_any_title_and_ends_where_it_should(client, title):
    make_article(title, slug='flood', body_html='<p>It rose.</p>')
    response = client.get(FLOOD)
    story, _ = linked_data(client)
    assert story['headline'] == title
    assert response.text.count('</script') == 2  # and the one of js/article.js


def test_page_is_no_news(client):
    make_article('About us', kind='page', slug='about')
    assert linked_data(client, '/about/')[0]['@type'] == 'WebPage'
