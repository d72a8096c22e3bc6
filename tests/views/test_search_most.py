"""What has most of the words of a query follows what has all of them, in every format."""

import csv
import io
import json

import feedparser
import pytest
from bs4 import BeautifulSoup

from articles.models import Article
from articles.search import follow, results
from tests.factories import make_article


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def archive(db):
    make_article('All', body_html='<p>The harbour flood reached the lighthouse.</p>', published='2016-03-01')
    make_article('Two', body_html='<p>A harbour with a lighthouse.</p>', published='2017-03-01')
    make_article('One', body_html='<p>A harbour, and much else that was said.</p>', published='2018-03-01')
    make_article('None', body_html='<p>The council met.</p>')
    make_article('Draft', body_html='<p>A harbour, a flood.</p>', status='draft')
    follow.rebuild()


def fetch(client, format, q, **params):
    response = client.get(f'/search.{format}', {'q': q, **params})
    assert response.status_code == 200
    return response.getvalue().decode()


def listed(client, q, **params):
    return [(one['title'], one['match']) for one in json.loads(fetch(client, 'json', q, **params))['articles']]


def test_what_has_most_of_the_words_follows_what_has_all(archive, client):
    assert listed(client, 'flood harbour lighthouse') == [('All', 'all'), ('Two', 'most'), ('One', 'most')]


def test_total_facets_and_timeline_count_what_has_all_the_words(archive, client):
    context = client.get('/search/?q=flood+harbour+lighthouse').context
    assert context['matches'].total == 1
    assert sum(bar.count for bar in context['timeline'].bars) == 1


def test_page_shows_a_line_the_number_below_it_and_what_each_article_lacks(archive, client):
    page = BeautifulSoup(client.get('/search/?q=Flood+harbour+lighthouse').content, 'html.parser')
    assert page.select_one('.also h2').text == 'Also: most of the words'
    assert page.select_one('.also .count').text == '2 articles'
    lacking = [[word.text for word in one.select('s')] for one in page.select('.lacks')]
    assert lacking == [['Flood'], ['Flood', 'lighthouse']]
    assert [one['start'] for one in page.select('ol.hits')] == ['1', '2']


def test_where_nothing_has_all_the_words_the_second_part_is_shown_at_once(archive, client):
    page = client.get('/search/?q=harbour+lighthouse+council').text
    assert 'Nothing in the archive has all of that' in page
    assert '>Two<' in page or 'Two</a>' in page


def test_match_all_an_order_by_day_and_the_feed_leave_it_out(archive, client):
    q = 'flood harbour lighthouse'
    assert listed(client, q, match='all') == [('All', 'all')]
    assert listed(client, q, order='newest') == [('All', 'all')]
    assert [entry.title for entry in feedparser.parse(fetch(client, 'atom', q)).entries] == ['All']
    assert client.get('/search/', {'q': q, 'match': 'some'}).status_code == 400


def test_csv_says_of_each_article_what_it_matches(archive, client):
    rows = csv.DictReader(io.StringIO(fetch(client, 'csv', 'flood harbour lighthouse').removeprefix('\ufeff')))
    assert [(row['title'], row['match']) for row in rows] == [('All', 'all'), ('Two', 'most'), ('One', 'most')]


def test_conditions_hold_for_both_parts(archive, client):
    assert listed(client, 'flood harbour before:2018') == [('All', 'all'), ('Two', 'most')]
    assert listed(client, 'flood harbour -lighthouse') == [('One', 'most')]
    assert listed(client, 'flood harbour title:two') == [('Two', 'most')]
    assert listed(client, 'flood harbour', on='2018') == [('One', 'most')]


def test_phrase_counts_as_one_word(archive, client):
    assert listed(client, '"harbour flood" council') == [('All', 'most'), ('None', 'most')] or listed(
        client, '"harbour flood" council'
    ) == [('None', 'most'), ('All', 'most')]
    assert listed(client, '"flood harbour" council') == [('None', 'most')]


def test_what_is_withdrawn_is_gone_from_the_second_part_at_once(archive, client):
    Article.objects.filter(title='Two').update(status='withdrawn')
    assert listed(client, 'flood harbour lighthouse') == [('All', 'all'), ('One', 'most')]


def test_second_part_goes_on_over_pages_and_is_bounded(db, client, monkeypatch):
    monkeypatch.setattr(results, 'MOST_ALSO', 30)
    make_article('Both', body_html='<p>harbour lighthouse</p>')
    for n in range(45):
        make_article(f'Harbour {n}', body_html='<p>harbour</p>')
    follow.rebuild()
    pages = [client.get(f'/search/?q=harbour+lighthouse&page={n}') for n in (1, 2)]
    shown = [result['article'].title for page in pages for result in page.context['results']]
    assert (len(shown), len(set(shown)), shown[0]) == (31, 31, 'Both')
    assert 'more than 30 articles' in pages[1].text
    assert client.get('/search/?q=harbour+lighthouse&page=3').status_code == 404
    found = json.loads(fetch(client, 'json', 'harbour lighthouse'))
    assert (found['total'], found['most']) == (1, {'total': 30, 'more': True})
    assert [one['title'] for one in found['articles']] == shown


def test_the_newest_comes_first_among_equals(db, client):
    for year in (2012, 2015, 2013):
        make_article('Flood', slug=f'flood-{year}', body_html='<p>river</p>', published=f'{year}-03-01')
    follow.rebuild()
    addresses = [one['address'] for one in json.loads(fetch(client, 'json', 'flood'))['articles']]
    assert [address.rpartition('flood-')[2][:4] for address in addresses] == ['2015', '2013', '2012']


def test_words_beside_each_other_count(db, client):
    make_article('Apart', body_html='<p>The wall by the church, and far from it, beyond all fields, a river.</p>')
    make_article('Beside', body_html='<p>By the church, and far from it, beyond all fields, a river wall.</p>')
    follow.rebuild()
    assert listed(client, 'river wall') == [('Beside', 'all'), ('Apart', 'all')]


def test_the_nearer_words_are_the_more_they_count(db, client):
    make_article('Far', body_html='<p>A river, and some way behind the old church a wall.</p>', published='2017-03-03')
    make_article(
        'Near', body_html='<p>A wall and a church, and some way behind old river wall.</p>', published='2017-03-01'
    )
    make_article(
        'Close',
        body_html='<p>Some way behind the wall, a church and a river with old wall.</p>',
        published='2017-03-02',
    )
    follow.rebuild()
    assert [title for title, _match in listed(client, 'river wall')] == ['Near', 'Close', 'Far']


def test_headline_with_a_wrong_word_in_it_is_known_by_the_words_around_that(db, client):
    make_article('Wall stone river', body_html='<p>x</p>', published='2017-03-03')
    make_article('River stone wall', body_html='<p>x</p>', published='2016-03-03')
    follow.rebuild()
    assert listed(client, 'river brick wall') == [('River stone wall', 'most'), ('Wall stone river', 'most')]


def test_bare_year_is_also_the_date(db, client):
    make_article('Then', body_html='<p>opec met</p>', published='1987-03-05')
    make_article('Later', body_html='<p>opec met as in March of 1987</p>', published='1999-05-05')
    make_article('Never', body_html='<p>opec met</p>', published='1999-05-05')
    follow.rebuild()
    assert {title for title, match in listed(client, 'opec 1987') if match == 'all'} == {'Then', 'Later'}
    assert {title for title, match in listed(client, 'opec march 1987') if match == 'all'} == {'Then', 'Later'}
    assert {title for title, match in listed(client, 'opec april 1987') if match == 'all'} == set()


@pytest.mark.parametrize(
    ('q', 'note'),
    [('harbour colour:red', '“colour:” is searched for as a word'), ('a b OR c', 'read as: a AND (b OR c)')],
)
def test_what_is_not_understood_is_said_in_every_format(archive, client, q, note):
    assert note in client.get('/search/', {'q': q}).text
    assert note in ' '.join(json.loads(fetch(client, 'json', q))['notes'])
    assert note in feedparser.parse(fetch(client, 'atom', q)).feed.subtitle
    rows = list(csv.DictReader(io.StringIO(fetch(client, 'csv', q).removeprefix('\ufeff'))))
    assert all(note in row['notes'] for row in rows)


def test_excluding_with_not_excludes(archive, client):
    assert listed(client, 'harbour NOT lighthouse') == [('One', 'all')]


def test_pasted_sentence_of_many_words_finds_its_article(archive, client):
    sentence = 'The harbour flood reached the lighthouse. ' + ' '.join(f'word{n}' for n in range(60))
    page = client.get('/search/', {'q': sentence})
    assert page.context['results'][0]['article'].title == 'All'
    assert 'the 32 rarest were searched for' in page.text


@pytest.mark.parametrize('q', ['(' * 200 + 'a', 'a' + ' OR b'.join(map(str, range(99)))])
def test_query_that_combines_too_much_is_refused_in_words(archive, client, q):
    response = client.get('/search/', {'q': q})
    assert response.status_code == 400
    assert 'role="alert"' in response.text


def test_hit_in_the_standfirst_or_a_tag_alone_is_shown_marked(db, client):
    make_article('Sea', standfirst='The lifeboat went out.', body_html='<p>It was dark.</p>')
    make_article('Land', tags=['Lifeboat crews'], body_html='<p>It was light.</p>')
    follow.rebuild()
    page = client.get('/search/?q=lifeboat').text
    assert 'The <mark>lifeboat</mark> went out.' in page
    assert '<mark>Lifeboat</mark> crews' in page


def test_result_opens_at_the_words(archive, client):
    page = BeautifulSoup(client.get('/search/?q=council').content, 'html.parser')
    assert page.select_one('h3 a')['href'].endswith('/none/#:~:text=council%20met.')
