import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.search import words
from articles.search.query import parse
from articles.search.snippets import WIDTH, Wanted, marked, passage


def shown(text, asked):
    return ''.join(f'[{part}]' if found else part for part, found in marked(text, Wanted(parse(asked).wanted, 'en')))


@pytest.mark.parametrize(
    ('text', 'asked', 'expected'),
    [
        ('Floods in Asia', 'flooding', '[Floods] in Asia'),
        ('The café, the CAFÉ', 'cafe', 'The [café], the [CAFÉ]'),
        ('Élan and elan', 'élan', '[Élan] and [elan]'),
        ('An expense, expenses', '"expenses"', 'An expense, [expenses]'),
        ('Insured, assured', 'insur*', '[Insured], assured'),
        ('大北京', '北京', '大[北][京]'),
        ('a1b2 x_flood', 'flood', 'a1b2 x_[flood]'),
        ('Den Ärzten', 'arzten', 'Den [Ärzten]'),
        ('والكتاب', 'الكتاب', 'والكتاب'),
        ('nothing', '★', 'nothing'),
        ('10,000 and 10', '10', '[10],000 and [10]'),
    ],
)
def test_words_that_were_asked_for_are_marked_where_they_stand(text, asked, expected):
    assert shown(text, asked) == expected


@given(st.text(max_size=80), st.text(min_size=1, max_size=10))
@example('\U00031350', '\U00031350')  # A letter that is younger than what Python knows of letters.
def test_passing_over_other_words_misses_none(text, asked):
    wanted = Wanted(parse(asked).wanted, 'en')
    slowly = [token.span() for token in words.TOKEN.finditer(text) if wanted[token[0]]]
    assert [token.span() for token in wanted.tokens.finditer(text) if wanted[token[0]]] == slowly


def test_a_passage_holds_most_of_the_words():
    text = f'flood {"filler " * 90}the flood reached the river wall {"filler " * 90}'
    found = passage(text, Wanted(parse('flood river wall').wanted, 'en'))
    assert [part.text for part in found if part.marked] == ['flood', 'river', 'wall']
    assert len(''.join(part.text for part in found)) <= WIDTH + 4
