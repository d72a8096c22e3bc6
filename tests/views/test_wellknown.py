from datetime import datetime, timedelta
from io import BytesIO
from urllib.robotparser import RobotFileParser

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone
from PIL import Image

from articles.models import Category
from tests.every import every
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_robots_learn_where_the_sitemaps_are(client):
    lines = client.get('/robots.txt').text.splitlines()
    assert lines[0] == 'User-agent: *'
    assert f'Sitemap: {settings.SITE_URL}/sitemap.xml' in lines
    assert 'Disallow: /admin/' in lines
    assert {'Disallow: /search/?', 'Disallow: /search.'} <= {*lines}
    assert not {'Disallow: /', 'Disallow: /search', 'Disallow: /search/'} & {*lines}


def test_crawlers_that_collect_texts_for_training_may_come_unless_they_are_told_not_to(client, settings):
    robots = RobotFileParser()
    robots.parse(client.get('/robots.txt').text.splitlines())
    assert robots.can_fetch('GPTBot', '/2017/')
    settings.TRAINING_CRAWLERS = False
    robots = RobotFileParser()
    robots.parse(client.get('/robots.txt').text.splitlines())
    assert not robots.can_fetch('GPTBot', '/2017/')
    assert robots.can_fetch('Googlebot', '/2017/')
    assert not robots.can_fetch('Googlebot', '/admin/')


def test_security_file_says_whom_to_tell_and_until_when(client, settings):
    settings.SECURITY_CONTACT = 'mailto:desk@news.example'
    response = client.get('/.well-known/security.txt')
    assert response['Content-Type'] == 'text/plain; charset=utf-8'
    fields = dict(line.split(': ', 1) for line in response.text.splitlines())
    assert fields['Contact'] == 'mailto:desk@news.example'
    assert timezone.now() < datetime.fromisoformat(fields['Expires']) < timezone.now() + timedelta(days=365)
    assert fields['Canonical'] == f'{settings.SITE_URL}/.well-known/security.txt'


def test_manifest_and_icons_are_what_they_say(client):
    soup = BeautifulSoup(client.get('/').content, 'html.parser')
    manifest = client.get(soup.select_one('link[rel=manifest]')['href'])
    assert manifest['Content-Type'] == 'application/manifest+json'
    content = manifest.json()
    assert (content['name'], content['start_url']) == ('Newsroom', '/')
    for icon in content['icons'][1:]:
        picture = Image.open(BytesIO(client.get(icon['src']).getvalue()))
        assert icon['sizes'] == f'{picture.width}x{picture.height}'
        assert icon['type'] == f'image/{picture.format.lower()}'
    for link in soup.select('link[rel=icon], link[rel=apple-touch-icon]'):
        assert client.get(link['href']).status_code == 200
    assert client.get('/favicon.ico', follow=True).status_code == 200


def test_page_of_feeds_links_to_them(client):
    make_article(categories=['News'])
    links = [link['href'] for link in BeautifulSoup(client.get('/feeds/').content, 'html.parser').select('main a')]
    assert {'/feed/atom/', '/comments/feed/', '/category/news/feed/json/', '/sitemap.xml'} <= set(links)
    assert every(client.get(link).status_code == 200 for link in links)


@pytest.mark.parametrize(('address', 'title'), [('/', 'Newsroom'), ('/category/news/', 'News')])
def test_list_says_how_it_looks_where_its_link_is_shared(client, address, title):
    Category.objects.create(name='News', slug='news', description='What <happened>.')
    make_article(categories=['News'])
    head = BeautifulSoup(client.get(address).content, 'html.parser').head
    properties = {meta['property']: meta['content'] for meta in head.select('meta[property]')}
    assert (properties['og:type'], properties['og:title'], properties['og:url']) == (
        'website',
        title,
        settings.SITE_URL + address,
    )
    assert properties.get('og:description') == ('What <happened>.' if title == 'News' else None)
    assert client.get(properties['og:image'].removeprefix(settings.SITE_URL)).status_code == 200
    assert head.select_one('link[rel=canonical]')['href'] == properties['og:url']
