import json

import pytest

from articles.models import Synonym
from articles.search import synonyms
from articles.search.pages import Pages
from articles.search.params import SearchParams
from articles.search.results import Search
from tests.factories import make_article


def add(names):
    return Synonym.objects.create(names=names, keys=synonyms.keys(names))


def titles(text, **params):
    return {one.article.title for one in Pages(Search(SearchParams(text, match='all', **params))).page(1)}


@pytest.fixture
def archive(index_all):
    make_article('Rain', body_html='<p>Floods in Mumbai</p>')
    make_article('Old rain', body_html='<p>Floods in Bombay</p>')
    make_article('Lake', body_html='<p>The Great Salt Lake, by a city</p>')
    make_article('Port', body_html='<p>The port of Saigon</p>')
    make_article('Harbour', body_html='<p>The harbour of Ho Chi Minh City</p>')
    index_all()
    add('Bombay, Mumbai')
    add('Saigon, Ho Chi Minh City')


@pytest.mark.parametrize(
    ('typed', 'found'),
    [
        ('bombay', {'Rain', 'Old rain'}),
        ('Mumbai floods', {'Rain', 'Old rain'}),
        ('floods -mumbai', set()),
        ('floods (mumbai OR calcutta)', {'Rain', 'Old rain'}),
        ('"bombay"', {'Old rain'}),
        ('title:bombay', set()),
        ('saigon', {'Port', 'Harbour'}),
        ('ho chi minh city', {'Port', 'Harbour'}),
        ('port (ho chi minh city)', {'Port'}),
        ('minh city ho chi', {'Harbour'}),
        ('city', {'Lake', 'Harbour'}),
    ],
)
def test_a_name_finds_what_has_its_other_names(archive, typed, found):
    assert titles(typed) == found


def test_the_reader_sees_the_synonyms_and_can_search_without_them(archive, client):
    page = client.get('/search/?q=bombay+floods')
    assert 'Synonyms were searched for, too: bombay: mumbai' in page.text
    assert page.context['without_synonyms'] == '/search/?q=bombay+floods&synonyms=no'
    without = client.get(page.context['without_synonyms'])
    assert (without.context['matches'].total, without.context['without_synonyms']) == (1, '')
    answer = json.loads(client.get('/search.json?q=bombay').getvalue())
    assert (answer['total'], answer['notes']) == (2, ['Synonyms were searched for, too: bombay: mumbai'])
    assert client.get('/search/?q=bombay&synonyms=maybe').status_code == 400


@pytest.mark.parametrize(
    'names',
    ['Bombay', 'Bombay, bombay', 'Bombay, Calcutta', 'a b OR c, d', '"x y", z', 'title:x, y', 'one, -two', 'x*, y',
     'one two three four five six, seven eight nine ten eleven', 'x, ★'],
)  # fmt: skip
def test_what_is_no_synonym_or_would_make_a_cycle_is_refused(archive, names):
    with pytest.raises(synonyms.Refused):
        synonyms.keys(names)


def test_there_are_only_so_many_rows(db, monkeypatch):
    monkeypatch.setattr(synonyms, 'MOST_ROWS', 1)
    row = add('one, two')
    assert synonyms.keys('one, three', row.pk) == ['one', 'three']
    with pytest.raises(synonyms.Refused):
        add('three, four')


def test_editors_enter_them_in_the_admin(admin_client):
    url = '/admin/articles/synonym/add/'
    assert admin_client.post(url, {'names': 'Burma, Myanmar'}).status_code == 302
    assert Synonym.objects.get().keys == ['burma', 'myanmar']
    refused = admin_client.post(url, {'names': 'Myanmar, Birma'})
    assert 'already a synonym' in refused.text
    assert admin_client.get('/admin/articles/synonym/').status_code == 200
