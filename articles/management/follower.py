"""Follows the change journal on this machine and remembers its position.

Each machine follows the journal by itself, with a position of its own in DATA_DIR.
"""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from articles.changes import journal, worker
from articles.comments import moderation
from articles.editorial import working_copies
from articles.images import ahead
from articles.pages import drop
from articles.redirects import missed

logger = logging.getLogger('articles.follow')

PAUSE = 0.5  # seconds
HOUSEKEEPING = timedelta(hours=1)
AHEAD = timedelta(minutes=1)  # between two looks at which pictures are on the front page


def position_file() -> Path:
    return Path(settings.DATA_DIR) / 'follow.json'


def follow(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Follows the journal until `stopped()`, and keeps trying while the database is not available."""
    position, tidied, looked = load(), None, None
    copies: Iterator[None] = iter(())

    def step() -> None:
        nonlocal position, tidied, looked, copies
        position = catch_up(position)
        if tidied is None or position.clock - tidied > HOUSEKEEPING:
            tidy()
            tidied = position.clock
        none_left = next(copies, True)
        if none_left and (looked is None or position.clock - looked > AHEAD):
            copies, looked = ahead.copies(), position.clock

    worker.repeat('follow', step, logger, pause=PAUSE, stopped=stopped, wait=wait)


def catch_up(position: journal.Position | None) -> journal.Position:
    """Handles every change after a position (None: from now on); saves the position reached, and returns it."""
    if position is None or journal.is_lost(position):
        drop.everything()
        save(position := journal.now())
    while True:
        changed, reached = journal.changes(position)
        if not changed:
            return reached
        drop.touched(changed)
        save(reached)
        position = reached


def tidy() -> None:
    """Deletes what is outdated; of a standby that is done on its primary."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')::bool")
        if cursor.fetchone()[0]:
            return
    moderation.forget_networks()
    journal.trim()
    working_copies.delete_old()
    missed.delete_old()


def load() -> journal.Position | None:
    try:
        saved = json.loads(position_file().read_text())
        return journal.Position(**saved | {'clock': datetime.fromisoformat(saved['clock'])})
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def save(position: journal.Position) -> None:
    """Saves a position atomically."""
    position_file().parent.mkdir(parents=True, exist_ok=True)
    draft = position_file().with_suffix('.new')
    draft.write_text(json.dumps(position._asdict(), default=str))
    draft.replace(position_file())
