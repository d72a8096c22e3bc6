"""A database of a benchmark's own, on the server that the site uses."""

from django.core.management import call_command
from django.db import connection


def use(name: str) -> bool:
    """Connects to the database `name`, which is made with its tables if it is missing; returns whether it was there.

    Benchmarks name their database themselves: nothing else may stand in `name`, which goes into SQL unquoted.
    """
    with connection._nodb_cursor() as cursor:
        cursor.execute('SELECT 1 FROM pg_database WHERE datname = %s', [name])
        if not (exists := cursor.fetchone() is not None):
            cursor.execute(f'CREATE DATABASE {name}')
    connection.close()
    connection.settings_dict['NAME'] = name
    call_command('migrate', verbosity=0)
    return exists


def use_new(name: str) -> None:
    """Connects to an empty database `name`; one that is there already is dropped."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS {name}')
    use(name)
