"""Does one run of the queue: previews, imports or undoes, or changes articles."""

import logging
from collections.abc import Callable, Mapping
from contextlib import chdir, suppress
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from articles.db.copy import copy_rows
from articles.imports.store.files import Uploads
from articles.imports.store.report import Report
from articles.models import ImportNote, ImportRun
from articles.readers import detect
from articles.readers.fetch import Fetcher
from articles.readers.record import ArticleRecord

from . import bulk_jobs, inbox, merge_jobs, queue, undo
from . import run as import_run
from .undo import NOT_UNDONE

logger = logging.getLogger('articles.imports')

State, Task = ImportRun.State, ImportRun.Task


def do_next(stopped: Callable[[], bool] = lambda: False) -> bool:
    """Does the next pending run in this process. Returns whether it did one."""
    run = queue.next_run()
    if run:
        do(run, stopped)
    return bool(run)


def do(run: ImportRun, stopped: Callable[[], bool] = lambda: False) -> None:
    """Does a pending run. Raises errors of the database; any other is stored with the run."""
    logger.info('%s: %s', run.task, run.source)
    with suppress(import_run.Stopped, import_run.Busy), chdir(inbox.folder()):
        try:
            _tasks(run)[run.task](run, stopped)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception('%s of %s failed', run.task, run.source)


def _inputs(run: ImportRun) -> list[tuple[str, Path]]:
    """The inputs of a run; saves their number for its progress. The current directory is the imports folder."""
    inputs = [pair for file in run.files for pair in detect.inputs(Path(file))]
    run.total = detect.count(inputs)
    run.save(update_fields=['total'])
    return inputs


def _preview(run: ImportRun, stopped: Callable[[], bool]) -> None:
    run.notes.all().delete()
    with import_run.recorded(run, State.LOOKED) as (_, report):
        progress, zone = _Preview(run, report, stopped), timezone.get_default_timezone()
        import_run.preview(_inputs(run), zone=zone, on_record=progress, show=progress.show, report=report)
        progress.save()


def _import(run: ImportRun, stopped: Callable[[], bool]) -> None:
    if not run.counts:
        run.notes.all().delete()
    with import_run.recorded(run) as (_, report):
        uploads = Uploads(Path(run.uploads) if run.uploads else None, Fetcher() if run.fetch_media else None)
        zone = timezone.get_default_timezone()
        import_run.write(_inputs(run), run, report, zone=zone, uploads=uploads, stopped=stopped)
    inbox.discard(run.files)


def _undo(run: ImportRun, stopped: Callable[[], bool]) -> None:
    expected = undo.preview(run)
    total = expected.deleted + expected.restored + expected.comments + expected.media + expected.items
    _update(run, total=total, stop=False, error='')
    try:
        undone = undo.undo(run, on_batch=import_run.Progress(run, None, stopped))
    except import_run.Stopped as stop:
        _update(run, state=State.INTERRUPTED, error=str(stop))
        raise
    except Exception as error:
        if connection.is_usable() and not isinstance(error, import_run.Busy):
            _update(run, state=State.FAILED, error=str(error))
        raise
    numbers = {name: count for name, count in vars(undone).items() if name != 'unchanged'}
    _update(run, counts=run.counts | {'undone': numbers}, finished=timezone.now())
    rows = [(run.pk, article, '', NOT_UNDONE, reason) for article, _, reason in undone.unchanged]
    copy_rows(ImportNote, ['run', 'article', 'source_key', 'code', 'detail'], rows)
    inbox.discard(run.files)


def _update(run: ImportRun, **values) -> None:
    ImportRun.objects.filter(pk=run.pk).update(**values)


class _Preview(import_run.Progress):
    """Saves the notes of a preview, each with the title of its record, since there are no articles to link to."""

    def __init__(self, run: ImportRun, report: Report, stopped: Callable[[], bool]) -> None:
        super().__init__(run, report, stopped)
        self.rows: list[tuple] = []

    def show(self, record: ArticleRecord) -> None:
        about = f'{record.title}: ' if record.title else ''
        self.rows += [(self.run.pk, record.source_key, n.code[:40], f'{about}{n.detail}') for n in record.notes]

    def save(self) -> None:
        copy_rows(ImportNote, ['run', 'source_key', 'code', 'detail'], self.rows)
        self.rows = []
        super().save()


def _tasks(run: ImportRun) -> Mapping[str, Callable[[ImportRun, Callable[[], bool]], None]]:
    if 'merge' in run.act:
        return merge_jobs.TASKS
    return bulk_jobs.TASKS if run.act else _TASKS


_TASKS = {Task.LOOK: _preview, Task.IMPORT: _import, Task.UNDO: _undo}
