"""Files to import, in DATA_DIR/imports: uploads in a folder for each run, other files in `inbox`.

Paths are relative to that folder, so that stored runs and notes do not reveal paths of this machine.
"""

import os
import re
import secrets
import shutil
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePath

from django.conf import settings

INBOX = 'inbox'
LONGEST_NAME = 100
DRAFT = '.draft-'  # prefix of the folder of an unfinished upload
OLD = 24 * 3600  # seconds after which an unfinished upload is abandoned
_UNSAFE = re.compile(r'[^\w.-]+')


def folder() -> Path:
    """The imports folder, created if missing."""
    path = Path(settings.DATA_DIR, 'imports')
    (path / INBOX).mkdir(parents=True, exist_ok=True)
    return path


def node() -> str:
    """The name of this folder, which tells a machine the runs whose files it has.

    The host name with a random suffix, since machines are renamed, or replaced under the same name.
    """
    file = folder() / 'node'
    if not file.exists():
        draft = folder() / f'{DRAFT}{secrets.token_hex(8)}'
        draft.write_text(f'{socket.gethostname()[:80]}-{secrets.token_hex(3)}')
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


def new_folder() -> Path:
    """Creates a folder for an upload in progress; `finish` makes it permanent."""
    path = folder() / f'{DRAFT}{secrets.token_hex(8)}'
    path.mkdir(mode=0o700)
    return path


def finish(draft: Path) -> list[str]:
    """Makes the folder of a complete upload permanent; returns the paths of its files."""
    finished = draft.rename(draft.with_name(draft.name.removeprefix(DRAFT)))
    return [f'{finished.name}/{file.name}' for file in sorted(finished.iterdir())]


def free_name(draft: Path, name: str) -> Path:
    """An unused path in `draft` for an uploaded file: its name in plain characters, with its extension."""
    safe_name = _UNSAFE.sub('-', PurePath(name).name)[-LONGEST_NAME:].lstrip('.-') or 'archive'
    taken = draft / safe_name
    return taken if not taken.exists() else draft / f'{secrets.token_hex(3)}-{safe_name}'


def inbox() -> list[str]:
    """Sorted paths of the files and folders in the inbox, without hidden ones and symbolic links."""
    entries = (folder() / INBOX).iterdir()
    return sorted(
        f'{INBOX}/{entry.name}' for entry in entries if not entry.name.startswith('.') and not entry.is_symlink()
    )


def discard(files: Iterable[str]) -> None:
    """Deletes the folders of uploads, but not files in the inbox, which whoever put them there may need again."""
    for name in {PurePath(file).parts[0] for file in files} - {INBOX}:
        shutil.rmtree(folder() / name, ignore_errors=True)


def tidy() -> None:
    """Deletes abandoned uploads."""
    for draft in folder().glob(f'{DRAFT}*'):
        if time.time() - draft.stat().st_mtime > OLD:
            shutil.rmtree(draft, ignore_errors=True)
