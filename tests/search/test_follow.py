"""The index follows the journal: whatever is written, and whatever happens to who writes the index."""

import os
import random
import subprocess
import sys
import threading
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone
from tantivy import Query, SchemaBuilder

from articles.changes import journal
from articles.models import Article, Tag
from articles.search import check, follow, index, schema, vocabulary
from articles.search.pages import Pages
from articles.search.params import SearchParams
from articles.search.results import Search
from newsroom.embedded_postgres import binaries
from tests.factories import make_article

LATER_FIELDS = {'language'}  # that indexes of the oldest layout lack
MANAGE = Path(__file__).parents[2] / 'manage.py'


def titles(text):
    return [one.article.title for one in Pages(Search(SearchParams(text))).page(1)]


@pytest.fixture
def follower(transactional_db):
    return follow.Follower()


def catch_up(follower, condition):
    """Follows until it shows; transactions of other databases of the cluster may delay a row."""
    for _ in range(1200):
        follower.catch_up()
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError('it never showed')


def test_what_is_written_is_found_and_what_changes_is_found_anew(follower):
    article = make_article('Flood', tags=['weather'])
    catch_up(follower, lambda: titles('flood') == ['Flood'])
    Article.objects.filter(pk=article.pk).update(title='Drought')
    catch_up(follower, lambda: titles('drought') == ['Drought'])
    assert titles('title:flood') == []
    Tag.objects.update(name='Climate')
    catch_up(follower, lambda: titles('tag:climate') == ['Drought'])
    article.delete()
    catch_up(follower, lambda: follower.index.searcher().num_docs == 1)


def test_what_is_withdrawn_is_gone_before_the_index_knows(follower):
    make_article('Flood one')
    make_article('Flood two')
    catch_up(follower, lambda: len(titles('flood')) == 2)
    Article.objects.filter(title='Flood one').update(status='withdrawn')
    search = Search(SearchParams('flood'))
    assert (titles('flood'), search.total) == (['Flood two'], 1)
    Article.objects.all().delete()
    assert Search(SearchParams('flood')).total == 0


def test_a_draft_is_never_found_and_a_scheduled_article_when_it_is_due(follower):
    make_article('Flood draft', status='draft')
    make_article('Flood secret', password='x')
    soon = make_article('Flood soon', published=timezone.now() + timedelta(hours=1))
    make_article('Flood now')
    catch_up(follower, lambda: 'Flood now' in titles('flood'))
    assert titles('flood') == ['Flood now']
    soon.published = timezone.now() + timedelta(seconds=2)
    soon.save()
    catch_up(follower, lambda: len(titles('flood')) == 2)
    assert check.check() == []


def test_two_writers_of_an_index_cannot_be(follower):
    with pytest.raises(follow.Busy):
        follow.Follower()


def test_what_writing_needs_is_given_back_once_nothing_changes(follower, monkeypatch):
    make_article('Flood')
    catch_up(follower, lambda: titles('flood') == ['Flood'])
    with pytest.raises(follow.Busy):
        follow.write(follower.index, follow.FOLLOWING_MEMORY, 1)
    monkeypatch.setattr(follow, 'RESTING', 0)
    follower.catch_up()
    follow.write(follower.index, follow.FOLLOWING_MEMORY, 1)
    make_article('Flood again')
    catch_up(follower, lambda: len(titles('flood')) == 2)


def last_commit() -> int | None:
    try:
        return (index.live() / 'meta.json').stat().st_mtime_ns
    except (index.Missing, FileNotFoundError):
        return None


def test_killed_while_articles_come_in_it_misses_none(transactional_db, data_dir):
    server = connection.get_connection_params()
    environment = os.environ | {
        'DATA_DIR': str(data_dir),
        'DATABASE_URL': f'postgresql://{server["user"]}@/{server["host"]}/{server["dbname"]}',
    }
    chance = random.Random(3)
    for kill in range(3):
        process = subprocess.Popen([sys.executable, MANAGE, 'index'], env=environment, stderr=subprocess.DEVNULL)
        try:
            while not (then := last_commit()):
                assert process.poll() is None
                time.sleep(0.01)
            for n in range(chance.randrange(20, 60)):
                make_article(f'Flood {kill} {n}', tags=['weather'])
            while last_commit() in (then, None):
                assert process.poll() is None
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.3))
        finally:  # or it would hold the database of the tests after them
            process.kill()
            process.wait()
    assert check.check() == []
    assert Search(SearchParams('flood')).total == Article.objects.count()


def test_a_rebuild_swaps_while_another_follows(follower):
    make_article('Flood')
    old = index.live()
    follow.rebuild()
    assert index.live() != old
    assert not old.exists()
    assert titles('flood') == ['Flood']
    assert follower.is_outdated()


def test_a_new_process_resumes_where_the_last_one_ended(follower):
    make_article('Flood')
    catch_up(follower, lambda: titles('flood'))
    position, folder = follower.position, follower.folder
    follower.end()
    again = follow.Follower()
    assert again.folder == folder
    assert again.position.xid == position.xid


def test_an_index_of_another_language_answers_until_that_of_the_site_is_built(follower, settings, monkeypatch):
    make_article('Floods')
    catch_up(follower, lambda: titles('flood'))
    follower.end()
    settings.LANGUAGE_CODE = 'de'
    answers = _answers_while_building(monkeypatch, 'flood')
    follow.Follower()
    assert answers == [['Floods']]
    assert (index.is_current(index.live()), titles('floods')) == (True, ['Floods'])


class OlderSchemaBuilder:
    """Builds the schema as it was before it had some fields."""

    def __init__(self):
        self._builder = SchemaBuilder()

    def __getattr__(self, name):
        return lambda field, **options: field in LATER_FIELDS or getattr(self._builder, name)(field, **options)

    def build(self):
        return self._builder.build()


def test_an_index_of_an_older_layout_answers_until_the_new_one_is_built(transactional_db, client, monkeypatch):
    make_article('Flood', body_html='<p>The river rose.</p>', tags=['weather'])
    withdrawn = make_article('Flood withdrawn')
    with monkeypatch.context() as older:
        older.setattr(schema, 'VERSION', index.OLDEST)
        older.setattr(schema, 'SchemaBuilder', OlderSchemaBuilder)
        older.setattr(vocabulary, 'write', lambda folder, searcher: None)
        follow.rebuild()
    Article.objects.filter(pk=withdrawn.pk).update(status='withdrawn')
    page = client.get('/search/?q=flood river')
    assert (page.status_code, page.context['matches'].total) == (200, 1)
    for path in ('/search/?q=floodd', '/search.atom?q=flood', '/search.json?q=flood', '/search.csv?q=flood'):
        assert client.get(path).status_code == 200
    old, answers = index.live(), _answers_while_building(monkeypatch, 'flood tag:weather')
    new = follow.Follower()
    assert answers == [['Flood']]
    assert (new.folder, old.exists()) == (index.live(), False)
    assert index.is_current(index.live())
    assert titles('flood') == ['Flood']


def _answers_while_building(monkeypatch, text):
    """What a search finds each time that a batch of articles was put into an index."""
    answers, put = [], follow.put
    monkeypatch.setattr(follow, 'put', lambda *args, **options: answers.append(titles(text)) or put(*args, **options))
    return answers


def test_a_damaged_index_is_built_anew(follower):
    make_article('Flood')
    follower.end()
    (follower.folder / 'meta.json').write_text('{"torn')
    follow.Follower()
    assert titles('flood') == ['Flood']


def test_the_check_finds_and_repairs_what_differs(follower):
    articles = [make_article(f'Flood {n}') for n in range(4)]
    catch_up(follower, lambda: len(titles('flood')) == 4)
    query = Query.term_query(follower.index.schema, 'id', articles[1].pk)
    follower.end()
    writer = follow.write(follower.index, follow.FOLLOWING_MEMORY, 1)
    writer.delete_documents_by_query(query)
    writer.add_document(_document(follower, articles[2].pk, 'Flood as it was'))
    writer.add_document(_document(follower, 10**6, 'Flood that never was'))
    writer.commit()
    del writer
    assert check.check() == [articles[1].pk, articles[2].pk, 10**6]
    assert check.check() == []
    assert len(titles('flood')) == 4


def test_the_check_waits_for_transactions_that_hold_back_what_it_repairs(follower):
    article = make_article('Flood')
    catch_up(follower, lambda: titles('flood'))
    follower.end()
    writer = follow.write(follower.index, follow.FOLLOWING_MEMORY, 1)
    writer.delete_documents_by_query(Query.term_query(follower.index.schema, 'id', article.pk))
    writer.commit()
    del writer
    other = psycopg2.connect(**connection.get_connection_params())
    other.cursor().execute('SELECT pg_current_xact_id()')
    ending = threading.Timer(1, other.close)
    ending.start()
    assert check.check() == [article.pk]
    assert titles('flood') == ['Flood']
    ending.join()


def _document(follower, pk, title):
    fields = {'id': pk, 'hidden': 0, 'text': title, 'digest': 1, 'year': 2017}
    return schema.to_document(fields, follower.index.schema)


def test_after_a_restore_into_the_same_server_the_index_is_right_without_anyone_asking(transactional_db, tmp_path):
    """Its transactions go on counting, and the newest row of the journal is of the dump."""
    server, dump = connection.get_connection_params(), tmp_path / 'news.dump'
    at = ['--host', server['host'], '--port', server['port'], '--username', server['user']]
    run = partial(subprocess.run, check=True, capture_output=True)
    make_article('Drought')
    run([binaries() / 'pg_dump', *at, '--format=custom', f'--file={dump}', server['dbname']])
    Article.objects.update(title='Earthquake')
    follower = follow.Follower()
    catch_up(follower, lambda: titles('earthquake') == ['Earthquake'])
    connection.close()
    run([binaries() / 'pg_restore', *at, '--clean', f'--dbname={server["dbname"]}', dump])
    del follower  # It holds the lock of the index.
    stopped = []
    follow.follow(lambda: bool(stopped), stopped.append)
    assert (titles('drought'), titles('earthquake')) == (['Drought'], [])


def test_a_follower_that_runs_during_a_restore_begins_anew(follower):
    with connection.cursor() as cursor:
        cursor.execute(
            'ALTER TABLE articles_change RENAME TO was; CREATE TABLE articles_change (LIKE was INCLUDING ALL)'
        )
        try:
            assert journal.is_lost(follower.position)
        finally:
            cursor.execute('DROP TABLE articles_change; ALTER TABLE was RENAME TO articles_change')
