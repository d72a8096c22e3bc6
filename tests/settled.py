"""Waits until the change journal gives out all that was written."""

import time

from django.db import connection

from articles.changes import journal


def settled() -> journal.Position:
    """The present, once every transaction has ended that runs in the cluster, those of other tests' databases too.

    Until then the journal holds back what was committed after such a transaction began.
    """
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_snapshot_xmax(pg_current_snapshot())::text')
        (end,) = cursor.fetchone()
    while journal.now().xid < int(end) - 1:
        time.sleep(0.01)
    return journal.now()
