"""The tests' database server: the embedded one, held by every process of the run, unless DATABASE_URL names another."""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis

from newsroom import embedded_postgres
from newsroom.run import collect_static_files

# How long an example takes says something of the machine, not of the code.
hypothesis.register_profile('newsroom', deadline=None)
hypothesis.load_profile('newsroom')


def pytest_configure(config):
    config.postgres = embedded_postgres.use(settings.DATA_DIR)
    config.postgres.__enter__()


def pytest_sessionstart(session):
    # Pages name their style sheets by content, as in production; the first process of the run collects them.
    if not hasattr(session.config, 'workerinput'):
        collect_static_files()


def pytest_unconfigure(config):
    config.postgres.__exit__(None, None, None)


@pytest.fixture(scope='session')
def open_folder():
    """Makes a folder for a database server of a test's own.

    Another account may have to pass through it; pytest closes its own folders to others whenever a run begins.
    """
    made = []

    def make(name: str) -> Path:
        made.append(Path(tempfile.mkdtemp(prefix='newsroom-test-')))
        folder = made[-1] / name
        folder.mkdir()
        return folder

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
