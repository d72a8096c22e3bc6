"""Exports of Blogger: backups and Takeout, told from feeds, and damaged."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from articles.readers import detect
from articles.readers.blogger import reader
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from tests.exports import blogger

ZONE = ZoneInfo('Europe/Berlin')
DIALECTS = {'backup': blogger.build, 'takeout': blogger.takeout}


@pytest.fixture
def read(tmp_path):
    def read(content):
        file = tmp_path / 'blog.xml'
        file.write_bytes(content)
        return list(reader.read(file, zone=ZONE))

    return read


def articles(records):
    return {record.title: record for record in records if isinstance(record, ArticleRecord)}


@pytest.mark.parametrize('dialect', DIALECTS)
def test_posts_pages_and_drafts_are_told_apart_and_settings_are_none(read, dialect):
    records = read(DIALECTS[dialect]())
    assert isinstance(records[0], SourceRecord)
    assert records[0].title == 'The old gazette'
    found = {title: (record.kind, record.status) for title, record in articles(records).items()}
    assert found.pop('zqcanary bin', ('post', 'trashed')) == ('post', 'trashed')
    assert found == {
        'The mill floods': ('post', 'published'), 'Über <dem> Fluss': ('post', 'published'),
        'zqcanary draft': ('post', 'draft'), 'About us': ('page', 'published'),
    }  # fmt: skip


@pytest.mark.parametrize('dialect', DIALECTS)
def test_post_has_all_that_its_entry_says(read, dialect):
    flood = articles(read(DIALECTS[dialect]()))['The mill floods']
    # The day is that of the place, which is the day before in UTC.
    assert flood.published == datetime(2012, 9, 14, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert str(flood.published_on) == '2012-09-14'
    assert flood.modified == datetime(2012, 9, 15, 6, tzinfo=UTC)
    assert flood.slug == 'the-mill-floods'
    assert [(author.name, author.email) for author in flood.authors] == [('Ada Wren', '')]
    assert [tag.name for tag in flood.tags] == ['Weather', 'Lower town']
    assert flood.body_text == 'The mill at dawn.\nTwo metres of water.'
    assert [image.alt for image in flood.images] == ['The wheel under water']
    assert flood.old_urls[0].endswith('/2012/09/the-mill-floods.html')


@pytest.mark.parametrize('dialect', DIALECTS)
def test_comments_find_their_post_and_what_they_answer(read, dialect):
    comments = {comment.id: comment for comment in articles(read(DIALECTS[dialect]()))['The mill floods'].comments}
    assert (comments['9001'].author, comments['9001'].text) == ('Cleo', 'It stood there in 1964 as well.')
    assert comments['9001'].published == datetime(2012, 9, 14, 18, 15, tzinfo=UTC)
    assert (comments['9002'].author, comments['9002'].parent) == ('', '9001')
    assert comments['9002'].text == 'It did.\nIn May.'
    assert comments['9003'].status == 'trashed'
    if dialect == 'takeout':
        assert comments.pop('9004').status == 'spam'
    assert [comment.status for comment in comments.values()] == ['approved', 'approved', 'trashed']


def test_both_exports_of_a_blog_have_the_same_keys(read):
    backup, takeout = articles(read(blogger.build())), articles(read(blogger.takeout()))
    assert {backup[title].source_key for title in backup} < {takeout[title].source_key for title in takeout}
    assert backup['About us'].source_key == takeout['About us'].source_key


def test_broken_entry_is_named_with_its_place_and_costs_no_other(read):
    refused = [record for record in read(blogger.build()) if isinstance(record, RefusedRecord)]
    line = blogger.build().split(b'<title>cut')[0].count(b'\n') + 1
    assert [(record.where, record.reason) for record in refused] == [
        (f'{line}:1', 'not whole: another begins inside of it')
    ]


def test_comments_without_their_post_are_counted(read):
    content = blogger.takeout().replace(b'.post-501</blogger:parent>', b'.post-999</blogger:parent>')
    source, *_ = read(content)
    assert [note.code for note in source.notes] == ['orphan-comment']


def test_control_characters_and_stray_ampersands_spoil_no_entry(read):
    content = blogger.build().replace(b'The mill floods</title>', b'The mill \x0b& floods</title>')
    assert 'The mill & floods' in articles(read(content))


def test_entities_are_not_declared(read):
    content = blogger.build().replace(b'<feed ', b'<!DOCTYPE feed [<!ENTITY a "b">]><feed ')
    (refused,) = read(content)
    assert 'entities' in refused.reason


def test_post_reads_the_same_from_its_original(read):
    source, *others = read(blogger.build())
    before = [record for record in others if isinstance(record, ArticleRecord)]
    again = read(reader.join(source.original, [record.original for record in before]))
    assert [record for record in again if isinstance(record, ArticleRecord)] == before


def test_takeout_is_read_as_it_is_handed_out(tmp_path):
    file = tmp_path / 'takeout.zip'
    file.write_bytes(blogger.takeout_zip())
    assert list(detect.inputs(file)) == [('blogger', file)]
    assert len(articles(reader.read(file, zone=ZONE))) == 5
    assert reader.count(file) == 9


def test_the_feed_of_a_blog_stays_a_feed(tmp_path):
    file = tmp_path / 'feed.xml'
    file.write_text(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2008'>"
        '<id>tag:blogger.com,1999:blog-417</id><title>A</title><entry><id>tag:blogger.com,1999:blog-417.post-1</id>'
        "<title>Rain</title><content type='html'>Wet.</content></entry></feed>"
    )
    assert detect.kind_of(file) == 'feed'
