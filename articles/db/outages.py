"""Tells an outage of the database from a fault of ours."""

from functools import cache

from django.db import Error, InterfaceError, OperationalError, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_outage(error: BaseException | None) -> bool:
    """Whether an error says that the database cannot be used for now, and whoever comes back later may find it.

    It is away, it took too long, or it is not yet the one that this code is for: while a backup is restored, or before
    an upgrade has migrated it, tables are missing. A table that is missing in a migrated database is a fault.
    """
    if not isinstance(error, ProgrammingError):
        return isinstance(error, OperationalError | InterfaceError)
    try:
        return bool(missing_migrations())
    except Error as another:
        return isinstance(another, OperationalError | InterfaceError)


def missing_migrations() -> set[tuple[str, str]]:
    """App and name of each migration that the code has and the database lacks. Raises the database's errors."""
    return _migrations_of_the_code() - set(MigrationRecorder(connection).applied_migrations())


@cache
def _migrations_of_the_code() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).graph.nodes)
