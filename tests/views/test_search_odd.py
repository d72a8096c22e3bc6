"""Whatever is typed gets an answer, on the page and in every other form."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.search import follow
from tests.factories import make_article

ODD = {
    'quotes': ['"', '""', '"""', '"flood', 'flood"', '“flood', '«»', "'", '`', '"flood" "', '"~5', '"flood"~', '""~9'],
    'operators': ['-', '--', '---flood', '-"', '-"flood', 'OR', 'OR OR OR', 'flood OR -flood', 'OR -"a" OR', '*'],
    'beginnings': ['**', '-*', 'f*', 'fl*ood*', '*flood', 'title:*', '字*', '"flo*"'],
    'fields': ['title:', ':', '::', 'title:title:flood', 'author:"', '-tag:', 'category:-', 'nothing:flood'],
    'days': ['on:', 'on:0000', 'on:9999-12-31', 'before:0001', 'after:9999', 'on:2017-13', 'on:١٩٩٩', '-on:2017'],
    'other languages': ['title:[a TO z]', 'flood^9', 'flood~2', '+flood -(a && b)', '/flo.*/', '{!lucene}*:*'],
    'attacks': ["' OR 1=1 --", "'; DROP TABLE a; --", '<script>alert(1)</script>', '{{ 7*7 }}', '%s %(x)s {0}'],
    'patterns': ['(' * 90, '[' * 190, '(a+)+$' * 30, '\\', '\\x00', '(?P<', '.*' * 90, '((((flood))))', ')(', '|||'],
    'controls': ['\0', 'flo\0od', '\r\n\r\nSet-Cookie: a=b', '\t\v\f', '\x1b[31m', '\x7f', '\x85', '\ufeff', '\ufffe'],
    'directions': ['\u202eflood\u202c', '\u200fflood', '\u2066', 'شَيْء', 'שָׁלוֹם', '\u200b', '\u00ad', 'flo\u200dod'],
    'marks': ['f̷̛̪l̶̡̛o̵̢͝o̸̧͌d̴̨̈' * 5, 'e' + '\u0301' * 190, '\u0301', 'ﬂood', 'İ', 'ẞ', 'ſ', '①', '𝖋𝖑𝖔𝖔𝖉', '٣', 'Ǆ'],
    'pictures': ['🌊', '👨‍👩‍👧‍👦', '🇺🇳', '🏴' + '\U000e0067' * 9, '\U0010ffff', '字', '水水水', 'น้ำท่วม', '🌊*', '"🌊"'],
    'lengths': ['a' * 200, 'flood ' * 33, 'a OR ' * 39, 'a* ' * 66, '-a ' * 66, '"a" ' * 50, 'x' * 100_000, ' ' * 9000],
    'extremes': ['the of and to in a is that it for ' * 29, '(' * 499 + 'a' + ')' * 499, 'NOT ' * 250, 'a OR ' * 200],
    'numbers': ['-1', '1e400', 'NaN', 'null', '0x7f', '9' * 199, '"a"~' + '9' * 190, '-0', '½', 'undefined', 'True'],
}  # fmt: skip
# Not UTF-8, and half of a pair of surrogates.
BYTES = [
    b'\xff',
    b'\xc3',
    b'flood\xe5\xad',
    b'\xed\xa0\x80',
    b'\xf8\x88\x80\x80\x80',
    b'\xc0\xaf',
    bytes(range(1, 199)),
]

typed = st.lists(
    st.text(max_size=8)
    | st.sampled_from(['"', '-', ' ', ' OR ', '*', '~3', 'title:', 'on:', '2017', 'flood', '字', '(']),
    max_size=12,
).map(''.join)


@pytest.fixture
def answers(db, settings, tmp_path, client):
    """What each form answers with to some bytes, by its address."""
    settings.DATA_DIR = tmp_path
    make_article('Flood', body_html='<p>The 水 of 2017, a flood.</p>', published='2017-11-22')
    follow.rebuild()

    def ask(raw: bytes) -> dict[str, int]:
        asked = quote(raw)
        addresses = [f'/search/?q={asked}', f'/search/?q={asked}&page=2', f'/search/suggestions?q={asked}']
        addresses += [f'/search.{form}?q={asked}' for form in ('atom', 'json', 'csv')]
        found = {}
        for address in addresses:
            response = client.get(address)
            response.getvalue()  # What is streamed may break on the way.
            found[address] = response.status_code
        return found

    return ask


@pytest.mark.parametrize('kind', [*ODD, 'bytes'])
def test_odd_searches_are_answered(answers, kind):
    for raw in BYTES if kind == 'bytes' else [text.encode() for text in ODD[kind]]:
        for address, status in answers(raw).items():
            assert status in (200, 400, 404), address
            assert status != 404 or 'page=2' in address, address


@pytest.mark.parametrize(
    ('asked', 'limit'), [('(' * 200 + 'flood' + ')' * 200, '20 deep'), (' OR '.join(map(str, range(99))), '32 words')]
)
def test_what_would_take_long_is_refused_in_words(answers, client, asked, limit):
    response = client.get('/search/', {'q': asked})
    assert response.status_code == 400
    assert limit in response.text


def test_a_thousand_characters_of_stop_words_look_up_each_word_once(answers, client):
    stop_words = 'the of and to in a is that it for '
    page = client.get('/search/', {'q': (stop_words * 30)[:1000]})
    assert page.status_code == 200
    assert len(page.context['matches'].query.units) <= len(stop_words.split())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed)
def test_any_search_is_answered(answers, text):
    assert set(answers(text.encode()).values()) <= {200, 400, 404}
