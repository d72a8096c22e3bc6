"""The tests' database server: the embedded one, held by every process of the run, unless DATABASE_URL names another."""

from django.conf import settings

from newsroom import embedded_postgres
from newsroom.run import collect_static_files


def pytest_configure(config):
    config.postgres = embedded_postgres.use(settings.DATA_DIR)
    config.postgres.__enter__()


def pytest_sessionstart(session):
    # Pages name their style sheets by content, as in production; the first process of the run collects them.
    if not hasattr(session.config, 'workerinput'):
        collect_static_files()


def pytest_unconfigure(config):
    config.postgres.__exit__(None, None, None)
