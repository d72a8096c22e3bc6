import re

import pytest

from articles.text.autop import autop
from tests.growth import growth


def html(text):
    """The paragraphs without the newlines between tags, which no reader sees."""
    return re.sub(r'\n', '', autop(text))


def test_blank_line_parts_paragraphs():
    assert html('One\n\ntwo\n \n\n\nthree') == '<p>One</p><p>two</p><p>three</p>'


def test_newline_breaks_the_line():
    assert html('One\r\ntwo') == '<p>One<br>two</p>'


def test_break_before_a_newline_is_not_doubled():
    assert html('One<br />\ntwo') == '<p>One<br>two</p>'


def test_two_breaks_part_paragraphs():
    assert html('One<br/><br>two') == '<p>One</p><p>two</p>'


def test_headings_and_lists_get_no_paragraph():
    text = 'Intro\n<h2>Head</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nEnd'
    assert html(text) == '<p>Intro</p><h2>Head</h2><ul><li>a</li><li>b</li></ul><p>End</p>'


def test_list_items_that_never_end():
    assert html('<ul><li>a\n<li>b</ul>\n\nEnd') == '<ul><li>a<li>b</ul><p>End</p>'


def test_quotation_holds_paragraphs():
    assert html('<blockquote>One\n\ntwo</blockquote>') == '<blockquote><p>One</p><p>two</p></blockquote>'


def test_paragraph_that_is_there_is_not_wrapped_again():
    assert html('<p class="x">One\ntwo</p>\n\nthree') == '<p class="x">One<br>two</p><p>three</p>'


def test_blank_line_in_a_paragraph_that_is_there_parts_it():
    assert html('<p>One\n\ntwo</p>') == '<p>One</p><p>two</p>'


def test_pre_is_left_alone():
    assert autop('a\n\n<pre>\nx\n\n  y\n</pre>\n\nb') == '<p>a</p>\n<pre>\nx\n\n  y\n</pre>\n<p>b</p>'


def test_pre_that_never_ends_swallows_nothing():
    assert 'after' in autop('<pre>code\n\nafter')


def test_table_has_breaks_only_inside_its_cells():
    text = '<table>\n<tr>\n<td>a\nb</td>\n</tr>\n</table>'
    assert html(text) == '<table><tr><td>a<br>b</td></tr></table>'


def test_several_paragraphs_in_a_box_are_paragraphs():
    assert html('<div>One\n\ntwo</div>') == '<div><p>One</p><p>two</p></div>'
    assert html('<div>One</div>') == '<div>One</div>'


def test_newline_inside_a_tag_is_no_break():
    assert html('<a\nhref="/x">y</a>') == '<p><a href="/x">y</a></p>'


def test_caption_without_a_table_is_a_paragraph():
    assert html('<caption>By N.</caption>') == '<p>By N.</p>'


def test_nothing_comes_of_nothing():
    assert autop(' \n\n ') == ''


@pytest.mark.slow
@pytest.mark.parametrize(
    'piece', ['<', '<p>', '</p>', '<pre>', ' ', '\n', ' \n', '<br>', '<div></p>', '<td', '<b>x\n\n']
)
def test_hostile_repetition_takes_linear_time(piece):
    assert growth(lambda length: autop(piece * (length // len(piece))), 20_000, 200_000) < 40
