"""The followers of a machine, as threads of one process, which loads the site once for all of them.

Each has its own heartbeat and its own connection to the database, and is restarted when it fails. Each is also a
command of its own, for machines on which they are to be apart.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from articles.imports import queue as import_queue
from articles.pages import purge
from articles.search import follow as search

from . import follower

logger = logging.getLogger('articles.followers')

NAME = 'followers'  # of the process
RESTART_DELAY = 5  # seconds before a follower that failed is restarted
LOOK = 0.5  # seconds between two looks whether they are to stop
WORK: dict[str, Callable[[Callable[[], bool], Callable[[float], object]], None]] = {
    'follow': follower.follow,
    'index': search.follow,
    'run_imports': import_queue.work,
    purge.NAME: purge.follow,
}


def names() -> list[str]:
    """Those that this machine has."""
    without = {'run_imports'} if settings.READ_ONLY else set()
    return [name for name in WORK if name not in without | (set() if settings.PURGE_URL else {purge.NAME})]


def run(chosen: Iterable[str], stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Runs these until `stopped()`. Call it in the main thread of a process of its own."""
    name_process()
    connection.settings_dict['OPTIONS']['application_name'] = f'newsroom {NAME}'
    threads = []
    for name in chosen:
        # What it has not purged by the end is purged later: nobody waits for a cache that does not answer.
        unawaited = name == purge.NAME
        threads.append(threading.Thread(target=_keep_running, args=(name, stopped, wait), name=name, daemon=unawaited))
        threads[-1].start()
    for thread in threads:
        while thread.is_alive() and not (thread.daemon and stopped()):
            thread.join(LOOK)


def name_process() -> None:
    """Lets `ps` and `pkill` tell this process from the web workers, which are forked from the same one."""
    with suppress(OSError):  # It is a name for people, and not every system has one.
        Path('/proc/self/comm').write_text(NAME)


def _keep_running(name: str, stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    while not stopped():
        try:
            WORK[name](stopped, wait)
        except Exception:
            logger.exception('%s failed and will be restarted', name)
            wait(RESTART_DELAY)
        finally:
            connection.close()
