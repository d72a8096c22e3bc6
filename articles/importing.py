"""An import from end to end: which reader, into which run, with which report."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import tzinfo
from pathlib import Path

from django.db import connection
from django.utils import timezone

from articles.importers import read_ahead
from articles.importers.reading import READERS
from articles.importers.record import ArticleRecord, RefusedRecord, SourceRecord
from articles.importers.store import Store, join
from articles.importers.store_items import Uploads
from articles.importers.store_report import OUTCOMES, Report
from articles.models import ImportRun

LOCK = 0x4E575352  # of PostgreSQL's advisory locks: 'NWSR'
Inputs = Iterable[tuple[str, Path]]


class Busy(Exception):
    """Another import is writing into this database."""


def look(
    inputs: Inputs,
    *,
    zone: tzinfo,
    on_record: Callable[[], object],
    show: Callable[[ArticleRecord], None] | None = None,
) -> Report:
    """Reads everything, writes nothing and needs no database; `show` is given every article record."""
    report = Report()
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
    inputs: Inputs, *, zone: tzinfo, uploads: Path | None = None, on_record: Callable[[], object], by=None
) -> Report:
    """Imports everything and returns the report, which the run keeps as well. Raises Busy, or what the database raises.

    One import at a time: a lock of the database says so, and is gone with the process that held it.
    """
    inputs = list(inputs)
    with recorded(', '.join(str(path) for _, path in inputs), by=by) as (this_run, report):
        for kind, path in inputs:
            store = Store(this_run, report, Uploads(uploads), kind=kind, version=READERS[kind].IMPORTER_VERSION)
            # Closed at once, whatever happens, so that no process goes on reading for nobody.
            with closing(read_ahead.read(kind, path, zone=zone)) as records:
                store.write(_counted(records, on_record))
    return report


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
def recorded(source: str, *, by=None) -> Iterator[tuple[ImportRun, Report]]:
    """A run and its report, for whoever writes one, alone; the run keeps what became of it, whatever that was."""
    with alone():
        ImportRun.objects.filter(state=ImportRun.State.RUNNING).update(state=ImportRun.State.INTERRUPTED)
        this_run, report = ImportRun.objects.create(source=source, by=by), Report()
        try:
            yield this_run, report
            join()
            this_run.state = ImportRun.State.FINISHED
        except Exception as error:
            this_run.state, this_run.error = ImportRun.State.FAILED, str(error)
            raise
        finally:
            this_run.counts = dict(report.outcomes)
            this_run.finished = timezone.now()
            if connection.is_usable():
                this_run.save()


def _counted(records: Iterator, on_record: Callable[[], object]) -> Iterator:
    for record in records:
        yield record
        if not isinstance(record, SourceRecord):
            on_record()


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
    lines += _fields(report)
    for code, count in report.notes.most_common():
        lines.append(f'Noted {count} × {code}:')
        lines += [f'    {example}' for example in report.examples[code]]
    for refused in report.refusals[:20]:
        lines.append(f'Refused: {refused.source}{f":{refused.where}" if refused.where else ""}: {refused.reason}')
    if len(report.refusals) > 20:
        lines.append(f'… and {len(report.refusals) - 20} more refused.')
    return '\n'.join(lines)
