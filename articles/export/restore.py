"""A complete export into an empty archive: checked first, then written in one transaction, keys and all."""

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from articles.export.folder import Refused
from articles.imports import run as import_run

from . import complete, folder, tables

BATCH = 4_000_000  # bytes of lines that are written at once
MOST_LINES = 1000


def restore(path: Path, on_row: Callable[[], object] = lambda: None) -> dict[str, int]:
    """Restores the export in that folder, and returns how many rows each table has.

    Raises Refused where the folder is damaged or of another version, or the archive is not empty; what the database
    raises; and importing.Busy. Then nothing was changed.
    """
    manifest = folder.checked(path)
    _check_tables(path, manifest)
    files = _checked_media(path)
    copied: list[Path] = []
    try:
        with import_run.alone(), transaction.atomic():
            _check_empty()
            _copy_files(path, files, copied)
            for model in tables.EXPORTED:
                _restore_table(model, path / complete.file_of(model), on_row)
    except BaseException:
        for file in copied:
            file.unlink(missing_ok=True)
        raise
    # What sequences give out is not taken back with a transaction, so this comes last.
    for model in tables.EXPORTED:
        if key := manifest['tables'][model._meta.model_name]['last_key']:
            tables.go_on_after(model, key)
    return {name: about['rows'] for name, about in manifest['tables'].items()}


def count(path: Path) -> int:
    """How many rows the export in that folder has, for a progress bar."""
    about = json.loads((path / folder.MANIFEST).read_text(encoding='utf-8'))
    return sum(table['rows'] for table in about.get('tables', {}).values())


def _check_tables(path: Path, manifest: dict[str, Any]) -> None:
    if 'tables' not in manifest:
        raise Refused(f'{path} holds no complete form. Give the files in {path / "wxr"} to import_archive instead.')
    here = {model._meta.model_name: tables.columns(model) for model in tables.EXPORTED}
    there = {name: about['columns'] for name, about in manifest['tables'].items()}
    if here != there:
        raise Refused(
            f'{path} was exported by another version of Newsroom, whose tables had other columns. '
            'Restore it with that version, and upgrade then.'
        )


def _check_empty() -> None:
    for model in tables.EXPORTED:
        if model.objects.exists():
            raise Refused(
                f'This archive is not empty: it has {model._meta.verbose_name_plural}. A complete export is restored '
                'into an empty one: name another database in DATABASE_URL, run manage.py migrate, and restore there.'
            )


def _restore_table(model: type[models.Model], file: Path, on_row: Callable[[], object]) -> None:
    for lines in _batches(file):
        _meet_users(model, lines)
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


def _meet_users(model: type[models.Model], lines: list[bytes]) -> None:
    """Makes accounts that nobody can use for those whom rows name and who have none."""
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
    """The files to be copied. Raises Refused where one is damaged, or another of that name is here."""
    names = []
    with (path / complete.FILES).open(encoding='utf-8') as listed:
        for mark in map(json.loads, listed):
            if 'sha256' not in mark:
                continue
            folder.check(path / complete.MEDIA, mark['file'], mark)
            if (Path(settings.MEDIA_ROOT) / mark['file']).exists():
                try:
                    folder.check(Path(settings.MEDIA_ROOT), mark['file'], mark)
                except Refused:
                    raise Refused(
                        f'{settings.MEDIA_ROOT} has another file {mark["file"]}. Restore with an empty DATA_DIR.'
                    ) from None
            names.append(mark['file'])
    return names


def _copy_files(path: Path, names: list[str], copied: list[Path]) -> None:
    """Copies files that are not here; `copied` is told of each before it is begun."""
    for name in names:
        target = Path(settings.MEDIA_ROOT) / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            copied.append(target)
            shutil.copyfile(path / complete.MEDIA / name, target)
