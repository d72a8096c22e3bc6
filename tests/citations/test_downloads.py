"""The downloads, as libraries read them that others wrote."""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise

import bibtexparser
import pytest
import rispy
from bibtexparser import middlewares
from hypothesis import example, given
from hypothesis import strategies as st

from articles.citations import Name, Reference, bibtex, csl_json, ris
from articles.text import sanitise

BYLINES = ['Jan Willem van der Berg', 'Martin Luther King, Jr.', 'Associated Press', 'محمد علي', 'Zoë Ångström']
FLOOD = Reference(
    pk=7,
    title='100 % of {Syria} & its_water: \\o/ ~ ^ $5 #1 <é> 洪水',
    site='News & Views',
    url='https://news.example/2017/11/22/a%20b_c/',
    authors=tuple(map(Name.parse, BYLINES)),
    day=date(2017, 11, 22),
    language='en-GB',
    section='World',
    abstract='It rose.\n\nAnd fell.',
    keywords=('rain', 'Nile & Co'),
)
NASTY = '\\{}$%&#_~^@,="\'`-[]()!? \n\t\r\x00\x1b\x85\u2028aé洪م'
bylines = st.one_of(st.text(max_size=30), st.text(NASTY + 'and ', max_size=12), st.sampled_from(BYLINES))
titles = st.one_of(st.text(), st.text(NASTY)).filter(lambda text: on_one_line(text))
LIGATURES = ['--', '---', '----', '``', "''", '```', "'" * 3, '!`', '?`', '!``', ',,', '<<', '>>', '<<<']


def as_bibtex(reference):
    entries = bibtexparser.parse_string(
        bibtex(reference), append_middleware=[middlewares.MonthIntMiddleware(), middlewares.LatexDecodingMiddleware()]
    )
    assert not entries.failed_blocks
    [entry] = entries.entries
    return entry, {name: field.value for name, field in entry.fields_dict.items()}


def as_ris(reference):
    [entry] = rispy.loads(ris(reference))
    return entry


def on_one_line(text):
    return ' '.join(sanitise.without_controls(text).split())


def without_modifier(text):
    """The text with the sign ^ as it was typed: bibtexparser reads TeX's command for it as a modifier letter."""
    return text.replace('ˆ', '^')


def test_bibtex_holds_the_reference():
    entry, fields = as_bibtex(FLOOD)
    assert (entry.entry_type, entry.key) == ('article', 'berg2017-7')
    assert without_modifier(fields['title']) == FLOOD.title
    assert fields['journal'] == FLOOD.site
    assert (fields['year'], fields['month'], fields['day'], fields['date']) == ('2017', 11, '22', '2017-11-22')
    assert fields['abstract'] == 'It rose. And fell.'


def test_bibtex_names_persons_in_parts_organisations_in_braces_and_the_address_as_it_is():
    entry = bibtexparser.parse_string(bibtex(FLOOD)).entries[0]
    assert entry['url'] == FLOOD.url
    raw = entry['author']
    assert raw == (
        'van der Berg, Jan Willem and King, Jr., Martin Luther and {Associated Press} and علي, محمد and Ångström, Zoë'
    )
    names = [middlewares.names.parse_single_name_into_parts(name) for name in raw.split(' and ')]
    assert (names[0].first, names[0].von, names[0].last) == (['Jan', 'Willem'], ['van', 'der'], ['Berg'])
    assert (names[1].last, names[1].jr) == (['King'], ['Jr.'])
    assert names[2].last == ['{Associated Press}']


def test_ris_holds_the_reference_in_lines_as_its_rules_have_them():
    text = ris(FLOOD)
    assert text.endswith('\r\nER  - \r\n')
    for line in text.removesuffix('\r\n').split('\r\n'):
        assert line[2:6] == '  - '
        assert line[:2].isupper()
    entry = as_ris(FLOOD)
    assert entry['type_of_reference'] == 'NEWS'
    assert entry['authors'] == [name.inverted for name in FLOOD.authors]
    assert (entry['title'], entry['secondary_title'], entry['date']) == (FLOOD.title, FLOOD.site, '2017/11/22')
    assert entry['urls'] == [FLOOD.url]
    assert entry['keywords'] == ['rain', 'Nile & Co']


def test_csl_json_holds_the_reference():
    [item] = json.loads(csl_json(FLOOD))
    assert (item['id'], item['type'], item['title']) == ('berg2017-7', 'article-newspaper', FLOOD.title)
    assert item['author'][:3] == [
        {'family': 'Berg', 'given': 'Jan Willem', 'non-dropping-particle': 'van der'},
        {'family': 'King', 'given': 'Martin Luther', 'suffix': 'Jr.'},
        {'literal': 'Associated Press'},
    ]
    assert item['issued'] == {'date-parts': [[2017, 11, 22]]}
    assert (item['container-title'], item['URL'], item['language']) == (FLOOD.site, FLOOD.url, 'en-GB')


@pytest.mark.parametrize('write', [bibtex, ris, csl_json])
def test_what_is_not_known_is_left_out(write):
    text = write(Reference(pk=7, title='Flood', site='News', url='https://news.example/', is_page=True))
    assert 'None' not in text
    assert '""' not in text
    assert '{}' not in text.replace('{{Flood}}', '')


def test_key_is_plain_and_tells_articles_apart():
    assert replace(FLOOD, authors=FLOOD.authors[4:]).key == 'angstrom2017-7'
    assert replace(FLOOD, authors=FLOOD.authors[3:]).key == replace(FLOOD, authors=()).key == 'article2017-7'


@pytest.mark.parametrize('signs', LIGATURES)
def test_signs_that_tex_joins_come_back_from_bibtex_as_they_were_typed(signs):
    text = f'A {signs}title{signs} of {signs}'
    reference = replace(FLOOD, title=text, site=text, abstract=text, keywords=(text,), authors=(Name(text),))
    _, fields = as_bibtex(reference)
    assert {fields[name] for name in ('title', 'journal', 'abstract', 'keywords', 'author')} == {text}
    for first, second in pairwise(signs):
        assert first + second not in bibtex(reference)


@given(titles)
def test_any_title_comes_back_from_bibtex(title):
    _, fields = as_bibtex(replace(FLOOD, title=title))
    assert without_modifier(fields['title']) == without_modifier(on_one_line(title))


@given(st.lists(bylines, max_size=4))
@example(['0', '&,\x08'])
def test_every_author_comes_back_from_bibtex(bylines):
    authors = tuple(Name.parse(byline) for byline in bylines if on_one_line(byline))
    text = bibtex(replace(FLOOD, authors=authors))
    read = bibtexparser.parse_string(text, append_middleware=[middlewares.SeparateCoAuthors()])
    assert not read.failed_blocks
    assert len(read.entries[0]['author'] if authors else ()) == len(authors)


@given(titles, st.text(), st.lists(st.text(max_size=30), max_size=4))
@example('0', '', ['\x85'])
def test_any_text_comes_back_from_ris_and_json(title, site, bylines):
    authors = tuple(Name.parse(byline) for byline in bylines if on_one_line(byline).strip('*'))
    reference = replace(FLOOD, title=title, site=site, authors=authors)
    [item] = json.loads(csl_json(reference))
    entry = as_ris(reference)
    assert item['title'] == entry['title'] == on_one_line(title)
    assert item.get('container-title', '') == entry.get('secondary_title', '') == on_one_line(site)
    assert len(item.get('author', [])) == len(entry.get('authors', [])) == len(authors)
    assert entry['date'] == '2017/11/22'
