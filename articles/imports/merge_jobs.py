"""Runs that merge tags, authors or categories with many articles into one: with progress, report and undo.

The dry run is on the page that asks. Each term is one transaction; those that are left to do are those that still
exist. `Overwritten` has the key of each `TermMerge`, and that of its note.
"""

from collections.abc import Callable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from articles.editorial import terms
from articles.editorial.terms import Term
from articles.models import ImportNote, ImportRun, Overwritten, TermMerge

from . import inbox
from . import run as import_run
from .bulk import outcomes
from .bulk_jobs import IMPOSSIBLE, UNDONE, MayNot
from .undo import NOT_UNDONE

MERGED = 'merged'
ANY_TIME = '0'  # in a run nobody waits for a page
TABLE = 'termmerge'
State, Task = ImportRun.State, ImportRun.Task


def enqueue(chosen: Sequence[Term], into: Term, *, by: AbstractBaseUser) -> ImportRun:
    """Creates a run that merges the terms. What it would refuse is for the caller to find out, by `terms.plan`."""
    kind = into._meta.model_name
    act = {'merge': kind, 'terms': [term.pk for term in chosen], 'into': into.pk}
    names = ', '.join(f'“{term}”' for term in chosen)
    name = f'Merge {names} into “{into}”'
    return ImportRun.objects.create(
        state=State.WAITING, task=Task.IMPORT, source=name, act=act, node=inbox.node(), by=by
    )


def do(run: ImportRun, stopped: Callable[[], bool]) -> None:
    with import_run.recorded(run) as (_, report):
        _check_right(run)
        model = terms.KINDS[run.act['merge']]
        chosen = list(model._default_manager.filter(pk__in=run.act['terms']).order_by('pk'))
        sizes = {term.pk: terms.links(term).count() for term in chosen}
        run.total = sum(sizes.values())
        run.save(update_fields=['total'])
        progress = import_run.Progress(run, report, stopped)
        run.notes.filter(code=IMPOSSIBLE).delete()
        for term in chosen:
            _merge(run, term)
            progress(sizes[term.pk])
        report.outcomes = outcomes(run)


@transaction.atomic
def _merge(run: ImportRun, term: Term) -> None:
    into = type(term)._default_manager.filter(pk=run.act['into']).first()
    try:
        if not into:
            raise ValidationError('What it was to be merged into was deleted meanwhile.')
        with transaction.atomic():
            [merged] = terms.merge([term], into, by=run.by, longest=ANY_TIME)
    except ValidationError as error:
        ImportNote.objects.create(run=run, code=IMPOSSIBLE, detail=f'{term}: {" ".join(error.messages)}')
        return
    articles = len(merged.moved['articles']) + len(merged.dropped)
    note = ImportNote.objects.create(run=run, code=MERGED, detail=f'{merged}: {articles} articles')
    Overwritten.objects.create(run=run, table=TABLE, row=merged.pk, before={}, after={'note': note.pk})


def undo(run: ImportRun, stopped: Callable[[], bool]) -> None:
    """Restores the terms, the last one first, except for those of which that is not possible."""
    with import_run.recorded(run, State.UNDONE) as (_, report):
        _check_right(run)
        rows = list(Overwritten.objects.filter(run=run).order_by('-pk'))
        run.total = len(rows)
        run.save(update_fields=['total'])
        progress = import_run.Progress(run, report, stopped)
        for row in rows:
            _undo(row)
            progress(1)
        report.outcomes = outcomes(run)


@transaction.atomic
def _undo(row: Overwritten) -> None:
    note = ImportNote.objects.get(pk=row.after['note'])
    try:
        with transaction.atomic():
            terms.undo(TermMerge.objects.get(pk=row.row), longest=ANY_TIME)
        note.code = UNDONE
    except ValidationError as error:
        note.code, note.detail = NOT_UNDONE, f'{note.detail}: {" ".join(error.messages)}'
    note.save()
    row.delete()


def _check_right(run: ImportRun) -> None:
    if not (run.by and run.by.has_perm(f'articles.delete_{run.act["merge"]}')):
        raise MayNot(f'{run.by or "Who started it"} may not merge these any more: somebody else can resume it.')


TASKS = {Task.IMPORT: do, Task.UNDO: undo}
