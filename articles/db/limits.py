"""Time limits of statements, which are for pages: commands may take longer."""

from django.conf import settings
from django.db import connection

_NO_LIMIT = "SET {}statement_timeout = 0; SET {}lock_timeout = '60s'; "


def lift() -> None:
    """Lets all later statements of this thread take as long as they need, and wait a minute for a lock.

    Behind a pooler a session belongs to many, so each transaction lifts its own limit there.
    """
    if not settings.POOLER:
        with connection.cursor() as cursor:
            cursor.execute(_NO_LIMIT.format('', ''))
    elif _lifted not in connection.execute_wrappers:
        connection.execute_wrappers.append(_lifted)


def _lifted(execute, sql, params, many, context):
    return execute(_NO_LIMIT.format('LOCAL ', 'LOCAL ') + sql, params, many, context)
