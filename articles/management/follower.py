"""What follows the change journal on this machine, and how far it has come.

Each machine follows by itself and keeps its own place in DATA_DIR, so that more of them need nothing to agree on.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from articles.changes import journal, worker
from articles.comments import moderation
from articles.middleware import offline_pages

logger = logging.getLogger('articles.follow')

PAUSE = 0.5  # seconds
HOUSEKEEPING = timedelta(hours=1)


def place() -> Path:
    return Path(settings.DATA_DIR) / 'follow.json'


def follow(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Follows until `stopped()`; a database that is away is waited for."""
    position, tidied = load(), None

    def step() -> None:
        nonlocal position, tidied
        position = catch_up(position)
        if tidied is None or position.clock - tidied > HOUSEKEEPING:
            tidy()
            tidied = position.clock

    worker.keep_on(step, logger, pause=PAUSE, stopped=stopped, wait=wait)


def catch_up(position: journal.Position | None) -> journal.Position:
    """Takes every change after a position (None: from now on), and returns the one reached, which is kept."""
    if position is None or journal.is_lost(position):
        offline_pages.drop()
        save(position := journal.now())
    while True:
        changed, reached = journal.changes(position)
        if not changed:
            return reached
        offline_pages.drop()
        save(reached)
        position = reached


def tidy() -> None:
    moderation.forget_networks()
    journal.trim()


def load() -> journal.Position | None:
    try:
        kept = json.loads(place().read_text())
        return journal.Position(kept['xid'], kept['article_id'], datetime.fromisoformat(kept['clock']))
    except (FileNotFoundError, ValueError, KeyError):
        return None


def save(position: journal.Position) -> None:
    """Keeps a place: whole, or not at all."""
    place().parent.mkdir(parents=True, exist_ok=True)
    draft = place().with_suffix('.new')
    draft.write_text(json.dumps(position._asdict(), default=str))
    draft.replace(place())
