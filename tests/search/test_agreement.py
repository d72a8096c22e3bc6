"""What a search finds agrees with the database, counted without an index: random searches in every form."""

import pytest
from hypothesis import settings as hypothesis

from articles.search import counting, memory, schema
from articles.search.params import SearchParams
from articles.search.results import Search
from tests.search.agreement import compare, make_archive
from tests.search.brute_force import WORDS


@pytest.fixture
def archive(index_all):
    make_archive()
    index_all()


@pytest.fixture
def all_sampled(monkeypatch):
    """Every article is in the sample, and no sample is too small."""
    monkeypatch.setattr(schema, 'SAMPLED', 1)
    monkeypatch.setattr(counting, 'LEAST_IN_SAMPLE', 0)


def counts(word, on=''):
    memory.forget()
    search = Search(SearchParams(word, on=on), tags=2)
    return search.total, search.histogram, *(search.commonest(name, 2) for name in ('category', 'author', 'tag'))


def test_the_tags_of_many_results_are_counted_as_exactly_as_those_of_few(all_sampled, archive, monkeypatch):
    few = {word: counts(word) for word in WORDS}
    monkeypatch.setattr(counting, 'MANY', 0)
    assert {word: counts(word) for word in WORDS} == few


def test_results_that_are_most_of_the_archive_are_counted_by_what_is_not_among_them(all_sampled, archive, monkeypatch):
    params = [(word, on) for word in WORDS for on in ('', '2016', '2016-05')]
    few = {one: counts(*one) for one in params}
    monkeypatch.setattr(counting, 'MANY', 0)
    monkeypatch.setattr(counting, 'MAJORITY', 0)
    assert {one: counts(*one) for one in params} == few


@pytest.mark.parametrize('order', ['newest', 'oldest'])
def test_the_newest_and_oldest_of_many_are_those_of_all(all_sampled, archive, monkeypatch, order):
    def first(word):
        return [Search(SearchParams(word, order=order)).ids(offset, 3) for offset in (0, 5, 17, 40)]

    all_in_order = {word: first(word) for word in WORDS}
    monkeypatch.setattr(counting, 'MANY', 0)
    assert {word: first(word) for word in WORDS} == all_in_order


@pytest.mark.hypothesis  # `make test-random` tries twenty times as many
def test_every_format_of_a_search_agrees_with_the_database(archive, client):
    assert compare(client, 2000 if hypothesis.get_current_profile_name() == 'random' else 100)
