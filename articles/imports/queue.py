"""The queue of imports that editors start in the admin and `manage.py run_imports` runs, outside of requests.

Runs are done one at a time, in order, on the machine that has their files. Each function that changes the state of a
run does so in one UPDATE, and only from a suitable state: of two requests at the same moment, one returns False.
"""

import logging
import time
from collections.abc import Callable
from contextlib import chdir, suppress
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from articles.changes import worker
from articles.db.copy import copy_rows
from articles.imports.store.files import Uploads
from articles.imports.store.report import Report
from articles.models import ImportNote, ImportRun
from articles.readers import detect
from articles.readers.fetch import Fetcher
from articles.readers.record import ArticleRecord

from . import inbox, undo
from . import run as import_run

logger = logging.getLogger('articles.imports')

PAUSE = 1.0  # seconds
HOUSEKEEPING = 3600.0  # seconds
NOT_UNDONE = 'left-as-it-is'  # code of the notes on articles that an undo did not change
State, Task = ImportRun.State, ImportRun.Task
ENDED = (State.FINISHED, State.FAILED, State.INTERRUPTED)


def enqueue(files: list[str], *, uploads: str = '', fetch_media: bool = False, by) -> ImportRun:
    """Creates a run over files in the imports folder, given by relative path. It begins with a preview."""
    return ImportRun.objects.create(
        state=State.WAITING,
        task=Task.LOOK,
        source=', '.join(Path(file).name for file in files),
        files=files,
        uploads=uploads,
        fetch_media=fetch_media,
        node=inbox.node(),
        by=by,
    )


def start(run: ImportRun) -> bool:
    """Enqueues the import of a run that was previewed. The import replaces the notes of the preview."""
    return _change(run, [State.LOOKED], state=State.WAITING, task=Task.IMPORT, counts={}, done=0)


def resume(run: ImportRun) -> bool:
    """Enqueues an interrupted or failed run again, whatever its task."""
    can_resume = bool(run.files) or run.task == Task.UNDO
    return can_resume and _change(run, [State.INTERRUPTED, State.FAILED], state=State.WAITING, done=0)


def enqueue_undo(run: ImportRun) -> bool:
    """Enqueues the undoing of an import that has ended."""
    if run.task == Task.LOOK:
        return False
    return _change(run, ENDED, state=State.WAITING, task=Task.UNDO, node=inbox.node(), total=None, done=0)


def stop(run: ImportRun) -> bool:
    """Ends a pending run at once, and asks a running one to stop."""
    interrupted = {'state': State.INTERRUPTED, 'error': 'Stopped before it started.', 'finished': timezone.now()}
    return _change(run, [State.WAITING], **interrupted) or _change(run, [State.RUNNING, State.UNDOING], stop=True)


def discard(run: ImportRun) -> bool:
    """Deletes a run that has not written anything, with its uploaded files."""
    states = [State.LOOKED, State.INTERRUPTED, State.FAILED]
    deleted, _ = ImportRun.objects.filter(pk=run.pk, task=Task.LOOK, state__in=states).delete()
    if deleted:
        inbox.discard(run.files)
    return bool(deleted)


def _change(run: ImportRun, states, **values) -> bool:
    return bool(ImportRun.objects.filter(pk=run.pk, state__in=states).update(**values))


def work(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Does pending runs until `stopped()`, and keeps trying while the database is not available."""
    tidied = None

    def step() -> bool:
        nonlocal tidied
        if tidied is None or time.monotonic() - tidied > HOUSEKEEPING:
            inbox.tidy()
            tidied = time.monotonic()
        return work_once(worker.beating('run_imports', stopped))

    worker.repeat('run_imports', step, logger, pause=PAUSE, stopped=stopped, wait=wait)


def work_once(stopped: Callable[[], bool] = lambda: False) -> bool:
    """Does the next pending run, unless another import is running. Returns whether it did one."""
    # Without holding the lock: otherwise an import from the command line would be refused now and then.
    pending = ImportRun.objects.filter(state=State.WAITING, node=inbox.node()).order_by('pk')
    if not (pending | ImportRun.objects.filter(state__in=[State.RUNNING, State.UNDOING])).exists():
        return False
    try:
        with import_run.alone():
            import_run.interrupt_dead_runs()
    except import_run.Busy:
        return False
    run = pending.first()
    if not run:
        return False
    logger.info('%s: %s', run.task, run.source)
    with suppress(import_run.Stopped, import_run.Busy), chdir(inbox.folder()):
        try:
            _TASKS[run.task](run, stopped)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # The error is stored with the run. It must not end the process, which has other runs to do.
            logger.exception('%s of %s failed', run.task, run.source)
    return True


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


_TASKS = {Task.LOOK: _preview, Task.IMPORT: _import, Task.UNDO: _undo}
