import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import word_diff
from articles.text.word_diff import Part

TEXTS = st.lists(st.text('ab c.\n', max_size=12), max_size=8).map('\n'.join)


def test_words_that_changed_are_told_within_their_paragraph():
    assert word_diff.between('The river rose.\n\nBy night.', 'The river rose slowly.\n\nBy night.') == [
        [Part('same', 'The river rose'), Part('new', ' slowly'), Part('same', '.')],
        [Part('same', 'By night.')],
    ]


def test_paragraphs_taken_out_and_put_in_stand_whole():
    assert word_diff.between('One.\nTwo.', 'One.') == [[Part('same', 'One.')], [Part('gone', 'Two.')]]
    assert word_diff.between('', 'One.') == [[Part('new', 'One.')]]


def test_far_from_a_difference_nothing_is_repeated():
    text = [f'Paragraph {n}.' for n in range(20)]
    rows = word_diff.between('\n'.join(text), '\n'.join([*text[:10], 'New.', *text[10:]]))
    assert rows == [[], [Part('same', 'Paragraph 9.')], [Part('new', 'New.')], [Part('same', 'Paragraph 10.')], []]


def test_equal_texts_differ_in_nothing():
    assert word_diff.between('One.\nTwo.', 'One.\n\nTwo.') == []


@pytest.mark.slow
def test_texts_of_any_length_are_compared_quickly():
    old = '\n'.join('word ' * 3000 + str(n) for n in range(30)) + '\n' + '\n'.join(map(str, range(10**4)))
    new = old.replace('w', 'v').replace('1', '2')
    assert word_diff.between(old, new)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_what_differs(before, after):
    rows = word_diff.between(before, after)
    texts = [[line.strip() for line in text.splitlines() if line.strip()] for text in (before, after)]
    assert bool(rows) == (texts[0] != texts[1])
    for text, kind in zip(texts, ('gone', 'new'), strict=True):
        told = [''.join(part.text for part in row if part.kind in ('same', kind)).strip() for row in rows if row]
        if rows and [] not in rows:
            assert list(filter(None, told)) == text


def test_words_are_compared_until_there_have_been_too_many_of_them(monkeypatch):
    monkeypatch.setattr(word_diff, 'MOST_PAIRS', 50)
    rows = word_diff.between('A cat sat.\nA cat sat.', 'A fat cat ran.\nA fat cat ran.')
    assert [part.text for part in rows[0] if part.kind == 'same'] == ['A ', 'cat ', '.']
    assert [part.text for part in rows[1] if part.kind == 'same'] == ['A ', '.']
