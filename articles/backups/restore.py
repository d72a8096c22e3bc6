"""Restores a backup into an empty database, or into one of its own to prove that it could be."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.models import Mail

from . import contents, programs
from .backup import DUMP, MEDIA, digest_of, manifest
from .programs import CannotBackUp


def restore(backup: Path, identity: Path | None = None) -> None:
    """Restores the database and the files of media. Raises CannotBackUp, also where the database is not empty."""
    about = manifest(backup)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if cursor.fetchone()[0]:
            raise CannotBackUp(
                'This database is not empty: set DATABASE_URL to an empty one, or where there is none, DATA_DIR to an '
                'empty folder. `manage.py settings` says which are in force.'
            )
    with _readable(backup, about, identity) as part:
        _check_dump(part(DUMP), about)
        # The database last: until it is there, a restore that failed can be run again.
        for file in about['media']:
            target = Path(settings.MEDIA_ROOT, file)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(part(f'{MEDIA}/{file}'), target)
        programs.pour(part(DUMP))
    if Mail._meta.db_table in about['tables']:
        # They may have been sent since the backup was made.
        Mail.objects.filter(sent=None, given_up=None).update(given_up=timezone.now())


def verify(backup: Path, identity: Path | None = None) -> None:
    """Restores a backup into a database of its own, compares all rows and files, and drops it. Raises CannotBackUp."""
    about = manifest(backup)
    with _readable(backup, about, identity) as part:
        _check_dump(part(DUMP), about)
        for file, values in about['media'].items():
            try:
                digest = digest_of(part(f'{MEDIA}/{file}'))
            except OSError:
                digest = ''
            if digest != values['sha256']:
                raise CannotBackUp(
                    f'{MEDIA}/{file} is missing or not as it was written. Delete it there, and the next backup copies '
                    'it instead of sharing it with this one.'
                )
        with _scratch_database() as (name, params):
            programs.pour(part(DUMP), name)
            with closing(psycopg2.connect(**params)) as scratch, scratch.cursor() as cursor:
                restored = contents.of(cursor)
    differing = [table for table in about['tables'] if about['tables'][table] != restored.get(table)]
    if differing or about['tables'].keys() != restored.keys():
        raise CannotBackUp(f'Not all came back as it was: {", ".join(differing) or "there are other tables"}')


def _check_dump(dump: Path, about: dict) -> None:
    if digest_of(dump) != about['dump']:
        raise CannotBackUp(f'{DUMP} is not as it was written.')


def scratch_name() -> str:
    """One for each site, so that a verification deletes what one that was killed left."""
    return f'newsroom_verify_{sha256(connection.settings_dict["NAME"].encode()).hexdigest()[:16]}'


@contextmanager
def _scratch_database() -> Iterator[tuple[str, dict]]:
    """A new database on the site's server, dropped at the end: its name, and how to connect to it."""
    name = scratch_name()
    with connection.cursor() as cursor:
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS {name}')  # fails where another verification is using it
            cursor.execute(f'CREATE DATABASE {name} TEMPLATE template0')
        except Exception as error:
            role = connection.settings_dict['USER']
            raise CannotBackUp(f'No database can be made to verify in ({error}): ALTER ROLE {role} CREATEDB;') from None
        try:
            params = connection.get_connection_params() | {'dbname': name}
            params['options'] = '-c statement_timeout=0'
            yield name, {key: value for key, value in params.items() if key not in ('cursor_factory', 'context')}
        finally:
            cursor.execute(f'DROP DATABASE IF EXISTS {name} WITH (FORCE)')


@contextmanager
def _readable(backup: Path, about: dict, identity: Path | None) -> Iterator:
    """Yields a function from the name of a part of the backup to a file to read, decrypted where that is needed."""
    if not about['encrypted']:
        yield lambda name: backup / name
        return
    if not identity:
        raise CannotBackUp('This backup is encrypted: --identity names the file of the key.')
    with tempfile.TemporaryDirectory() as folder:

        def part(name: str) -> Path:
            plain = Path(folder, 'part')
            plain.unlink(missing_ok=True)
            if name == DUMP:  # It is read more than once.
                plain = Path(folder, DUMP)
            if not plain.exists():
                programs.decrypt(backup / f'{name}.age', plain, identity)
            return plain

        yield part
