"""`manage.py doctor` says what is wrong and what to do."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.backups import outcome
from articles.changes import heartbeat
from articles.health import readiness
from articles.models import ImportRun
from articles.search import follow
from tests.factories import make_article, make_comment, make_media

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    heartbeat._beats.clear()
    for name in readiness.FOLLOWERS:
        heartbeat.beat(name)
    follow.rebuild()
    now = datetime.now(UTC).isoformat()
    outcome.note(made=now, verified=now)
    return settings


def said() -> str:
    out = io.StringIO()
    call_command('doctor', stdout=out)
    return out.getvalue()


def test_what_is_wrong_is_said_with_what_to_do(site):
    outcome.note(made=(datetime.now(UTC) - timedelta(days=5)).isoformat())
    ImportRun.objects.create(source='export.xml', state=ImportRun.State.FAILED)
    ImportRun.objects.create(source='Add tags: rain', act={'state': ''}, state=ImportRun.State.FAILED)
    make_comment(make_article(), status='held')
    make_media('2017/gone.jpg')
    text = said()
    for problem in (
        'the last backup is 5 days old',
        'an import of export.xml failed',
        'the run “Add tags: rain” failed',
        '1 comment waits for a moderator',
        '1 of the newest 1',
    ):
        assert problem in text
    outcome.note(made='', problem='disk full')
    assert 'the last backup failed: disk full' in said()
    assert 'no backup has been made here' in said()
    assert 'standby' not in said()

    def in_recovery(execute, sql, *given):
        return execute(sql.replace('pg_is_in_recovery()', 'true'), *given)

    with connection.execute_wrapper(in_recovery):
        assert 'hot_standby_feedback = on' in said()


def test_it_fails_where_readers_are_affected(site):
    (site.DATA_DIR / 'heartbeats/follow').unlink()
    with pytest.raises(CommandError):
        said()


def test_second_factor_of_a_group_that_does_not_exist_is_said(site):
    site.SECOND_FACTOR = ['Chief editors', 'Cheif editors']
    text = said()
    assert 'SECOND_FACTOR names a group that does not exist: Cheif editors' in text
    assert 'exist: Chief editors' not in text
