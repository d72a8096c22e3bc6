"""Searching comments, as a page, a feed, JSON and CSV."""

import csv
import io
import re

import pytest
from lxml import etree

from articles.comments import moderation, search, writers
from articles.models import Comment
from articles.search import follow
from tests.every import every
from tests.factories import make_article, make_comment, make_editor

pytestmark = pytest.mark.django_db


def found(client, query, **more):
    answer = client.get('/search.json', {'q': query, **more})
    assert answer.status_code == 200
    return [one['comment'] for one in answer.json()['comments']]


@pytest.mark.parametrize(
    ('query', 'texts'),
    [
        ('comment:geese', ['Wild geese over the Café', 'The GEESE again']),
        ('comment:"wild geese"', ['Wild geese over the Café']),
        ('comment:cafe geese', ['Wild geese over the Café']),
        ('comment:(swans OR again)', ['Swans', 'The GEESE again']),
        ('Comment:GÉESE -again', ['Wild geese over the Café']),
        ('comment:gees', []),
        ('comment:")(', []),
    ],
)
def test_comments_are_found_by_words_phrases_and_operators_whatever_their_accents(client, query, texts):
    article = make_article()
    for text in ('Wild geese over the Café', 'The GEESE again', 'Swans'):
        make_comment(article, text)
    assert sorted(found(client, query)) == sorted(texts)


def test_what_is_hidden_is_gone_with_the_act_that_hides_it(client):
    editor = make_editor()

    def gone(hide, **fields):
        article = make_article(**fields)
        comment = make_comment(article, 'Geese')
        before = found(client, 'comment:geese')
        hide(article, comment)
        after = found(client, 'comment:geese')
        Comment.objects.all().delete()
        return (before, after) == (['Geese'], [])

    def withdrawn(article, comment):
        type(article).objects.filter(pk=article.pk).update(status='draft')

    def locked(article, comment):
        type(article).objects.filter(pk=article.pk).update(password='secret')

    acts = {
        'held': lambda _, comment: moderation.hold(comment, by=editor),
        'spam': lambda _, comment: moderation.spam(comment, by=editor),
        'withdrawn': lambda _, comment: writers.withdraw(comment),
        'erased': lambda _, comment: moderation.erase(comment, by=editor),
        'article withdrawn': withdrawn,
        'article with a password': locked,
    }
    assert every(gone(act) for act in acts.values())


def test_hit_leads_to_the_comment_on_its_page_of_the_conversation(client):
    article = make_article('Floods & fields')
    for number in range(60):
        make_comment(article, f'Swan {number}')
    last = make_comment(article, 'Geese <b>here</b>', number=777, posted='2018-01-01T00:00Z')
    page = client.get('/search/', {'q': 'comment:geese'}).text
    address = f'{article.get_absolute_url()}comment-page-2/#comment-777'
    assert f'href="{address}"' in page
    assert '<mark>Geese</mark> &lt;b&gt;here' in page
    assert '1 comment<' in page
    assert f'id="comment-{last.number}"' in client.get(address.partition('#')[0]).text


def test_search_in_articles_offers_the_same_in_comments_and_neither_finds_the_others(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    article = make_article('Ducks')
    make_comment(article, 'Geese')
    follow.rebuild()
    page = client.get('/search/', {'q': 'geese'}).text
    assert 'Ducks' not in page
    link = re.search(r'href="([^"]*)">Also in comments', page)[1]
    assert 'Ducks' in client.get(link).text
    assert found(client, 'comment:ducks') == []
    assert 'Also in comments' not in client.get('/search/', {'q': 'title:geese'}).text


def test_feed_csv_and_pages_have_the_results_too(client, monkeypatch):
    article = make_article('Ducks')
    for number in range(25):
        make_comment(article, f'Geese {number}', posted=f'2018-01-01T00:00:{number:02}Z')
    feed = etree.fromstring(client.get('/search.atom', {'q': 'comment:geese'}).content)
    assert len(feed.findall('{*}entry')) == 20
    monkeypatch.setattr('articles.comments.search.BATCH', 10)
    text = b''.join(client.get('/search.csv', {'q': 'comment:geese'})).decode('utf-8-sig')
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row['comment'] for row in rows] == [f'Geese {24 - n}' for n in range(25)]
    assert rows[0]['address'].endswith(f'#{Comment.objects.latest("posted").anchor}')
    assert 'Geese 0<' not in client.get('/search/', {'q': 'comment:geese'}).text.replace('</mark>', '')
    assert 'Geese 0<' in client.get('/search/', {'q': 'comment:geese', 'page': 2}).text.replace('</mark>', '')
    assert client.get('/search/', {'q': 'comment:geese', 'page': 3}).status_code == 404


def test_json_continues_after_its_cursor_also_where_comments_came_meanwhile(client, monkeypatch):
    monkeypatch.setattr('articles.views.comment_search.BATCH', 2)
    article = make_article()
    for number in range(3):
        make_comment(article, f'Geese {number}')
    first = client.get('/search.json', {'q': 'comment:geese'}).json()
    make_comment(article, 'Geese, new', posted='2019-01-01T00:00Z')
    second = client.get(first['next'].removeprefix('https://testserver').removeprefix('http://testserver')).json()
    assert [one['comment'] for one in (*first['comments'], *second['comments'])] == ['Geese 2', 'Geese 1', 'Geese 0']
    assert (first['total'], second['next']) == (3, None)


@pytest.mark.parametrize('cursor', ['x', '2018-01-01_1', '2018-01-01T00:00:00+00:00_-1', '_'])
def test_wrong_cursor_and_too_long_a_query_are_refused(client, cursor):
    assert client.get('/search.json', {'q': 'comment:geese', 'after': cursor}).status_code == 400
    assert client.get('/search/', {'q': 'comment:' + 'a' * 1000}).status_code == 400


def test_page_of_results_costs_the_same_for_5_comments_and_for_20(client, django_assert_num_queries):
    client.get('/search/', {'q': 'comment:geese'})
    for _ in range(5):
        make_comment(make_article(), 'Geese')
    with django_assert_num_queries(3):
        client.get('/search/', {'q': 'comment:geese'})
    for _ in range(15):
        make_comment(make_article(), 'Geese')
    with django_assert_num_queries(3):
        client.get('/search/', {'q': 'comment:geese'})


def test_endless_text_without_spaces_can_be_stored_and_searched(client):
    make_comment(make_article(), 'é ' + 'ab ' * 700_000)
    assert len(list(Comment.objects.saying('e'))) == 1
    assert search.wanted('geese') is None
