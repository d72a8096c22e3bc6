import pytest

from articles.text import multilingual

COMMENTS = '<!--:en-->Rain<!--:--><!--:fr-->Pluie<!--:--> 2017'
BRACKETS = '[:en]Rain[:fr]Pluie[:] 2017'

BRACES = '{:en}Rain{:}{:fr}Pluie{:} 2017'


@pytest.mark.parametrize('text', [COMMENTS, BRACKETS, BRACES])
def test_each_language_has_its_text_and_what_all_share(text):
    assert multilingual.versions(text) == {'en': 'Rain 2017', 'fr': 'Pluie 2017'}


@pytest.mark.parametrize(('language', 'words'), [('fr-CA', 'Pluie 2017'), ('en', 'Rain 2017'), ('de', 'Rain 2017')])
def test_site_reads_its_own_language_first(language, words):
    assert multilingual.first(COMMENTS, language) == words


def test_no_language_of_a_body_is_lost():
    assert multilingual.all_of(BRACKETS, 'fr') == 'Pluie 2017\n\n<div lang="en">\n\nRain 2017\n\n</div>'


@pytest.mark.parametrize(
    'text', ['Rain', 'At 10 [:] and', 'a[:en', '<!--: -->', '', '{:en} and {:fr}', '{:}', 'f"{x:}"']
)
def test_other_texts_stay_as_they_are(text):
    assert multilingual.first(text, 'en') == text
    assert multilingual.all_of(text, 'en') == text
