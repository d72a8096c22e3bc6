"""The queue of imports that editors start in the admin and `manage.py run_imports` runs, outside of requests.

Each is done by a process of its own (`jobs.py`), which alone loads the readers, and whose memory ends with it.

Runs are done one at a time, in order, on the machine that has their files. Each function that changes the state of a
run does so in one UPDATE, and only from a suitable state: of two requests at the same moment, one returns False.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from articles.changes import worker
from articles.models import ImportRun

from . import inbox

logger = logging.getLogger('articles.imports')

PAUSE = 1.0  # seconds
HOUSEKEEPING = 3600.0  # seconds
LOOK = 0.2  # seconds between two looks whether a job has to stop
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


def start(run: ImportRun, by: AbstractBaseUser | None = None) -> bool:
    """Enqueues the import of a run that was previewed. The import replaces the notes of the preview.

    Of a run over articles here, the versions that it makes are those of `by`, who starts, resumes or undoes it.
    """
    return _change(run, [State.LOOKED], by, state=State.WAITING, task=Task.IMPORT, counts={}, done=0)


def resume(run: ImportRun, by: AbstractBaseUser | None = None) -> bool:
    """Enqueues an interrupted or failed run again, whatever its task."""
    can_resume = bool(run.files or run.act) or run.task == Task.UNDO
    return can_resume and _change(run, [State.INTERRUPTED, State.FAILED], by, state=State.WAITING, done=0)


def enqueue_undo(run: ImportRun, by: AbstractBaseUser | None = None) -> bool:
    """Enqueues the undoing of an import that has ended."""
    if run.task == Task.LOOK:
        return False
    return _change(run, ENDED, by, state=State.WAITING, task=Task.UNDO, node=inbox.node(), total=None, done=0)


def stop(run: ImportRun, by: AbstractBaseUser | None = None) -> bool:
    """Ends a pending run at once, and asks a running one to stop."""
    interrupted = {'state': State.INTERRUPTED, 'error': 'Stopped before it started.', 'finished': timezone.now()}
    return _change(run, [State.WAITING], **interrupted) or _change(run, [State.RUNNING, State.UNDOING], stop=True)


def discard(run: ImportRun, by: AbstractBaseUser | None = None) -> bool:
    """Deletes a run that has not written anything, with its uploaded files."""
    states = [State.LOOKED, State.INTERRUPTED, State.FAILED]
    deleted, _ = ImportRun.objects.filter(pk=run.pk, task=Task.LOOK, state__in=states).delete()
    if deleted:
        inbox.discard(run.files)
    return bool(deleted)


def _change(run: ImportRun, states, by: AbstractBaseUser | None = None, **values) -> bool:
    if by and run.act:
        values['by'] = by
    return bool(ImportRun.objects.filter(pk=run.pk, state__in=states).update(**values))


def work(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Has pending runs done until `stopped()`, and keeps trying while the database is not available."""
    tidied = None

    def step() -> bool:
        nonlocal tidied
        if tidied is None or time.monotonic() - tidied > HOUSEKEEPING:
            inbox.tidy()
            tidied = time.monotonic()
        run = next_run()
        return bool(run and _do_in_child(run, stopped))

    worker.repeat('run_imports', step, logger, pause=PAUSE, stopped=stopped, wait=wait)


def next_run() -> ImportRun | None:
    """The next pending run of this machine, unless another import is running."""
    # Without holding the lock: otherwise an import from the command line would be refused now and then.
    pending = ImportRun.objects.filter(state=State.WAITING, node=inbox.node()).order_by('pk')
    if not (pending | ImportRun.objects.filter(state__in=[State.RUNNING, State.UNDOING])).exists():
        return None
    from . import run as import_run  # With all that stores records, which is not needed until then.

    try:
        with import_run.alone():
            import_run.interrupt_dead_runs()
    except import_run.Busy:
        return None
    return pending.first()


def _do_in_child(run: ImportRun, stopped: Callable[[], bool]) -> bool:
    """Whether a child process did a run to its end. Its signs of life are the heartbeat of imports meanwhile."""
    command = [sys.executable, settings.BASE_DIR / 'manage.py', 'run_imports', f'--run={run.pk}']
    child = subprocess.Popen([*command, f'--with-parent={os.getpid()}'], start_new_session=True)  # noqa: S603
    while child.poll() is None:
        if stopped():
            child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(LOOK)
    return child.returncode == 0
