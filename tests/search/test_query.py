from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.parser import TooComplex, parse
from articles.search.query import AllOf, AnyOf, Days, Note, ParsedQuery, Phrase, Prefix, Without, Word, period


def clauses(text):
    return list(parse(text).clauses)


def day(year, month=1, day=1):
    return date(year, month, day).toordinal()


@pytest.mark.parametrize(
    ('typed', 'expected'),
    [
        ('', []),
        ('flood', [Word('flood')]),
        ('Flood RIVER', [Word('flood'), Word('river')]),
        ('"river wall"', [Phrase(('river', 'wall'))]),
        ('"expenses"', [Phrase(('expenses',))]),
        ('“river wall”', [Phrase(('river', 'wall'))]),
        ('"river wall', [Phrase(('river', 'wall'))]),
        ('"river wall"~5', [Phrase(('river', 'wall'), 5)]),
        ('"river wall"~99999999999999999999', [Phrase(('river', 'wall'), 50)]),
        ('river "', [Word('river')]),
        ('-flood', [Without(Word('flood'))]),
        ('-"river wall"', [Without(Phrase(('river', 'wall')))]),
        ('flood - river', [Word('flood'), Word('river')]),
        ('flood OR drought', [AnyOf((Word('flood'), Word('drought')))]),
        ('a OR b OR c d', [AnyOf((Word('a'), Word('b'), Word('c'))), Word('d')]),
        ('OR flood OR', [Word('flood')]),
        ('flood or drought', [Word('flood'), Word('or'), Word('drought')]),
        ('insur*', [Prefix('insur')]),
        ('title:bridge', [Word('bridge', 'title')]),
        ('AUTHOR:"Hannah Okoro"', [Phrase(('hannah', 'okoro'), 0, 'author')]),
        ('-tag:weather', [Without(Word('weather', 'tag'))]),
        ('category:arab-spring', [Phrase(('arab', 'spring'), 0, 'category')]),
        ('title:', [Word('title')]),
        ('colour:red', [Phrase(('colour', 'red'))]),
        ('flood NOT river', [Word('flood'), Without(Word('river'))]),
        ('flood AND river', [Word('flood'), Word('river')]),
        ('flood river OR wall', [Word('flood'), AnyOf((Word('river'), Word('wall')))]),
        ('a AND b OR c', [AnyOf((AllOf((Word('a'), Word('b'))), Word('c')))]),
        ('flood (river OR wall)', [Word('flood'), AnyOf((Word('river'), Word('wall')))]),
        ('a|b || c', [AnyOf((Word('a'), Word('b'), Word('c')))]),
        ('-(a OR b)', [Without(AnyOf((Word('a'), Word('b'))))]),
        ('-(a b)', [Without(AllOf((Word('a'), Word('b'))))]),
        ('NOT NOT a', [Word('a')]),
        ('a OR NOT b', [AnyOf((Word('a'), Without(Word('b'))))]),
        ('((a (b)))', [Word('a'), Word('b')]),
        ('flood flood', [Word('flood')]),
        ('article(s)', [Phrase(('article', 's'))]),
        ('title:(bridge OR "old wall")', [AnyOf((Word('bridge', 'title'), Phrase(('old', 'wall'), 0, 'title')))]),
        ('"river wal*"', [Phrase(('river', 'wal*'))]),
        ('"line * wall"~3', [Phrase(('line', '*', 'wall'), 3)]),
        ('"insur*"', [Prefix('insur')]),
        ('opec 1987', [Word('opec'), AnyOf((Word('1987'), Days(day(1987), day(1988))))]),
        ('1987-03', [AnyOf((Phrase(('1987', '03')), Days(day(1987, 3), day(1987, 4))))]),
        (
            'March 1987',
            [AnyOf((AllOf((Word('march'), Word('1987'))), Days(day(1987, 3), day(1987, 4))))],
        ),
        ('march', [Word('march')]),
        ('1000 2100 title:1987', [Word('1000'), Word('2100'), Word('1987', 'title')]),
        ('before:2015', [Days(1, day(2015))]),
        ('after:2010-06', [Days(day(2010, 7), date.max.toordinal() + 1)]),
        ('on:2017-11-22', [Days(day(2017, 11, 22), day(2017, 11, 23))]),
        ('-on:2017', [Without(Days(day(2017), day(2018)))]),
        ("don't", [Phrase(('don', 't'))]),
        ('café Ёлка', [Word('cafe'), Word('елка')]),
        ('北京 大', [Phrase(('北', '京')), Word('大')]),
        ('★ ... !!', []),
    ],
)
def test_typed_text_is_parsed(typed, expected):
    assert clauses(typed) == expected


@pytest.mark.parametrize('typed', ['before:yesterday', 'on:2017-13', 'after:2017-02-30', 'on:0000', 'before:"x y"'])
def test_a_day_that_is_none_is_said_and_passed_over(typed):
    query = parse(f'flood {typed}')
    assert query.clauses == (Word('flood'),)
    assert query.notes == (Note('no period', typed.partition(':')[0]),)


def test_a_beginning_of_one_letter_is_taken_for_a_word():
    assert parse('a*').clauses == (Word('a'),)
    assert parse('a*').notes == (Note('short', 'a*'),)


@pytest.mark.parametrize(
    ('typed', 'note'),
    [
        ('(flood', Note('bracket', '(')),
        ('flood)', Note('bracket', ')')),
        ('"flood wall', Note('quote', '"flood wall')),
        ('AND flood', Note('operator', 'AND')),
        ('flood OR', Note('operator', 'OR')),
        ('flood NOT', Note('operator', 'NOT')),
        ('colour:red', Note('field', 'colour')),
        ('title: flood', Note('empty field', 'title:')),
        ('title:-flood', Note('empty field', 'title:')),
        ('fl*od', Note('star', 'fl*od')),
        ('flood~2', Note('suffix', 'flood~2')),
        ('flood river OR wall', Note('read as', 'flood AND (river OR wall)')),
        ('a AND b OR c', Note('read as', '((a AND b) OR c)')),
    ],
)
def test_part_that_is_not_understood_is_noted(typed, note):
    assert note in parse(typed).notes


@pytest.mark.parametrize(
    'typed', ['flood OR drought', 'flood (river OR wall)', 'flood -river', 'the end, at 10:30 (or so).']
)
def test_query_that_can_be_read_in_one_way_has_no_note(typed):
    assert parse(typed).notes == ()


@pytest.mark.parametrize(
    ('typed', 'code'),
    [
        ('(' * 30 + 'a', 'deep'),
        (' OR '.join(f'w{n}' for n in range(40)), 'many'),
        (' '.join(f'title:"river w{n}"' for n in range(40)), 'many'),
        ('"' + ' '.join(f'w{n}' for n in range(70)) + '"', 'long phrase'),
    ],
)
def test_query_that_combines_too_much_is_refused(typed, code):
    with pytest.raises(TooComplex) as refused:
        parse(typed)
    assert refused.value.code == code


def test_long_query_does_not_require_stop_words():
    query = parse('the flood of the old river wall').without_stop_words({'the', 'of'}.__contains__)
    assert query.clauses == (Word('flood'), Word('old'), Word('river'), Word('wall'))
    short = parse('the flood of rivers')
    assert short.without_stop_words({'the', 'of'}.__contains__) == short


def test_any_of_the_words_keeps_conditions_and_quotes():
    assert parse('flood "river wall" -ferry before:2015').any_of == '(flood OR "river wall") NOT ferry before:2015'


def test_the_last_year_there_is_has_an_end():
    assert period('9999') == (day(9999), date.max.toordinal() + 1)
    assert period('9999-12-31') == (date.max.toordinal(), date.max.toordinal() + 1)


@given(st.text(max_size=200))
def test_nothing_that_can_be_typed_is_an_error(text):
    with suppress(TooComplex):
        assert isinstance(parse(text), ParsedQuery)


@given(
    st.lists(
        st.sampled_from(
            ['"', '-', 'OR', 'AND', 'NOT', '(', ')', '|', '*', 'title:', 'on:', '2017', '~3', ' ', 'a', 'ß', '字']
        ),
        max_size=40,
    )
)
def test_no_arrangement_of_signs_is_an_error(parts):
    with suppress(TooComplex):
        for clause in parse(''.join(parts)).clauses:
            assert clause
