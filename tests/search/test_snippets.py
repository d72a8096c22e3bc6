import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.search import words
from articles.search.parser import parse
from articles.search.snippets import WIDTH, MarkedWords, fragment, marked, passage


def shown(text, typed):
    parts = marked(text, MarkedWords(parse(typed).marked, ('en',)))
    return ''.join(f'[{part.text}]' if part.marked else part.text for part in parts)


@pytest.mark.parametrize(
    ('text', 'typed', 'expected'),
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
        ('An e-mail, emails', 'email', 'An [e-mail], [emails]'),
        ('The U.S. and us, the US', 'U.S.', 'The [U.S.] and us, the [US]'),
        ('1,000 or 1000', '1000', '[1,000] or [1000]'),
        ('Herr Müller', 'Mueller', 'Herr [Müller]'),
    ],
)
def test_words_of_the_query_are_marked_in_the_text(text, typed, expected):
    assert shown(text, typed) == expected


@given(st.text(max_size=80), st.text(min_size=1, max_size=10))
@example('0¼', '4')
@example('\U00031350', '\U00031350')  # A letter newer than Python's Unicode tables.
def test_skipping_other_words_misses_no_match(text, typed):
    query = MarkedWords(parse(typed).marked, ('en',))
    slowly = [token.span() for token in words.TOKEN.finditer(text) if query[token[0]]]
    assert [token.span() for token in query.tokens.finditer(text) if query[token[0]]] == slowly


def test_a_passage_holds_most_of_the_words():
    text = f'flood {"filler " * 90}the flood reached the river wall {"filler " * 90}'
    parts = passage([text], MarkedWords(parse('flood river wall').marked, ('en',)))
    assert [part.text for part in parts if part.marked] == ['flood', 'river', 'wall']
    assert len(''.join(part.text for part in parts)) <= WIDTH + 4


def test_passage_is_from_the_text_that_has_most_of_the_words():
    query = MarkedWords(parse('harbour lifeboat').marked, ('en',))
    parts = passage(['The harbour of old.', 'A lifeboat in the harbour', '', 'lifeboat'], query)
    assert ''.join(part.text for part in parts) == 'A lifeboat in the harbour'
    assert [part.text for part in passage(['Of old.', 'lifeboat'], query) if part.marked] == ['lifeboat']


def test_passage_without_a_word_is_the_beginning_of_the_first_text():
    query = MarkedWords(parse('harbour').marked, ('en',))
    assert [part.text for part in passage(['', 'Of old.', 'Lifeboats'], query)] == ['Of old.']
    assert passage(['', ''], query) == []


def test_fragment_has_the_words_from_the_first_that_is_marked():
    parts = passage(
        ['The old by-pass, a river & its walls, and more of it.'], MarkedWords(parse('pass').marked, ('en',))
    )
    assert fragment(parts) == 'pass%2C%20a%20river%20%26%20its'
    assert fragment(passage(['Nothing.'], MarkedWords(parse('pass').marked, ('en',)))) == ''
