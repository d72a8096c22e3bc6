"""Exports of Movable Type and TypePad, as they are written, and damaged."""

import gzip
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.readers import detect
from articles.readers.movabletype import reader
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from tests.exports import movabletype

ZONE = ZoneInfo('Europe/Berlin')


@pytest.fixture
def read(tmp_path):
    """The records of a file of this content: source, articles and what was refused."""

    def read(content=None):
        file = tmp_path / 'export.txt'
        file.write_bytes(movabletype.build() if content is None else content)
        return list(reader.read(file, zone=ZONE))

    return read


def articles(records):
    return [record for record in records if isinstance(record, ArticleRecord)]


def test_every_entry_is_read_and_what_is_none_is_named_with_its_line(read):
    records = read()
    assert isinstance(records[0], SourceRecord)
    assert records[0].url == 'https://paper.example/gazette/'
    assert [record.title for record in articles(records)] == [
        'The mill floods', 'Market day', 'Some day', 'zqcanary draft', 'Über dem Fluss',
    ]  # fmt: skip
    (refused,) = [record for record in records if isinstance(record, RefusedRecord)]
    line = movabletype.build().decode().split('AUTHOR: Nobody')[0].count('\n') + 1
    assert (refused.where, refused.reason) == (f'{line}:1', 'an entry without title and text')


def test_entry_has_all_that_its_fields_say(read):
    flood, market, *_ = articles(read())
    assert flood.published == datetime(2009, 3, 14, 18, 5, tzinfo=ZONE)
    assert (flood.slug, flood.standfirst) == ('the-mill-floods', 'Two metres of water in the yard.')
    assert [(author.name, author.email) for author in flood.authors] == [('Ada Wren', 'zqcanary.ada@paper.example')]
    assert [category.name for category in flood.categories] == ['Weather', 'Lower town']
    assert flood.body_text.startswith('The mill at dawn.')
    assert flood.body_text.endswith('The miller was not at home.')
    assert '2.10 m' in flood.body_html
    assert [image.alt for image in flood.images] == ['The wheel under water']
    assert flood.old_urls == ('https://paper.example/gazette/2009/03/the-mill-floods.html',)
    assert [category.name for category in market.categories] == ['Trade', 'Lower town']
    assert [tag.name for tag in market.tags] == ['cheese', 'salt, sugar']
    assert market.published == datetime(2006, 5, 4, 0, 30, tzinfo=ZONE)
    assert not market.comments_open


def test_line_breaks_become_paragraphs_only_where_the_filter_says_so(read):
    flood, market, undated, *_ = articles(read())
    assert '<p>Cheese was dear.</p>\n<p>Salt &amp; sugar<br>\nwere not.</p>' in market.body_html
    assert '<em>not known</em>' in undated.body_html
    assert '<br>' not in flood.body_html


def test_comments_keep_their_lines_and_pings_are_apart(read):
    flood, market, *_ = articles(read())
    assert [(comment.author, comment.kind) for comment in flood.comments] == [
        ('Cleo', 'comment'), ('Dan', 'comment'), ('Eve', 'comment'), ('The other paper', 'trackback'),
    ]  # fmt: skip
    assert flood.comments[0].published == datetime(2009, 3, 14, 20, 15, tzinfo=ZONE)
    assert flood.comments[1].text == '@Cleo: see\n-----\nthe list\n--------\nof floods'
    assert flood.comments[1].url == 'https://dan.example/'
    assert flood.comments[2].url == ''
    assert 'alert' not in flood.comments[2].body_html
    assert flood.comments[3].text == 'Water again\n\nA few words about the mill.'
    assert market.comments[0].text == 'AUTHOR: I am none.'
    assert len({comment.id for comment in flood.comments}) == 4


def test_states_are_those_of_the_export_and_an_unreadable_date_makes_a_draft(read):
    *_, undated, draft, _ = articles(read())
    assert draft.status == 'draft'
    assert (undated.status, [note.code for note in undated.notes]) == ('draft', ['no-date'])


@pytest.mark.parametrize(
    ('date', 'moment'),
    [
        ('01/31/2002 03:31:05 PM', datetime(2002, 1, 31, 15, 31, 5, tzinfo=ZONE)),
        ('01/31/2002 15:31:05', datetime(2002, 1, 31, 15, 31, 5, tzinfo=ZONE)),
        ('1/3/2002 12:00:00 AM', datetime(2002, 1, 3, tzinfo=ZONE)),
        ('02/30/2002 12:00:00 AM', None),
        ('yesterday', None),
    ],
)
def test_dates_are_read_with_and_without_half_days(read, date, moment):
    content = movabletype.build().replace(b'03/14/2009 06:05:00 PM', date.encode())
    assert articles(read(content))[0].published == moment


def test_the_same_entry_has_the_same_key_in_every_export_and_no_two_share_one(read):
    keys = [record.source_key for record in articles(read())]
    assert len(set(keys)) == movabletype.READ
    assert [record.source_key for record in articles(read(b'\xef\xbb\xbf' + movabletype.build()))] == keys


def test_an_entry_reads_the_same_from_its_original(read):
    before = articles(read())
    again = articles(read(reader.join(b'', [record.original for record in before])))
    assert again == before


@pytest.mark.parametrize('encoding', ['utf-16', 'cp1252', 'utf-8'])
def test_text_of_other_encodings_is_read(read, encoding):
    text = movabletype.build().decode().replace('Cheese was dear', 'Käse war teuer und Brötchen für alle übrig')
    assert 'Käse war teuer und Brötchen' in articles(read(text.encode(encoding)))[1].body_text


def test_entry_in_hundreds_of_categories_is_no_text_page(tmp_path):
    file = tmp_path / 'a.txt'
    categories = ''.join(f'CATEGORY: Place {number}\n' for number in range(600))
    file.write_text(f'TITLE: A\n{categories}DATE: 01/02/2003 04:05:06 PM\n-----\nBODY:\n<p>B</p>\n-----\n--------\n')
    assert detect.kind_of(file) == 'movabletype'
    (record,) = articles(reader.read(file, zone=ZONE))
    assert len(record.categories) == 600


def test_windows_line_ends_change_nothing(read):
    before = articles(read())
    after = articles(read(movabletype.build().replace(b'\n', b'\r\n')))
    assert [(r.title, r.body_text, len(r.comments)) for r in after] == [
        (r.title, r.body_text, len(r.comments)) for r in before
    ]


def test_export_is_known_by_its_content_in_any_wrapping(tmp_path):
    plain, packed, archive = tmp_path / 'a.txt', tmp_path / 'b.bin', tmp_path / 'c.zip'
    plain.write_bytes(movabletype.build())
    packed.write_bytes(gzip.compress(movabletype.build()))
    with zipfile.ZipFile(archive, 'w') as opened:
        opened.writestr('notes.txt', 'Nothing of note.')
        opened.writestr('blog/mt-export.txt', movabletype.build())
    for file in (plain, packed, archive):
        assert list(detect.inputs(file)) == [('movabletype', file)]
        assert len(articles(reader.read(file, zone=UTC))) == movabletype.READ
        assert reader.count(file) >= movabletype.READ


def test_in_a_folder_it_is_read_once_and_not_as_a_text_page(tmp_path):
    (tmp_path / 'export.txt').write_bytes(movabletype.build())
    (tmp_path / 'page.txt').write_text('A page\n\nNovember 22, 2017 | By Ada\n\nIts text.')
    assert list(detect.inputs(tmp_path)) == [('movabletype', tmp_path / 'export.txt'), ('text', tmp_path)]
    assert detect.count([('text', tmp_path)]) == 1


@pytest.mark.parametrize(
    'text', ['AUTHOR: Ada\n\nA letter.', 'TITLE: A\nAUTHOR: B\n-----\nNotes:\n', 'Some text\n-----\nBODY:\nMore']
)
def test_text_that_only_looks_like_it_is_a_text_page(tmp_path, text):
    file = tmp_path / 'a.txt'
    file.write_text(text)
    assert detect.kind_of(file) == 'text'
