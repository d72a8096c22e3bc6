"""Files that wait to be imported, in DATA_DIR/imports: uploaded ones in a folder for each run, others in its inbox.

Their places are written relative to that folder, so that what is noted about them names nothing of this machine.
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
DRAFT = '.draft-'  # begins the name of a folder whose upload is not whole yet
OLD = 24 * 3600  # seconds after which a draft was left by somebody who was killed
_UNSAFE = re.compile(r'[^\w.-]+')


def folder() -> Path:
    """The folder of imports, made if missing."""
    place = Path(settings.DATA_DIR, 'imports')
    (place / INBOX).mkdir(parents=True, exist_ok=True)
    return place


def node() -> str:
    """The name of this folder, by which a machine knows the runs whose files it has.

    That of the machine with something that no other has: machines are renamed, or made anew under an old name.
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
    """A folder for an upload that is under way. `keep` makes it one that stays."""
    place = folder() / f'{DRAFT}{secrets.token_hex(8)}'
    place.mkdir(mode=0o700)
    return place


def keep(draft: Path) -> list[str]:
    """Keeps a whole upload and returns the places of its files."""
    kept = draft.rename(draft.with_name(draft.name.removeprefix(DRAFT)))
    return [f'{kept.name}/{file.name}' for file in sorted(kept.iterdir())]


def free_name(draft: Path, name: str) -> Path:
    """Where an uploaded file goes: a name of plain characters, which tells its kind as that of the upload did."""
    plain = _UNSAFE.sub('-', PurePath(name).name)[-LONGEST_NAME:].lstrip('.-') or 'archive'
    taken = draft / plain
    return taken if not taken.exists() else draft / f'{secrets.token_hex(3)}-{plain}'


def inbox() -> list[str]:
    """The places of the files and folders that lie in the inbox, by name; nothing that is hidden or leads elsewhere."""
    found = (folder() / INBOX).iterdir()
    return sorted(
        f'{INBOX}/{entry.name}' for entry in found if not entry.name.startswith('.') and not entry.is_symlink()
    )


def discard(files: Iterable[str]) -> None:
    """Deletes the folders of uploads; what lies in the inbox was put there by somebody who may want it again."""
    for name in {PurePath(file).parts[0] for file in files} - {INBOX}:
        shutil.rmtree(folder() / name, ignore_errors=True)


def tidy() -> None:
    """Deletes what is left of uploads that were killed."""
    for draft in folder().glob(f'{DRAFT}*'):
        if time.time() - draft.stat().st_mtime > OLD:
            shutil.rmtree(draft, ignore_errors=True)
