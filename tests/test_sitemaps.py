from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree

from articles.sitemaps import PER_FILE
from tests.every import every
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / 'schemas/sitemap.xsd'))
NAMES = {
    's': 'http://www.sitemaps.org/schemas/sitemap/0.9',
    'n': 'http://www.google.com/schemas/sitemap-news/0.9',
}


def sitemap(client, address, root='urlset'):
    """The entries of a sitemap that keeps the rules of the protocol: addresses of this site, whole dates."""
    response = client.get(address)
    assert response.status_code == 200
    assert response['Content-Type'] == 'application/xml'
    assert len(response.content) < 50 * 1024 * 1024
    document = etree.fromstring(response.content)
    SCHEMA.assertValid(document)
    assert document.tag == f'{{{NAMES["s"]}}}{root}'
    for entry in document:
        assert entry.findtext('s:loc', namespaces=NAMES).startswith(f'{settings.SITE_URL}/')
        assert entry.findtext('s:loc', namespaces=NAMES).isascii()
        if changed := entry.findtext('s:lastmod', namespaces=NAMES):
            assert datetime.fromisoformat(changed).tzinfo
    return document


def addresses(document):
    return [loc.text.removeprefix(settings.SITE_URL) for loc in document.iterfind('*/s:loc', NAMES)]


def test_index_leads_to_every_public_article_and_page(client):
    make_article('Flood')
    make_article('洪水 & "fire"', slug="洪水&'fire'", published='2017-11-23')
    make_article('About', kind='page', slug='about/us')
    make_article('Draft', status='draft')
    make_article('Soon', published=timezone.now() + timedelta(hours=1))
    far = make_article('Far', slug='far', pk=7 * PER_FILE)
    edge = make_article('Edge', slug='edge', pk=7 * PER_FILE - 1)
    files = addresses(sitemap(client, '/sitemap.xml', 'sitemapindex'))
    assert files[0] == '/sitemap-lists.xml'
    listed = [address for file in files[1:] for address in addresses(sitemap(client, file))]
    assert sorted(listed) == [
        '/2017/11/22/edge/',
        '/2017/11/22/far/',
        '/2017/11/22/flood/',
        "/2017/11/23/%E6%B4%AA%E6%B0%B4&'fire'/",
        '/about/us/',
    ]
    assert addresses(sitemap(client, '/sitemap-7.xml')) == [far.get_absolute_url()]
    assert addresses(sitemap(client, '/sitemap-6.xml')) == [edge.get_absolute_url()]
    assert every(client.get(address).status_code == 200 for address in listed)


def test_entry_and_its_file_say_when_they_last_changed(client):
    make_article('Flood', modified=datetime(2017, 11, 24, 8, tzinfo=UTC))
    make_article('Fire', modified=datetime(2017, 11, 20, tzinfo=UTC))
    document = sitemap(client, '/sitemap.xml', 'sitemapindex')
    assert document.findtext('s:sitemap[2]/s:lastmod', namespaces=NAMES) == '2017-11-24T08:00:00+00:00'
    entries = sitemap(client, addresses(document)[1])
    changed = [entry.text for entry in entries.iterfind('*/s:lastmod', NAMES)]
    assert changed == ['2017-11-24T08:00:00+00:00', '2017-11-22T12:00:00+00:00']


def test_lists_have_a_sitemap(client):
    asia = make_category('Asia', parent=make_category('World'))
    make_category('Empty')
    make_article(categories=[asia])
    listed = addresses(sitemap(client, '/sitemap-lists.xml'))
    assert sorted(listed) == sorted(
        [
            *('/', '/tag/', '/author/', '/category/', '/date/'),
            *('/category/world/', '/category/world/asia/', '/2017/'),
        ]
    )


def test_news_are_of_the_last_two_days(client):
    make_article('Flood & fire', published=timezone.now() - timedelta(hours=40), language='fr-CA')
    make_article('Old', published=timezone.now() - timedelta(hours=50))
    make_article('Soon', published=timezone.now() + timedelta(hours=1))
    make_article('About', kind='page', slug='about', published=timezone.now())
    document = sitemap(client, '/news-sitemap.xml')
    [news] = document.iterfind('s:url/n:news', NAMES)
    assert news.findtext('n:title', namespaces=NAMES) == 'Flood & fire'
    assert news.findtext('n:publication/n:name', namespaces=NAMES) == 'Newsroom'
    assert news.findtext('n:publication/n:language', namespaces=NAMES) == 'fr'
    assert datetime.fromisoformat(news.findtext('n:publication_date', namespaces=NAMES))


@pytest.mark.parametrize(('language', 'expected'), [('zh-TW', 'zh-tw'), ('zh-hans', 'zh'), ('fil', 'fil'), ('', 'en')])
def test_language_of_news_is_written_as_google_requires(client, language, expected):
    make_article(published=timezone.now(), language=language)
    document = sitemap(client, '/news-sitemap.xml')
    assert document.findtext('s:url/n:news/n:publication/n:language', namespaces=NAMES) == expected


def test_news_are_at_most_as_many_as_google_reads(client, monkeypatch):
    monkeypatch.setattr('articles.sitemaps.MOST_NEWS', 2)
    for hours in (1, 2, 3):
        make_article(f'Before {hours}', slug=f'before-{hours}', published=timezone.now() - timedelta(hours=hours))
    listed = [address.rstrip('/')[-8:] for address in addresses(sitemap(client, '/news-sitemap.xml'))]
    assert listed == ['before-1', 'before-2']


def test_archive_without_news_has_an_empty_sitemap_of_them(client):
    assert len(sitemap(client, '/news-sitemap.xml')) == 0


def test_title_that_no_document_can_hold_breaks_none(client):
    make_article('\x0b ]]> </news:title> &nope;', slug='odd', published=timezone.now())
    assert len(sitemap(client, '/news-sitemap.xml')) == 1


@pytest.mark.parametrize('address', ['/sitemap-9.xml', '/sitemap-99999999999999999999.xml', '/sitemap-x.xml'])
def test_sitemap_of_nothing_is_not_found(client, address):
    make_article()
    assert client.get(address).status_code == 404


def test_sitemaps_cost_one_query(client, django_assert_num_queries):
    for _ in range(5):
        make_article()
    file = addresses(sitemap(client, '/sitemap.xml', 'sitemapindex'))[1]
    for address in ('/sitemap.xml', file, '/news-sitemap.xml'):
        with django_assert_num_queries(1):
            client.get(address)


def test_unchanged_sitemap_is_not_sent_again(client):
    make_article()
    mark = client.get('/sitemap.xml')['ETag']
    assert client.get('/sitemap.xml', headers={'if-none-match': mark}).status_code == 304
