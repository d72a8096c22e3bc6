"""Writes a complete export: each table as a file of JSON Lines, and the files of articles."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from articles.db.copy import copy_lines
from articles.models import Media

from . import tables
from .folder import Folder

MEDIA = 'media'
FILES = 'media.jsonl'  # size and SHA-256 of each file; only its name where it was missing already


def count() -> int:
    """The number of lines of a complete export, for a progress bar."""
    return sum(model.objects.count() for model in tables.EXPORTED) + _files().count()


@contextmanager
def one_moment() -> Iterator[None]:
    """A read-only transaction that sees one snapshot of the database, however long the export takes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
        cursor.execute('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0')
        yield


def file_of(model) -> str:
    return f'tables/{model._meta.model_name}.jsonl'


def write(folder: Folder) -> int:
    """Writes all tables and files; returns the number of files of articles that were missing."""
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
            mark = _copied(name, folder.place / MEDIA / name)
            missing += not mark
            listed.write(json.dumps({'file': name, **mark}, ensure_ascii=False).encode() + b'\n')
    return missing


def _copied(name: str, target: Path) -> dict:
    """Size in bytes and SHA-256 of the copy of a stored file; empty where there is no such file."""
    try:
        source = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError):
        return {}
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open('wb') as copy:
        shutil.copyfileobj(source, copy)
    with target.open('rb') as copy:
        return {'size': target.stat().st_size, 'sha256': file_digest(copy, 'sha256').hexdigest()}
