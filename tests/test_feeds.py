from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import pytest
from django.conf import settings
from django.utils import timezone as clock
from lxml import etree

from tests.factories import make_article, make_category, make_comment

pytestmark = pytest.mark.django_db
NAMES = {
    'content': 'http://purl.org/rss/1.0/modules/content/',
    'dc': 'http://purl.org/dc/elements/1.1/',
    'atom': 'http://www.w3.org/2005/Atom',
}
FEEDS = ['/', '/2017/', '/2017/11/', '/2017/11/22/', '/category/news/', '/tag/rain/', '/author/ada/']


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response['Content-Type'] == 'application/rss+xml; charset=utf-8'
    return etree.fromstring(response.content).find('channel')


def texts(element, path):
    return [found.text for found in element.findall(path, NAMES)]


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
        standfirst='Seen from the bridge.',
        body_html='<p>See <a href="/about/">us</a> & <img src="/wp-content/uploads/a.jpg" alt=""> ]]&gt;</p>',
        authors=['Ada', 'Bo'],
        categories=[asia],
        tags=['night'],
    )
    item = feed(client, '/feed/').find('item')
    assert item.findtext('title') == 'Smoke & <fire>'
    assert item.findtext('link') == f'{settings.SITE_URL}/2017/11/22/smoke/'
    assert item.findtext('description') == 'Seen from the bridge.'
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
    assert items[0].findtext('link') == f'{settings.SITE_URL}/2017/11/22/flood/#{comment.anchor}'
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
            with django_assert_num_queries(3):
                client.get('/feed/')
