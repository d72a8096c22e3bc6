"""Signs of life of the followers of this machine, a file for each in DATA_DIR/heartbeats.

Times are of the machine's monotonic clock, in seconds: whoever sets its clock changes none of them. It starts anew with
the machine; a time of a former start counts as long ago.
"""

import json
import time
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

INTERVAL = 1  # second between two writes
HUNG = 30  # seconds without a finished step after which a follower counts as hung
FRESH = 5  # seconds between the last finished step and the beginning of an outage in which copies may be served
WATCHED = 15  # seconds between two attempts in an outage: a connection is tried for 5


class Heartbeat(NamedTuple):
    """`finished`: when a step was finished last; `failing`: since when all fail, None if none does; `written`: when."""

    finished: float
    failing: float | None
    written: float


_beats: dict[str, float] = {}  # when this process wrote them last


def _file(name: str) -> Path:
    return Path(settings.DATA_DIR, 'heartbeats', name)


def read(name: str) -> Heartbeat | None:
    """The heartbeat of a follower; None where there is none since the machine started."""
    try:
        heartbeat = Heartbeat(*json.loads(_file(name).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return heartbeat if heartbeat.written <= time.monotonic() else None


def beat(name: str) -> None:
    """A follower has finished a step, or a part of a long one. Cheap: call it as often as you like."""
    now = time.monotonic()
    if now - _beats.get(name, -INTERVAL) >= INTERVAL:
        _write(name, Heartbeat(now, None, now))
        _beats[name] = now


def fail(name: str) -> None:
    """A step of a follower has failed, and it will try again."""
    now, last = time.monotonic(), read(name)
    was_watched = last and now - last.written < WATCHED
    since = last.failing if last and was_watched and last.failing is not None else now
    _write(name, Heartbeat(last.finished if last else 0, since, now))
    _beats.pop(name, None)


def _write(name: str, heartbeat: Heartbeat) -> None:
    file = _file(name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix('.new')
        draft.write_text(json.dumps(heartbeat))
        draft.replace(file)
    except OSError:
        # The disk is full: the follower does its work all the same, and its heartbeat is missed.
        pass


def is_hung(name: str) -> bool:
    """Whether a follower that could work does not: it hangs, fails again and again, or does not run."""
    heartbeat = read(name)
    return heartbeat is None or time.monotonic() - heartbeat.finished > HUNG


def knew_all_at_outage(name: str) -> bool:
    """Whether, in an outage of the database, nothing can have changed that this follower has not handled.

    It has to be running, or it could not know that the outage has been one.
    """
    heartbeat, now = read(name), time.monotonic()
    if heartbeat is None or now - heartbeat.written > WATCHED:
        return False
    return (heartbeat.failing or now) - heartbeat.finished < FRESH
