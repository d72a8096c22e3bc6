"""Runs an import: reads its input, writes it as part of a run, and reports the outcome."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import tzinfo
from pathlib import Path

from django.db import connection
from django.utils import timezone

from articles.db import limits
from articles.db.copy import copy_rows
from articles.imports.store.checks import reason_to_refuse
from articles.imports.store.discussions import join_discussions
from articles.imports.store.files import Uploads, store_pictures_of_bodies
from articles.imports.store.report import OUTCOMES, Notebook, Report
from articles.imports.store.store import Store, join
from articles.imports.types import as_articles, left_out
from articles.models import ImportNote, ImportRun
from articles.readers import child_process
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord

from . import lease

BETWEEN_UPDATES = 1.0  # seconds
MOST_ALIKE = 5  # refusals for one reason that a report lists one by one
REFUSED = 'refused'  # code of the notes on refused records
Inputs = Iterable[tuple[str, Path]]


class Busy(Exception):
    """Another import is writing into this database."""


class Stopped(Exception):
    """A run was stopped early; the message says by whom. What was committed stays."""


class Progress:
    """Saves the progress of a run about once a second; called for every item.

    Raises Stopped after a request to stop, in the admin or by `stopped()`. Saves outside the transactions of the store,
    where other connections would not see it.
    """

    def __init__(self, run: ImportRun, report: Report | None, stopped: Callable[[], bool] = lambda: False) -> None:
        self.run, self.report, self.stopped = run, report, stopped
        self.done, self.saved_refusals, self.due = 0, 0, 0.0

    def __call__(self, items: int = 1) -> None:
        self.done += items
        if time.monotonic() >= self.due:
            self.save()
            self.due = time.monotonic() + BETWEEN_UPDATES
            if self.stopped():
                raise Stopped('The site was stopped while the import was running.')
            if ImportRun.objects.filter(pk=self.run.pk, stop=True).exists():
                raise Stopped('Stopped by an editor.')
            if not lease.is_held():
                raise Stopped('It gave no sign of life for so long that another import may have begun.')

    def save(self) -> None:
        values = {'done': self.done}
        if self.report:
            refusals = self.report.refusals[self.saved_refusals :]
            self.saved_refusals += len(refusals)
            rows = [(self.run.pk, '', REFUSED, _refusal(refused)) for refused in refusals]
            copy_rows(ImportNote, ['run', 'source_key', 'code', 'detail'], rows)
            values['counts'] = _counts(self.report)
        ImportRun.objects.filter(pk=self.run.pk).update(**values)


def preview(
    inputs: Inputs,
    *,
    zone: tzinfo,
    on_record: Callable[[], object],
    show: Callable[[ArticleRecord], None] | None = None,
    report: Report | None = None,
    types: Collection[str] = (),
) -> Report:
    """Reads everything without writing, and needs no database. Returns `report`, or a new one.

    `on_record` is called for every record, `show` with every article record. `types`: see `types.as_articles`.
    """
    from articles.readers.detect import READERS

    report = report or Report()
    for kind, path in inputs:
        for record in as_articles(READERS[kind].read(path, zone=zone), types):
            if isinstance(record, ArticleRecord) and (reason := reason_to_refuse(record)):
                record = RefusedRecord(record.source, record.source_key, reason)
            if isinstance(record, RefusedRecord):
                report.refuse(record)
            elif isinstance(record, ArticleRecord):
                report.outcomes['read only'] += 1
                report.kinds[record.kind] += 1
                report.count_origins(record)
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
    types: Collection[str] = (),
    site: str = '',
) -> Report:
    """Imports everything as a new run, and returns the report, which is stored with the run as well.

    `total` is the number of items, where that is known. Only one import runs at a time. Raises Busy, Stopped, or errors
    of the database.
    """
    inputs = list(inputs)
    new_run = ImportRun(source=', '.join(str(path) for _, path in inputs), by=by, total=total)
    with recorded(new_run) as (this_run, report):
        options = {'on_record': on_record, 'types': types, 'site': site}
        write(inputs, this_run, report, zone=zone, uploads=uploads or Uploads(), **options)
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
    types: Collection[str] = (),
    site: str = '',
) -> None:
    """Imports everything as part of a run that is being `recorded`.

    `types`: see `types.as_articles`; `site`: see `sites.Sites`.
    """
    from articles.readers.detect import READERS  # Web workers load this module too, and have no use for readers.

    progress = Progress(this_run, report, stopped)
    # A batch may download 500 files: an editor must be able to stop the run in between.
    uploads.on_fetch.append(lambda url: progress(0))
    for kind, path in inputs:
        reader = READERS[kind]
        store = Store(this_run, report, uploads, kind=kind, version=reader.IMPORTER_VERSION, site=site)
        # Closed at once, whatever happens, so that the child process does not go on reading.
        with child_process.rare_garbage_collection(), closing(child_process.read(reader, path, zone=zone)) as records:
            store.write(_counted(as_articles(records, types), on_record, progress))
    store_pictures_of_bodies(uploads, Notebook(this_run, report))
    report.fetched = uploads.fetched
    progress.save()
    join()
    join_discussions(Notebook(this_run, report))


@contextmanager
def alone() -> Iterator[None]:
    """Holds the lock for importing, reimporting or undoing. Raises Busy where another process holds it."""
    limits.lift()
    with lease.hold() as is_ours:
        if not is_ours:
            raise Busy('Another import is running. Wait until it has finished, then try again.')
        yield


@contextmanager
def recorded(run: ImportRun, end: str = ImportRun.State.FINISHED) -> Iterator[tuple[ImportRun, Report]]:
    """Starts a run and yields it with its report; saves state, error and counts at the end, also after an exception.

    `end` is the state after success. Raises Busy, and what the body raises.
    """
    with alone():
        interrupt_dead_runs()
        report = Report()
        run.state, run.started, run.finished, run.error = ImportRun.State.RUNNING, timezone.now(), None, ''
        run.stop, run.done = False, 0
        run.save()
        run.notes.filter(code=REFUSED).delete()
        try:
            yield run, report
            run.state = end
        except (Stopped, KeyboardInterrupt) as stop:
            run.state, run.error = ImportRun.State.INTERRUPTED, str(stop) or 'Stopped from the command line.'
            raise
        except Exception as error:
            run.state, run.error = ImportRun.State.FAILED, str(error)
            raise
        finally:
            run.finished = timezone.now()
            if connection.is_usable():
                run.counts = _counts(report)
                run.save(update_fields=['state', 'error', 'finished', 'counts'])


def interrupt_dead_runs() -> None:
    """Marks runs as interrupted whose process was killed or lost its connection. Call it while holding the lock."""
    dead = ImportRun.objects.filter(state__in=[ImportRun.State.RUNNING, ImportRun.State.UNDOING])
    dead.update(state=ImportRun.State.INTERRUPTED, error='The process was killed, or the power failed.')


def _counted(records: Iterator, *callbacks: Callable[[], object]) -> Iterator:
    for record in records:
        yield record
        if not isinstance(record, SourceRecord):
            for callback in callbacks:
                callback()


def _counts(report: Report) -> dict:
    return dict(report.outcomes) | {'kinds': dict(report.kinds)}


def _refusal(refused: RefusedRecord) -> str:
    return f'{refused.source}{f":{refused.where}" if refused.where else ""}: {refused.reason}'


def _fields(report: Report) -> list[str]:
    """Where the values of saved pages were found, a line a field, with the average confidence."""
    lines = []
    for name, origins in report.fields.items():
        total = sum(origins.values())
        by_origin = ', '.join(f'{origin} {count}' for origin, count in origins.most_common())
        lines.append(f'    {name}: {total} (confidence {report.confidence[name] / total:.0%}): {by_origin}')
    return ['Fields, and where they were found:', *lines] if lines else []


def _refusals(report: Report) -> list[str]:
    """What was refused, with what was refused often for one reason on one line."""
    reasons = Counter(refused.reason for refused in report.refusals)
    often = {reason: count for reason, count in reasons.items() if count > MOST_ALIKE}
    lines = [f'Refused {count} × {reason}' for reason, count in often.items()]
    single = [refused for refused in report.refusals if refused.reason not in often]
    lines += [f'Refused: {_refusal(refused)}' for refused in single[:20]]
    return [*lines, f'… and {len(single) - 20} more refused.'] if len(single) > 20 else lines


def as_text(report: Report) -> str:
    """The report as plain text. The numbers in its first line add up."""
    outcomes = report.outcomes
    if 'read only' in outcomes:
        lines = [f'Read {report.read}: {outcomes["read only"]} would be imported, {outcomes["refused"]} refused.']
    else:
        lines = [f'Read {report.read}: ' + ', '.join(f'{outcomes[name]} {name}' for name in OUTCOMES) + '.']
    if report.kinds:
        lines.append('Of these: ' + ', '.join(f'{count} {kind}' for kind, count in report.kinds.most_common()) + '.')
    if others := left_out(report.kinds):
        lines.append(others)
    if report.fetched:
        lines.append(f'Fetched {report.fetched} files.')
    lines += _fields(report)
    for code, count in report.notes.most_common():
        lines.append(f'Noted {count} × {code}:')
        lines += [f'    {example}' for example in report.examples[code]]
    lines += _refusals(report)
    return '\n'.join(lines)
