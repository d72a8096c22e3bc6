import json
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone as clock
from lxml import etree

from articles.feeds import FORMATS
from articles.models import Article, Tag
from tests.every import every
from tests.factories import make_article, make_author, make_category, make_comment, make_media, make_tag

pytestmark = pytest.mark.django_db
NAMES = {
    'content': 'http://purl.org/rss/1.0/modules/content/',
    'dc': 'http://purl.org/dc/elements/1.1/',
    'atom': 'http://www.w3.org/2005/Atom',
}
# Characters that XML forbids, what would end an element or a section, and entities of nothing.
HOSTILE = 'a ]]> <![CDATA[ </title> &amp; &nope; \x0b\x1f\ufffe \ud7ff " \' <script>alert(1)</script>'
FEEDS = ['/', '/2017/', '/2017/11/', '/2017/11/22/', '/category/news/', '/tag/rain/', '/author/ada/']


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response['Content-Type'] == 'application/rss+xml; charset=utf-8'
    return etree.fromstring(response.content).find('channel')


def texts(element, path):
    return [child.text for child in element.findall(path, NAMES)]


@pytest.mark.parametrize('address', FEEDS)
def test_every_list_has_a_feed_of_its_newest_articles(client, address):
    for number in range(25):
        moment = datetime(2017, 11, 22, number % 24, number, tzinfo=UTC)
        make_article(f'Rain {number}', published=moment, tags=['rain'], authors=['Ada'], categories=['News'])
    channel = feed(client, f'{address}feed/')
    assert channel.find('atom:link[@rel="self"]', NAMES).get('href') == f'{settings.SITE_URL}{address}feed/'
    assert channel.findtext('link') == f'{settings.SITE_URL}{address}'
    assert len(channel.findall('item')) == 20
    assert channel.findtext('item/title') == 'Rain 23'


def test_entry_holds_the_whole_article(client):
    asia = make_category('Asia', parent=make_category('World'))
    make_article(
        'Smoke & <fire>',
        slug='smoke',
        standfirst='Seen from the <bridge>.',
        body_html='<p>See <a href="/about/">us</a> & <img src="/wp-content/uploads/a.jpg" alt=""> ]]&gt;</p>',
        authors=['Ada', 'Bo'],
        categories=[asia],
        tags=['night'],
    )
    item = feed(client, '/feed/').find('item')
    assert item.findtext('title') == 'Smoke & <fire>'
    assert item.findtext('link') == f'{settings.SITE_URL}/2017/11/22/smoke/'
    assert item.findtext('description') == 'Seen from the &lt;bridge&gt;.'
    assert texts(item, 'dc:creator') == ['Ada', 'Bo']
    assert texts(item, 'category') == ['Asia', 'night']
    assert item.findtext('content:encoded', namespaces=NAMES) == (
        f'<p>See <a href="{settings.SITE_URL}/about/">us</a> &'
        f' <img src="{settings.SITE_URL}/wp-content/uploads/a.jpg" alt=""> ]]&gt;</p>'
    )


def test_imported_article_keeps_its_identifier_and_a_new_one_has_its_own_for_good(client):
    make_article('Old', guid='http://old.example/?p=7', published='2017-11-23')
    new = make_article('New')
    old, fresh = feed(client, '/feed/').findall('item/guid')
    assert (old.text, old.get('isPermaLink')) == ('http://old.example/?p=7', 'false')
    assert fresh.text.endswith(f',2017-11-22:article/{new.pk}')
    new.slug = 'renamed'
    new.save()
    assert feed(client, '/feed/').findall('item/guid')[1].text == fresh.text


def test_date_is_told_in_the_zone_of_the_site(client, settings):
    settings.TIME_ZONE = 'Asia/Karachi'
    make_article(published=datetime(2017, 11, 22, 23, tzinfo=timezone(-timedelta(hours=3))))
    date = feed(client, '/feed/').findtext('item/pubDate')
    assert date.endswith('+0500')
    assert parsedate_to_datetime(date) == datetime(2017, 11, 23, 2, tzinfo=UTC)


def test_characters_that_xml_forbids_are_left_out(client):
    make_article('Bell\x07 and \uffff', slug='bell', body_html='<p>\x0bText</p>')
    assert feed(client, '/feed/').findtext('item/title') == 'Bell and '


def test_scheduled_article_is_in_no_feed(client):
    make_article('Later', published=clock.now() + timedelta(hours=1), tags=['rain'])
    assert not feed(client, '/feed/').findall('item')
    assert client.get('/tag/rain/feed/').status_code == 404


def test_feed_of_comments_holds_those_approved_on_what_is_public(client):
    article = make_article('Flood', guid='http://old.example/?p=7')
    comment = make_comment(article, 'It rose & fell.', author_name='Bo')
    make_comment(article, 'Held', status='held')
    make_comment(article, 'A mention', kind='pingback')
    make_comment(make_article('Draft', status='draft'), 'On a draft')
    items = feed(client, '/comments/feed/').findall('item')
    assert [item.findtext('title') for item in items] == ['Bo on Flood']
    assert items[0].findtext('link') == f'{settings.SITE_URL}/2017/11/22/flood/{comment.anchor}/'
    assert items[0].findtext('guid') == f'http://old.example/?p=7#{comment.anchor}'
    assert items[0].findtext('content:encoded', namespaces=NAMES) == '<p>It rose & fell.</p>'


def test_article_and_page_have_a_feed_of_their_comments(client):
    for article in (make_article('Flood'), make_article('About us', kind='page', slug='about/us')):
        make_comment(article, author_name='Bo')
        channel = feed(client, f'{article.get_absolute_url()}feed/')
        assert channel.findtext('title').startswith(f'Comments on {article}')
        assert texts(channel, 'item/title') == [f'Bo on {article}']
    assert client.get('/2017/11/22/nothing/feed/').status_code == 404
    assert client.get('/2017/11/31/flood/feed/').status_code == 404


def test_feed_that_has_not_changed_is_not_sent_again(client):
    make_article()
    mark = client.get('/feed/')['ETag']
    assert client.get('/feed/', headers={'if-none-match': mark}).status_code == 304


def test_feed_costs_the_same_for_five_and_twenty_articles(client, django_assert_num_queries):
    for number in range(20):
        make_article(tags=['rain', 'night'], authors=['Ada', 'Bo'], categories=['News'])
        if number in (4, 19):
            with django_assert_num_queries(4):
                client.get('/feed/')


def test_identifier_that_is_the_address_says_so(client):
    make_article('Flood', guid=f'{settings.SITE_URL}/2017/11/22/flood/')
    assert feed(client, '/feed/').find('item/guid').get('isPermaLink') == 'true'


def make_hostile():
    article = make_article(
        HOSTILE,
        slug='hostile',
        standfirst=HOSTILE,
        body_html='<p>]]&gt; &lt;![CDATA[ \x0b &amp; <a href="/x?a=1&amp;b=2">x</a></p>',
        guid=HOSTILE,
        tags=[make_tag('rain')],
        authors=[make_author('Ada'), make_author(HOSTILE)],
        categories=['News'],
    )
    Tag.objects.update(name=HOSTILE, description=HOSTILE)
    make_comment(article, HOSTILE, author_name=HOSTILE)


@pytest.mark.parametrize('format', ['', 'atom/', 'json/'])
@pytest.mark.parametrize('base', [*FEEDS, '/comments/', '/2017/11/22/hostile/'])
def test_feed_is_sound_whatever_stands_in_it(client, base, format):
    make_hostile()
    response = client.get(f'{base}feed/{format}')
    assert response.status_code == 200
    if format == 'json/':
        check_json_feed(json.loads(response.content), f'{settings.SITE_URL}{base}feed/json/')
    else:
        read = feedparser.parse(response.content, response_headers={'content-type': response['Content-Type']})
        assert not read.bozo, read.get('bozo_exception')
        assert read.version == ('atom10' if format else 'rss20')
        assert len(read.entries) == 1
        assert read.entries[0].title
        assert 'alert(1)</script>' not in read.entries[0].summary


def check_json_feed(read, address):
    """What jsonfeed.org/version/1.1 asks for."""
    assert read['version'] == 'https://jsonfeed.org/version/1.1'
    assert read['feed_url'] == address
    assert every(read[name].startswith('http') for name in ('home_page_url', 'feed_url'))
    assert {'version', 'title', 'description', 'home_page_url', 'feed_url', 'language', 'authors', 'items'} >= set(read)
    for item in read['items']:
        allowed = {'id', 'url', 'title', 'content_html', 'summary', 'image', 'tags', 'authors', 'language'}
        assert allowed | {'date_published', 'date_modified'} >= set(item)
        assert isinstance(item['id'], str)
        assert item['url'].startswith(settings.SITE_URL)
        assert item['content_html']
        assert every(datetime.fromisoformat(item[date]).tzinfo for date in ('date_published', 'date_modified'))
        assert {type(author['name']) for author in item['authors']} <= {str}
        assert {type(tag) for tag in item.get('tags', [])} <= {str}


def test_atom_and_json_say_what_rss_says(client):
    make_article(
        'Flood',
        standfirst='It <rose>.',
        body_html='<p>See <a href="/about/">us</a>.</p>',
        authors=['Ada', 'Bo'],
        categories=['News'],
        tags=['rain'],
        language='fr',
        guid='http://old.example/?p=7',
        lead_image=make_media(),
        modified=datetime(2017, 11, 24, tzinfo=UTC),
    )
    body = f'<p>See <a href="{settings.SITE_URL}/about/">us</a>.</p>'
    [entry] = feedparser.parse(client.get('/feed/atom/').content, sanitize_html=False).entries
    assert (entry.id, entry.link) == ('http://old.example/?p=7', f'{settings.SITE_URL}/2017/11/22/flood/')
    assert (entry.published, entry.updated) == ('2017-11-22T12:00:00+00:00', '2017-11-24T00:00:00+00:00')
    assert (entry.content[0].value, entry.summary) == (body, 'It &lt;rose&gt;.')
    assert entry.content[0].language == 'fr'
    assert [(author.name, author.href) for author in entry.authors] == [
        ('Ada', f'{settings.SITE_URL}/author/ada/'),
        ('Bo', f'{settings.SITE_URL}/author/bo/'),
    ]
    [item] = client.get('/feed/json/').json()['items']
    assert item == {
        'id': 'http://old.example/?p=7',
        'url': f'{settings.SITE_URL}/2017/11/22/flood/',
        'title': 'Flood',
        'content_html': body,
        'summary': 'It <rose>.',
        'image': f'{settings.SITE_URL}/wp-content/uploads/2017/11/flood.jpg',
        'date_published': '2017-11-22T12:00:00+00:00',
        'date_modified': '2017-11-24T00:00:00+00:00',
        'authors': [
            {'name': 'Ada', 'url': f'{settings.SITE_URL}/author/ada/'},
            {'name': 'Bo', 'url': f'{settings.SITE_URL}/author/bo/'},
        ],
        'tags': ['News', 'rain'],
        'language': 'fr',
    }


def test_identifier_that_is_no_address_is_none_in_atom(client):
    make_article('Flood', guid='12345')
    assert feedparser.parse(client.get('/feed/').content).entries[0].id == '12345'
    assert feedparser.parse(client.get('/feed/atom/').content).entries[0].id == f'{settings.SITE_URL}/2017/11/22/flood/'


@pytest.mark.parametrize('format', ['', 'atom/', 'json/'])
def test_feed_says_when_it_last_changed(client, format):
    article = make_article(modified=datetime(2017, 11, 24, 8, tzinfo=UTC))
    make_article('Other', slug='other', modified=datetime(2017, 11, 23, tzinfo=UTC))
    since = client.get(f'/feed/{format}')['Last-Modified']
    assert since == 'Fri, 24 Nov 2017 08:00:00 GMT'
    assert client.get(f'/feed/{format}', headers={'if-modified-since': since}).status_code == 304
    Article.objects.filter(pk=article.pk).update(status='withdrawn', modified=datetime(2017, 11, 25, tzinfo=UTC))
    assert client.get(f'/feed/{format}', headers={'if-modified-since': since}).status_code == 200


@pytest.mark.parametrize('format', ['', 'atom/', 'json/'])
def test_feed_without_entries_is_the_same_every_time(client, format):
    mark = client.get(f'/feed/{format}')['ETag']
    assert client.get(f'/feed/{format}', headers={'if-none-match': mark}).status_code == 304


@pytest.mark.parametrize('address', ['/', '/tag/rain/', '/2017/11/', '/2017/11/22/flood/'])
def test_page_names_its_feeds(client, address):
    make_article('Flood & fire', slug='flood', tags=['rain'])
    soup = BeautifulSoup(client.get(address).content, 'html.parser')
    links = {link['type']: link for link in soup.select('link[rel=alternate][href*="/feed/"]')}
    for format, (_, content_type) in FORMATS.items():
        link = links[content_type.partition(';')[0]]
        assert link['href'] == f'{address}feed/{format}/'.replace('//', '/')
        response = client.get(link['href'])
        assert (response.status_code, response['Content-Type']) == (200, content_type)
