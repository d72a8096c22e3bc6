"""Restores a complete export into an empty archive: checks it, then writes it in one transaction, with its keys."""

import json
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models, transaction

from articles.export.folder import InvalidExport
from articles.imports import run as import_run

from . import complete, folder, tables

BATCH = 4_000_000  # bytes of lines per INSERT, more or less
MOST_LINES = 1000


def restore(path: Path, on_row: Callable[[], object] = lambda: None) -> dict[str, int]:
    """Restores the export in a folder; returns the number of rows of each table.

    Raises InvalidExport where the folder is damaged or of another version or the archive is not empty,
    `imports.run.Busy`, or an error of the database. Nothing is changed then.
    """
    manifest = folder.checked(path)
    _check_tables(path, manifest)
    files = _checked_media(path)
    copied: list[str] = []
    try:
        with import_run.alone(), transaction.atomic():
            _check_empty()
            _copy_files(path, files, copied)
            for model in tables.EXPORTED:
                _restore_table(model, path / complete.file_of(model), on_row)
    except BaseException:
        for name in copied:
            default_storage.delete(name)
        raise
    # Sequences are not part of the transaction, so they come last.
    for model in tables.EXPORTED:
        if key := manifest['tables'][model._meta.model_name]['last_key']:
            tables.continue_after(model, key)
    return {name: about['rows'] for name, about in manifest['tables'].items()}


def count(path: Path) -> int:
    """The number of rows of the export in a folder, for a progress bar."""
    about = json.loads((path / folder.MANIFEST).read_text(encoding='utf-8'))
    return sum(table['rows'] for table in about.get('tables', {}).values())


def _check_tables(path: Path, manifest: dict[str, Any]) -> None:
    if 'tables' not in manifest:
        raise InvalidExport(f'{path} is not a complete export. Import the files in {path / "wxr"} instead.')
    here = {model._meta.model_name: tables.columns(model) for model in tables.EXPORTED}
    there = {name: about['columns'] for name, about in manifest['tables'].items()}
    if here != there:
        raise InvalidExport(
            f'{path} was exported by another version of Newsroom, whose tables had other columns. '
            'Restore it with that version, then upgrade.'
        )


def _check_empty() -> None:
    for model in tables.EXPORTED:
        if model.objects.exists():
            raise InvalidExport(
                f'This archive is not empty: it has {model._meta.verbose_name_plural}. A complete export needs '
                'an empty one: set DATABASE_URL to another database, run manage.py migrate, and restore there.'
            )


def _restore_table(model: type[models.Model], file: Path, on_row: Callable[[], object]) -> None:
    for lines in _batches(file):
        _create_users(model, lines)
        tables.insert(model, lines)
        for _ in lines:
            on_row()


def _batches(file: Path) -> Iterator[list[bytes]]:
    batch, size = [], 0
    with file.open('rb') as opened:
        for line in opened:
            batch.append(line)
            size += len(line)
            if size > BATCH or len(batch) == MOST_LINES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _create_users(model: type[models.Model], lines: list[bytes]) -> None:
    """Creates inactive accounts, without a password, for users whom rows name and who have no account."""
    columns = tables.user_columns(model)
    if not columns:
        return
    rows = map(json.loads, lines)
    names = set(chain.from_iterable([row[column] for column in columns] for row in rows)) - {None}
    users = get_user_model()
    missing = names - set(users.objects.filter(username__in=names).values_list('username', flat=True))
    users.objects.bulk_create(
        users(username=name, password=make_password(None), is_active=False) for name in sorted(missing)
    )


def _checked_media(path: Path) -> list[str]:
    """The files to copy. Raises InvalidExport where one is damaged, or a different file of that name exists here."""
    names = []
    with (path / complete.FILES).open(encoding='utf-8') as listed:
        for mark in map(json.loads, listed):
            if 'sha256' not in mark:
                continue
            folder.check(path / complete.MEDIA, mark['file'], mark)
            if default_storage.exists(mark['file']):
                try:
                    folder.check(Path(default_storage.path('')), mark['file'], mark)
                except InvalidExport:
                    raise InvalidExport(
                        f'There is another file {mark["file"]} here already. Restore with an empty DATA_DIR.'
                    ) from None
            names.append(mark['file'])
    return names


def _copy_files(path: Path, names: list[str], copied: list[str]) -> None:
    """Copies files that are missing here. Adds each name to `copied` first, so that half a copy is deleted too."""
    for name in names:
        if not default_storage.exists(name):
            copied.append(name)
            with (path / complete.MEDIA / name).open('rb') as file:
                default_storage.save(name, File(file))
