import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from lxml import etree

from tests.factories import make_article, make_media

pytestmark = pytest.mark.django_db
FLOOD = '/2017/11/22/flood/'


def record(client, address=FLOOD, **asked):
    response = client.get('/oembed', {'url': settings.SITE_URL + address} | asked)
    assert (response.status_code, response['Access-Control-Allow-Origin']) == (200, '*')
    return response.json()


def test_page_links_to_its_oembed_record(client):
    make_article('Flood & fire', slug='flood', standfirst='It <rose>.', authors=['Ada'], lead_image=make_media())
    soup = BeautifulSoup(client.get(FLOOD).content, 'html.parser')
    link = soup.select_one('link[type="application/json+oembed"]')['href']
    assert client.get(link.removeprefix(settings.SITE_URL)).json() == {
        'version': '1.0',
        'type': 'rich',
        'title': 'Flood & fire',
        'author_name': 'Ada',
        'author_url': f'{settings.SITE_URL}/author/ada/',
        'provider_name': 'Newsroom',
        'provider_url': f'{settings.SITE_URL}/',
        'cache_age': 86400,
        'thumbnail_url': f'{settings.SITE_URL}/wp-content/uploads/2017/11/flood.jpg',
        'thumbnail_width': 640,
        'thumbnail_height': 480,
        'html': f'<blockquote><p><a href="{settings.SITE_URL}{FLOOD}">Flood &amp; fire</a></p>'
        '<p>It &lt;rose&gt;.</p></blockquote>',
        'width': 600,
        'height': 240,
    }


def test_xml_says_the_same(client):
    make_article('Flood & \x0bfire', slug='flood', authors=['Ada', 'Bo'])
    response = client.get('/oembed', {'url': settings.SITE_URL + FLOOD, 'format': 'xml'})
    assert response['Content-Type'] == 'text/xml; charset=utf-8'
    read = {element.tag: element.text for element in etree.fromstring(response.content)}
    assert read['title'] == 'Flood & fire'
    assert read['author_name'] == 'Ada, Bo'
    assert set(read) == set(record(client))
    assert 'author_url' not in read


def test_nothing_is_larger_than_requested(client):
    make_article('Flood', lead_image=make_media())
    small = record(client, maxwidth='320', maxheight='100')
    assert (small['width'], small['height']) == (320, 100)
    assert 'thumbnail_url' not in small
    assert record(client, maxwidth='9999999999', maxheight='many')['width'] == 600


def test_pages_and_short_and_escaped_addresses_are_known(client):
    page = make_article('About us', kind='page', slug='about/us')
    make_article('Crue', slug='crue-à-l’est')
    assert record(client, '/about/us/')['title'] == record(client, f'/a/{page.pk}')['title'] == 'About us'
    assert record(client, '/2017/11/22/crue-%C3%A0-l%E2%80%99est/')['title'] == 'Crue'


@pytest.mark.parametrize(
    ('asked', 'status'),
    [
        ({}, 400),
        ({'url': settings.SITE_URL + FLOOD, 'format': 'yaml'}, 501),
        ({'url': f'https://elsewhere.example{FLOOD}'}, 404),
        ({'url': f'javascript://127.0.0.1:8000{FLOOD}'}, 404),
        ({'url': f'{settings.SITE_URL}/2017/11/31/flood/'}, 404),
        ({'url': f'{settings.SITE_URL}/2017/11/'}, 404),
        ({'url': f'{settings.SITE_URL}/2017/11/22/draft/'}, 404),
        ({'url': f'{settings.SITE_URL}/2017/11/22/\0/'}, 404),
        ({'url': 'http://[/'}, 404),
        ({'url': f'{settings.SITE_URL}/a/99999999999999999999'}, 404),
    ],
)
def test_what_cannot_be_embedded_is_refused(client, asked, status):
    make_article('Flood')
    make_article('Draft', status='draft')
    assert client.get('/oembed', asked).status_code == status
