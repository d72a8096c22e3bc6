"""Exports of Substack: as a zip, as a folder, and what is left out of them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.readers import detect
from articles.readers.digests import digest
from articles.readers.record import ArticleRecord, RefusedRecord
from articles.readers.substack import reader
from tests.exports import substack

BERLIN = ZoneInfo('Europe/Berlin')


@pytest.fixture
def archive(tmp_path):
    file = tmp_path / 'substack.zip'
    file.write_bytes(substack.build())
    return file


@pytest.fixture
def folder(tmp_path):
    for name, content in substack.files().items():
        file = tmp_path / 'export' / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return tmp_path / 'export'


def articles(path):
    return {record.title: record for record in reader.read(path, zone=BERLIN) if isinstance(record, ArticleRecord)}


def test_only_what_is_for_everyone_is_public(archive):
    assert {title: (record.kind, record.status) for title, record in articles(archive).items()} == {
        'The mill floods': ('post', 'published'),
        'Über dem Fluss': ('post', 'published'),
        'About us': ('page', 'published'),
        'zqcanary draft': ('post', 'draft'),
        'zqcanary paid': ('post', 'private'),
        'zqcanary free': ('post', 'private'),
        'zqcanary lost': ('post', 'review'),
    }


@pytest.mark.parametrize('audience', ['', 'founding', 'nobody'])
def test_audience_that_is_not_everyone_is_private(archive, folder, audience):
    list_of_posts = folder / 'posts.csv'
    list_of_posts.write_text(list_of_posts.read_text().replace('newsletter,everyone', f'newsletter,{audience}'))
    assert articles(folder)['The mill floods'].status == 'private'


def test_lines_and_texts_that_are_none_are_named(archive):
    refused = [record for record in reader.read(archive, zone=BERLIN) if isinstance(record, RefusedRecord)]
    assert [(record.source, record.where) for record in refused] == [
        (f'{archive}/posts.csv', 'line 5'), (f'{archive}/posts/999.unlisted.html', ''),
    ]  # fmt: skip


def test_post_has_all_that_its_line_says(archive):
    flood, fog = (articles(archive)[title] for title in ('The mill floods', 'Über dem Fluss'))
    assert flood.published == datetime(2019, 7, 26, 22, 48, 19, 814000, tzinfo=UTC)
    assert str(flood.published_on) == '2019-07-27'
    assert (flood.slug, flood.standfirst) == ('the-mill-floods', '“Two metres” of water')
    assert flood.old_urls == ('/p/the-mill-floods',)
    assert fog.slug == 'über-dem-fluss'
    assert 'src="https://api.substack.com/feed/p/102.mp3"' in fog.body_html
    assert [note.code for note in articles(archive)['zqcanary lost'].notes] == ['no-text']


def test_text_is_shown_without_what_asks_for_subscriptions(archive):
    flood = articles(archive)['The mill floods']
    picture = flood.images[0]
    assert picture.src == 'https://substack-post-media.s3.amazonaws.com/public/images/mill_800x600.png'
    assert (picture.alt, picture.caption) == ('The wheel under water', 'The mill at dawn')
    for shown in (
        'href="https://give.example/help"',
        '<a href="https://other.example/p/a">A story elsewhere</a><br><cite>The Neighbour</cite>',
        '<blockquote><p>Water &lt;in&gt; the yard</p><p><a href="https://twitter.com/a/status/1">Ben Ode</a></p>',
        '<a href="https://www.youtube.com/watch?v=abc">',
        'Measured at the wheel.',
    ):
        assert shown in flood.body_html
    for hidden in ('Subscribe now', 'Thanks for reading', 'alert', 'substackcdn.com/image/fetch/w_'):
        assert hidden not in flood.body_html


def test_folder_is_read_as_the_zip_is(archive, folder):
    assert list(detect.inputs(archive)) == [('substack', archive)]
    assert list(detect.inputs(folder)) == [('substack', folder)]
    assert detect.kind_of(folder / 'posts.csv') == 'substack'
    bodies = {title: record.body_html for title, record in articles(archive).items()}
    for path in (folder, folder / 'posts.csv'):
        assert {title: record.body_html for title, record in articles(path).items()} == bodies
        assert reader.count(path) == reader.count(archive) == 8


def test_post_reads_the_same_from_what_is_kept_of_it(archive, tmp_path):
    before = articles(archive)
    kept = [(str(number), record.original, '', '') for number, record in enumerate(before.values())]
    (tmp_path / 'again').mkdir()
    again = articles(detect.write_originals('substack', tmp_path / 'again', b'', kept))
    assert {title: digest(record) for title, record in again.items()} == {
        title: digest(record) for title, record in before.items()
    }


def test_list_with_lines_that_are_no_csv_costs_only_those(folder):
    list_of_posts = folder / 'posts.csv'
    list_of_posts.write_text(list_of_posts.read_text() + '108.x,"' + 'a' * 200_000 + '"\n')
    records = list(reader.read(folder, zone=BERLIN))
    assert len([record for record in records if isinstance(record, ArticleRecord)]) == substack.READ
    assert any('field larger' in record.reason for record in records if isinstance(record, RefusedRecord))


@pytest.mark.parametrize(
    'kept', ['{"row": {}}', '{"row": {"post_id": "1.a"}}', '7', '{"row": {"post_id": 1}, "text": ""}']
)
def test_kept_posts_that_are_damaged_are_refused(tmp_path, kept):
    file = tmp_path / 'items'
    file.write_bytes(reader.join(b'', [kept.encode()]))
    assert [type(record) for record in reader.read(file, zone=BERLIN)][1:] == [RefusedRecord]


def test_control_characters_that_are_written_as_references_spoil_no_post(folder):
    text = '<div class="tweet" data-attrs="{&quot;full_text&quot;: &quot;a&#1;b&quot;}">&#2;</div><img src="&#3;x">'
    (folder / 'posts' / '101.the-mill-floods.html').write_text(text)
    assert 'The mill floods' in articles(folder)
