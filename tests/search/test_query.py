from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import AnyOf, Days, Note, ParsedQuery, Phrase, Prefix, Without, Word, parse, period


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


def test_the_last_year_there_is_has_an_end():
    assert period('9999') == (day(9999), date.max.toordinal() + 1)
    assert period('9999-12-31') == (date.max.toordinal(), date.max.toordinal() + 1)


@given(st.text(max_size=200))
def test_nothing_that_can_be_typed_is_an_error(text):
    assert isinstance(parse(text), ParsedQuery)


@given(
    st.lists(st.sampled_from(['"', '-', 'OR', '*', 'title:', 'on:', '2017', '~3', ' ', 'a', 'ß', '字']), max_size=40)
)
def test_no_arrangement_of_signs_is_an_error(parts):
    for clause in parse(''.join(parts)).clauses:
        assert clause
