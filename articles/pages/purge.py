"""Purges the cache in front of the site of what was dropped here, whoever dropped it.

Its place is the number of drops that were handled, in DATA_DIR/purge.json: what could not be purged is tried again
until it is, whatever ended meanwhile. Nobody waits for it but readers.
"""

import json
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils import timezone

from articles.changes import worker

from . import keys, store

logger = logging.getLogger('articles.purge')

NAME = 'purge'
PAUSE = 0.1  # seconds
TIMEOUT = 5  # seconds
ERRORS = (OSError, HTTPException)  # also of a cache that refuses
AGAIN = 2  # seconds after which what was purged is purged again: it may have been on its way to the cache meanwhile


class Purger:
    """Knows what was purged so far. Without a place that can be read, everything is purged first."""

    def __init__(self) -> None:
        self.place, self.day = load()
        self.again: deque[tuple[float, set[str]]] = deque()

    def catch_up(self) -> None:
        """Purges what was dropped by now, and at midnight what shows the date. Raises ERRORS."""
        while self.again and self.again[0][0] <= time.monotonic():
            purge(self.again[0][1])
            self.again.popleft()
        dropped, place = store.dropped_since(self.place) or (set(), self.place)
        if (day := timezone.localdate().isoformat()) != self.day:
            dropped.add(keys.TODAY)
        if dropped:
            purge(dropped)
            self.again.append((time.monotonic() + AGAIN, dropped))
            self.place, self.day = place, day
            save(place, day)


def follow(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Purges until `stopped()`, and keeps trying while the cache cannot be reached."""
    purger = Purger()
    worker.repeat(
        NAME,
        purger.catch_up,
        logger,
        pause=PAUSE,
        stopped=stopped,
        wait=wait,
        is_outage=lambda error: isinstance(error, ERRORS),
        of='the cache',
    )


def purge(dropped: set[str]) -> None:
    """Has the cache forget every page that shows what one of these keys names. Raises ERRORS."""
    for header in headers([keys.SITE] if keys.SITE in dropped else sorted(dropped)):
        request = Request(settings.PURGE_URL, headers={keys.HEADER: header}, method='PURGE')  # noqa: S310
        urlopen(request, timeout=TIMEOUT).close()  # noqa: S310


def headers(names: Iterable[str]) -> Iterator[str]:
    """These keys, in headers that are not too long for a cache."""
    line = ''
    for name in names:
        if line and len(line) + 1 + len(name) > keys.LONGEST:
            yield line
            line = ''
        line = f'{line} {name}' if line else name
    if line:
        yield line


def _file() -> Path:
    return Path(settings.DATA_DIR) / 'purge.json'


def load() -> tuple[int, str]:
    """The number of drops that were purged, and the day as of which pages show the date; (0, '') without a place."""
    try:
        saved = json.loads(_file().read_text())
        return int(saved['place']), str(saved['day'])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, ''


def save(place: int, day: str) -> None:
    draft = _file().with_suffix('.new')
    draft.write_text(json.dumps({'place': place, 'day': day}))
    draft.replace(_file())
