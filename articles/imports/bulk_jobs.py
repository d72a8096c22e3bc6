"""Does the runs over articles of this site, which `bulk.py` enqueues.

Every step knows by the codes of the notes what is left to do. Each batch is one transaction. What articles had before
is in `Overwritten`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from articles.editorial import filing
from articles.editorial.filing import Act, Difference, Outcome
from articles.imports.store.report import Report
from articles.models import Article, ImportNote, ImportRun, Overwritten

from . import run as import_run
from .bulk import CHOSEN, outcomes
from .undo import NOT_UNDONE

BATCH = 500
WOULD_CHANGE, CHANGED, UNDONE = 'would change', 'changed', 'undone'
UNCHANGED, IMPOSSIBLE = 'unchanged', 'not possible'
State, Task = ImportRun.State, ImportRun.Task


def look(run: ImportRun, stopped: Callable[[], bool]) -> None:
    """Finds out what the act would do with each article."""

    def batch(articles: list[int], act: Act) -> dict[int, Outcome]:
        return filing.preview(articles, act)

    _work(run, State.LOOKED, CHOSEN, WOULD_CHANGE, batch, stopped)


def do(run: ImportRun, stopped: Callable[[], bool]) -> None:
    """Does it with the articles of which the dry run said that they would change."""

    def batch(articles: list[int], act: Act) -> dict[int, Outcome]:
        outcomes = filing.apply(articles, act, by=run.by)
        changed = [(pk, outcome) for pk, outcome in outcomes.items() if outcome.before]
        Overwritten.objects.bulk_create(
            Overwritten(run=run, table='article', row=pk, before=one.before._asdict(), after={'version': one.version})
            for pk, one in changed
        )
        return outcomes

    _work(run, State.FINISHED, WOULD_CHANGE, CHANGED, batch, stopped, check=_check_right)


def undo(run: ImportRun, stopped: Callable[[], bool]) -> None:
    """Gives the articles back what they had, except for those that have changed since."""
    with import_run.recorded(run, State.UNDONE) as (_, report):
        _check_right(run)
        overwritten = Overwritten.objects.filter(run=run)
        progress = _progress(run, report, overwritten.count(), stopped)
        while batch := list(overwritten.order_by('row')[:BATCH]):
            with transaction.atomic():
                done = {one.row: Outcome(before=_stored(one.before), version=one.after['version']) for one in batch}
                remarks = filing.revert(done, by=run.by)
                notes = run.notes.filter(article__in=done)
                notes.update(code=UNDONE)
                for reason in set(remarks.values()):
                    code = UNDONE if reason == filing.INCOMPLETE else NOT_UNDONE
                    of_reason = [pk for pk, remark in remarks.items() if remark == reason]
                    notes.filter(article__in=of_reason).update(code=code, detail=reason)
                overwritten.filter(pk__in=[one.pk for one in batch]).delete()
            progress(len(batch))
        report.outcomes = outcomes(run)


class MayNot(Exception):
    """Who started a run has no right to do it."""


TASKS = {Task.LOOK: look, Task.IMPORT: do, Task.UNDO: undo}


def _work(
    run: ImportRun,
    end: State,
    todo: str,
    code: str,
    batch: Callable[[list[int], Act], dict[int, Outcome]],
    stopped: Callable[[], bool],
    check: Callable[[ImportRun], None] = lambda run: None,
) -> None:
    """Takes the notes with the code `todo` batch by batch, and gives those that (would) change the other code."""
    with import_run.recorded(run, end) as (_, report):
        check(run)
        progress = _progress(run, report, run.notes.filter(code=todo).count(), stopped)
        for notes in _batches(run, todo):
            with transaction.atomic():
                _tell(notes, batch(list(notes.values()), Act(**run.act)), code)
            progress(len(notes))
        report.outcomes = outcomes(run)


def _check_right(run: ImportRun) -> None:
    """Raises MayNot: a run may wait for hours, in which its starter may have lost the right."""
    if not (run.by and run.by.has_perm('articles.change_article')):
        raise MayNot(f'{run.by or "Who started it"} may not change articles any more: somebody else can resume it.')


def _progress(run: ImportRun, report: Report, total: int, stopped: Callable[[], bool]) -> import_run.Progress:
    run.total = total
    run.save(update_fields=['total'])
    return import_run.Progress(run, report, stopped)


def _batches(run: ImportRun, code: str) -> Iterator[dict[int, int]]:
    """{note: article}, both as primary keys, of the notes with that code."""
    last = 0
    while notes := dict(run.notes.filter(code=code, pk__gt=last).order_by('pk').values_list('pk', 'article')[:BATCH]):
        yield notes
        last = max(notes)


def _tell(notes: dict[int, int], outcomes: dict[int, Outcome], code: str) -> None:
    """Writes the outcomes into the notes."""
    alike = defaultdict(list)
    for note, article in notes.items():
        outcome = outcomes.get(article, Outcome('deleted meanwhile'))
        kind = code if outcome.before else IMPOSSIBLE if outcome.reason else UNCHANGED
        alike[kind, outcome.reason].append(note)
    for (kind, reason), pks in alike.items():
        ImportNote.objects.filter(pk__in=pks).update(code=kind, detail=reason)


def _stored(before: dict[str, Any]) -> Difference:
    """What an article had, with values as Python has them rather than JSON."""
    columns = {name: Article._meta.get_field(name).to_python(value) for name, value in before['columns'].items()}
    return Difference(columns, before['links'], before.get('redirects', ()))
