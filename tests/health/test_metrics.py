"""`/metrics`: closed without a token, summed over workers, and no label is what somebody sent."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from articles import urls
from articles.backups import outcome
from articles.changes import heartbeat, journal, position
from articles.health import counts
from articles.search import follow
from tests.factories import make_article, make_comment

TOKEN = 'a-long-token'


@pytest.fixture
def site(settings, tmp_path, db):
    settings.DATA_DIR, settings.METRICS_TOKEN = tmp_path, TOKEN
    heartbeat._beats.clear()
    heartbeat.beat('follow')
    follow.rebuild()
    counts.FOLDER.mkdir(parents=True, exist_ok=True)


def numbers(client) -> dict[tuple, float]:
    """The samples, by their name and the values of their labels."""
    response = client.get('/metrics', headers={'Authorization': f'Bearer {TOKEN}'})
    assert response.status_code == 200
    assert response['Content-Type'].startswith('application/openmetrics-text')
    assert 'no-store' in response['Cache-Control']
    families = text_string_to_metric_families(response.text)
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def test_it_is_not_there_unless_a_token_is_set(client, settings, db, static_files):
    assert client.get('/metrics', headers={'Authorization': 'Bearer '}).status_code == 404


@pytest.mark.parametrize('given', ['', 'Bearer', 'Bearer wrong', f'Basic {TOKEN}', f'Bearer {TOKEN}é'])
def test_another_token_is_refused(client, site, given):
    response = client.get('/metrics', headers={'Authorization': given})
    assert (response.status_code, response['WWW-Authenticate']) == (401, 'Bearer')


def test_it_tells_the_state_of_machine_database_and_queues(client, site):
    make_comment(make_article(), status='held')
    outcome.note(made=datetime.fromtimestamp(1e9, UTC).isoformat(), problem='disk full')
    samples = numbers(client)
    assert samples['newsroom_comments_held',] == 1
    assert samples['newsroom_backup_made_timestamp_seconds',] == 1e9
    assert samples['newsroom_backup_failed',] == samples['newsroom_database_up',] == 1
    assert (
        samples['newsroom_imports', 'failed']
        == samples['newsroom_mails_due',]
        == samples['newsroom_index_lag_seconds',]
        == 0
    )
    assert 0 <= samples['newsroom_follower_age_seconds', 'follow'] < 60
    for name in ('disk_free_bytes', 'disk_size_bytes', 'memory_bytes', 'database_size_bytes', 'database_connections'):
        assert samples[f'newsroom_{name}',] > 0


@pytest.mark.django_db(transaction=True)
def test_a_change_that_was_not_followed_is_a_lag(client, site):
    position.save(journal.now())
    make_article()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_change SET at = at - interval '1 hour'")
    deadline = time.monotonic() + 60  # An older transaction of another test may hold the journal back.
    while (lag := numbers(client)['newsroom_follow_lag_seconds',]) == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert lag >= 3600


def test_it_answers_while_the_database_is_away(client, site):
    with connection.execute_wrapper(away):
        samples = numbers(client)
    assert samples['newsroom_database_up',] == samples['newsroom_ready',] == 0
    assert samples['newsroom_disk_free_bytes',] > 0
    assert ('newsroom_comments_held',) not in samples


def away(*_):
    from django.db import OperationalError

    raise OperationalError('cut')


def test_every_url_has_a_kind_and_no_request_makes_another():
    named = [pattern.name for pattern in urls.urlpatterns if getattr(pattern, 'name', None)]
    assert [name for name in named if counts.kind_of(name, '/') == 'other'] == []
    assert counts.kind_of('admin:articles_article_change', '/admin/') == 'admin'
    assert counts.kind_of('', '/no/such/page') == counts.kind_of('invented', '/') == 'other'
    assert counts.kind_of('', '/static/nothing') == 'static'
    assert counts.kind_of(None, '/') == 'kept'
    assert set(counts.KINDS) <= set(named)


WORKERS = """
import os, resource, signal
import django
django.setup()
from articles.health import counts
counts.clear()
workers = []
for _ in range(2):
    if not (pid := os.fork()):
        counts.begin()
        for view, status in (('article', 200), (None, 304), ('', 404)):
            counts.count(view, '/x', status, .5)
        os.kill(os.getpid(), signal.SIGKILL)
    workers.append(pid)
    os.waitpid(pid, 0)
def summed():
    found = [sample for family in counts.collect() for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in found}
before = summed()
for pid in workers:
    counts.end(pid)
    counts.end(pid)
assert summed() == before, (summed(), before)
assert before['newsroom_requests_total', 'article', '2xx'] == 2, before
assert before['newsroom_requests_total', 'kept', '3xx'] == before['newsroom_requests_total', 'other', '4xx'] == 2
assert before['newsroom_request_seconds_total', 'kept'] == 1
assert sorted(os.listdir(counts.FOLDER)) == ['counter_ended.db', 'lock']
counts.clear()
assert summed() == {}
counts.count('article', '/', 200, 1)
assert summed() == {}, 'only workers count'
counts.begin()
counts.clear()
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
counts.begin()
counts.count('article', '/', 200, 1)
assert summed() == {}, 'without room for its file a worker counts nothing, and lives'
assert os.listdir(counts.FOLDER) == ['lock']
"""


def test_counts_are_summed_over_workers_also_those_that_were_killed(tmp_path):
    environment = os.environ | {'DATA_DIR': str(tmp_path), 'DJANGO_SETTINGS_MODULE': 'newsroom.settings'}
    environment |= {'SECRET_KEY': 'x', 'METRICS_TOKEN': TOKEN}
    done = subprocess.run([sys.executable, '-c', WORKERS], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
