"""An import from end to end: which reader, into which run, with which report."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import tzinfo
from pathlib import Path

from django.db import connection
from django.utils import timezone

from articles.db.copy import copy_rows
from articles.imports.store.files import Uploads, keep_pictures_of_bodies
from articles.imports.store.report import OUTCOMES, Notebook, Report
from articles.imports.store.store import Store, join
from articles.models import ImportNote, ImportRun
from articles.readers import child_process
from articles.readers.detect import READERS
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord

LOCK = 0x4E575352  # of PostgreSQL's advisory locks: 'NWSR'
BETWEEN_NOTES = 1.0  # seconds
REFUSED = 'refused'  # code of the notes that say what was refused
Inputs = Iterable[tuple[str, Path]]


class Busy(Exception):
    """Another import is writing into this database."""


class Stopped(Exception):
    """A run was ended before its end, by whom the message says; what was committed stays."""


class Progress:
    """Keeps with a run, about once a second, how far it is; called with every item. `report`: what it reports so far.

    Raises Stopped where somebody asked for that, in the admin or by `stopped()`. It writes outside the transactions of
    the store, or nobody would see it.
    """

    def __init__(self, run: ImportRun, report: Report | None, stopped: Callable[[], bool] = lambda: False) -> None:
        self.run, self.report, self.stopped = run, report, stopped
        self.done, self.told, self.due = 0, 0, 0.0

    def __call__(self, items: int = 1) -> None:
        self.done += items
        if time.monotonic() >= self.due:
            self.tell()
            self.due = time.monotonic() + BETWEEN_NOTES
            if self.stopped():
                raise Stopped('The site was stopped while this ran.')
            if ImportRun.objects.filter(pk=self.run.pk, stop=True).exists():
                raise Stopped('Stopped by hand.')

    def tell(self) -> None:
        values = {'done': self.done}
        if self.report:
            refusals = self.report.refusals[self.told :]
            self.told += len(refusals)
            rows = [(self.run.pk, '', REFUSED, _refusal(refused)) for refused in refusals]
            copy_rows(ImportNote, ['run', 'source_key', 'code', 'detail'], rows)
            values['counts'] = _counts(self.report)
        ImportRun.objects.filter(pk=self.run.pk).update(**values)


def look(
    inputs: Inputs,
    *,
    zone: tzinfo,
    on_record: Callable[[], object],
    show: Callable[[ArticleRecord], None] | None = None,
    report: Report | None = None,
) -> Report:
    """Reads everything, writes nothing and needs no database; `show` is given every article record.

    Returns the report, which is the one it was given, if it was.
    """
    report = report or Report()
    for kind, path in inputs:
        for record in READERS[kind].read(path, zone=zone):
            if isinstance(record, RefusedRecord):
                report.refuse(record)
            elif isinstance(record, ArticleRecord):
                report.outcomes['read only'] += 1
                report.kinds[record.kind] += 1
                report.find(record)
                if show:
                    show(record)
            if not isinstance(record, RefusedRecord):
                for note in record.notes:
                    report.note(note, record if isinstance(record, ArticleRecord) else None)
            if not isinstance(record, SourceRecord):
                on_record()
    return report


def run(
    inputs: Inputs,
    *,
    zone: tzinfo,
    uploads: Uploads | None = None,
    total: int | None = None,
    on_record: Callable[[], object] = lambda: None,
    by=None,
) -> Report:
    """Imports everything and returns the report, which the run keeps as well. Raises Busy, Stopped, or what the
    database raises. `total`: how many items there are, where that is known.

    One import at a time: a lock of the database says so, and is gone with the process that held it.
    """
    inputs = list(inputs)
    made = ImportRun(source=', '.join(str(path) for _, path in inputs), by=by, total=total)
    with recorded(made) as (this_run, report):
        write(inputs, this_run, report, zone=zone, uploads=uploads or Uploads(), on_record=on_record)
    return report


def write(
    inputs: Inputs,
    this_run: ImportRun,
    report: Report,
    *,
    zone: tzinfo,
    uploads: Uploads,
    on_record: Callable[[], object] = lambda: None,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Imports everything as part of a run that is `recorded`."""
    progress = Progress(this_run, report, stopped)
    # Five hundred files take a while, in which somebody may want it to stop.
    uploads.on_fetch.append(lambda url: progress(0))
    for kind, path in inputs:
        reader = READERS[kind]
        store = Store(this_run, report, uploads, kind=kind, version=reader.IMPORTER_VERSION)
        # Closed at once, whatever happens, so that no process goes on reading for nobody.
        with child_process.rare_garbage_collection(), closing(child_process.read(reader, path, zone=zone)) as records:
            store.write(_counted(records, on_record, progress))
    keep_pictures_of_bodies(uploads, Notebook(this_run, report))
    report.fetched = uploads.fetched
    progress.tell()
    join()


@contextmanager
def alone() -> Iterator[None]:
    """Held by whoever writes an import, redoes one or takes one back. Raises Busy where another does."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = '60s'; SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy('Another import is running. Wait until it has finished, then run this one again.')
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute('SELECT pg_advisory_unlock(%s)', [LOCK])


@contextmanager
def recorded(run: ImportRun, end: str = ImportRun.State.FINISHED) -> Iterator[tuple[ImportRun, Report]]:
    """The run, begun, and its report, for whoever writes one, alone; the run keeps what became of it, whatever it was.

    `end` is its state where nothing goes wrong. Raises Busy, and what is raised within.
    """
    with alone():
        interrupt_remains()
        report = Report()
        run.state, run.started, run.finished, run.error = ImportRun.State.RUNNING, timezone.now(), None, ''
        run.stop, run.done = False, 0
        run.save()
        run.notes.filter(code=REFUSED).delete()
        try:
            yield run, report
            run.state = end
        except (Stopped, KeyboardInterrupt) as stop:
            run.state, run.error = ImportRun.State.INTERRUPTED, str(stop) or 'Stopped by hand.'
            raise
        except Exception as error:
            run.state, run.error = ImportRun.State.FAILED, str(error)
            raise
        finally:
            run.finished = timezone.now()
            if connection.is_usable():
                run.counts = _counts(report)
                run.save(update_fields=['state', 'error', 'finished', 'counts'])


def interrupt_remains() -> None:
    """For who is alone: what still seems to run ended without a word, killed or cut off from the database."""
    remains = ImportRun.objects.filter(state__in=[ImportRun.State.RUNNING, ImportRun.State.UNDOING])
    remains.update(state=ImportRun.State.INTERRUPTED, error='It ended without a word: killed, or by a power cut.')


def _counted(records: Iterator, *told: Callable[[], object]) -> Iterator:
    for record in records:
        yield record
        if not isinstance(record, SourceRecord):
            for tell in told:
                tell()


def _counts(report: Report) -> dict:
    return dict(report.outcomes) | {'kinds': dict(report.kinds)}


def _refusal(refused: RefusedRecord) -> str:
    return f'{refused.source}{f":{refused.where}" if refused.where else ""}: {refused.reason}'


def _fields(report: Report) -> list[str]:
    """Where the values of pages were found, a line a field, with how sure that is on average."""
    lines = []
    for name, origins in report.fields.items():
        found = sum(origins.values())
        places = ', '.join(f'{origin} {count}' for origin, count in origins.most_common())
        lines.append(f'    {name}: {found} (sure to {report.sure[name] / found:.0%}): {places}')
    return ['Found, and where:', *lines] if lines else []


def as_text(report: Report) -> str:
    """The report as people read it. Its first line adds up."""
    outcomes = report.outcomes
    if 'read only' in outcomes:
        lines = [f'Read {report.read}: {outcomes["read only"]} would be imported, {outcomes["refused"]} refused.']
    else:
        lines = [f'Read {report.read}: ' + ', '.join(f'{outcomes[name]} {name}' for name in OUTCOMES) + '.']
    if report.kinds:
        lines.append('Of these: ' + ', '.join(f'{count} {kind}' for kind, count in report.kinds.most_common()) + '.')
    if report.fetched:
        lines.append(f'Fetched {report.fetched} files.')
    lines += _fields(report)
    for code, count in report.notes.most_common():
        lines.append(f'Noted {count} × {code}:')
        lines += [f'    {example}' for example in report.examples[code]]
    for refused in report.refusals[:20]:
        lines.append(f'Refused: {_refusal(refused)}')
    if len(report.refusals) > 20:
        lines.append(f'… and {len(report.refusals) - 20} more refused.')
    return '\n'.join(lines)
