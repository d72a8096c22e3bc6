"""A backup is whole, private, small beside the last one, proved by restoring it, and restored only into nothing."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.backups import backup, outcome, programs
from articles.backups import restore as restoring
from articles.backups.programs import CannotBackUp
from articles.backups.restore import restore, verify
from articles.models import Article, Follower, Mail, Subscription
from tests.factories import make_article, make_media

MANAGE = Path(__file__).parents[2] / 'manage.py'


@pytest.fixture(autouse=True)
def site(settings, tmp_path, transactional_db):
    """An archive with an account, an article, a picture, and a picture whose file is missing."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / 'site', tmp_path / 'site/media'
    (settings.MEDIA_ROOT / '2017').mkdir(parents=True)
    (settings.MEDIA_ROOT / '2017/mill.jpg').write_bytes(b'a picture')
    User.objects.create_user('ada', password='correct horse')
    make_article('Flood', lead_image=make_media('2017/mill.jpg'))
    make_media('2017/gone.jpg')
    return settings


def refused(step, match: str) -> None:
    with pytest.raises(CannotBackUp, match=match):
        step()


def _server(**values: str) -> dict:
    params = connection.get_connection_params() | values
    return {name: value for name, value in params.items() if name not in ('cursor_factory', 'context')}


def test_it_is_whole_and_private_and_shares_files_with_the_last_one(tmp_path):
    first = backup.make(tmp_path / 'backups')
    assert first.stat().st_mode & 0o077 == 0
    assert backup.manifest(first)['missing'] == 1
    (tmp_path / 'backups/.unfinished-2017').mkdir()
    os.rename(first, first.with_name('2017-11-22T000000Z'))
    second = backup.make(tmp_path / 'backups')
    one, other = (folder / 'media/2017/mill.jpg' for folder in (first.with_name('2017-11-22T000000Z'), second))
    assert one.stat().st_ino == other.stat().st_ino
    assert not list((tmp_path / 'backups').glob('.unfinished-*'))
    assert backup.newest(tmp_path / 'backups') == second


def test_it_is_proved_by_restoring_it_aside(tmp_path):
    made = backup.make(tmp_path / 'backups')
    Article.objects.update(title='Changed since')
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE {restoring.scratch_name()}')  # left by a verification that was killed
    verify(made)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'newsroom_verify%%'")
        assert cursor.fetchone()[0] == 0
    about = backup.manifest(made)
    about['tables']['articles_article'][1] = '7'
    (made / backup.MANIFEST).write_text(json.dumps(about))
    refused(lambda: verify(made), 'articles_article')
    (made / 'media/2017/mill.jpg').unlink()
    refused(lambda: verify(made), r'media/2017/mill\.jpg is missing')
    (made / backup.DUMP).write_bytes(b'torn')
    refused(lambda: verify(made), 'not as it was written')


def test_it_is_restored_into_an_empty_database_only(tmp_path):
    following = Subscription.objects.create(
        follower=Follower.objects.create(email='ada@example.org'), article=Article.objects.get(), made=timezone.now()
    )
    Mail.objects.create(subscription=following, due=timezone.now())
    made = backup.make(tmp_path / 'backups')
    refused(lambda: restore(made), 'not empty')
    server = connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute('CREATE DATABASE restored TEMPLATE template0')
    try:
        url = f'postgresql://{server["user"]}@/{server["host"]}/restored'
        environment = os.environ | {'DATABASE_URL': url, 'DATA_DIR': str(tmp_path / 'new')}
        command = [sys.executable, MANAGE, 'restore', tmp_path / 'backups']
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / 'new/media/2017/mill.jpg').read_bytes() == b'a picture'
        environment['DATABASE_URL'] = url
        again = subprocess.run([sys.executable, MANAGE, 'backup', tmp_path / 'b'], env=environment, capture_output=True)
        assert again.returncode == 0
        tables = [backup.manifest(backup.newest(tmp_path / name))['tables'] for name in ('backups', 'b')]
        assert {name for name in tables[0] if tables[0][name] != tables[1][name]} == {'articles_mail'}
        assert tables[0]['auth_user'][0] == 1
        with closing(psycopg2.connect(**_server(dbname='restored'))) as restored, restored.cursor() as cursor:
            cursor.execute('SELECT given_up IS NOT NULL FROM articles_mail')
            assert cursor.fetchall() == [(True,)]  # It may have been sent since.
    finally:
        with connection.cursor() as cursor:
            cursor.execute('DROP DATABASE restored WITH (FORCE)')


def test_a_damaged_dump_changes_nothing(tmp_path):
    made = backup.make(tmp_path / 'backups')
    dump = made / backup.DUMP
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 3 // 4])
    with connection.cursor() as cursor:
        cursor.execute('CREATE DATABASE damaged TEMPLATE template0')
    try:
        refused(lambda: programs.pour(dump, 'damaged'), 'pg_restore failed')
        with closing(psycopg2.connect(**_server(dbname='damaged'))) as damaged, damaged.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            assert cursor.fetchone()[0] == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute('DROP DATABASE damaged WITH (FORCE)')


def test_two_at_once_do_not_delete_what_the_other_makes(tmp_path):
    with closing(psycopg2.connect(**_server())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('newsroom backup', 0))")
        refused(lambda: backup.make(tmp_path / 'backups'), 'Another backup is being made')


@pytest.mark.skipif(not shutil.which('age'), reason='age is not installed')
def test_an_encrypted_one_needs_its_key(tmp_path):
    key = tmp_path / 'key'
    subprocess.run(['age-keygen', '-o', key], check=True, capture_output=True)
    recipient = next(line.split()[-1] for line in key.read_text().splitlines() if 'public key' in line)
    made = backup.make(tmp_path / 'backups', recipient)
    assert b'a picture' not in (made / 'media/2017/mill.jpg.age').read_bytes()
    refused(lambda: verify(made), '--identity')
    verify(made, key)


def test_without_age_nothing_is_written_in_the_clear(tmp_path, monkeypatch):
    found = shutil.which
    monkeypatch.setattr(shutil, 'which', lambda name, **options: None if name == 'age' else found(name, **options))
    refused(lambda: backup.make(tmp_path / 'backups', 'age1x'), 'age, which encrypts, is missing')
    assert backup.newest(tmp_path / 'backups') is None


def test_its_outcome_is_remembered_also_where_it_failed(tmp_path):
    call_command('backup', tmp_path / 'backups', verbosity=0)
    assert outcome.last().age.total_seconds() < 60
    with pytest.raises(CommandError, match='There is no backup'):
        call_command('backup', tmp_path / 'nothing', verify=True)
    assert outcome.last().problem.startswith('There is no backup')
    call_command('backup', tmp_path / 'backups', verify=True)
    assert outcome.last().verified
    assert outcome.last().problem == ''
