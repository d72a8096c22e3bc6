"""Feeds of every age and form, and files that only look like one."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.readers import detect
from articles.readers.feed import reader as feed_reader
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from articles.readers.wxr import reader as wxr_reader
from tests.every import every

ZONE = ZoneInfo('Europe/Berlin')
NOON = datetime(2017, 11, 22, 12, tzinfo=UTC)

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>
<title>The Herald</title><link>https://herald.example</link><description>News</description><language>en-GB</language>
{}</channel></rss>"""
ITEM = """<item><title>Flood &amp; fire</title><link>https://herald.example/2017/11/flood/</link>
<guid isPermaLink="false">herald-7</guid><pubDate>Wed, 22 Nov 2017 12:00:00 +0000</pubDate>
<dc:creator>Ada Né</dc:creator>
<category>Weather</category><category>Town</category><description>It rained.</description>{}</item>"""
FULL = '<content:encoded><![CDATA[<p>It has rained since Monday.</p><script>alert(1)</script>]]></content:encoded>'
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Héraut</title>
<link href="https://heraut.example/"/><author><name>Rédaction</name></author>
<entry><id>urn:uuid:7</id><title type="html">Pluie &amp;lt;forte&amp;gt;</title>
<link rel="alternate" href="https://heraut.example/pluie.html"/><published>2017-11-22T14:00:00+02:00</published>
<updated>2017-11-23T14:00:00+02:00</updated><category term="meteo" label="Météo"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Il pleut.</p></div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://a.example/"><title>A</title>
<link>http://a.example/</link></channel><item rdf:about="http://a.example/1"><title>Rain</title>
<link>http://a.example/1</link><dc:date>2017-11-22T12:00:00Z</dc:date><description>Wet.</description></item></rdf:RDF>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>A</title><entry><id>tag:a.example,2003:1</id>
<title>Rain</title><issued>2017-11-22T12:00:00Z</issued><modified>2017-11-22T12:00:00Z</modified>
<content type="text/html" mode="escaped">&lt;p&gt;Wet.&lt;/p&gt;</content></entry></feed>"""
OLD_RSS = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>A</title>
<item><title>Rain</title><link>http://a.example/1</link><description>Wet.</description></item></channel></rss>"""
JSON = {
    'version': 'https://jsonfeed.org/version/1.1',
    'title': 'The Herald',
    'home_page_url': 'https://herald.example/',
    'authors': [{'name': 'The desk'}],
    'items': [
        {
            'id': 7,
            'url': 'https://herald.example/flood',
            'title': 'Flood <b>',
            'content_text': 'It rained.\n\nA & B',
            'summary': 'Water.',
            'date_published': '2017-11-22T12:00:00Z',
            'tags': ['Weather'],
            'attachments': [{'url': 'https://herald.example/rain.mp3', 'mime_type': 'audio/mpeg', 'title': 'Rain'}],
        }
    ],
}


@pytest.fixture
def read(tmp_path):
    """The records of a file of this content."""

    def read(content):
        file = tmp_path / 'feed'
        content = json.dumps(content) if isinstance(content, dict) else content
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(feed_reader.read(file, zone=ZONE))

    return read


@pytest.fixture
def article(read):
    """The only article of a feed."""

    def only(content):
        records = read(content)
        assert [type(record) for record in records] == [SourceRecord, ArticleRecord], records
        return records[1]

    return only


def codes(record):
    return [note.code for note in record.notes]


def test_full_text_comes_in_with_all_that_goes_with_it(article):
    record = article(RSS.format(ITEM.format(FULL)))
    assert (record.title, record.guid, record.slug) == ('Flood & fire', 'herald-7', 'flood')
    assert record.body_html == '<p>It has rained since Monday.</p>'
    assert record.standfirst == 'It rained.'
    assert record.published == NOON
    assert record.published.utcoffset().total_seconds() == 3600
    assert [author.name for author in record.authors] == ['Ada Né']
    assert [tag.name for tag in record.tags] == ['Weather', 'Town']
    assert record.url in record.old_urls
    assert record.language == 'en-GB'
    assert record.source_key == 'feed:herald.example:herald-7'


def test_summary_is_the_text_where_there_is_no_other_and_is_told(article):
    record = article(RSS.format(ITEM.format('')))
    assert record.body_text == 'It rained.'
    assert record.standfirst == ''
    assert 'summary-only' in codes(record)


def test_section_stands_first_in_what_wordpress_writes(article):
    generator = '<generator>https://wordpress.org/?v=4.9</generator>'
    record = article(RSS.format(generator + ITEM.format(FULL)))
    assert [category.name for category in record.categories] == ['Weather']
    assert [tag.name for tag in record.tags] == ['Town']


def test_pictures_of_the_old_site_are_looked_for_here_and_links_stay(article):
    text = (
        '<content:encoded><![CDATA[<img src="http://www.herald.example/blog/wp-content/uploads/a.jpg" alt="A"> '
        '<a href="https://herald.example/x">x</a>]]></content:encoded>'
    )
    body = article(RSS.format(ITEM.format(text))).body_html
    assert 'src="/wp-content/uploads/a.jpg"' in body
    assert 'href="https://herald.example/x"' in body


def test_picture_beside_the_text_is_shown_above_it(article):
    media = '<media:content url="https://herald.example/a.jpg" medium="image"/>'
    figure = '<figure><img src="https://herald.example/a.jpg" alt=""></figure>'
    assert article(RSS.format(ITEM.format(FULL + media))).body_html.startswith(figure)


def test_recording_follows_the_text(article):
    enclosure = '<enclosure url="https://herald.example/a.mp3" type="audio/mpeg" length="1"/>'
    assert article(RSS.format(ITEM.format(FULL + enclosure))).body_html.endswith(
        '<figcaption><a href="https://herald.example/a.mp3">a.mp3</a></figcaption></figure>'
    )


def test_atom(article):
    record = article(ATOM)
    assert (record.title, record.guid, record.language, record.slug) == ('Pluie <forte>', 'urn:uuid:7', 'fr', 'pluie')
    assert record.source_key == 'feed:urn:uuid:7'
    assert record.body_html == '<p>Il pleut.</p>'
    assert (record.published, record.modified.day) == (NOON, 23)
    assert [author.name for author in record.authors] == ['Rédaction']
    assert [tag.name for tag in record.tags] == ['Météo']


@pytest.mark.parametrize('content', [RDF, ATOM_03, OLD_RSS], ids=['RDF', 'Atom 0.3', 'RSS 0.91'])
def test_formats_of_old(article, content):
    record = article(content)
    assert (record.title, record.body_text) == ('Rain', 'Wet.')


def test_entry_without_a_date_is_a_draft(article):
    assert article(OLD_RSS).status == 'draft'
    assert 'no-date' in codes(article(OLD_RSS))


def test_json_feed(article):
    record = article(JSON)
    assert (record.title, record.guid, record.slug) == ('Flood <b>', '7', 'flood')
    assert record.body_html.startswith('<p>It rained.</p>\n<p>A &amp; B</p>')
    assert 'Rain</a></figcaption>' in record.body_html
    assert record.standfirst == 'Water.'
    assert record.published == NOON
    assert [author.name for author in record.authors] == ['The desk']


TWO = JSON | {'items': [{**JSON['items'][0], 'id': number} for number in (7, 8)]}


@pytest.mark.parametrize('content', [RSS.format(ITEM.format(FULL) * 2), ATOM, RDF, ATOM_03, TWO])
def test_entries_give_the_same_records_again(read, content):
    source, *articles = read(content)
    for some in (articles, articles[-1:]):
        _, *again = read(feed_reader.join(source.original, [article.original for article in some]))
        assert [replace(one, source='') for one in again] == [replace(one, source='') for one in some]


def test_identifier_stays_as_it_is_written(article):
    text = ITEM.format(FULL).replace(' isPermaLink="false"', '').replace('herald-7', 't3_42')
    assert article(RSS.format(text)).guid == 't3_42'


def test_long_identifier_that_is_none_is_read_as_quickly(article):
    record = article(RSS.format(f'<item><title>Rain</title><guid>{" " * 100_000}<b/></guid></item>'))
    assert record.slug == 'rain'


def test_entry_that_names_itself_nowhere_is_known_by_its_text(article):
    assert article('<rss><channel><item><title>Rain</title></item></channel></rss>').source_key.startswith('feed::')


def test_control_characters_of_json_are_taken_out(article):
    assert article(JSON | {'items': [{'id': 'a\x00b', 'content_html': '<p>a\x00</p>'}]}).guid == 'ab'


def test_one_broken_entry_spoils_no_other(read):
    broken = '<item><title>Br<b>oken & <</title><link>http://a.example/b</link><description>x</item>'
    _, *articles = read(RSS.format(ITEM.format(FULL) + broken + ITEM.format(FULL)))
    assert [article.title for article in articles][::2] == ['Flood & fire'] * 2
    assert len(articles) == 3


def test_entry_may_speak_of_entries(article):
    text = '<content:encoded><![CDATA[<p>Write <code>&lt;item></item></code></p>]]></content:encoded>'
    assert article(RSS.format(ITEM.format(text))).body_text.startswith('Write <item>')


@pytest.mark.parametrize('encoding', ['utf-16', 'iso-8859-1'])
def test_other_encodings_are_read(article, encoding):
    content = RSS.replace('UTF-8', encoding).format(ITEM.format(FULL))
    assert article(content.encode(encoding)).authors[0].name == 'Ada Né'


# Bytes that are no name at all, names that Python does not know, and codecs of Python that no file is written in.
NO_ENCODINGS = [
    b'UTF-\x80',
    b'UTF\x00-8',
    b'',
    b' ',
    b'none',
    b'x' * 5000,
    b'rot13',
    b'idna',
    b'punycode',
    b'undefined',
]


@pytest.mark.parametrize('encoding', NO_ENCODINGS, ids=lambda name: repr(name[:10]))
def test_declared_encoding_that_is_none_is_passed_over(article, encoding):
    content = RSS.format(ITEM.format(FULL)).encode().replace(b'UTF-8', encoding, 1)
    assert article(content).authors[0].name == 'Ada Né'


@pytest.mark.parametrize('encoding', ['UTF-\x80', 'UTF\x00-8', 'idna', 'undefined'])
def test_wide_feed_that_names_another_encoding_is_read_or_refused(read, encoding):
    records = read(RSS.replace('UTF-8', encoding, 1).format(ITEM.format(FULL)).encode('utf-16'))
    assert every(isinstance(record, SourceRecord | ArticleRecord | RefusedRecord) for record in records)


def test_feed_is_recognised_and_an_export_is_not_taken_for_one(tmp_path):
    for content in (RSS, ATOM, RDF, ATOM_03, OLD_RSS, json.dumps(JSON)):
        for packed in (content.encode(), gzip.compress(content.encode())):
            file = tmp_path / 'file'
            file.write_bytes(packed)
            assert detect.kind_of(file) == 'feed'
            assert feed_reader.count(file) == len(list(feed_reader.read(file, zone=ZONE))) - 1
    export = RSS.replace('xmlns:dc', 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc')
    file.write_text(export)
    assert detect.kind_of(file) == 'wxr'


@pytest.mark.parametrize('content', [b'', b'<html><body><rss>', b'Rain', b'{"a": 1}', b'<svg xmlns="x"/>'])
def test_other_files_are_not_recognised(content):
    assert not feed_reader.matches(content)


@pytest.mark.parametrize('reader', [feed_reader, wxr_reader])
@pytest.mark.parametrize('encoding', ['utf-8', 'utf-16'])
@pytest.mark.parametrize(
    'doctype',
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        '<!-- > <rss> --><!DOCTYPE rss [<!ENTITY x "y">]>',
    ],
)
def test_entities_are_refused_by_every_reader(tmp_path, reader, encoding, doctype):
    file = tmp_path / 'feed.xml'
    file.write_bytes((doctype + RSS.format(ITEM.format('&x;')).partition('?>')[2]).encode(encoding))
    records = list(reader.read(file, zone=ZONE))
    assert [type(record) for record in records] == [RefusedRecord]
    assert 'entities' in records[0].reason


@pytest.mark.parametrize('reader', [feed_reader, wxr_reader])
def test_document_type_elsewhere_is_not_fetched(tmp_path, reader, network):
    file = tmp_path / 'feed.xml'
    file.write_text(f'<!DOCTYPE rss SYSTEM "http://127.0.0.1:{network.port}/rss.dtd">{RSS.format(ITEM.format(FULL))}')
    list(reader.read(file, zone=ZONE))
    assert network.connections == 0


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b'[' * 100_000, 'JSON'),
        (b'{"version": "https://jsonfeed.org/version/1"}', 'no items'),
        (b'<rss><channel>' + b'<x/>' * 200_000, '500 kB'),
        (b'<rss><channel>' + b'<x/>' * 20_000, '20,000 tags'),
        (b'<rss x="' + b'x' * 20_000 + b'"><item></item></rss>', '20 kB'),
        (b'<html></html>', 'root element'),
    ],
)
def test_what_cannot_be_a_feed_is_refused_by_name(read, content, reason):
    (refused,) = read(content)
    assert isinstance(refused, RefusedRecord)
    assert reason in refused.reason


def test_a_name_longer_than_any_is_no_author(article):
    found = article(RSS.format(ITEM.format(FULL).replace('Ada Né', 'a' * 200_000)))
    assert (found.title, found.authors) == ('Flood & fire', ())


def test_what_stands_after_every_entry_is_kept_once(read):
    source, *articles = read(RSS.format('<hr/>'.join([ITEM.format(FULL)] * 50)))
    assert source.original.count(b'<hr/>') == 1
    assert len(articles) == 50


def test_what_a_feed_says_of_itself_is_read_once_however_many_entries_it_has(read):
    _, *articles = read(RSS.format('<category>News</category>' * 9_000 + ITEM.format(FULL) * 200))
    assert len(articles) == 200


def test_damage_before_the_entries_leaves_them_well_formed(article):
    damaged = ATOM.replace('<entry>', '</feed></author><entry>')
    assert replace(article(damaged), original=b'') == replace(article(ATOM), original=b'')


def test_entry_too_large_is_refused_and_its_neighbour_read(read):
    _, refused, whole = read(RSS.format(f'<item><title>{"x" * 5_000_001}</title></item>' + ITEM.format(FULL)))
    assert refused.where == 'entry 1'
    assert whole.title == 'Flood & fire'


@pytest.mark.slow
@settings(deadline=None, max_examples=100)
@given(st.data())
def test_no_damage_breaks_the_reader(tmp_path_factory, data):
    whole = data.draw(st.sampled_from([RSS.format(ITEM.format(FULL)), ATOM, RDF, json.dumps(JSON)])).encode()
    start, end = sorted((data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))))
    file = tmp_path_factory.mktemp('feed') / 'feed'
    file.write_bytes(whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:])
    for record in feed_reader.read(file, zone=ZONE):
        assert isinstance(record, SourceRecord | ArticleRecord | RefusedRecord)


@pytest.mark.parametrize('content', [RSS.format(''), '<rss/>', JSON | {'items': []}], ids=['rss', 'bare', 'json'])
def test_a_feed_without_entries_says_so(read, content):
    [source] = read(content)
    assert [note.code for note in source.notes] == ['no-entries']


@pytest.mark.parametrize(
    'damage',
    [
        '</psc:chapters>',
        '<psc:chapter/>',
        '</georss:where>',
        '<gml:pos>1 2</gml:pos></gml:point>',
        '</category>',
        '<![cdata[x',
    ],
)
def test_an_entry_over_which_the_parser_trips_is_named_and_the_others_are_read(read, damage):
    spaces = (
        '<rss xmlns:psc="http://podlove.org/simple-chapters" xmlns:georss="http://www.georss.org/georss" '
        'xmlns:gml="http://www.opengis.net/gml"><channel><title>A</title>{}</channel></rss>'
    )
    items = f'<item><title>Whole</title><description>Wet.</description></item><item><title>Cut</title>{damage}</item>'
    _, whole, other = read(spaces.format(items))
    assert whole.title == 'Whole'
    assert isinstance(other, (ArticleRecord, RefusedRecord))


REPLY = (
    '<entry xmlns:t="http://purl.org/syndication/thread/1.0"><id>urn:uuid:8</id><title>Re: Pluie</title>'
    '<t:in-reply-to ref="{}"/><author><name>Luc</name></author><updated>2017-11-22T15:00:00Z</updated>'
    '<content type="text">Enfin ! Voir https://ciel.example/</content></entry>'
)


def test_entry_that_answers_another_is_a_comment_of_it(article):
    record = article(ATOM.replace('</feed>', f'{REPLY.format("urn:uuid:7")}</feed>'))
    (comment,) = record.comments
    assert (comment.author, comment.status) == ('Luc', 'approved')
    assert '<a href="https://ciel.example/" rel="nofollow ugc">' in comment.body_html
    assert b'in-reply-to' in record.original


def test_comment_whose_article_is_not_in_the_feed_is_refused(read):
    records = read(ATOM.replace('</feed>', f'{REPLY.format("urn:uuid:99")}</feed>'))
    assert [type(record) for record in records] == [SourceRecord, ArticleRecord, RefusedRecord]
    assert 'urn:uuid:99' in records[2].reason


def test_feed_of_comments_has_no_articles(read):
    guid = '<guid isPermaLink="false">https://herald.example/2017/11/flood/#comment-31</guid>'
    item = f'<item><title>By: Eve</title>{guid}<description>Wet.</description></item>'
    assert [type(record) for record in read(RSS.format(item))] == [SourceRecord, RefusedRecord]


def test_draft_in_a_feed_stays_one(article):
    control = '<a:control xmlns:a="http://www.w3.org/2007/app"><a:draft>yes</a:draft></a:control>'
    assert article(ATOM.replace('</entry>', f'{control}</entry>')).status == 'draft'


def test_word_draft_in_a_text_makes_no_draft(article):
    text = '<content:encoded><![CDATA[<p>An XML of <draft>yes</draft></p>]]></content:encoded>'
    assert article(RSS.format(ITEM.format(text))).status == 'published'


def test_identifier_is_no_url(article):
    link = '<link rel="alternate" href="https://heraut.example/pluie.html"/>'
    record = article(ATOM.replace(link, '').replace('Pluie &amp;lt;forte&amp;gt;', 'Pluie forte'))
    assert (record.url, record.slug, record.guid) == ('', 'pluie-forte', 'urn:uuid:7')


@pytest.mark.parametrize(
    ('relative', 'absolute'),
    [
        ('/a.png', 'https://herald.example/a.png'),
        ('../a.png', 'https://herald.example/2017/11/a.png'),
        ('a.png', 'https://herald.example/2017/11/flood/a.png'),
        ('//b.example/a.png', 'https://b.example/a.png'),
        ('https://b.example/a.png', 'https://b.example/a.png'),
    ],
)
def test_relative_url_is_relative_to_the_entry(article, relative, absolute):
    text = f'<content:encoded><![CDATA[<img src="{relative}" alt=""> <a href="#n">n</a>]]></content:encoded>'
    record = article(RSS.format(ITEM.format(text)))
    assert [image.src for image in record.images] == [absolute]
    assert 'href="#text-n"' in record.body_html


@pytest.mark.parametrize(
    ('written', 'authors'),
    [
        ('ada@desk.gazette (Ada Né)', [('Ada Né', 'ada@desk.gazette')]),
        ('ada@desk.gazette (Ada (Desk) Né)', [('Ada (Desk) Né', 'ada@desk.gazette')]),
        ('Ada Né &lt;ada@desk.gazette&gt;', [('Ada Né', 'ada@desk.gazette')]),
        ('&quot;Ada Né&quot; &lt;ada@desk.gazette&gt;', [('Ada Né', 'ada@desk.gazette')]),
        ('Ada Né (ada@desk.gazette)', [('Ada Né', 'ada@desk.gazette')]),
        ('Ada Né ada@desk.gazette', [('Ada Né', 'ada@desk.gazette')]),
        ('ada@desk.gazette', []),
    ],
)
def test_author_is_told_from_an_address_however_both_are_written(article, written, authors):
    item = ITEM.format(FULL).replace('<dc:creator>Ada Né</dc:creator>', f'<author>{written}</author>')
    assert [(author.name, author.email) for author in article(RSS.format(item)).authors] == authors


def test_description_of_a_file_is_its_caption(article):
    media = (
        '<media:content url="https://herald.example/a.jpg" medium="image"><media:title>IMG 7</media:title>'
        '<media:description>The mill &amp; the men</media:description></media:content>'
    )
    record = article(RSS.format(ITEM.format(media)))
    assert record.title == 'Flood & fire'
    assert record.images[0].caption == 'The mill & the men'
    assert record.body_text.endswith('It rained.')


def test_line_break_parts_the_words_of_a_title(article):
    item = ITEM.format(FULL).replace('Flood &amp; fire', 'Flood&lt;br&gt;Fire')
    assert article(RSS.format(item)).title == 'Flood Fire'
