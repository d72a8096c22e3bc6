"""When the last backup of this machine was made and proved, in DATA_DIR/backup.json."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Outcome(NamedTuple):
    """Times are ISO 8601 in UTC, empty for never; `problem` is why the last attempt failed."""

    made: str = ''
    verified: str = ''
    problem: str = ''

    @property
    def age(self) -> timedelta | None:
        return datetime.now(UTC) - datetime.fromisoformat(self.made) if self.made else None


def last() -> Outcome:
    with suppress(OSError, ValueError, TypeError):
        return Outcome(**json.loads(_file().read_text()))
    return Outcome()


def note(**values: str) -> None:
    """Changes these values of the last outcome."""
    draft = _file().with_suffix('.new')
    draft.write_text(json.dumps(last()._replace(**values)._asdict()))
    draft.replace(_file())


def now() -> str:
    return datetime.now(UTC).isoformat(timespec='seconds')


def _file() -> Path:
    return Path(settings.DATA_DIR, 'backup.json')
