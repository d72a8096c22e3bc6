"""Exports of Medium: as a zip, as a folder, and beside other pages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.readers import detect
from articles.readers.digests import digest
from articles.readers.html import reader as html_reader
from articles.readers.medium import reader
from articles.readers.record import ArticleRecord, RefusedRecord
from tests.exports import medium

BERLIN = ZoneInfo('Europe/Berlin')


@pytest.fixture
def archive(tmp_path):
    file = tmp_path / 'medium.zip'
    file.write_bytes(medium.build())
    return file


@pytest.fixture
def folder(tmp_path):
    for name, content in medium.files().items():
        file = tmp_path / 'medium-export' / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return tmp_path / 'medium-export'


def articles(path):
    return {record.title: record for record in reader.read(path, zone=BERLIN) if isinstance(record, ArticleRecord)}


def test_posts_drafts_and_responses_are_told_apart(archive):
    assert {
        title: (record.status, [note.code for note in record.notes]) for title, record in articles(archive).items()
    } == {
        'The mill floods': ('published', []),
        'Über dem Fluss': ('published', []),
        'Thank you, that is true of our…': ('review', ['may-be-response']),
        'zqcanary undated': ('draft', ['no-date']),
        'zqcanary draft': ('draft', ['no-author']),
    }


def test_what_is_no_post_is_named_and_the_rest_of_the_export_left_unread(archive):
    records = list(reader.read(archive, zone=BERLIN))
    refused = [record for record in records if isinstance(record, RefusedRecord)]
    assert [record.source for record in refused] == [f'{archive}/posts/broken.html']
    assert reader.count(archive) == len(records) - 1 == 6
    assert not any('profile' in record.source or 'claps' in record.source for record in records)


def test_post_has_all_that_its_page_says(archive):
    flood = articles(archive)['The mill floods']
    assert flood.published == datetime(2018, 8, 11, 22, 23, 34, 123000, tzinfo=UTC)
    # After midnight, in Berlin.
    assert str(flood.published_on) == '2018-08-12'
    assert (flood.slug, flood.standfirst) == ('the-mill-floods', 'Two metres of water')
    assert [(author.name, author.slug) for author in flood.authors] == [('Ada Wren', 'adawren')]
    assert [tag.name for tag in flood.tags] == ['Weather', 'Lower Town']
    assert articles(archive)['Über dem Fluss'].slug == 'über-dem-fluss'


def test_body_begins_with_the_text_and_shows_pictures_links_and_code(archive):
    body = articles(archive)['The mill floods'].body_html
    assert articles(archive)['The mill floods'].body_text.startswith('The mill at dawn.')
    for shown in (
        'alt="The wheel"',
        '<figcaption>The wheel <em>under</em> water</figcaption>',
        'gauge\n2.10 m',
        '<blockquote><p><a href="https://example.org/story">A story elsewhere</a><br>What they wrote</p></blockquote>',
        '<a href="https://gist.example/a1.js">',
        '<figure class="gallery"><img src="https://cdn-images-1.medium.com/max/600/1*b.jpeg" alt=""><img',
        '<figcaption>The pier</figcaption>',
    ):
        assert shown in body
    assert body.count('<hr>') == 1
    assert body.count('Two metres of water') == 0


def test_folder_is_read_as_the_zip_is_and_not_as_pages(archive, folder):
    assert list(detect.inputs(archive)) == [('medium', archive)]
    # What is read as an export is not read as pages as well.
    assert list(detect.inputs(folder.parent)) == [('medium', folder), ('medium', archive)]
    assert html_reader.files(folder.parent) == []
    assert list(detect.inputs(folder / 'posts')) == [('medium', folder / 'posts')]
    before, after = articles(archive), articles(folder)
    assert [(r.source_key, r.body_html) for r in after.values()] == [
        (r.source_key, r.body_html) for r in before.values()
    ]


def test_one_post_by_itself_is_known_by_its_content(folder):
    post = next((folder / 'posts').glob('2018-08-11*'))
    assert detect.kind_of(post) == 'medium'
    assert list(articles(post)) == ['The mill floods']


def test_post_reads_the_same_from_its_original(archive, tmp_path):
    before = articles(archive)
    kept = [(str(number), record.original, record.url, '') for number, record in enumerate(before.values())]
    (tmp_path / 'again').mkdir()
    again = articles(detect.write_originals('medium', tmp_path / 'again', b'', kept))
    assert {title: digest(record) for title, record in again.items()} == {
        title: digest(record) for title, record in before.items()
    }


def test_a_saved_page_of_medium_is_a_page(tmp_path):
    file = tmp_path / 'a.html'
    file.write_text('<html><head><title>A</title></head><body><article><h1>A</h1><p>B</p></article></body></html>')
    assert detect.kind_of(file) == 'html'


def test_control_characters_that_are_written_as_references_spoil_no_post(tmp_path):
    content = medium._SECTION.format(
        '<pre class="graf graf--pre">a<br>&#1;b</pre><div class="section-divider">&#2;</div>', ''
    )
    file = tmp_path / 'a.html'
    file.write_text(medium.page('A', content, url='https://medium.com/@ada/a-0123456789ab', date='0123456789ab'))
    assert articles(file)['A'].body_text == 'a b'
