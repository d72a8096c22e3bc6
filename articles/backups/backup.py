"""Makes a backup: a folder with a dump of the database as of one moment, and the files of media that it names.

A file that is unchanged since the last backup in the same place is a hard link to that one's, and takes no room.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from articles.db import limits
from articles.models import Media

from . import contents, programs
from .programs import CannotBackUp

MANIFEST, DUMP, MEDIA = 'backup.json', 'database.dump', 'media'
UNFINISHED = '.unfinished-'


def make(place: Path, recipient: str = '', on_file: Callable[[], object] = lambda: None) -> Path:
    """Makes a backup in a new folder of `place`, which only its owner may enter, and returns it.

    `recipient` is a public key of age, with which the dump and the files are encrypted. Raises CannotBackUp, OSError,
    or an error of the database; nothing but an unfinished folder is left then, which the next backup deletes.
    """
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with connection.cursor() as cursor:  # Held by the session: another backup would delete what this one makes.
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended('newsroom backup', 0))")
        if not cursor.fetchone()[0]:
            raise CannotBackUp('Another backup is being made.')
    for unfinished in place.glob(f'{UNFINISHED}*'):
        shutil.rmtree(unfinished)
    taken = datetime.now(UTC).replace(microsecond=0)
    name = taken.strftime('%Y-%m-%dT%H%M%SZ')
    new, last = place / f'{UNFINISHED}{name}', newest(place)
    new.mkdir(mode=0o700)
    about: dict[str, Any] = {'program': settings.VERSION, 'taken': taken.isoformat(), 'encrypted': bool(recipient)}
    files = _dump_database(new, about)
    about['dump'] = digest_of(new / DUMP)
    if recipient:
        programs.encrypt(new / DUMP, new / f'{DUMP}.age', recipient)
        (new / DUMP).unlink()
    before = manifest(last)['media'] if last and manifest(last)['encrypted'] == bool(recipient) else {}
    about['media'] = {}
    for file in files:
        if copied := _copy(file, new, last if file in before else None, before.get(file), recipient):
            about['media'][file] = copied
        on_file()
    about['missing'] = len(files) - len(about['media'])
    (new / MANIFEST).write_text(json.dumps(about, indent=1, ensure_ascii=False))
    os.sync()
    return new.rename(place / name)


def newest(place: Path) -> Path | None:
    """The newest backup in a folder of backups, or the folder itself if it is one."""
    if (place / MANIFEST).exists():
        return place
    backups = sorted(path.parent for path in place.glob(f'*/{MANIFEST}') if not path.parent.name.startswith('.'))
    return backups[-1] if backups else None


def manifest(backup: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises CannotBackUp where it says nothing."""
    try:
        return json.loads((backup / MANIFEST).read_text())
    except (OSError, ValueError):
        raise CannotBackUp(f'{backup} is not a backup: it has no {MANIFEST} that can be read.') from None


def _dump_database(new: Path, about: dict[str, Any]) -> list[str]:
    """Dumps the database, and counts it, as of the same moment; returns the paths of the media that it names."""
    limits.lift()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
        cursor.execute('SET LOCAL idle_in_transaction_session_timeout = 0')
        cursor.execute('SELECT pg_export_snapshot()')
        snapshot = cursor.fetchone()[0]
        programs.dump(new / DUMP, snapshot)
        about['tables'] = contents.of(cursor)
        return list(Media.objects.exclude(file='').order_by('file').values_list('file', flat=True).distinct())


def _copy(file: str, new: Path, last: Path | None, before: dict | None, recipient: str) -> dict | None:
    """Copies or links a file; returns its size, time and SHA-256, or None where it is missing here."""
    source, suffix = Path(settings.MEDIA_ROOT, file), '.age' if recipient else ''
    target = new / MEDIA / f'{file}{suffix}'
    try:
        status = source.stat()
    except OSError:
        return None
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if before and last and [status.st_size, status.st_mtime_ns] == [before['size'], before['changed']]:
        try:
            os.link(last / MEDIA / f'{file}{suffix}', target)
        except OSError:
            pass  # The last backup was damaged, or is on another disk: the file is copied.
        else:
            return before
    if recipient:
        programs.encrypt(source, target, recipient)
    else:
        shutil.copy2(source, target)
    return {'size': status.st_size, 'changed': status.st_mtime_ns, 'sha256': digest_of(source)}


def digest_of(file: Path) -> str:
    with file.open('rb') as opened:
        return hashlib.file_digest(opened, 'sha256').hexdigest()
