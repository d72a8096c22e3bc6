"""How far `manage.py follow` of this machine has read the journal, in a file in DATA_DIR."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings

from .journal import Position


def file() -> Path:
    return Path(settings.DATA_DIR) / 'follow.json'


def load() -> Position | None:
    """The position that was saved last; None where there is none, or none that can be read."""
    try:
        saved = json.loads(file().read_text())
        return Position(**saved | {'clock': datetime.fromisoformat(saved['clock'])})
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def save(position: Position) -> None:
    """Saves a position atomically."""
    file().parent.mkdir(parents=True, exist_ok=True)
    draft = file().with_suffix('.new')
    draft.write_text(json.dumps(position._asdict(), default=str))
    draft.replace(file())
