"""The database server, started for the first test that needs it, and the profiles of Hypothesis."""

import fcntl
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.test.signals import setting_changed
from hypothesis import settings as hypothesis

from newsroom import embedded_postgres
from newsroom.run import collect_static_files

# Deadlines would measure the machine. The same examples come up on every run, so that `make test` never fails by
# chance.
hypothesis.register_profile('repeatable', deadline=None, derandomize=True)
hypothesis.register_profile('random', deadline=None, max_examples=2000)
hypothesis.load_profile('repeatable')

DATABASE_FIXTURES = {'db', 'transactional_db', 'live_server', 'open_folder', 'static_files'}


def pytest_configure(config):
    # One that is worth its name takes half a second of every test in which somebody has an account.
    settings.PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']
    config.postgres = embedded_postgres.use(settings.DATA_DIR, make=True)
    config.postgres_is_used = False


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks tests that need the database or the static files, before `-m` selects by marks."""
    for item in items:
        if item.get_closest_marker('django_db') or DATABASE_FIXTURES & set(item.fixturenames):
            item.add_marker('database')


@pytest.fixture(scope='session')
def static_files():
    """Collects the static files, which pages name by their content, as in production."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with open(settings.DATA_DIR / 'static.lock', 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process of the run at a time
        collect_static_files()
    # What has read their names while another process was collecting reads them again.
    setting_changed.send(sender=None, setting='STATIC_ROOT', value=settings.STATIC_ROOT, enter=True)


@pytest.fixture(scope='session')
def live_server(static_files, live_server):
    """Starts after the static files are there, for the server reads their names only once."""
    return live_server


@pytest.fixture(scope='session')
def django_db_modify_db_settings(request, static_files, django_db_modify_db_settings):
    """Runs before the test database is made, once in each process of the run."""
    server = request.config.postgres.__enter__()
    request.config.postgres_is_used = True
    if isinstance(server, embedded_postgres.Server):
        wait_for_no_disk(embedded_postgres.connection(settings.DATA_DIR))


def wait_for_no_disk(server: dict[str, str]):
    """The databases of the tests are made anew by each run, so that none has to outlive a loss of power."""
    connection = psycopg2.connect(host=server['HOST'], port=server['PORT'], user=server['USER'], dbname=server['NAME'])
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        for name in ('fsync', 'full_page_writes', 'synchronous_commit'):
            cursor.execute(f'ALTER SYSTEM SET {name} = off')
        cursor.execute('SELECT pg_reload_conf()')


def pytest_unconfigure(config):
    if config.postgres_is_used:
        config.postgres.__exit__(None, None, None)


@pytest.fixture(scope='session')
def open_folder():
    """Makes folders for database servers of a test's own.

    The server's account may have to pass through them, and pytest closes its own folders to others whenever a run
    begins.
    """
    parents = []

    def make(name: str) -> Path:
        parents.append(Path(tempfile.mkdtemp(prefix='newsroom-test-')))
        folder = parents[-1] / name
        folder.mkdir()
        return folder

    yield make
    for folder in parents:
        shutil.rmtree(folder, ignore_errors=True)
