"""The complete form: each table a file of JSON Lines, the files of articles beside them."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from articles.db.copy import copy_lines
from articles.models import Media

from . import tables
from .folder import Folder

MEDIA = 'media'
FILES = 'media.jsonl'  # what each file was, or that it was missing here already


def count() -> int:
    """How many lines a complete export will have, for a progress bar."""
    return sum(model.objects.count() for model in tables.EXPORTED) + _files().count()


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it, everything is read as it was at one moment, however long that takes and whoever writes meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
        cursor.execute('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0')
        yield


def file_of(model) -> str:
    return f'tables/{model._meta.model_name}.jsonl'


def write(folder: Folder) -> int:
    """Writes everything, and returns how many files of articles were missing."""
    written = {}
    for model in tables.EXPORTED:
        with folder.file(file_of(model)) as file:
            copy_lines(tables.select(model), file)
        rows = {'rows': file.lines, 'last_key': tables.last_key(model), 'columns': tables.columns(model)}
        written[model._meta.model_name] = rows
    folder.about['program'] = f'Newsroom {settings.VERSION}'
    folder.about['tables'] = written
    return _copy_media(folder)


def _files():
    return Media.objects.exclude(file='').order_by('file').values_list('file', flat=True)


def _copy_media(folder: Folder) -> int:
    missing = 0
    with folder.file(FILES) as listed:
        for name in _files().iterator(chunk_size=1000):
            mark = _copied(Path(settings.MEDIA_ROOT) / name, folder.place / MEDIA / name)
            missing += not mark
            listed.write(json.dumps({'file': name, **mark}, ensure_ascii=False).encode() + b'\n')
    return missing


def _copied(source: Path, target: Path) -> dict:
    """Size in bytes and SHA-256 of the copy; nothing where there is no such file."""
    if not source.is_file():
        return {}
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    with target.open('rb') as copy:
        return {'size': target.stat().st_size, 'sha256': file_digest(copy, 'sha256').hexdigest()}
