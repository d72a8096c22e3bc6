"""Notes below the text of a saved page, and what links within a page lead to."""

from zoneinfo import ZoneInfo

import pytest

from articles.readers.html import reader as html_reader
from articles.readers.record import ArticleRecord

PAGE = """<html lang="en"><head><title>The dam holds</title><link rel="canonical" href="https://dam.example{path}">
<meta property="article:published_time" content="2018-02-03T09:00:00Z"></head><body><article>
<h1>The dam{title}holds</h1>
<p>The dam above the valley held through the night, and the first families came back before the sun was up.{mark} They
found the lower street dry, to the wonder of those who had stayed.</p>
<p>The engineers said that the sluices would stay open until the end of the month, and that nobody need fear.</p>
{notes}</article></body></html>"""
MARK = '<sup id="mark:1"><a href="#note:1">1</a></sup>'


@pytest.fixture
def read(tmp_path):
    def read(notes='', mark=MARK, title=' ', path='/posts/dam/'):
        file = tmp_path / 'page.html'
        file.write_text(PAGE.format(notes=notes, mark=mark, title=title, path=path))
        return list(html_reader.read(file, zone=ZoneInfo('UTC')))[-1]

    return read


def test_note_that_text_and_note_link_to_is_kept(read):
    record = read(
        '<div class="footer-notes"><ol><li id="note:1">Log of the gate. <a href="#mark:1">back</a></li></ol></div>'
    )
    assert 'Log of the gate.' in record.body_text
    assert 'href="#text-note:1"' in record.body_html
    assert 'id="text-note:1"' in record.body_html


def test_part_of_the_page_that_does_not_link_back_is_no_note(read):
    record = read('<div class="related" id="note:1"><a href="/other/">Another article of this paper</a></div>')
    assert 'Another article' not in record.body_text


def test_line_break_parts_the_words_of_a_heading(read):
    assert read(title='<br class="x"/>').title == 'The dam holds'


@pytest.mark.parametrize('path', ['/archive/dam.html', '/archives/the-dam-holds.htm'])
def test_file_with_a_name_in_a_folder_called_archive_is_an_article(read, path):
    assert isinstance(read(path=path), ArticleRecord)
