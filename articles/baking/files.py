"""Where a bake writes its files, and how it takes the place of the one before."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

MOST = 255  # bytes of a name on most file systems
INDEXES = {
    'application/rss+xml': 'index.xml',
    'application/atom+xml': 'index.xml',
    'application/feed+json': 'index.json',
}


class CannotBake(Exception):
    """Nothing was written. The message says what to do."""


def name(path: str, type: str) -> str | None:
    """The name of the file of a path, below the folder; None where no file system can have it.

    A path that ends with a slash has an index in its folder, whose name says which type it has.
    """
    parts = unquote(path).lstrip('/').split('/')
    if parts[-1] == '':
        parts[-1] = INDEXES.get(type, 'index.html')
    wrong = any(part in ('', '.', '..') or '\0' in part or len(part.encode()) > MOST for part in parts)
    return None if wrong else '/'.join(parts)


def write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def link(before: Path, file: Path) -> None:
    """Makes a file the same as one of the bake before, without copying it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.link(before, file)


@contextmanager
def replacing(target: Path) -> Iterator[tuple[Path, Path | None]]:
    """(a new folder, that of the bake before or None); the new one takes its place when the block ends without error.

    `target` is a symbolic link to the folder: only a link can be replaced at once. Raises CannotBake where it is
    anything else, or another bake of it runs.
    """
    if target.exists() and not target.is_symlink():
        raise CannotBake(f'{target} is there already, and no bake: name a folder that does not exist yet.')
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target.with_name(f'.{target.name}.lock'), 'w') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotBake(f'another bake of {target} is running.') from None
        before = target.resolve() if target.exists() else None
        _delete_others(target, before)
        made = target.with_name(f'{target.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}')
        made.mkdir()
        yield made, before
        replacement = target.with_name(f'.{target.name}.link')
        replacement.unlink(missing_ok=True)
        replacement.symlink_to(made.name)
        os.replace(replacement, target)
        _delete_others(target, made.resolve())


def _delete_others(target: Path, kept: Path | None) -> None:
    """Deletes the folders of other bakes, among them those of killed ones."""
    for folder in target.parent.glob(f'{target.name}.[0-9]*T[0-9]*'):
        if folder.resolve() != kept:
            shutil.rmtree(folder)
