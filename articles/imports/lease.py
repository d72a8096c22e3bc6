"""The lock of imports: a row with a lease, which a thread extends. It ends with its holder, also behind a pooler."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
from django.db import DatabaseError, InterfaceError, connection

from articles.models import Lease

from . import inbox

NAME = 'import'
LENGTH = 30  # seconds
RENEWAL = 5  # seconds

_TAKE = """
INSERT INTO articles_lease (name, holder, until) VALUES (%s, %s, clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until
WHERE articles_lease.until < clock_timestamp() OR articles_lease.holder = %s
"""
_EXTEND = (
    'UPDATE articles_lease SET until = clock_timestamp() + make_interval(secs => %s) WHERE name = %s AND holder = %s'
)


@contextmanager
def hold() -> Iterator[bool]:
    """Holds the lease while the body runs, or yields False where another process holds it."""
    if not _take():
        yield False
        return
    ended = threading.Event()
    renewal = threading.Thread(target=_extend, args=(_holder(), ended), daemon=True)
    renewal.start()
    try:
        yield True
    finally:
        ended.set()
        renewal.join()
        if connection.is_usable():
            Lease.objects.filter(name=NAME, holder=_holder()).delete()


def is_held() -> bool:
    """Whether this process holds the lease. One that was stopped for long may have lost it."""
    return Lease.objects.filter(name=NAME, holder=_holder()).exists()


def _holder() -> str:
    """This process. The folder of imports and the host name tell whether a process id is one of this machine."""
    return f'{inbox.node()}@{socket.gethostname()[:100]} {os.getpid()}'


def _take() -> bool:
    current = Lease.objects.filter(name=NAME).values_list('holder', flat=True).first() or ''
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [NAME, _holder(), LENGTH, current if _is_dead(current) else ''])
        return bool(cursor.rowcount)


def _is_dead(holder: str) -> bool:
    """Whether a holder was a process of this machine that has ended: its lease need not be waited for."""
    machine, _, pid = holder.rpartition(' ')
    if machine != _holder().rpartition(' ')[0]:
        return False
    try:
        return psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return not _is_hidden(int(pid))


def _is_hidden(pid: int) -> bool:
    """Whether a process of another account runs that systemd's ProtectProc or the mount of /proc does not show us."""
    try:
        os.kill(pid, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


def _extend(holder: str, ended: threading.Event) -> None:
    while not ended.wait(RENEWAL):
        with suppress(DatabaseError, InterfaceError):
            # A connection that was lost is opened again.
            connection.close_if_unusable_or_obsolete()
            with connection.cursor() as cursor:
                cursor.execute(_EXTEND, [LENGTH, NAME, holder])
    connection.close()
