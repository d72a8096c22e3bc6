"""What "Did you mean" offers, and when it offers nothing."""

import pytest

from articles.models import Article
from articles.search import spelling, suggestions
from articles.search.params import SearchParams
from articles.search.results import Search
from tests.factories import make_article


@pytest.fixture
def offered(index_all):
    """What is offered instead of a search, of articles with these texts: each once, or so many times."""

    def offered(typed, *texts, **repeated):
        for n, text in enumerate([*texts, *(text for text, times in repeated.items() for _ in range(times))]):
            make_article(f'Number {n}', body_html=f'<p>{text}</p>')
        index_all()
        params = suggestions.corrected(Search(SearchParams(typed)))
        return params and params.text

    return offered


def test_only_the_wrong_word_of_several_is_corrected(offered):
    assert offered('river harbuor -wal', 'the river by the harbour', 'a wall') == 'river harbour -wal'


def test_nothing_is_offered_that_finds_no_more(offered):
    assert offered('river lifboat', 'the river', 'a lifeboat at sea') is None


def test_a_rare_word_is_right_unless_one_a_letter_away_is_far_commoner(offered):
    assert offered('perot', 'Perot ran', 'perit', per=200, period=200, pilot=200) is None


def test_a_misspelling_that_the_archive_has_is_doubted_where_the_right_word_is_far_commoner(offered):
    assert offered('goverment', 'the goverment said', government=200) == 'government'


def test_another_first_letter_makes_another_word(offered):
    assert offered('arket', 'arket', market=200) is None


def test_a_misspelling_of_the_archive_is_never_offered(offered):
    assert offered('govermnt', 'the goverment said', government=200) == 'government'


def test_a_word_is_offered_with_the_accents_that_it_has_in_the_archive(offered):
    assert offered('kervrna', 'Élodie Kérvran', 'kérvran') == 'kérvran'


def test_a_word_of_withdrawn_articles_is_not_offered(offered):
    assert offered('harbuor', 'harbour') == 'harbour'
    Article.objects.update(status='withdrawn')
    assert suggestions.corrected(Search(SearchParams('harbuor'))) is None


@pytest.mark.parametrize(
    ('typed', 'right'),
    [('dynamcly', 'dynamically'), ('contentended', 'contended'), ('negatiotiations', 'negotiations')],
)
def test_a_long_word_may_have_three_mistakes(offered, typed, right):
    assert offered(typed, right, 'dynamite', 'continued', 'negation') == right


def test_a_long_word_that_is_like_no_other_is_left_alone(offered):
    assert offered('dynamophobia', 'dynamically', 'dynamite') is None


@pytest.mark.parametrize(('others', 'right'), [('q', 'dynamically OR q'), ('bcdfghjklmnpq', None)])
def test_words_that_have_so_many_mistakes_are_corrected_only_among_few(offered, others, right):
    assert offered(' OR '.join(['dynamcly', *others]), 'dynamically') == right


def test_a_moved_letter_is_one_mistake(offered):
    assert offered('alliegance', 'allegiance', alliance=9) == 'allegiance'


def test_swapped_and_doubled_letters_cost_less_than_missing_ones_and_those_less_than_wrong_ones():
    cheapest_first = [('harbourr', 'harbour'), ('harbuor', 'harbour'), ('habour', 'harbour'), ('harpour', 'harbour')]
    costs = [spelling.cost(typed, right) for typed, right in cheapest_first]
    assert costs == sorted(set(costs))
    assert spelling.cost('harbour', 'harbour') == 0
