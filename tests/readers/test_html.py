import gzip
import io
import json
import lzma
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.readers import detect
from articles.readers.html import reader as html_reader
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from tests.every import every
from tests.growth import growth

KARACHI = ZoneInfo('Asia/Karachi')

PARAGRAPHS = (
    'The harbour was closed on Monday after the storm had torn a ferry from its berth and driven it ashore, the police '
    'said, and boats that had been on their way to the islands turned back before the wind reached its full strength.',
    'Nobody was hurt, the harbour master said, and the next boat to the islands is expected to leave at noon. '
    'Those who had booked for the morning were given rooms in the town hall, where the mayor had soup brought.',
    'The storm was the third of the winter. Fishermen who have been at sea for forty years say that they cannot '
    'remember another of this force, and that the mole, which was built in 1934, would not have held for another hour.',
)
BODY = ''.join(f'<p>{text}</p>' for text in PARAGRAPHS)

WORDPRESS = f"""<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8">
<title>Ferry ashore after storm – The Harbour News</title>
<link rel="canonical" href="https://harbour.example/2017/11/22/ferry-ashore/">
<link rel="shortlink" href="https://harbour.example/?p=123">
<meta property="og:site_name" content="The Harbour News"></head>
<body class="post-template-default single single-post postid-123 single-format-standard">
<header class="site-header"><h1 class="site-title"><a href="/">The Harbour News</a></h1>
<nav><ul><li><a href="/category/sport/">Sport</a></li><li><a href="/about/">About</a></li></ul></nav></header>
<div id="content"><article class="post-123 post type-post status-publish category-coast tag-ferry">
<header class="entry-header"><h1 class="entry-title">Ferry ashore after storm</h1>
<div class="entry-meta">Posted on <time class="entry-date published" datetime="2017-11-22T09:30:00+05:00">November 22,
2017</time> by <span class="author vcard"><a class="url fn n" rel="author" href="/author/amna/">Amna Malik</a></span>
| <a href="#respond">Reply More</a></div></header>
<div class="entry-content">
<figure class="wp-caption alignright"><img src="/wp-content/uploads/ferry-300x200.jpg" width="300" height="200"
alt="The ferry on the beach">
<figcaption class="wp-caption-text">The ferry <em>Lahore</em> on Tuesday.</figcaption></figure>
{BODY}<h3>What comes next</h3><ul><li>The mole is to be raised by two metres before the autumn.</li></ul>
<div class="sharedaddy">Share this: <a href="https://twitter.com/share">Twitter</a></div>
<div class="jp-relatedposts"><h3>Related</h3><a href="/2016/01/01/other/">Another storm in another year</a></div></div>
<footer class="entry-footer">Filed under <a rel="category tag" href="/category/coast/">Coast</a>, tagged
<a rel="tag" href="/tag/ferry/">Ferry</a> <a rel="tag" href="/tag/storm/">Storm</a></footer></article>
<div id="comments" class="comments-area"><h2 class="comments-title">2 Responses</h2><ol class="commentlist">
<li class="comment even depth-1" id="comment-7"><article id="div-comment-7" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn"><a href="http://zara.example/">Zara</a></b>
<span class="says">says:</span></div><div class="comment-metadata"><a href="#comment-7">
<time datetime="2017-11-22T11:00:00+05:00">November 22, 2017 at 11:00 am</time></a></div></footer>
<div class="comment-content"><p>I saw it from my window.</p></div>
<div class="reply"><a class="comment-reply-link" href="?replytocom=7#respond">Reply</a></div></article>
<ol class="children"><li class="comment odd depth-2" id="comment-9"><article id="div-comment-9" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Omar</b></div></footer>
<div class="comment-content"><p>So did I, and so did half the town.</p></div></article></li></ol></li></ol>
<div id="respond"><h3>Leave a Reply</h3>
<form id="commentform"><textarea name="comment"></textarea></form></div></div></div>
<aside class="sidebar"><h2>Recent posts</h2><a href="/x/">A post about cheese</a></aside>
<footer class="site-footer">© The Harbour News</footer></body></html>"""


def read(path: Path) -> list:
    source, *records = html_reader.read(path, zone=KARACHI)
    assert isinstance(source, SourceRecord)
    return records


def page(tmp_path: Path, text: str | bytes, name: str = 'page.html'):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (record,) = read(tmp_path / name)
    return record


def names(things) -> list[str]:
    return [thing.name for thing in things]


def simple(title: str = 'Ferry ashore', head: str = '', body: str = BODY, above: str = '') -> str:
    head = f'<head><title>{title}</title>{head}</head>'
    return f'<html>{head}<body><article><h1>{title}</h1>{above}{body}</article></body></html>'


def answer(writer: WARCWriter, path: str, data: bytes, *, kind: str = 'text/html', status: str = '200 OK') -> None:
    """Writes what a server answered with."""
    headers = StatusAndHeaders(status, [('Content-Type', kind)], protocol='HTTP/1.1')
    dated = {'WARC-Date': '2018-01-02T03:04:05Z'}
    record = writer.create_warc_record(
        f'https://harbour.example{path}', 'response', io.BytesIO(data), warc_headers_dict=dated, http_headers=headers
    )
    writer.write_record(record)


# The whole of a WordPress page


def test_page_of_a_wordpress_theme_becomes_an_article(tmp_path):
    record = page(tmp_path, WORDPRESS)
    assert record.title == 'Ferry ashore after storm'
    assert names(record.authors) == ['Amna Malik']
    assert record.published == datetime.fromisoformat('2017-11-22T09:30:00+05:00')
    assert names(record.tags) == ['Ferry', 'Storm']
    assert names(record.categories) == ['Coast']
    assert (record.kind, record.status, record.slug) == ('post', 'published', 'ferry-ashore')
    assert record.language == 'en-US'
    assert record.comments_open


def test_body_has_the_text_and_nothing_of_what_stands_around_it(tmp_path):
    record = page(tmp_path, WORDPRESS)
    for text in PARAGRAPHS:
        assert f'<p>{text}</p>' in record.body_html
    assert '<h3>What comes next</h3>' in record.body_html
    assert '<li>The mole is to be raised by two metres before the autumn.</li>' in record.body_html
    for other in ('Share this', 'Another storm', 'cheese', 'window', 'Reply', 'Sport', '©', 'Posted on', 'Filed under'):
        assert other not in record.body_html


def test_picture_keeps_alt_and_caption_and_an_upload_has_its_path_here(tmp_path):
    record = page(tmp_path, WORDPRESS)
    assert [(image.src, image.alt, image.caption) for image in record.images] == [
        (
            '/wp-content/uploads/ferry-300x200.jpg',
            'The ferry on the beach',
            'The ferry Lahore on Tuesday.',
        )
    ]
    assert 'Lahore' not in record.body_text


@pytest.mark.parametrize(
    ('srcset', 'largest'),
    [
        ('/a.jpg 300w, /b.jpg 1.5x,/c.jpg 900w', '/c.jpg'),
        ('/a.jpg, /b.jpg 2x', '/b.jpg'),
        ('/w_300,h_200/a.jpg 300w 200h, /w_900,h_600/a.jpg 900w 600h', '/w_900,h_600/a.jpg'),
        (' ,, /a.jpg 1.2.3x , /b.jpg x', '/a.jpg'),
        ('data:image/gif;base64,R0 2x, /a.jpg 1x', '/a.jpg'),
        ('(' * 100_000 + ' 2x', '(' * 100_000),
        (',' * 100_000 + '/a.jpg 1' + ' ' * 100_000, '/a.jpg'),
        ('/a.jpg ' + '9' * 100_000 + ',', '/a.jpg'),
    ],
)
def test_largest_of_a_set_of_pictures_is_taken_however_the_set_is_written(tmp_path, srcset, largest):
    record = page(tmp_path, simple(body=f'{BODY}<img srcset="{srcset}">{BODY}'))
    assert [image.src for image in record.images] == [largest]


@pytest.mark.parametrize('said', ['', 'Reply More', 'November 22, 2017', 'Datum', 'CC BY', 'CC-BY-SA 4.0', 'admin'])
def test_a_byline_without_a_name_gives_no_author(tmp_path, said):
    assert page(tmp_path, simple(above=f'<p class="byline">By {said}</p>')).authors == ()


def test_thread_of_wordpress_comments_keeps_ids_parents_authors_and_dates(tmp_path):
    first, second = page(tmp_path, WORDPRESS).comments
    assert (first.id, first.parent, first.author, first.url) == ('7', '', 'Zara', 'http://zara.example/')
    assert first.published == datetime.fromisoformat('2017-11-22T11:00:00+05:00')
    assert (first.text, first.status, first.kind) == ('I saw it from my window.', 'approved', 'comment')
    assert (second.id, second.parent, second.author) == ('9', '7', 'Omar')
    assert second.text == 'So did I, and so did half the town.'


def test_a_comment_without_an_id_does_not_take_that_of_a_reply(tmp_path):
    text = WORDPRESS.replace('id="comment-7"', '').replace('id="div-comment-7"', '')
    first, second = page(tmp_path, text).comments
    assert (second.id, second.parent) == ('9', first.id)
    assert first.id not in ('', '7', '9')


def test_wordpress_page_has_the_key_that_its_export_has(tmp_path):
    record = page(tmp_path, WORDPRESS)
    assert record.source_key == 'wordpress:harbour.example:123'
    assert 'https://harbour.example/?p=123' in record.old_urls


def test_every_field_says_where_it_was_found_and_how_sure_that_is(tmp_path):
    fields = page(tmp_path, WORDPRESS).fields
    assert {name: found['from'] for name, found in fields.items()} == {
        'title': 'heading',
        'authors': 'wordpress',
        'published': 'wordpress',
        'tags': 'rel-tag',
        'categories': 'rel-category',
        'url': 'canonical link',
        'body': 'wordpress',
    }
    assert every(0 < found['confidence'] <= 1 for found in fields.values())


@pytest.mark.parametrize('encoding', [b'rot13', b'hex', b'idna', b'punycode', b'undefined', b'x' * 40, b'none'])
def test_declared_encoding_that_is_none_is_passed_over(tmp_path, encoding):
    (tmp_path / 'a.html').write_bytes(b'<meta charset="' + encoding + b'">' + simple('Caf\xe9 fire').encode('latin-1'))
    assert read(tmp_path)[0].title == 'Café fire'


# Inputs


def test_folder_is_searched_down_and_packed_pages_are_pages(tmp_path):
    (tmp_path / 'deep/er').mkdir(parents=True)
    (tmp_path / 'a.html').write_text(simple('Page one'))
    (tmp_path / 'deep/b.html.gz').write_bytes(gzip.compress(simple('Page two').encode()))
    (tmp_path / 'deep/er/c.htm.xz').write_bytes(lzma.compress(simple('Page three').encode()))
    (tmp_path / 'deep/index.php').write_text('<!DOCTYPE html>' + simple('Page four'))
    (tmp_path / 'deep/style.css').write_text('body { color: red }')
    assert {record.title for record in read(tmp_path)} == {'Page one', 'Page two', 'Page three', 'Page four'}
    assert html_reader.count(tmp_path) == 4


@pytest.mark.parametrize(
    ('kind', 'names'), [('wxr', ['a.xml', 'b/c.xml']), ('feed', ['a.xml', 'b/c.xml']), ('html', [''])]
)
def test_a_folder_of_a_kind_that_is_named_is_searched_down(tmp_path, kind, names):
    (tmp_path / 'b').mkdir()
    for name in ('a.xml', 'b/c.xml'):
        (tmp_path / name).write_text('<rss/>')
    assert list(detect.inputs(tmp_path, kind)) == [(kind, tmp_path / name) for name in names]


def test_zip_holds_pages_and_their_addresses(tmp_path):
    with zipfile.ZipFile(tmp_path / 'pages.zip', 'w') as archive:
        archive.writestr('pages/picture.jpg', b'\xff\xd8' * 50_000)
        archive.writestr('pages/one.html', simple('Page one'))
        archive.writestr('pages/two.html.gz', gzip.compress(simple('Page two').encode()))
        archive.writestr('pages/urls.csv', 'file,url\none.html,https://harbour.example/one/\n')
    assert list(detect.inputs(tmp_path / 'pages.zip')) == [('html', tmp_path / 'pages.zip')]
    one, two = read(tmp_path / 'pages.zip')
    assert (one.title, one.url, two.title) == ('Page one', 'https://harbour.example/one/', 'Page two')
    assert one.source == f'{tmp_path}/pages.zip/pages/one.html'


@pytest.mark.parametrize('packed', [True, False])
def test_web_archive_gives_addresses_and_the_time_of_capture(tmp_path, packed):
    file = tmp_path / ('crawl.warc.gz' if packed else 'crawl.warc')
    with file.open('wb') as stream:
        writer = WARCWriter(stream, gzip=packed)
        answer(writer, '/one/', simple('Fähre').encode('latin-1'), kind='text/html; charset=iso-8859-1')
        answer(writer, '/gone/', simple('Gone').encode(), status='404 Not Found')
        answer(writer, '/style.css', b'body {}', kind='text/css')
    assert list(detect.inputs(file)) == [('html', file)]
    (record,) = read(file)
    assert (record.title, record.url) == ('Fähre', 'https://harbour.example/one/')
    assert record.captured == datetime(2018, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert record.original == simple('Fähre').encode('latin-1')


def test_cut_web_archive_is_refused_after_its_whole_pages(tmp_path):
    file = tmp_path / 'crawl.warc'
    with file.open('wb') as stream:
        writer = WARCWriter(stream, gzip=False)
        for path in ('/one/', '/two/', '/three/'):
            answer(writer, path, simple().encode())
    data = file.read_bytes()
    file.write_bytes(data[: data.rindex(b'WARC/1.0')] + b'no header at all\r\n\r\n')
    *whole, refused = read(file)
    assert len(whole) == 2
    assert isinstance(refused, RefusedRecord)
    assert 'damaged web archive' in refused.reason


def test_mixed_folder_gives_pages_and_texts_to_their_readers(tmp_path):
    (tmp_path / 'a.html').write_text(simple())
    (tmp_path / 'b.txt').write_text('A title\n\nNovember 22, 2017 | By\n\n' + PARAGRAPHS[0])
    assert list(detect.inputs(tmp_path)) == [('html', tmp_path), ('text', tmp_path)]


def test_addresses_come_from_the_list_before_the_page(tmp_path):
    (tmp_path / 'urls.csv').write_text('file,url\na.html,https://harbour.example/listed/\n')
    head = '<link rel="canonical" href="https://harbour.example/canonical/">'
    assert page(tmp_path, simple(head=head), 'a.html').url == 'https://harbour.example/listed/'
    assert page(tmp_path, simple(head=head), 'b.html').url == 'https://harbour.example/canonical/'
    head = '<meta property="og:url" content="https://harbour.example/og/">'
    assert page(tmp_path, simple(head=head), 'c.html').url == 'https://harbour.example/og/'
    note = '<!-- saved from url=(0032)https://harbour.example/saved/ -->\n'
    assert page(tmp_path, note + simple(), 'd.html').url == 'https://harbour.example/saved/'
    note = '<!--\n Page saved with SingleFile\n url: https://harbour.example/single/\n saved date: Wed Nov 22 2017\n-->'
    assert page(tmp_path, f'<!DOCTYPE html>{note}{simple()}', 'e.html').url == 'https://harbour.example/single/'


def test_same_page_saved_twice_has_one_key(tmp_path):
    keys = {
        page(tmp_path, simple(head=f'<link rel="canonical" href="{url}">')).source_key
        for url in (
            'http://harbour.example/ferry',
            'https://www.harbour.example/ferry/',
            'https://harbour.example/ferry/?utm_source=mail',
            'https://harbour.example/ferry#comments',
        )
    }
    assert keys == {'html:harbour.example/ferry'}


def test_original_is_the_page_as_it_came(tmp_path):
    data = simple('Fähre').encode('latin-1')
    assert page(tmp_path, data).original == data


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'latin-1', 'cp1252'])
def test_page_is_decoded_by_mark_declaration_or_guess(tmp_path, encoding):
    text = simple('Fähre am Fluß', body=BODY.replace('Monday', 'Dienstag für die Fährgäste aus Köln und Düsseldorf'))
    record = page(tmp_path, text.encode(encoding))
    assert record.title == 'Fähre am Fluß'


def test_declared_encoding_is_used(tmp_path):
    text = simple('Паром на берегу', head='<meta charset="koi8-r">')
    assert page(tmp_path, text.encode('koi8-r')).title == 'Паром на берегу'


# Web archives


def test_residue_of_the_wayback_machine_is_gone(tmp_path):
    archived = 'https://web.archive.org/web/20171123000000'
    text = simple(
        head=f'<script src="https://web-static.archive.org/_static/js/bundle.js"></script>'
        f'<link rel="canonical" href="{archived}/http://harbour.example/ferry/">',
        above='<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp">Capture 22 Nov 2017</div>'
        '<!-- END WAYBACK TOOLBAR INSERT -->',
        body=f'{BODY}<p>More is in <a href="/web/20171123000000/http://other.example/">the other paper</a> on it.</p>'
        f'<img src="/web/20171123000000im_/http://harbour.example/ferry.jpg" alt="Ferry">{BODY}',
    )
    record = page(tmp_path, text + '<!-- FILE ARCHIVED ON 00:01:02 Nov 23, 2017 AND RETRIEVED -->')
    assert record.url == 'http://harbour.example/ferry/'
    assert record.captured.isoformat() == '2017-11-23T00:01:02+00:00'
    assert 'archive' not in record.body_html
    assert 'Capture' not in record.body_html
    assert '<a href="http://other.example/">' in record.body_html
    assert record.images[0].src == 'http://harbour.example/ferry.jpg'


# What is refused


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        ('', 'the page is empty'),
        ('<html><body class="archive category"><h1>Coast</h1>' + BODY, 'the list of a category'),
        (simple('404 – Page not found', body='<p>There is nothing here any more, try a search.</p>'), 'an error page'),
        (simple('Before you continue', body='<p>We use cookies to make your visit better.</p>'), 'a consent'),
        (simple(body=''), 'without a text'),
    ],
)
def test_page_that_is_no_article_is_refused_with_the_reason(tmp_path, text, reason):
    record = page(tmp_path, text)
    assert isinstance(record, RefusedRecord)
    assert reason in record.reason


def test_list_said_by_linked_data_is_refused(tmp_path):
    data = json.dumps({'@context': 'https://schema.org', '@type': 'CollectionPage', 'name': 'Coast'})
    record = page(tmp_path, simple(head=f'<script type="application/ld+json">{data}</script>'))
    assert 'a list of articles' in record.reason


@pytest.mark.slow
@pytest.mark.parametrize(
    'text',
    [
        '<div>' * 100_000 + 'x',
        '<p>a' * 100_000,
        '<html><script type="application/ld+json">' + '[' * 100_000 + '</script>' + BODY,
        '<table>' * 5000 + BODY,
        '<a href="x">y</a> ' * 40_000,
        '<b><i>' * 20_000 + 'text',
        simple(body=f'{BODY}<p>{PARAGRAPHS[0]}{"&nbsp;" * 100_000}{PARAGRAPHS[1]}</p>{BODY}'),
    ],
    ids=['deep', 'many', 'json', 'tables', 'links', 'inline', 'blanks'],
)
def test_hostile_page_is_read_or_refused_by_name(tmp_path, text):
    record = page(tmp_path, text)
    assert isinstance(record, ArticleRecord) or record.reason


def test_date_in_utc_is_told_with_the_offset_that_the_page_prints(tmp_path):
    head = '<meta property="article:published_time" content="2017-12-20T01:00:21Z">'
    record = page(
        tmp_path, simple(head=head, above='<p class="byline">Published 8:00 PM EST, Tue December 19, 2017</p>')
    )
    assert record.published.isoformat() == '2017-12-19T20:00:21-05:00'


def test_bold_line_above_a_paragraph_is_a_heading_but_a_bold_sentence_is_not(tmp_path):
    first, second, third = (f'<p>{text}</p>' for text in PARAGRAPHS)
    body = f'{first}<p><b>What comes next</b></p>{second}<p><b>The mole is closed.</b></p>{third}'
    record = page(tmp_path, simple(body=body))
    assert '<h3><b>What comes next</b></h3>' in record.body_html.replace('strong>', 'b>')
    assert '<p><b>The mole is closed.</b></p>' in record.body_html.replace('strong>', 'b>')


def test_caption_that_begins_with_the_name_in_its_credit_stays_whole(tmp_path):
    figure = (
        '<figure><img src="/pad.jpg" alt=""><figcaption><span class="caption">Etlaq’s launch site.</span> '
        '<span class="credit">Etlaq</span></figcaption></figure>'
    )
    (image,) = page(tmp_path, simple(body=figure + BODY)).images
    assert image.caption.startswith('Etlaq’s launch site.')


def test_part_that_holds_the_headline_is_the_article_whatever_it_is_called(tmp_path):
    byline = '<p class="byline">By <a rel="author" href="/amna/">Amna Malik</a></p>'
    body = f'<div class="teaser-detail"><h1>Ferry ashore</h1>{byline}{BODY}</div>'
    record = page(tmp_path, f'<html><head><title>Home</title></head><body>{body}</body></html>')
    assert record.title == 'Ferry ashore'
    assert names(record.authors) == ['Amna Malik']


@pytest.mark.parametrize(
    ('above', 'below'),
    [
        ('', '<div><span>Amna Malik</span> <i>22 November 2017, 9:30</i></div>'),
        ('<p>22.11.2017</p>', ''),
        ('', '<p>22.11.2017 – The harbour was closed on Monday after the storm had torn a ferry from its berth.</p>'),
        ('', f'<p>{PARAGRAPHS[2]} It was opened on 3 May 1934.</p><p>As of 22.11.2017, changed 4 May 2018</p>'),
    ],
    ids=['below', 'above', 'beginning', 'two'],
)
def test_date_in_a_line_beside_the_title_is_that_of_the_article(tmp_path, above, below):
    text = (
        f'<html><head><title>Ferry ashore</title></head><body>{above}<h1>Ferry ashore</h1>{below}{BODY}</body></html>'
    )
    assert page(tmp_path, text).published.date().isoformat() == '2017-11-22'


def test_year_in_the_page_is_no_date(tmp_path):
    assert page(tmp_path, simple(body=f'{BODY}<p>© 2016 The Harbour News</p>')).published is None


def test_american_name_of_a_zone_is_understood(tmp_path):
    head = '<meta name="date" content="Wed, 22 Nov 2017 21:30:00 EST">'
    assert page(tmp_path, simple(head=head)).published.isoformat() == '2017-11-22T21:30:00-05:00'


def test_reading_a_folder_of_odd_pages_prints_nothing(tmp_path, capfd):
    (tmp_path / 'empty.html').write_text('<html><body></body></html>')
    (tmp_path / 'zone.html').write_text(simple(head='<meta name="date" content="Wed, 22 Nov 2017 09:30:00 XYZ">'))
    (tmp_path / 'bad.html').write_text('<html lang="xx"><p>&#0;<svg><p>x')
    program = (
        'import sys; from pathlib import Path; from zoneinfo import ZoneInfo; from articles.readers.html import reader;'
    )
    program += 'list(reader.read(Path(sys.argv[1]), zone=ZoneInfo("UTC")))'
    subprocess.run([sys.executable, '-W', 'always', '-c', program, tmp_path], check=True)
    assert capfd.readouterr() == ('', '')


@pytest.mark.parametrize(
    ('before', 'after'),
    [
        ('', ' ; '),
        ('<!--', '-->'),
        ('// <![CDATA[', '// ]]> ;'),
        ('<!--' + '\n' * 200_000, '\n' * 200_000 + '//\n-->'),
    ],
)
def test_data_within_marks_of_a_comment_is_read_however_much_space_there_is(tmp_path, before, after):
    data = json.dumps({'@type': 'NewsArticle', 'author': 'Amna Malik'})
    head = f'<script type="application/ld+json">\n{before}\n{data}\n{after}\n</script>'
    assert [author.name for author in page(tmp_path, simple(head=head)).authors] == ['Amna Malik']


@pytest.mark.slow
@pytest.mark.parametrize('names', [1, 8_000])
def test_thousands_of_pictures_in_one_paragraph_are_read_in_linear_time(tmp_path, names):
    pictures = ''.join(f'<img src="/{number % names}.jpg">' for number in range(8_000))
    record = page(tmp_path, simple(body=f'{BODY}<p>{pictures}</p>{BODY}'))
    assert len(record.images) == names


def test_nothing_is_left_of_the_boxes_around_an_article(tmp_path):
    teaser = '<ul><li><a href="/other/"><picture><source srcset="/other.webp"></picture></a></li></ul><hr>'
    text = simple(body=BODY).replace('<article>', f'{teaser}<article>').replace('</article>', f'</article>{teaser}')
    assert page(tmp_path, text).body_html == BODY


def test_text_that_the_page_declares_as_its_own_is_the_body(tmp_path):
    data = json.dumps({'@type': 'NewsArticle', 'articleBody': ' '.join(PARAGRAPHS)})
    head = f'<script type="application/ld+json">{data}</script>'
    other = (
        '<div><p>A guide to the islands, with every ferry and path, is sold at the harbour for ten rupees.</p></div>'
    )
    record = page(tmp_path, simple(head=head, body=BODY + other))
    assert record.body_text == '\n\n'.join(PARAGRAPHS)
    assert record.fields['body']['from'] == 'json-ld'


def test_box_around_several_comments_is_none_itself(tmp_path):
    one = '<div class="comment"><span class="username">Zara</span><div class="content"><p>{}</p></div></div>'
    box = f'<div class="comment-wrapper">{one.format("I saw it.")}{one.format("So did I.")}</div>'
    record = page(tmp_path, simple(body=BODY + box))
    assert [comment.text for comment in record.comments] == ['I saw it.', 'So did I.']


def test_rules_for_comments_are_no_part_of_the_article(tmp_path):
    rules = '<ol><li>Some comments may be printed in the newspaper as well.</li><li>Be civil to each other.</li></ol>'
    assert page(tmp_path, simple(body=f'{BODY}<div class="article_comments">{rules}</div>')).body_html == BODY


def test_breaks_part_paragraphs_and_leave_nothing_at_their_edges(tmp_path):
    text = f'<div><br>&nbsp;{PARAGRAPHS[0]} <br>\n<br>{PARAGRAPHS[1]}<br>By the harbour.&nbsp;<br></div>'
    paragraphs = f'<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}<br>By the harbour.</p>'
    assert page(tmp_path, simple(body=text)).body_html == paragraphs


def test_a_page_with_damaged_tags_is_read(tmp_path):
    items = ''.join(f'<li><em"><b>{text}</b></em"></li>' for text in PARAGRAPHS)
    assert PARAGRAPHS[0] in page(tmp_path, simple(body=f'<ul>{items}</ul>')).body_text


@pytest.mark.slow
@pytest.mark.parametrize(
    'piece',
    ['<b>word</b> and more, ', 'a line<br>', '<a href="/x/">a link</a> in ', '<span>word</span> and ', '<x-y>z</x-y>'],
)
def test_ten_times_as_much_in_one_paragraph_takes_about_ten_times_as_long(tmp_path, piece):
    assert growth(lambda times: page(tmp_path, simple(body=f'<p>{piece * times}</p>')), 1000, 10_000) < 40


def test_an_address_that_is_none_harms_nothing_around_it(tmp_path):
    links = '<p class="byline">By <a rel="author" href="http://[">Amna Malik</a></p><a href="http://[x">more</a>'
    comment = (
        '<ol class="commentlist"><li class="comment" id="comment-7"><cite class="fn"><a class="url" href="http://[">Zara'
        '</a></cite><div class="comment-content"><p>I saw it.</p></div></li></ol>'
    )
    head = '<link rel="shortlink" href="http://["><link rel="canonical" href="http://a.example/ferry/">'
    record = page(tmp_path, simple(head=head, above=links, body=BODY + comment))
    assert names(record.authors) == ['Amna Malik']
    assert [(one.author, one.url) for one in record.comments] == [('Zara', '')]
