"""Exports of Disqus: threads with their comments, and damaged files."""

import gzip
from datetime import UTC, datetime

import pytest

from articles.readers import detect
from articles.readers.disqus import reader
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from tests.exports import disqus


@pytest.fixture
def read(tmp_path):
    def read(content=None):
        file = tmp_path / 'disqus.xml'
        file.write_bytes(disqus.build() if content is None else content)
        return list(reader.read(file, zone=UTC))

    return read


def discussions(records):
    return {record.source_key: record for record in records if isinstance(record, ArticleRecord)}


def test_threads_have_their_comments_and_what_is_broken_is_named(read):
    records = read()
    assert isinstance(records[0], SourceRecord)
    assert records[0].title == 'gazette'
    assert {key: len(record.comments) for key, record in discussions(records).items()} == {
        'disqus:gazette:71': 6, 'disqus:gazette:72': 1, 'disqus:gazette:73': 1, 'disqus:gazette:74': 1,
        'disqus:gazette:76': 1,
    }  # fmt: skip
    line = disqus.build().split(b'<post dsq:id="9099"')[0].count(b'\n') + 1
    assert [(r.where, r.reason) for r in records if isinstance(r, RefusedRecord)] == [
        (f'{line}:1', 'not whole: Opening and ending tag mismatch: message'),
        ('thread 9999', 'the thread of 1 comments is not in the file'),
    ]


def test_comments_keep_threads_states_dates_and_what_they_link_to(read):
    comments = {comment.id: comment for comment in discussions(read())['disqus:gazette:71'].comments}
    first, answer, deeper = (comments[f'disqus:{number}'] for number in (9001, 9002, 9003))
    assert (first.author, first.email, first.ip) == ('Cleo', 'zqcanary.cleo@reader.example', '198.51.100.1')
    assert first.published == datetime(2013, 2, 12, 15, 38, 1, tzinfo=UTC)
    assert (answer.parent, deeper.parent) == ('disqus:9001', 'disqus:9002')
    assert answer.text == '@cleo And in my river.'
    assert 'href="https://dan.example/river"' in answer.body_html
    assert [comment.status for comment in comments.values()] == [
        'approved', 'approved', 'approved', 'spam', 'held', 'trashed',
    ]  # fmt: skip


def test_comment_in_a_comment_that_is_cut_off_costs_only_that(read):
    content = disqus.build().replace(b'</post>\n<post dsq:id="9003"', b'<post dsq:id="9003"')
    comments = [comment.id for comment in discussions(read(content))['disqus:gazette:71'].comments]
    assert comments == [f'disqus:{number}' for number in (9001, 9003, 9004, 9005, 9006)]


def test_control_characters_spoil_no_comment(read):
    content = disqus.build().replace('Überall war'.encode(), b'Everywhere \x0b was')
    comments = discussions(read(content))['disqus:gazette:71'].comments
    assert comments[2].text == 'Everywhere was Wasser.'


@pytest.mark.parametrize('cut', [0.1, 0.5, 0.9])
def test_file_that_ends_early_is_read_up_to_there(read, cut):
    content = disqus.build()
    records = read(content[: int(len(content) * cut)])
    assert isinstance(records[0], SourceRecord)
    assert any(isinstance(record, RefusedRecord) for record in records)


def test_entities_are_not_declared(read):
    (refused,) = read(disqus.build().replace(b'<disqus ', b'<!DOCTYPE disqus [<!ENTITY a "b">]><disqus '))
    assert 'entities' in refused.reason


def test_export_is_known_by_its_content(tmp_path):
    file = tmp_path / 'gazette-all.xml.gz'
    file.write_bytes(gzip.compress(disqus.build()))
    assert list(detect.inputs(file)) == [('disqus', file)]
    assert reader.count(file) == 6
