"""Captures of whole sites: what is one article in them, and what is none."""

import base64
import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import brotli
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.readers import detect
from articles.readers.html import reader as html_reader
from articles.readers.record import ArticleRecord, RefusedRecord
from tests.growth import growth

LIMA = ZoneInfo('America/Lima')
HOST = 'mail.andes.example'
SITE = f'http://{HOST}'
WORDS = 'The bridge over the gorge was closed at dawn, since two of its cables had frayed in the storm of Friday night.'


def comment(number: int, name: str, inner: str = '') -> str:
    """A comment as the blocks of WordPress print it; `inner` are the replies."""
    return (
        f'<li id="comment-{number}" class="comment depth-1"><div class="wp-block-comment-author-name">{name}</div>'
        f'<div class="wp-block-comment-date"><time datetime="2019-08-02T10:0{number}:00-05:00"><a href="#c">August 2'
        f'</a></time></div><div class="wp-block-comment-content"><p>Words of {name}.</p></div>'
        f'<div class="wp-block-comment-reply-link"><a href="?replytocom={number}#respond">Reply</a></div>{inner}</li>'
    )


def post(path: str, number: int = 7, **parts: str) -> str:
    """A page of an item as a block theme of WordPress prints it."""
    kind = parts.get('kind', 'post')
    head = f'<link rel="canonical" href="{SITE}{path}"><link rel="shortlink" href="{SITE}/?p={number}">'
    own = {'post': f'single single-post postid-{number}', 'page': f'page page-id-{number}'}
    names = own.get(kind, f'single single-{kind} postid-{number}')
    day = parts.get(
        'day', '<div class="wp-block-post-date"><time datetime="2019-08-01T21:15:00-05:00">1.8.</time></div>'
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>Bridge closed – Andes Mail</title>
<meta name="generator" content="WordPress 6.4"><link rel="https://api.w.org/" href="{SITE}/wp-json/">
{parts.get('head', head)}</head>
<body class="{kind}-template-default {names} {parts.get('names', '')}"><main>
<h1 class="wp-block-post-title">{parts.get('title', 'Bridge closed')}</h1>
<div class="entry-content wp-block-post-content">{parts.get('text', f'<p>{WORDS}</p>')}</div>
{day}<div class="wp-block-post-author-name">Inés Quispe &amp; Co</div>
<div class="taxonomy-category wp-block-post-terms"><a rel="tag" href="/category/roads/hills/">Hills</a></div>
<div class="taxonomy-post_tag wp-block-post-terms"><a rel="tag" href="/tag/bridges/">Bridges</a></div>
<div class="wp-block-comments"><ol class="wp-block-comment-template">{parts.get('comments', '')}</ol></div>
<div class="wp-block-query"><ul><li class="wp-block-post post-3 type-post">
<h3 class="wp-block-post-title"><a href="{SITE}/2001/01/01/old/">Old news</a></h3>
<div class="wp-block-post-date"><time datetime="2001-01-01T08:00:00-05:00">January 1, 2001</time></div></li></ul></div>
</main></body></html>"""


def records(path: Path) -> tuple[list[ArticleRecord], list[RefusedRecord]]:
    """What every reader that reads something of a path makes of it."""
    found = [record for kind, file in detect.inputs(path) for record in detect.READERS[kind].read(file, zone=LIMA)]
    return (
        [record for record in found if isinstance(record, ArticleRecord)],
        [record for record in found if isinstance(record, RefusedRecord)],
    )


def one(path: Path) -> ArticleRecord:
    (article,), refused = records(path)
    assert refused == []
    return article


def saved(tmp_path: Path, **files: str) -> Path:
    """A mirror of the site, with files by their paths below its host."""
    for name, content in files.items():
        file = tmp_path / HOST / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return tmp_path


def warc(tmp_path: Path, *pages: tuple, name: str = 'site.warc.gz') -> Path:
    """A web archive of pages, each (path, body, headers, type of record)."""
    file = tmp_path / name
    with file.open('wb') as out:
        writer = WARCWriter(out, gzip=name.endswith('.gz'))
        for path, body, *more in pages:
            fields = {'Content-Type': 'text/html; charset=utf-8', **dict(more[0] if more else [])}
            headers = StatusAndHeaders('200 OK', list(fields.items()), protocol='HTTP/1.1')
            kind = more[1] if len(more) > 1 else 'response'
            data = body if isinstance(body, bytes) else body.encode()
            writer.write_record(
                writer.create_warc_record(
                    f'{SITE}{path}',
                    kind,
                    payload=io.BytesIO(data),
                    http_headers=headers if kind != 'resource' else None,
                    warc_content_type='text/html' if kind == 'resource' else '',
                    warc_headers_dict={'WARC-Date': '2020-01-02T03:04:05Z'},
                )
            )
    return file


class TestBlockThemes:
    def test_everything_is_taken_from_the_marks_of_the_blocks(self, tmp_path):
        (tmp_path / 'p.html').write_text(
            post('/2019/08/01/bridge/', comments=comment(4, 'Ana Dice', f'<ol>{comment(5, "Leo")}</ol>'))
        )
        article = one(tmp_path)

        assert article.source_key == f'wordpress:{HOST}:7'
        assert (article.kind, article.status, article.title) == ('post', 'published', 'Bridge closed')
        assert article.published.isoformat() == '2019-08-01T21:15:00-05:00'
        assert [author.name for author in article.authors] == ['Inés Quispe & Co']
        assert [(term.name, term.slug) for term in article.categories] == [('Hills', 'hills')]
        assert [(term.name, term.slug) for term in article.tags] == [('Bridges', 'bridges')]
        assert article.body_text == WORDS
        assert [(c.id, c.parent, c.author, c.text) for c in article.comments] == [
            ('4', '', 'Ana Dice', 'Words of Ana Dice.'), ('5', '4', 'Leo', 'Words of Leo.'),
        ]  # fmt: skip

    def test_the_date_of_another_article_is_not_taken_for_its_own(self, tmp_path):
        (tmp_path / 'p.html').write_text(post('/news/bridge/', day=''))
        article = one(tmp_path)

        assert article.published is None
        assert article.status == 'review'
        assert 'unsure' in [note.code for note in article.notes]

    def test_the_day_in_the_address_has_the_hour_of_a_time_of_that_day(self, tmp_path):
        html = post('/2019/08/01/bridge/').replace('postid-7', '').replace('wp-block-post-date', 'when')
        (tmp_path / 'p.html').write_text(html)

        assert one(tmp_path).published.isoformat() == '2019-08-01T21:15:00-05:00'

    def test_a_page_has_its_whole_path_and_not_the_day_of_a_comment(self, tmp_path):
        (tmp_path / 'p.html').write_text(post('/about/team/', kind='page', day='', comments=comment(4, 'Ana')))
        article = one(tmp_path)

        assert (article.kind, article.status, article.slug) == ('page', 'published', 'about/team')
        assert article.published is None

    def test_a_form_for_a_password_is_no_text(self, tmp_path):
        form = '<form class="post-password-form"><p>This content is password protected.</p></form>'
        (tmp_path / 'p.html').write_text(post('/2019/08/01/bridge/', text=form, title='Protected: Bridge closed'))
        article = one(tmp_path)

        assert (article.title, article.body_html, article.status) == ('Bridge closed', '', 'review')

    def test_blocks_of_other_items_and_buttons_of_plugins_leave_the_text_and_its_paragraphs_stay(self, tmp_path):
        text = (
            f'<p class="related">{WORDS}</p><p class="share-price">Shares fell.</p><div class="sharedaddy">Share</div>'
            '<figure class="wp-block-table"><table><tr><td>Cables</td></tr></table>'
            '<figcaption>Lost</figcaption></figure>'
            '<div class="wp-block-query"><p>Another article</p></div><p>Up<br>down</p>'
        )
        (tmp_path / 'p.html').write_text(post('/2019/08/01/bridge/', text=text))

        assert one(tmp_path).body_text.split('\n\n') == [WORDS, 'Shares fell.', 'Cables', 'Lost', 'Up\ndown']

    def test_ghost_cards_stay(self, tmp_path):
        html = f"""<html><head><title>Bridge</title><meta name="generator" content="Ghost 5.9">
        <script type="application/ld+json">{{"@type": "Article", "headline": "Bridge",
        "author": {{"name": "Rey & Sons"}},
        "contributor": [{{"name": "Ana Paz"}}], "datePublished": "2019-08-01T10:00:00Z"}}</script></head>
        <body class="post-template"><article><h1>Bridge</h1><section class="gh-content"><p>{WORDS}</p>
        <figure class="kg-card kg-bookmark-card"><a href="https://e.example/"><div>Elsewhere</div></a></figure>
        <div class="kg-card kg-callout-card"><div>Mind the gap.</div></div></section></article>
        <div class="post-feed"><article>Next one</article></div></body></html>"""
        (tmp_path / 'p.html').write_text(html)
        article = one(tmp_path)

        assert article.body_text.split('\n\n') == [WORDS, 'Elsewhere', 'Mind the gap.']
        assert [author.name for author in article.authors] == ['Rey & Sons', 'Ana Paz']


class TestMirrors:
    def test_a_page_has_the_address_that_its_folders_tell(self, tmp_path):
        html = post('', head=f'<link rel="canonical" href="../../../../index.html%3Fp=7.html"><!-- {SITE}/x -->')
        article = one(saved(tmp_path, **{'2019/08/01/bridge/index.html': html}))

        assert article.url == f'{SITE}/2019/08/01/bridge/'
        assert article.source_key == f'wordpress:{HOST}:7'

    def test_copies_lists_feeds_and_files_of_the_program_are_no_articles(self, tmp_path):
        feed = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Andes</title><link>{SITE}/</link>'
            f'<item><title>Bridge closed</title><link>{SITE}/2019/08/01/bridge/</link></item></channel></rss>'
        )
        article_files = dict.fromkeys(
            ('2019/08/01/bridge/index.html', '2019/08/01/bridge/index.html?replytocom=4.html', 'index.html?p=7.html'),
            post('/2019/08/01/bridge/'),
        )
        mirror = saved(
            tmp_path,
            **article_files,
            **{
                'feed/index.html': feed,
                'category/roads/index.html': f'<body class="archive category"><p>{WORDS}</p>',
                'wp-json/wp/v2/posts/7': '{"id":7,"title":{"rendered":"Bridge closed"}}',
                'robots.txt': 'User-agent: *\nDisallow:\n',
                'cookies.txt': '# Netscape HTTP Cookie File\n',
            },
        )
        articles, refused = records(mirror)

        assert [article.url for article in articles] == [f'{SITE}/2019/08/01/bridge/']
        assert sorted(record.reason for record in refused) == [
            'This is a copy of a page that is read as well.',
            'This is a copy of a page that is read as well.',
            'This is the feed of pages that are here as well.',
            'This is the list of a category, not an article.',
        ]

    @pytest.mark.parametrize('query', ['?{}={}', '%3f{}%3d{}'])
    def test_a_query_may_be_the_name_of_a_folder(self, tmp_path, query):
        names = ('about/index.html', f'about/{query.format("replytocom", 4)}/index.html')
        short = f'{query.format("page_id", 7)}/index.html'
        page = post('/about/', kind='page', day='')
        articles, refused = records(saved(tmp_path, **dict.fromkeys((*names, short), page)))

        assert [article.url for article in articles] == [f'{SITE}/about/']
        assert [record.reason for record in refused] == ['This is a copy of a page that is read as well.'] * 2

    @pytest.mark.parametrize(('comments', 'said'), [('', ''), (comment(1, 'Rosa'), ' Its comments are left out.')])
    def test_the_page_of_a_picture_is_refused_and_says_that_it_has_comments(self, tmp_path, comments, said):
        page = post('/2019/08/01/bridge/gorge/', kind='attachment', names='attachmentid-7', comments=comments)
        articles, (refused,) = records(saved(tmp_path, **{'2019/08/01/bridge/gorge/index.html': page}))

        assert articles == []
        assert refused.reason == f'This is the page of a picture or another file, not an article.{said}'

    def test_a_copy_alone_is_the_article_at_its_own_url(self, tmp_path):
        article = one(
            saved(tmp_path, **{'2019/08/01/bridge/index.html?replytocom=4.html': post('/2019/08/01/bridge/')})
        )

        assert article.url == f'{SITE}/2019/08/01/bridge/'

    def test_an_article_without_a_date_has_that_of_a_list_of_the_capture(self, tmp_path):
        listed = f"""<body class="archive"><ul><li class="wp-block-post post-7">
        <h2><a href="{SITE}/news/bridge/">Bridge</a></h2>
        <time datetime="2019-08-01T21:15:00-05:00">August 1, 2019</time></li></ul>"""
        mirror = saved(
            tmp_path, **{'news/bridge/index.html': post('/news/bridge/', day=''), 'all/index.html': f'{listed}{SITE}'}
        )
        (article,), _ = records(mirror)

        assert article.published.isoformat() == '2019-08-01T21:15:00-05:00'
        assert article.status == 'published'

    def test_a_locked_article_stays_in_review_when_a_list_tells_its_date(self, tmp_path):
        form = '<form class="post-password-form"><p>Protected.</p></form>'
        listed = f'''<body class="archive"><ul><li class="wp-block-post post-7">
        <h2><a href="{SITE}/news/bridge/">Bridge</a></h2>
        <time datetime="2019-08-01T21:15:00-05:00">August 1, 2019</time></li></ul>{SITE}'''
        page = post('/news/bridge/', day='', text=form)
        (article,), _ = records(saved(tmp_path, **{'news/bridge/index.html': page, 'all/index.html': listed}))

        assert article.status == 'review'
        assert article.published.isoformat() == '2019-08-01T21:15:00-05:00'

    def test_httrack_notes_the_address_and_its_own_pages_are_none(self, tmp_path):
        by = 'by HTTrack Website Copier/3.x [XR], Fri, 02 Aug 2019 09:00:00 GMT'
        note = f'<!-- Mirrored from {HOST}/2019/08/01/bridge/ {by} -->'
        (tmp_path / 'a.html').write_text(post('', head=note))
        (tmp_path / 'index.html').write_text(
            '<html><!-- Mirror and index made by HTTrack Website Copier/3.49 --><p>Index'
        )
        (article,), refused = records(tmp_path)

        assert article.url == f'{SITE}/2019/08/01/bridge/'
        assert article.captured == datetime(2019, 8, 2, 9, tzinfo=UTC)
        assert len(refused) == 1

    def test_items_of_another_type_are_left_out_where_the_site_has_posts(self, tmp_path):
        files = {'2019/08/01/bridge/index.html': post('/2019/08/01/bridge/')}
        files['recipes/soup/index.html'] = post('/recipes/soup/', 8, kind='recipe')
        articles, refused = records(saved(tmp_path, **files))

        assert [article.kind for article in articles] == ['post']
        assert 'type “recipe”' in refused[0].reason


class TestParts:
    def test_pages_of_a_text_are_one_article(self, tmp_path):
        pages = [
            (f'/2019/08/01/bridge/{part}', post('/2019/08/01/bridge/', text=f'<p>Page {number}.</p>', names=names))
            for number, part, names in ((3, '3/', 'paged-3 single-paged-3'), (1, '', ''), (2, '2/', 'single-paged-2'))
        ]
        article = one(warc(tmp_path, *pages))

        assert article.body_text == 'Page 1.\n\nPage 2.\n\nPage 3.'
        assert article.url == f'{SITE}/2019/08/01/bridge/'

    def test_pages_of_a_text_that_are_not_here_are_noted(self, tmp_path):
        ways = '<p class="post-nav-links">Pages: <span class="post-page-numbers current">1</span> ' + ''.join(
            f'<a class="post-page-numbers" href="{SITE}/2019/08/01/bridge/{number}/">{number}</a>' for number in (2, 3)
        )
        first = ('/2019/08/01/bridge/', post('/2019/08/01/bridge/', text=f'<p>Page 1.</p>{ways}</p>'))
        rest = [
            (
                f'/2019/08/01/bridge/{number}/',
                post('/2019/08/01/bridge/', text=f'<p>Page {number}.</p>', names=f'single-paged-{number}'),
            )
            for number in (2, 3)
        ]
        part = one(warc(tmp_path, first, rest[0], name='part.warc.gz'))
        whole = one(warc(tmp_path, first, *rest, name='whole.warc.gz'))

        assert [note.detail for note in part.notes] == ['The text has 3 pages, and not all of them are here.']
        assert (whole.notes, whole.meta) == ((), {})

    def test_pages_of_comments_go_to_their_article(self, tmp_path):
        path = '/2019/08/01/bridge/'
        article = one(
            warc(
                tmp_path,
                (f'{path}comment-page-1/', post(path, comments=comment(4, 'Ana'))),
                (path, post(path, comments=comment(6, 'Eva'))),
                (f'{path}comment-page-2/', post(path, comments=comment(5, 'Leo') + comment(6, 'Eva'))),
            )
        )

        assert [comment.id for comment in article.comments] == ['4', '5', '6']
        assert article.body_text == WORDS

    def test_the_original_of_several_pages_is_read_again_as_all_of_them(self, tmp_path):
        path = '/2019/08/01/bridge/'
        pages = ((f'{path}2/', post(path, text='<p>Page 2.</p>', names='single-paged-2')), (path, post(path)))
        article = one(warc(tmp_path, *pages))
        again = tmp_path / 'again' / '1.html'
        again.parent.mkdir()
        again.write_bytes(article.original)

        assert one(again.parent).body_html == article.body_html
        assert one(again.parent).original == article.original

    def test_a_later_page_alone_goes_to_review(self, tmp_path):
        page = post('/2019/08/01/bridge/', names='single-paged-2')
        article = one(warc(tmp_path, ('/2019/08/01/bridge/2/', page)))

        assert article.status == 'review'
        assert article.url == f'{SITE}/2019/08/01/bridge/'


class TestWebArchives:
    CODINGS = (
        ('gzip', gzip.compress), ('x-gzip', gzip.compress), ('br', brotli.compress),
        ('zstd', zstandard.ZstdCompressor().compress), ('gzip, br', lambda data: brotli.compress(gzip.compress(data))),
        ('GZIP', lambda data: gzip.compress(data[:500]) + gzip.compress(data[500:])), ('identity', bytes),
    )  # fmt: skip

    @pytest.mark.parametrize(('name', 'packed'), CODINGS, ids=[name for name, _ in CODINGS])
    def test_a_page_in_any_coding_is_read_whole(self, tmp_path, name, packed):
        page = packed(post('/2019/08/01/bridge/', text=f'<p>{WORDS}</p><p>The end.</p>').encode())

        assert one(warc(tmp_path, ('/2019/08/01/bridge/', page, [('Content-Encoding', name)]))).body_text.endswith(
            'The end.'
        )

    def test_an_unknown_coding_is_refused_by_name(self, tmp_path):
        articles, refused = records(warc(tmp_path, ('/a/', b'\x00\x01', [('Content-Encoding', 'sdch')])))

        assert articles == []
        assert '“sdch”' in refused[0].reason

    def test_a_resource_is_a_page(self, tmp_path):
        assert one(warc(tmp_path, ('/2019/08/01/bridge/', post('/2019/08/01/bridge/'), [], 'resource'))).title

    def test_a_broken_record_costs_itself_only(self, tmp_path):
        file = warc(tmp_path, *((f'/2019/08/0{n}/bridge/', post(f'/2019/08/0{n}/bridge/', n)) for n in (1, 2, 3)))
        data = bytearray(file.read_bytes())
        second = data.find(b'\x1f\x8b\x08', 100)
        data[second + 60 : second + 200] = bytes(140)
        file.write_bytes(data)
        articles, refused = records(file)

        assert [article.source_key[-1] for article in articles] == ['1', '3']
        assert [one.reason for one in refused] == ['damaged web archive: Invalid WARC record']

    def test_a_record_of_which_half_can_be_unpacked_hides_none_after_it(self, tmp_path):
        file = warc(tmp_path, *((f'/2019/08/0{n}/bridge/', post(f'/2019/08/0{n}/bridge/', n)) for n in (1, 2, 3)))
        whole = file.read_bytes()
        second = whole.find(b'\x1f\x8b\x08', 100)
        for cut in range(second + 40, second + 400, 40):
            file.write_bytes(whole[:cut] + bytes(100) + whole[cut + 100 :])
            articles, refused = records(file)
            assert [article.source_key[-1] for article in articles] in (['1', '3'], ['1', '2', '3'])
            assert len(refused) <= 1

    def test_marks_of_records_that_are_none_are_not_looked_at_without_end(self, tmp_path):
        file = warc(tmp_path, *((f'/2019/08/0{n}/bridge/', post(f'/2019/08/0{n}/bridge/', n)) for n in (1, 2)))
        whole = file.read_bytes()
        second = whole.find(b'\x1f\x8b\x08', 100)

        def read(marks):
            file.write_bytes(whole[: second + 60] + bytes(140) + b'\x1f\x8b\x08' * marks)
            return [len(part) for part in records(file)]

        assert read(100_000) == [1, 1]
        assert growth(read, 2000, 20_000) < 8

    def test_an_archive_of_revisits_says_what_it_holds(self, tmp_path):
        file = warc(tmp_path, ('/2019/08/01/bridge/', b'', [], 'revisit'))
        articles, refused = records(file)

        assert articles == []
        assert '1 × revisit' in refused[0].reason

    def test_of_two_captures_of_a_page_the_later_is_read(self, tmp_path):
        path = '/2019/08/01/bridge/'
        pages = warc(tmp_path, (path, post(path)), (path, post(path)))
        articles, refused = records(pages)

        assert (len(articles), len(refused)) == (1, 1)

    def test_a_wacz_is_read_by_its_web_archives(self, tmp_path):
        inner = warc(tmp_path, ('/2019/08/01/bridge/', post('/2019/08/01/bridge/')))
        bundle = tmp_path / 'out' / 'site.wacz'
        bundle.parent.mkdir()
        with zipfile.ZipFile(bundle, 'w') as out:
            out.writestr('datapackage.json', '{}')
            out.write(inner, 'archive/data.warc.gz')

        assert one(bundle).url == f'{SITE}/2019/08/01/bridge/'

    def test_a_page_that_a_browser_saved_as_one_file(self, tmp_path):
        head = f'From: <Saved by Blink>\nSnapshot-Content-Location: {SITE}/2019/08/01/bridge/\nSubject: Bridge\n'
        html = post('').replace('=', '=3D')
        (tmp_path / 'p.mhtml').write_text(
            f'{head}Date: Fri, 2 Aug 2019 09:00:00 GMT\nMIME-Version: 1.0\nContent-Type: multipart/related;\n'
            f'\ttype="text/html";\n\tboundary="--b"\n\n\n----b\nContent-Type: text/html; charset=utf-8\n'
            f'Content-Transfer-Encoding: quoted-printable\n\n{html}\n----b--\n'
        )
        article = one(tmp_path / 'p.mhtml')

        assert (article.url, article.body_text) == (f'{SITE}/2019/08/01/bridge/', WORDS)
        assert article.captured == datetime(2019, 8, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize('path', ['/tags/', '/tags/press/', '/categories/press/'])
def test_lists_of_site_builders_are_no_articles(tmp_path, path):
    html = f'<html><head><title>Press</title><link rel="canonical" href="{SITE}{path}"></head><h1>Press</h1><p>{WORDS}'
    (tmp_path / 'p.html').write_text(html)
    articles, refused = records(tmp_path)

    assert articles == []
    assert len(refused) == 1


def test_a_second_look_at_the_same_capture_is_equal(tmp_path):
    file = warc(tmp_path, ('/2019/08/01/bridge/', post('/2019/08/01/bridge/')))

    assert list(html_reader.read(file, zone=LIMA)) == list(html_reader.read(file, zone=LIMA))


def test_the_front_page_of_a_site_of_which_other_pages_are_here_is_no_article(tmp_path):
    front = f'<title>Andes Mail</title><link rel="canonical" href="{SITE}/"><h1>Andes Mail</h1><p>{WORDS}</p>'
    (tmp_path / 'front.html').write_text(front)
    (tmp_path / 'page.html').write_text(post('/2019/08/01/bridge/'))
    articles, refused = records(tmp_path)

    assert [article.title for article in articles] == ['Bridge closed']
    assert 'front page' in refused[0].reason


class TestPicturesInThePage:
    PNG = bytes.fromhex(
        '89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef'
        '0000000049454e44ae426082'
    ) + bytes(40)

    def test_those_that_singlefile_put_into_the_page_become_files(self, tmp_path):
        data = base64.b64encode(self.PNG).decode()
        when = ' saved date: Fri Aug 02 2019 09:00:00 GMT+0000 (UTC)'
        note = f'<!--\n Page saved with SingleFile \n url: {SITE}/2019/08/01/bridge/ \n{when}\n-->'
        html = post('', text=f'<p>{WORDS}</p><img src="data:image/png;base64,{data}" alt="A cable">', head='')
        (tmp_path / 'p.html').write_text(f'{note}{html}')
        article = one(tmp_path)
        (picture,) = article.images

        assert picture.alt == 'A cable'
        assert article.files == {picture.src: self.PNG}
        assert article.captured == datetime(2019, 8, 2, 9, tzinfo=UTC)
        assert article.url == f'{SITE}/2019/08/01/bridge/'

    def test_tiny_previews_in_other_pages_do_not(self, tmp_path):
        data = base64.b64encode(self.PNG).decode()
        text = f'<p>{WORDS}</p><img src="data:image/png;base64,{data}" data-src="/a.png" alt="A cable">'
        (tmp_path / 'p.html').write_text(post('/2019/08/01/bridge/', text=text))
        article = one(tmp_path)

        assert [image.src for image in article.images] == [f'{SITE}/a.png']
        assert article.files == {}

    def test_monolith_notes_the_address(self, tmp_path):
        note = f'<!-- Saved from {SITE}/2019/08/01/bridge/ at 2019-08-02T09:00:00Z using monolith v2.8.1 -->'
        (tmp_path / 'p.html').write_text(f'{note}{post("", head="")}')
        article = one(tmp_path)

        assert (article.url, article.captured) == (f'{SITE}/2019/08/01/bridge/', datetime(2019, 8, 2, 9, tzinfo=UTC))


def test_a_folder_with_the_name_of_a_host_tells_the_address_of_pages_that_name_none(tmp_path):
    line = '<p class="byline">By Ana Paz</p><p>May 4, 2009</p>'
    html = f'<title>Bridge closed</title><h1>Bridge closed</h1>{line}<p>{WORDS}'
    article = one(saved(tmp_path, **{'2009/05/bridge/index.html': html}))

    assert article.url == f'{SITE}/2009/05/bridge/'
    assert article.status == 'published'


def test_a_folder_above_what_was_given_tells_no_address(tmp_path):
    html = f'<title>Bridge closed</title><h1>Bridge closed</h1><p>May 4, 2009</p><p>{WORDS}'
    saved(tmp_path, **{'a/b/bridge.html': html})

    assert one(tmp_path / HOST / 'a').url == ''


class TestSiteBuilders:
    """What generators such as Hugo leave in their output folder, and other systems on their pages."""

    def html(self, path: str, kind: str, more: str = '') -> str:
        return (
            f'<html><head><title>Bridge</title><link rel="canonical" href="{SITE}{path}">'
            f'<meta property="og:type" content="{kind}">{more}</head><body><h1>Bridge</h1><p>{WORDS}</p></body></html>'
        )

    def test_lists_call_themselves_website_where_articles_call_themselves_article(self, tmp_path):
        when = '<meta property="article:published_time" content="2021-06-01T09:00:00Z">'
        (tmp_path / 'a.html').write_text(self.html('/posts/bridge/', 'article', when))
        (tmp_path / 'b.html').write_text(self.html('/posts/', 'website'))
        (tmp_path / 'c.html').write_text(self.html('/about/', 'website'))
        articles, refused = records(tmp_path)

        assert [(article.url, article.kind, article.status) for article in articles] == [
            (f'{SITE}/posts/bridge/', 'post', 'published'),
            (f'{SITE}/about/', 'page', 'review'),
        ]
        assert len(refused) == 1

    def test_a_page_that_only_leads_to_an_article_is_an_old_address_of_it(self, tmp_path):
        when = '<meta property="article:published_time" content="2021-06-01T09:00:00Z">'
        alias = f'<html><meta http-equiv="refresh" content="0; url={SITE}/posts/bridge/"></html>'
        archive = warc(tmp_path, ('/old/', alias), ('/posts/bridge/', self.html('/posts/bridge/', 'article', when)))
        (article,), refused = records(archive)

        assert f'{SITE}/old/' in article.old_urls
        assert len(refused) == 1

    def test_the_fence_before_a_text_for_subscribers_is_noted_and_no_text(self, tmp_path):
        fence = '<aside class="gh-post-upgrade-cta"><h2>For paying subscribers only</h2></aside>'
        html = self.html('/a/', 'article', '<meta name="generator" content="Ghost 6.1">').replace(
            '<body>', '<body class="post-template">'
        )
        (tmp_path / 'p.html').write_text(
            html.replace(f'<p>{WORDS}</p>', f'<section class="gh-content"><p>{WORDS}</p>{fence}</section>')
        )
        article = one(tmp_path)

        assert article.body_text == WORDS
        assert 'cut' in [note.code for note in article.notes]


def test_comments_that_a_page_counts_and_does_not_show_are_noted(tmp_path):
    title = '<h2 class="wp-block-comments-title">7 responses to “10 bridges”</h2>'
    (tmp_path / 'p.html').write_text(post('/2019/08/01/bridge/', comments=f'{title}{comment(4, "Ana")}'))

    assert 'The page counts 7 comments and shows 1.' in [note.detail for note in one(tmp_path).notes]
