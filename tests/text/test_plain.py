import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import plain, sanitise


def test_blocks_are_apart_by_a_blank_line():
    html = '<h2>Flood</h2><p>The river\nrose.</p><ul><li>Bridge</li><li>Mill</li></ul>'
    assert plain.from_html(html) == 'Flood\n\nThe river rose.\n\nBridge\n\nMill'


def test_line_breaks_stay_line_breaks():
    assert plain.from_html('<p>One<br>\ntwo</p>') == 'One\ntwo'


def test_inline_tags_part_no_words():
    assert plain.from_html('<p>re<b>write</b>&nbsp;it</p>') == 'rewrite it'


def test_cells_of_a_table_do_not_run_together():
    assert plain.from_html('<table><tr><th>Town</th><td>Ulm</td></tr></table>') == 'Town Ulm'


def test_caption_is_apart_from_the_text():
    html = '<figure><img src="/a.jpg" alt="A > B"><figcaption>Talks</figcaption></figure><p>The country</p>'
    assert plain.from_html(sanitise.article_html(html)) == 'Talks\n\nThe country'


def test_entities_are_characters():
    assert plain.from_html('<p>Smith &amp; Sons &lt;3</p>') == 'Smith & Sons <3'


@given(st.text())
def test_text_that_was_escaped_comes_back(text):
    clean = sanitise.article_html('<p>' + text.replace('&', '&amp;').replace('<', '&lt;') + '</p>')
    assert plain.from_html(clean).split() == sanitise.without_controls(text).split()


def test_title_is_one_line_of_text():
    assert plain.title(' <em>Rain</em> &amp;\n wind &#8217;til noon ') == 'Rain & wind ’til noon'


def test_title_may_compare():
    assert plain.title('If a < b') == 'If a < b'


def test_excerpt_ends_with_an_ellipsis_only_if_something_follows():
    assert plain.excerpt('one two three', words=3) == 'one two three'
    assert plain.excerpt('one two\n\nthree four', words=3) == 'one two three…'


def test_excerpt_ends_with_a_sentence_rather_than_in_one():
    assert plain.excerpt('It rained. The river rose. Nobody was', words=6) == 'It rained. The river rose.'
    assert plain.excerpt('“It rained.” So they said, all of them', words=5) == '“It rained.” So they said…'
    assert plain.excerpt('It was read by Dr. Mill and others', words=5) == 'It was read by Dr.…'
    assert plain.excerpt('It rained, and the river rose', words=2) == 'It rained…'


def test_excerpt_of_a_script_without_spaces_is_short():
    assert plain.excerpt('新闻' * 1000, words=20) == '新闻' * 30 + '…'
    assert len(plain.excerpt('ข่าว' * 1000)) < 500


def test_excerpt_in_chinese_or_japanese_ends_with_a_sentence():
    assert plain.excerpt('雨が降った。川が増水した。誰もいない', words=5) == '雨が降った。川が増水した。'
    assert plain.excerpt('「雨だ」', words=5) == '「雨だ」'


@pytest.mark.parametrize(
    'html',
    [
        'Barn burns<br/>Nobody hurt',
        '<p>Barn burns</p><p>Nobody hurt</p>',
        '<ul><li>Barn burns<li>Nobody hurt</ul>',
        'Barn burns\x0bNobody hurt',
    ],
)
def test_new_line_parts_the_words_of_a_title(html):
    assert plain.title(html) == 'Barn burns Nobody hurt'


def test_reading_of_a_word_is_no_part_of_the_text():
    html = sanitise.article_html('<p><ruby>横浜<rp>(</rp><rt>よこはま</rt><rp>)</rp></ruby>へ</p>')
    assert '<rt>よこはま</rt>' in html
    assert plain.from_html(html) == '横浜へ'


@pytest.mark.parametrize('excerpt', ['The well is dry.', 'The well is […]', 'The well'])
def test_excerpt_that_is_the_opening_is_found(excerpt):
    assert plain.opens('A well\n\nThe well is dry. So is the pond.', excerpt)


def test_excerpt_of_its_own_is_no_opening():
    assert not plain.opens('The well is dry.', 'Wells run dry')


def test_minutes_are_those_of_the_words_that_are_read():
    assert plain.minutes('<p>' + 'word ' * 1000 + '</p>') == 4
    assert plain.minutes('<p><a href="/a">word</a></p>') == 0
    assert plain.minutes(f'<p>{"洪水" * 1000}</p>') == 5
