"""The embedded server: one for all its users, whatever is killed, wherever it lies."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg2
import pytest

from newsroom.embedded_postgres import PostgresError, Server, connection, socket_dir, use

ROOT = Path(__file__).parents[2]
USER_OF_SERVER = """
import sys, time
from pathlib import Path
from newsroom.embedded_postgres import Server
with Server(Path(sys.argv[1])):
    print('in', flush=True)
    sys.stdin.read()
"""


def ask(data_dir: Path, sql: str):
    parameters = {key.lower(): value for key, value in connection(data_dir).items()}
    asking = psycopg2.connect(dbname=parameters.pop('name'), **parameters)
    asking.autocommit = True
    with asking.cursor() as cursor:
        cursor.execute(sql)
        answer = cursor.fetchone()[0] if cursor.description else None
    asking.close()
    return answer


def runs(data_dir: Path) -> bool:
    try:
        return ask(data_dir, 'SELECT true')
    except psycopg2.OperationalError:
        return False


def start_user(data_dir: Path) -> subprocess.Popen:
    """Another process that uses the server until its standard input is closed."""
    command = [sys.executable, '-c', USER_OF_SERVER, str(data_dir)]
    user = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert user.stdout.readline() == b'in\n'
    return user


def postmaster(data_dir: Path) -> int:
    return int((data_dir / 'postgres/postmaster.pid').read_text().split()[0])


def kill_postmaster(data_dir: Path) -> None:
    killed = psutil.Process(postmaster(data_dir))
    killed.kill()
    # A zombie where the first process of a container adopts without burying.
    wait_until(lambda: not killed.is_running() or killed.status() == psutil.STATUS_ZOMBIE)


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope='module')
def data_dir(open_folder):
    return open_folder('Zeitung für $alle') / 'var'


def test_a_user_finds_it_running_and_the_last_one_stops_it(data_dir):
    with Server(data_dir):
        other = start_user(data_dir)
    assert runs(data_dir)
    other.communicate()
    assert not runs(data_dir)


def test_it_knows_the_letters_of_every_language_and_listens_to_no_network(data_dir):
    with Server(data_dir):
        assert ask(data_dir, "SELECT upper('straße, žluťoučký, дом')") == 'STRAßE, ŽLUŤOUČKÝ, ДОМ'
        assert ask(data_dir, 'SHOW server_encoding') == 'UTF8'
        assert ask(data_dir, 'SHOW listen_addresses') == ''
        assert ask(data_dir, 'SHOW fsync') == 'on'


def test_only_its_account_may_enter_the_folder_of_its_socket(data_dir):
    with Server(data_dir):
        assert socket_dir(data_dir).stat().st_mode & 0o077 == 0


def test_settings_of_another_server_in_the_environment_do_not_reach_it(data_dir, monkeypatch):
    monkeypatch.setenv('PGPORT', '7777')
    monkeypatch.setenv('PGDATA', '/nowhere')
    with Server(data_dir):
        assert runs(data_dir)


def test_a_user_that_is_killed_leaves_the_server_to_the_next(data_dir):
    user = start_user(data_dir)
    before = postmaster(data_dir)
    user.kill()
    user.wait()
    with Server(data_dir):
        assert postmaster(data_dir) == before
    assert not runs(data_dir)


def test_a_server_that_is_killed_is_started_again_with_all_that_was_committed(data_dir):
    with Server(data_dir) as server:
        ask(data_dir, 'DROP TABLE IF EXISTS kept')
        ask(data_dir, 'CREATE TABLE kept AS SELECT 42 AS number')
        kill_postmaster(data_dir)
        server.ensure_running()
        assert ask(data_dir, 'SELECT number FROM kept') == 42
        kill_postmaster(data_dir)
        user = start_user(data_dir)
        assert ask(data_dir, 'SELECT number FROM kept') == 42
        user.communicate()


def test_the_number_of_another_process_in_its_files_is_not_believed(data_dir):
    """After a restart of the machine any process may have the number that the server had."""
    with Server(data_dir):
        pass
    for name in ('postmaster.pid', '.s.PGSQL.5432.lock'):
        (data_dir / 'postgres' / name).write_text(f'{os.getpid()}\n/somewhere\n')
    with Server(data_dir):
        assert runs(data_dir)


def test_a_first_start_that_was_killed_is_done_again(tmp_path):
    user = subprocess.Popen([sys.executable, '-c', USER_OF_SERVER, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE)
    wait_until(lambda: list(tmp_path.glob('postgres.new-*/base')))
    user.kill()
    user.wait()
    assert not (tmp_path / 'postgres').exists()
    with Server(tmp_path):
        assert runs(tmp_path)
    assert not list(tmp_path.glob('postgres.new-*'))


def test_a_path_too_long_for_a_socket_gets_a_private_one_elsewhere(tmp_path):
    data_dir = tmp_path / ('long' * 30)
    with Server(data_dir):
        assert runs(data_dir)
        assert socket_dir(data_dir).stat().st_mode & 0o777 == 0o700
    socket_dir(data_dir).chmod(0o777)
    with pytest.raises(PostgresError, match='for us alone'), Server(data_dir):
        pass
    socket_dir(data_dir).rmdir()


def test_another_server_is_used_when_one_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv('DATABASE_URL', 'postgresql://news@db.example/news')
    with use(tmp_path):
        assert list(tmp_path.iterdir()) == []
