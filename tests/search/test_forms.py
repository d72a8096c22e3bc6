"""The forms in which people write words, and the languages in which words have other forms."""

import pytest

from articles.search import forms, languages
from articles.search.pages import Pages
from articles.search.params import SearchParams
from articles.search.results import Search
from tests.factories import make_article


def finds(index_all, typed, text, **fields):
    make_article('One', body_html=f'<p>{text}</p>', **fields)
    make_article('Another', body_html='<p>Give them to us, it is a word of no interest to anybody else.</p>')
    index_all()
    return [one.article.title for one in Pages(Search(SearchParams(typed))).page(1)] == ['One']


@pytest.mark.parametrize(
    ('typed', 'text'),
    [
        ('email', 'an e-mail'),
        ('e-mail', 'an email'),
        ('co-ordinate', 'to coordinate'),
        ('F16', 'the F-16'),
        ('F-16', 'the F16'),
        ('OBrien', 'Mr O’Brien'),
        ("O'Brien", 'Mr OBrien'),
        ('lighthouse', 'a light house'),
        ('light house', 'the lighthouse'),
        ("Kennedy's", 'Kennedy said'),
        ('E.U.', 'the EU said'),
        ('EU', 'the E.U. said'),
        ('U.S.', 'the US said'),
        ('25000', '25,000 people'),
        ('25,000', '25000 people'),
        ('C++', 'written in C++'),
        ('neighbor', 'a neighbour'),
        ('neighbour', 'a neighbor'),
        ('gentleman', 'two gentlemen'),
        ('shelves', 'one shelf'),
        ('crisis', 'many crises'),
        ('Goethe', 'by Göthe'),
        ('Göthe', 'by Goethe'),
    ],
)
def test_a_word_finds_its_other_forms(index_all, db, typed, text):
    assert finds(index_all, typed, text)


@pytest.mark.parametrize(('typed', 'text'), [('C', 'written in C#'), ('C#', 'written in C++'), ('C++', 'written in C')])
def test_languages_of_one_letter_differ_by_their_signs(index_all, db, typed, text):
    assert not finds(index_all, typed, text)


def test_an_abbreviation_in_capitals_is_not_the_word(index_all, db):
    make_article('Troops', body_html='<p>US troops</p>')
    make_article('Ships', body_html='<p>The U.S. ships</p>')
    make_article('Ours', body_html='<p>Ships of us</p>')
    index_all()

    def titles(typed):
        return {one.article.title for one in Pages(Search(SearchParams(typed, match='all'))).page(1)}

    assert titles('US') == titles('U.S.') == {'Troops', 'Ships'}
    assert titles('us') == {'Troops', 'Ours'}
    assert titles('-US ships') == {'Ours'}
    assert titles('SHIPS OF US') == {'Ours'}


@pytest.mark.parametrize(
    ('typed', 'text'),
    [
        ('Haus', 'Die Häuser stehen seit vielen Jahren leer, und niemand hat sie in der Zeit gekauft.'),
        ('cheval', 'Les chevaux sont arrivés hier soir dans la ville, et nous avons vu le maire avec eux.'),
        ('книга', 'Вчера вечером мы читали книги, которые нам подарили друзья из другого города.'),
        ('حكومه', 'أعلنت الحكومة اليوم عن خطة جديدة من أجل إصلاح الطرق في المدينة القديمة.'),
        ('ΟΔΟΣ', 'Ο δήμαρχος είπε ότι η οδός θα ανοίξει ξανά για όλους τους κατοίκους.'),
    ],
)
def test_an_article_of_another_language_is_found_by_the_forms_of_its_own(index_all, db, typed, text):
    assert finds(index_all, typed, text)


def test_the_language_that_editors_give_is_not_guessed(index_all, db):
    assert finds(index_all, 'cheval', 'chevaux', language='fr')


def test_a_stem_of_one_language_is_no_word_of_another(index_all, db):
    make_article('Français', body_html='<p>news</p>', language='fr')
    make_article('English', body_html='<p>new</p>')
    index_all()
    assert [one.article.title for one in Pages(Search(SearchParams('news'))).page(1)] == ['Français']


@pytest.mark.parametrize(
    'text', ['', 'Net profit 34 cts 27 cts 1.2 mln vs 2.3 mln', 'The mayor of the town said so.', '東京']
)
def test_what_is_uncertain_is_taken_for_the_language_of_the_site(text):
    assert languages.guess(text, 'en-gb') == ''


def test_plain_forms_are_of_names_not_of_what_an_apostrophe_leaves_out():
    assert forms.plain('it’s O’Brien’s, we’re in the 1990-91 season, d’accord') == ['obrien']


def test_a_word_is_not_parted_where_hardly_anybody_does(index_all, db):
    for n in range(11):
        make_article(f'Legend {n}')
    make_article('Leg end', body_html='<p>The leg end</p>')
    index_all()
    assert Search(SearchParams('legend')).total == 11


def test_two_words_that_make_another_need_both_or_that(index_all, db):
    for title in ('Light', 'House', 'Light and house', 'Lighthouse'):
        make_article(title)
    index_all()
    assert {one.article.title for one in Pages(Search(SearchParams('light house'))).page(1) if one.lacks is None} == {
        'Light and house',
        'Lighthouse',
    }
