"""One file holds the settings, for the site and all commands; and no command makes a database."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom import environment

ROOT = Path(__file__).parents[2]


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    # The tests in a browser set the last of these.
    unwanted = {*environment.NAMES, 'DJANGO_ALLOW_ASYNC_UNSAFE'}
    inherited = {name: value for name, value in os.environ.items() if name not in unwanted}
    command = [sys.executable, ROOT / 'manage.py', *arguments]
    return subprocess.run(command, cwd=ROOT, env=inherited | variables, capture_output=True, text=True)


@pytest.fixture
def file(tmp_path):
    file = tmp_path / 'newsroom.env'
    file.touch(mode=0o600)
    return file


def test_settings_come_from_the_file_and_the_environment_wins(file, tmp_path):
    file.write_text(
        f'# The paper\nSITE_NAME="The Morning Post"\nSITE_URL=https://news.example:8443\nDATA_DIR={tmp_path}\n\n'
        'SECRET_KEY=do-not-print-me\nDATABASE_URL=postgresql://news:p@do-not-print-me@db/news\nPORT=9000\n'
    )
    shown = manage('settings', NEWSROOM_ENV=str(file), PORT='9001')
    lines = {line.split()[0]: line for line in shown.stdout.splitlines()}
    assert shown.stderr == ''
    assert 'The Morning Post' in lines['SITE_NAME']
    assert str(file) in lines['SITE_NAME']
    assert '9001  [environment]' in lines['PORT']
    assert 'UTC  [default]' in lines['TIME_ZONE']
    assert 'postgresql://news:(hidden)@db/news' in lines['DATABASE_URL']
    assert 'do-not-print-me' not in shown.stdout


def test_each_setting_can_be_in_the_file_and_is_in_the_documents():
    used = re.findall(r"\benv(?:\.\w+)?\('([A-Z_]+)'", (ROOT / 'newsroom/settings.py').read_text())
    documented = re.findall(r'^\| `([A-Z_]+)` \|', (ROOT / 'docs/operations.md').read_text(), re.M)
    assert {*used, 'SECRET_KEY'} <= set(environment.NAMES)
    assert set(documented) == set(environment.NAMES)


@pytest.mark.parametrize(
    ('line', 'message'),
    [
        ('export SITE_NAME=x', 'line 2: write NAME=value'),
        ('SITE_NAME = x', 'line 2: write NAME=value'),
        ('SITE_NMAE=x', 'line 2: there is no setting SITE_NMAE. Do you mean SITE_NAME?'),
    ],
)
def test_a_line_that_cannot_be_read_stops_with_its_number(file, line, message):
    file.write_text(f'PORT=9000\n{line}\n')
    stopped = manage('settings', NEWSROOM_ENV=str(file))
    assert stopped.returncode == 1
    assert stopped.stderr == f'{file}, {stopped.stderr.partition(", ")[2]}'
    assert message in stopped.stderr
    assert 'Traceback' not in stopped.stderr


def test_a_file_that_others_may_read_is_warned_of_and_a_missing_one_stops(file, tmp_path):
    file.write_text(f'DATA_DIR={tmp_path}\n')
    file.chmod(0o644)
    assert 'chmod 600' in manage('settings', NEWSROOM_ENV=str(file)).stderr
    missing = manage('settings', NEWSROOM_ENV=str(tmp_path / 'nothing.env'))
    assert (missing.returncode, 'there is no file' in missing.stderr) == (1, True)


def test_no_command_makes_a_database(tmp_path):
    stopped = manage('export_archive', str(tmp_path / 'backup'), DATA_DIR=str(tmp_path / 'data'))
    assert stopped.returncode == 1
    assert 'There is no database' in stopped.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_needs_no_database(tmp_path):
    read = manage('import_archive', '--dry-run', 'sample/archive.xml', DATA_DIR=str(tmp_path / 'data'))
    assert 'would be imported' in read.stdout
    assert not (tmp_path / 'data/postgres').exists()


def test_the_check_before_going_public_wants_a_key_and_is_clean_with_one(tmp_path):
    check = ('check', '--deploy', '--fail-level', 'WARNING')
    public = {'SITE_URL': 'https://news.example', 'DATA_DIR': str(tmp_path)}
    assert 'articles.E001' in manage(*check, **public).stderr
    clean = manage(*check, SECRET_KEY='$' + '0123456789abcdef' * 4, **public)
    assert clean.returncode == 0, clean.stderr
