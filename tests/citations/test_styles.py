"""What the manuals of the three styles print for online newspaper articles."""

from dataclasses import replace
from datetime import date

import pytest

from articles.citations import Name, Reference, apa, chicago, mla

FLOOD = Reference(
    pk=7,
    title='The river rose',
    site='The Valley Times',
    url='https://news.example/2017/11/22/flood/',
    authors=(Name.parse('Ada Lovelace'),),
    day=date(2017, 11, 22),
)


def with_authors(*bylines):
    return replace(FLOOD, authors=tuple(map(Name.parse, bylines)))


def test_one_author():
    assert str(apa(FLOOD)) == (
        'Lovelace, A. (2017, November 22). The river rose. The Valley Times. https://news.example/2017/11/22/flood/'
    )
    assert str(mla(FLOOD)) == (
        'Lovelace, Ada. “The river rose.” The Valley Times, 22 Nov. 2017, https://news.example/2017/11/22/flood/.'
    )
    assert str(chicago(FLOOD)) == (
        'Lovelace, Ada. “The river rose.” The Valley Times, November 22, 2017. https://news.example/2017/11/22/flood/.'
    )


@pytest.mark.parametrize('style', [apa, mla, chicago])
def test_the_newspaper_is_what_is_set_in_italics(style):
    assert style(FLOOD).work == 'The Valley Times'


@pytest.mark.parametrize(
    ('style', 'two', 'three', 'many'),
    [
        (
            apa,
            'Lovelace, A., & van der Berg, J. (',
            'Lovelace, A., van der Berg, J., & Reuters. (',
            'One, A., ' * 19 + '… Last, B. (',
        ),
        (mla, 'Lovelace, Ada, and Jan van der Berg. “', 'Lovelace, Ada, et al. “', 'One, A, et al. “'),
        (
            chicago,
            'Lovelace, Ada, and Jan van der Berg. “',
            'Lovelace, Ada, Jan van der Berg, and Reuters. “',
            'One, A, A One, A One, et al. “',
        ),
    ],
)
def test_several_authors(style, two, three, many):
    names = ['Ada Lovelace', 'Jan van der Berg', 'Reuters']
    assert str(style(with_authors(*names[:2]))).startswith(two)
    assert str(style(with_authors(*names))).startswith(three)
    assert str(style(with_authors(*['A One'] * 20, 'B Last'))).startswith(many)


def test_without_author_the_title_comes_first():
    assert str(apa(with_authors())).startswith('The river rose. (2017, November 22). The Valley Times. https')
    assert str(mla(with_authors())).startswith('“The river rose.” The Valley Times, 22')
    assert str(chicago(with_authors())).startswith('“The river rose.” The Valley Times, November')


def test_without_date():
    undated = replace(FLOOD, day=None)
    assert str(apa(undated)).startswith('Lovelace, A. (n.d.). The river rose. The')
    assert str(mla(undated)).endswith('The Valley Times, https://news.example/2017/11/22/flood/.')
    assert str(chicago(undated)).endswith('The Valley Times, n.d. https://news.example/2017/11/22/flood/.')


@pytest.mark.parametrize('style', [apa, mla, chicago])
@pytest.mark.parametrize('title', ['Who knew?', 'Stop!', 'And then …', 'He said “no.”', '谁知道？'])
def test_title_that_ends_in_a_mark_gets_no_full_stop_after_it(style, title):
    assert f'{title.strip("”")[-1]}.' not in str(style(replace(FLOOD, title=title)))


@pytest.mark.parametrize('title', ['Mayor: “We knew” of flood', 'Mayor: "We knew" of flood'])
@pytest.mark.parametrize('style', [mla, chicago])
def test_quotation_marks_within_a_title_become_single(style, title):
    assert '“Mayor: ‘We knew’ of flood.”' in str(style(replace(FLOOD, title=title)))


def test_a_page_is_cited_as_a_page_of_the_site():
    page = replace(with_authors(), title='About us', is_page=True)
    assert apa(page).work == 'About us'
    assert str(apa(page)).startswith('About us. (2017, November 22). The Valley Times. https')
    by_the_site = replace(page, authors=(Name('The Valley Times'),))
    assert str(apa(by_the_site)).startswith('The Valley Times. (2017, November 22). About us. https')


def test_day_of_reading_stands_where_each_style_has_it():
    flood = replace(FLOOD, accessed=date(2026, 11, 30))
    assert str(mla(flood)).endswith(f'{FLOOD.url}. Accessed 30 Nov. 2026.')
    assert f'Accessed November 30, 2026. {FLOOD.url}.' in str(chicago(flood))
    assert str(apa(flood)) == str(apa(FLOOD))
    assert f'Retrieved November 30, 2026, from {FLOOD.url}' in str(apa(replace(flood, is_page=True)))
