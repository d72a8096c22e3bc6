"""Two edits of one text, merged paragraph by paragraph: no word of either is lost."""

import re
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text import paragraphs, sanitise
from articles.text.paragraphs import Clash, merge, split

FIVE = ''.join(f'<p>{line} stands in this very paragraph.</p>\n' for line in ('One', 'Two', 'Three', 'Four', 'Five'))


def edit(**lines) -> str:
    """FIVE with words replaced, and paragraphs dropped that are replaced by nothing."""
    html = FIVE
    for word, other in lines.items():
        html = html.replace(f'<p>{word} stands', f'<p>{other} stands') if other else re.sub(f'<p>{word} .*\n', '', html)
    return html


def test_paragraphs_joined_are_the_text():
    html = '\n<p>One</p>\n\nloose <b>text</b> <p title="a > b">Two</p><ul>\n<li><p>x</p></li></ul><hr><h2>End</h2> '
    assert ''.join(split(html)) == html
    assert [re.sub(r'\s+', ' ', piece.strip()) for piece in split(html)] == [
        '<p>One</p>', 'loose <b>text</b>', '<p title="a > b">Two</p>', '<ul> <li><p>x</p></li></ul>',
        '<hr>', '<h2>End</h2>',
    ]  # fmt: skip


def test_edits_of_neighbouring_paragraphs_are_both_taken():
    assert ''.join(merge(FIVE, edit(Two='2'), edit(Three='3', Five='5'))) == edit(Two='2', Three='3', Five='5')


def test_deleted_added_and_changed_paragraphs_go_together():
    mine, theirs = edit(Two='') + '<p>Six is new.</p>', '<h2>Head</h2>' + edit(Four='4')
    assert ''.join(merge(FIVE, mine, theirs)) == '<h2>Head</h2>' + edit(Two='', Four='4') + '<p>Six is new.</p>'


def test_new_paragraphs_at_one_place_stay_together_theirs_first_also_at_the_beginning():
    mine, theirs = '<p>Mine is added.</p><p>Another of mine follows.</p>', '<h2>Head of theirs</h2>'
    assert ''.join(merge(FIVE, FIVE + mine, FIVE + theirs)) == FIVE + theirs + mine
    assert ''.join(merge(FIVE, mine + FIVE, theirs + FIVE)) == theirs + mine + FIVE


def test_paragraph_moved_by_one_and_changed_by_the_other_is_moved_and_changed():
    lines = split(FIVE)
    moved = ''.join([lines[4], *lines[:4]])
    changed = split(edit(Five='5'))
    assert ''.join(merge(FIVE, moved, edit(Five='5'))) == ''.join([changed[4], *lines[:4]])
    assert ''.join(merge(FIVE, edit(Five='5'), moved)) == ''.join([changed[4], *lines[:4]])


def test_same_paragraph_changed_by_both_is_a_clash_also_where_one_split_it():
    halves = FIVE.replace('Two stands in this', 'Two stands</p><p>in this')
    pieces = merge(FIVE, halves, edit(Two='2'))
    [clash] = [piece for piece in pieces if isinstance(piece, Clash)]
    assert clash.mine == '<p>Two stands</p><p>in this very paragraph.</p>\n'
    assert '2 stands' in clash.theirs
    assert len(pieces) == 5


def test_what_the_editor_writes_in_another_way_is_no_change():
    base = '<p><b>A</b></p>\n<ul>\n<li>one</li>\n<li>two<ul><li>deep</li></ul></li>\n</ul>\n<p>B</p>'
    rewritten = (
        '<p><strong>A</strong></p><ul><li><p>one</p></li><li><p>two</p><ul><li><p>deep</p></li></ul></li></ul><p>C</p>'
    )
    assert ''.join(merge(base, rewritten, base.replace('one', 'other'))) == (
        base.replace('one', 'other').replace('<p>B</p>', '<p>C</p>')
    )


def test_paragraph_is_replaced_where_it_is_and_nothing_where_it_is_not():
    assert paragraphs.replace(FIVE, split(edit(Two='2'))[1], 'x') == FIVE
    assert paragraphs.replace(FIVE, split(FIVE)[1].strip(), '<p>x</p>') == FIVE.replace(split(FIVE)[1], '<p>x</p>')


Text = list[list[str]]


@st.composite
def edits_of(draw, text: Text, name: str) -> Text:
    """The text after some edits, whose new words begin with the name."""
    new = (f'{name}{n}' for n in count())
    text = [list(words) for words in text]
    for _ in range(draw(st.integers(1, 4))):
        act = draw(st.sampled_from('change insert delete move split join rewrite'.split()))
        place = draw(st.integers(0, max(0, len(text) - 1)))
        if act == 'insert' or not text:
            text.insert(place, [next(new) for _ in range(draw(st.integers(1, 6)))])
        elif act == 'delete':
            text.pop(place)
        elif act == 'move':
            text.insert(draw(st.integers(0, len(text) - 1)), text.pop(place))
        elif act == 'split' and len(text[place]) > 1:
            cut = draw(st.integers(1, len(text[place]) - 1))
            text[place : place + 1] = [text[place][:cut], text[place][cut:]]
        elif act == 'join' and place + 1 < len(text):
            text[place : place + 2] = [text[place] + text[place + 1]]
        elif act == 'rewrite':
            text[place] = [next(new) for _ in text[place]]
        else:
            text[place][draw(st.integers(0, len(text[place]) - 1))] = next(new)
    return text


@st.composite
def pairs_of_edits(draw) -> tuple[Text, Text, Text]:
    words = (f'w{n}' for n in count())
    sizes = draw(st.lists(st.integers(1, 12), min_size=1, max_size=8))
    base = [[next(words) for _ in range(size)] for size in sizes]
    return base, draw(edits_of(base, 'm')), draw(edits_of(base, 't'))


def html_of(text: Text) -> str:
    return ''.join(f'<p>{" ".join(words)}</p>\n' for words in text)


def words_of(text: Text) -> set[str]:
    return {word for words in text for word in words}


@settings(max_examples=max(300, settings.default.max_examples))
@given(pairs_of_edits())
def test_no_word_of_two_edits_is_lost(texts):
    base, mine, theirs = texts
    pieces = merge(*map(html_of, texts))
    everything = ' '.join(f'{p.mine} {p.theirs}' if isinstance(p, Clash) else p for p in pieces)
    merged = set(re.findall(r'\w+', re.sub('<[^>]*>', ' ', everything)))
    # A word is lost if neither edit deleted it, or one of them added it.
    assert words_of(mine) & words_of(theirs) <= merged
    assert (words_of(mine) | words_of(theirs)) - words_of(base) <= merged
    assert merge(html_of(base), html_of(mine), html_of(base)) == split(html_of(mine))
    assert merge(html_of(base), html_of(base), html_of(theirs)) == split(html_of(theirs))


@given(st.text(alphabet='<>/pbulih"= a2\n', max_size=60))
def test_any_html_that_was_sanitised_is_split_without_loss(text):
    html = sanitise.article_html(text)
    assert ''.join(split(html)) == html
    assert ''.join(p if isinstance(p, str) else p.placed for p in merge(html, html, html)) == html
