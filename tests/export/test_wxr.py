"""What WordPress takes: read back by our own reader it says the same, and is exported the same again."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.export.wxr import dates as wxr_dates
from articles.export.wxr import writer as wxr_reader
from articles.export.wxr import xml as wxr_xml
from articles.models import Article, ArticleCategory, Byline, Category, Comment, Media, OldUrl, Site, Tag
from articles.readers.wxr import dates as reader_dates
from articles.readers.wxr import reader
from tests.export.test_full import contents, empty, export, fill, import_folder
from tests.factories import (
    import_records,
    make_article,
    make_author,
    make_category,
    make_comment,
    make_media,
    make_record,
)

UTC_ZONE = ZoneInfo('UTC')


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'


@pytest.fixture(autouse=True)
def database(transactional_db):
    """An export reads one moment, which only a transaction of its own can."""


def written(folder: Path) -> list:
    """The records of articles and files that our reader finds in an export."""
    export(folder, format='wxr')
    records = [record for file in sorted((folder / 'wxr').iterdir()) for record in reader.read(file, zone=UTC_ZONE)]
    return [record for record in records if hasattr(record, 'source_key')]


def element(folder: Path, name: str) -> list[str]:
    tree = etree.parse(folder / 'wxr/archive-0001.xml')
    return [found.text or '' for found in tree.iter(f'{{*}}{name}')]


def test_export_for_wordpress_comes_back_the_same_byte_for_byte(tmp_path):
    fill()
    Site.objects.all().delete()  # An import changes no settings.
    before = contents(export(tmp_path / 'first', format='wxr'))
    counted = [model.objects.count() for model in (Article, Comment, Media, Category, Tag, Byline, ArticleCategory)]
    empty()
    import_folder(tmp_path / 'first/wxr')
    assert [m.objects.count() for m in (Article, Comment, Media, Category, Tag, Byline, ArticleCategory)] == counted
    assert contents(export(tmp_path / 'second', format='wxr')) == before


def test_head_is_written_as_importers_without_xml_read_it(tmp_path, settings):
    make_article('Rain', authors=['Ada Byron', 'Bo'])
    export(tmp_path, format='wxr')
    text = (tmp_path / 'wxr/archive-0001.xml').read_text()
    assert '<wp:wxr_version>1.2</wp:wxr_version>\n' in text
    assert f'<wp:base_site_url>{settings.SITE_URL}</wp:base_site_url>\n' in text
    assert len([line for line in text.splitlines() if re.fullmatch('<wp:author>.*</wp:author>', line)]) == 2


def test_article_is_read_back_as_it_is(tmp_path, settings):
    world = make_category('World')
    lead = make_media(caption='The <river>', credit='Ada', alt='Water & mud')
    article = make_article(
        'AT&T < Bell',
        authors=['Ada Byron', 'Bo'],
        categories=[make_category('Asia', parent=world), 'Local'],
        tags=['Rain', 'Ash'],
        standfirst='Less < more',
        body_html='<p>One\ntwo ]]&gt; three</p>',
        body_source='',
        pinned=True,
        comments_open=False,
        lead_image=lead,
        guid='urn:old:7',
        meta={'postmeta': {'a': '1', 'b': ['2', ']]>']}, 'terms': [{'taxonomy': 'place', 'slug': 'x', 'name': 'X'}]},
    )
    picture, record = written(tmp_path / 'out')
    assert (picture.standfirst, picture.credit, picture.alt) == ('The <river>', 'Ada', 'Water & mud')
    assert picture.file_url == f'{settings.SITE_URL}/wp-content/uploads/2017/11/flood.jpg'
    assert (record.kind, record.status, record.title) == ('post', 'published', 'AT&T < Bell')
    assert [(author.name, author.slug) for author in record.authors] == [('Ada Byron', 'ada-byron'), ('Bo', 'bo')]
    assert [(c.slug, c.parent and c.parent.slug) for c in record.categories] == [('asia', 'world'), ('local', None)]
    assert [tag.name for tag in record.tags] == ['Rain', 'Ash']
    assert record.body_html == article.body_html
    assert record.standfirst == 'Less < more'
    assert (record.published, record.published_on) == (article.published, article.published_on)
    assert record.modified == article.modified.replace(microsecond=0)
    assert (record.slug, record.guid, record.url) == (
        article.slug,
        'urn:old:7',
        f'{settings.SITE_URL}/2017/11/22/{article.slug}/',
    )
    assert (record.pinned, record.comments_open) == (True, False)
    assert record.lead_image_key == picture.source_key
    assert record.meta['postmeta'] == {'a': '1', 'b': ['2', ']]>']}
    assert record.meta['terms'] == [{'taxonomy': 'place', 'slug': 'x', 'name': 'X'}]


def test_comments_keep_numbers_states_and_threads(tmp_path):
    article = make_article('Flood')
    first = make_comment(article, 'First <b>&</b>', body_html='<p>First <b>&amp;</b></p>', author_email='a@example.org')
    make_comment(article, parent=first, author_name='B & <Co>', author_url='https://b.example/?a=1&b=2')
    for status in ('held', 'spam', 'trashed', 'withdrawn'):
        make_comment(article, status=status)
    make_comment(article, kind='pingback')
    make_comment(article, kind='note', status='held', meta={'commentmeta': {'key': 'value'}})
    found = written(tmp_path / 'out')[0].comments
    stored = list(article.comments.order_by('pk'))
    assert [comment.id for comment in found] == [str(comment.number) for comment in stored]
    assert [comment.status for comment in found] == [
        'approved', 'approved', 'held', 'spam', 'trashed', 'trashed', 'approved', 'held',
    ]  # fmt: skip
    assert [comment.kind for comment in found] == [comment.kind for comment in stored]
    assert found[1].parent == str(first.number)
    assert (found[1].author, found[1].url) == ('B & <Co>', 'https://b.example/?a=1&b=2')
    assert (found[0].text, found[0].email) == ('First &', 'a@example.org')
    assert {comment.published for comment in found} == {first.posted}
    assert found[-1].meta['commentmeta'] == {'key': 'value'}


@pytest.mark.parametrize(
    ('status', 'exported'),
    [
        ('draft', 'draft'),
        ('review', 'pending'),
        ('published', 'publish'),
        ('withdrawn', 'private'),
        ('private', 'private'),
        ('trashed', 'trash'),
    ],
)
def test_nothing_comes_out_that_was_not_out(tmp_path, status, exported):
    make_article('Flood', status=status)
    export(tmp_path / 'out', format='wxr')
    assert element(tmp_path / 'out', 'status') == [exported]


def test_what_had_a_password_is_private(tmp_path):
    make_article('Secret', password='pbkdf2_sha256$…')
    (record,) = written(tmp_path / 'out')
    assert (record.status, record.password) == ('private', '')


def test_page_stands_below_the_page_above_it(tmp_path):
    above = make_article('About', kind='page', slug='about')
    make_article('Team', kind='page', slug='about/team')
    records = written(tmp_path / 'out')
    assert [record.slug for record in records] == ['about', 'about/team']
    assert records[1].parent_key == records[0].source_key
    assert above.get_absolute_url() == '/about/'


def test_categories_of_one_name_are_told_apart(tmp_path):
    for parent in ('World', 'Local'):
        make_article(f'In {parent}', categories=[make_category('News', parent=make_category(parent))])
    records = written(tmp_path / 'out')
    assert [(r.categories[0].slug, r.categories[0].parent.slug) for r in records] == [
        ('news', 'world'),
        ('news-2', 'local'),
    ]


def test_slugs_it_had_before_lead_to_it_in_wordpress_too(tmp_path):
    article = make_article('New')
    OldUrl.objects.create(path='/2017/11/22/old', article=article)
    OldUrl.objects.create(path='/2016/01/01/older', article=article)
    (record,) = written(tmp_path / 'out')
    assert any(url.endswith('/2017/11/22/old/') for url in record.old_urls)


def test_a_large_archive_comes_in_several_files_that_are_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(wxr_reader, 'LARGEST', 3000)
    for number in range(10):
        make_article(f'Story {number}', categories=[make_category('Asia', parent=make_category('World'))])
    records = written(tmp_path / 'out')
    assert len(list((tmp_path / 'out/wxr').iterdir())) > 3
    assert [record.title for record in records] == [f'Story {number}' for number in range(10)]
    assert {record.categories[0].parent.slug for record in records} == {'world'}


def test_filtered_export_numbers_articles_as_the_whole_one_does(tmp_path):
    make_article('Long ago', published='2011-01-01')
    make_article('Now')
    whole = written(tmp_path / 'whole')
    export(tmp_path / 'part', format='wxr', year=2017)
    assert [f'wordpress:127.0.0.1:8000:{n}' for n in element(tmp_path / 'part', 'post_id')] == [whole[1].source_key]


def test_asks_no_more_for_more_articles(tmp_path, django_assert_max_num_queries):
    for number in range(30):
        article = make_article(f'Story {number}', tags=['a', 'b'], categories=['World'], authors=['Ada'])
        make_comment(article, parent=make_comment(article))
        make_media(f'2017/11/{number}.jpg')
    make_author('Bo')
    with django_assert_max_num_queries(45):
        export(tmp_path / 'out', format='wxr')


@given(text=st.text())
def test_any_text_survives_the_way_through_xml(text):
    clean = wxr_xml.clean(text.encode(errors='ignore').decode())
    assert etree.fromstring(wxr_xml.element('a', clean)).text or clean == ''


@given(
    moment=st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    offset=st.integers(-48, 56),
)
def test_day_in_the_address_stays_whatever_the_clock_here(moment, offset):
    day = (moment + timedelta(minutes=15 * offset)).date()
    local, gmt = (
        etree.fromstring(f'<a xmlns:wp="w">{wxr_dates.both("wp:d", moment, day)}</a>')[n].text for n in (0, 1)
    )
    read = reader_dates.moment(local, gmt, UTC_ZONE)
    assert read == moment.replace(microsecond=0)
    assert read.date() == day


def test_comments_have_paragraphs_where_wordpress_takes_out_their_tags(tmp_path):
    body = '<p>One<br>\ntwo</p>\n<blockquote><p>said</p></blockquote>\n<pre>a\n\n  b</pre>'
    make_comment(make_article('Flood'), body_html=body)
    (comment,) = written(tmp_path / 'out')[0].comments
    assert element(tmp_path / 'out', 'comment_content') == [
        'One\ntwo\n\n<blockquote>\n\nsaid\n\n</blockquote> <pre>a\n\n  b</pre>'
    ]
    assert '<pre>a\n\n  b</pre>' in comment.body_html


def test_text_from_wordpress_goes_out_as_written_with_links_to_where_things_stand_now(tmp_path, settings):
    body = 'See <a href="http://www.old.example/?p=2">this</a>, http://old.example.org and [gallery ids="7,8"]'
    import_records(make_record(5, body_source=body))
    (record,) = written(tmp_path / 'out')
    assert record.source_key == 'wordpress:127.0.0.1:8000:5'
    assert record.body_source == body.replace('http://www.old.example/', f'{settings.SITE_URL}/')
