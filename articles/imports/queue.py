"""Imports that are run for editors, never inside a request: asked for in the admin, done by `manage.py run_imports`.

One at a time, in the order in which they were asked for, each on the machine that has its files. Those who ask change
the state of a run, and only from a state in which that makes sense: of two who do so at once, one is told no.
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
LEFT = 'left-as-it-is'  # code of the notes on articles that an undo did not touch
State, Task = ImportRun.State, ImportRun.Task
ENDED = (State.FINISHED, State.FAILED, State.INTERRUPTED)


def ask(files: list[str], *, uploads: str = '', fetch_media: bool = False, by) -> ImportRun:
    """A new run over files in the folder of imports, which are first only looked at."""
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
    """Has a run imported that was looked at; its notes of then make room for those of now."""
    return _change(run, [State.LOOKED], state=State.WAITING, task=Task.IMPORT, counts={}, done=0)


def resume(run: ImportRun) -> bool:
    """Enqueues a run again that was interrupted or failed, with the task it had."""
    able = bool(run.files) or run.task == Task.UNDO
    return able and _change(run, [State.INTERRUPTED, State.FAILED], state=State.WAITING, done=0)


def request_undo(run: ImportRun) -> bool:
    """Enqueues the undoing of a run that has ended; False for one that wrote nothing."""
    if run.task == Task.LOOK:
        return False
    return _change(run, ENDED, state=State.WAITING, task=Task.UNDO, node=inbox.node(), total=None, done=0)


def stop(run: ImportRun) -> bool:
    """Ends a run that waits, and asks one that runs to end."""
    waited = {'state': State.INTERRUPTED, 'error': 'Stopped before it began.', 'finished': timezone.now()}
    return _change(run, [State.WAITING], **waited) or _change(run, [State.RUNNING, State.UNDOING], stop=True)


def discard(run: ImportRun) -> bool:
    """Forgets a run that has written nothing, with what was uploaded for it."""
    states = [State.LOOKED, State.INTERRUPTED, State.FAILED]
    gone, _ = ImportRun.objects.filter(pk=run.pk, task=Task.LOOK, state__in=states).delete()
    if gone:
        inbox.discard(run.files)
    return bool(gone)


def _change(run: ImportRun, states, **values) -> bool:
    return bool(ImportRun.objects.filter(pk=run.pk, state__in=states).update(**values))


def work(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Does what is asked for until `stopped()`; a database that is away is waited for."""
    tidied = None

    def step() -> bool:
        nonlocal tidied
        if tidied is None or time.monotonic() - tidied > HOUSEKEEPING:
            inbox.tidy()
            tidied = time.monotonic()
        return work_once(stopped)

    worker.keep_on(step, logger, pause=PAUSE, stopped=stopped, wait=wait)


def work_once(stopped: Callable[[], bool] = lambda: False) -> bool:
    """Does the next run, if one waits and no other import is running; whether it did."""
    # Who only looks must not hold the lock: an import from the command line would be told that another one runs.
    waiting = ImportRun.objects.filter(state=State.WAITING, node=inbox.node()).order_by('pk')
    if not (waiting | ImportRun.objects.filter(state__in=[State.RUNNING, State.UNDOING])).exists():
        return False
    try:
        with import_run.alone():
            import_run.interrupt_remains()
    except import_run.Busy:
        return False
    run = waiting.first()
    if not run:
        return False
    logger.info('%s: %s', run.task, run.source)
    with suppress(import_run.Stopped, import_run.Busy), chdir(inbox.folder()):
        try:
            _TASKS[run.task](run, stopped)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # The run says why it failed; what follows it is not to suffer.
            logger.exception('%s of %s failed', run.task, run.source)
    return True


def _inputs(run: ImportRun) -> list[tuple[str, Path]]:
    """What the files of a run hold, counted for its progress. The present folder is that of imports."""
    found = [pair for file in run.files for pair in detect.inputs(Path(file))]
    run.total = detect.count(found)
    run.save(update_fields=['total'])
    return found


def _look(run: ImportRun, stopped: Callable[[], bool]) -> None:
    run.notes.all().delete()
    with import_run.recorded(run, State.LOOKED) as (_, report):
        progress, zone = _LookedAt(run, report, stopped), timezone.get_default_timezone()
        import_run.look(_inputs(run), zone=zone, on_record=progress, show=progress.show, report=report)
        progress.tell()


def _import(run: ImportRun, stopped: Callable[[], bool]) -> None:
    if not run.counts:
        run.notes.all().delete()
    with import_run.recorded(run) as (_, report):
        uploads = Uploads(Path(run.uploads) if run.uploads else None, Fetcher() if run.fetch_media else None)
        zone = timezone.get_default_timezone()
        import_run.write(_inputs(run), run, report, zone=zone, uploads=uploads, stopped=stopped)
    inbox.discard(run.files)


def _undo(run: ImportRun, stopped: Callable[[], bool]) -> None:
    foreseen = undo.foresee(run)
    total = foreseen.deleted + foreseen.restored + foreseen.comments + foreseen.media + foreseen.items
    _keep(run, total=total, stop=False, error='')
    try:
        undone = undo.undo(run, on_batch=import_run.Progress(run, None, stopped))
    except import_run.Stopped as stop:
        _keep(run, state=State.INTERRUPTED, error=str(stop))
        raise
    except Exception as error:
        if connection.is_usable() and not isinstance(error, import_run.Busy):
            _keep(run, state=State.FAILED, error=str(error))
        raise
    numbers = {name: count for name, count in vars(undone).items() if name != 'kept'}
    _keep(run, counts=run.counts | {'undone': numbers}, finished=timezone.now())
    rows = [(run.pk, article, '', LEFT, reason) for article, _, reason in undone.kept]
    copy_rows(ImportNote, ['run', 'article', 'source_key', 'code', 'detail'], rows)
    inbox.discard(run.files)


def _keep(run: ImportRun, **values) -> None:
    ImportRun.objects.filter(pk=run.pk).update(**values)


class _LookedAt(import_run.Progress):
    """Keeps what is noted while nothing is written, with the title of the record that it is about."""

    def __init__(self, run: ImportRun, report: Report, stopped: Callable[[], bool]) -> None:
        super().__init__(run, report, stopped)
        self.rows: list[tuple] = []

    def show(self, record: ArticleRecord) -> None:
        about = f'{record.title}: ' if record.title else ''
        self.rows += [(self.run.pk, record.source_key, n.code[:40], f'{about}{n.detail}') for n in record.notes]

    def tell(self) -> None:
        copy_rows(ImportNote, ['run', 'source_key', 'code', 'detail'], self.rows)
        self.rows = []
        super().tell()


_TASKS = {Task.LOOK: _look, Task.IMPORT: _import, Task.UNDO: _undo}
