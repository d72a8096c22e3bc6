"""Runs over articles of this site: an act on any number of them, with dry run, progress, report and undo.

The articles of a run are its notes, whose code says what became of each. `bulk_jobs.py` does them.
"""

from collections import Counter

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from articles.editorial.filing import Act
from articles.models import Article, ImportRun, Overwritten

from . import inbox

LONGEST = '60s'  # of choosing the articles, which may be all there are
CHOSEN = 'chosen'
State, Task = ImportRun.State, ImportRun.Task

_CHOOSE = """
INSERT INTO articles_importnote (run_id, article_id, source_key, code, detail)
SELECT %s, chosen.id, '', %s, '' FROM ({}) chosen (id) ORDER BY chosen.id DESC
"""


@transaction.atomic
def enqueue(articles: QuerySet[Article], act: Act, *, name: str, by: AbstractBaseUser) -> ImportRun:
    """Creates a run of an act over these articles, whose name is shown. It begins with a dry run."""
    run = ImportRun.objects.create(
        state=State.WAITING, task=Task.LOOK, source=name, act=act.as_json(), node=inbox.node(), by=by
    )
    try:
        query, params = articles.order_by().values('pk').query.sql_with_params()
    except EmptyResultSet:
        return run
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST}'")
        cursor.execute(_CHOOSE.format(query), [run.pk, CHOSEN, *params])
    return run


def outcomes(run: ImportRun) -> Counter:
    """How many articles of a run there are of each outcome."""
    return Counter(dict(run.notes.order_by().values_list('code').annotate(Count('pk'))))


def changed_since(run: ImportRun) -> QuerySet[Article]:
    """The articles that an undo would leave as they are."""
    version = Cast(KT('after__version'), IntegerField())
    of_run = Overwritten.objects.filter(run=run, row=OuterRef('pk')).annotate(version=version)
    changed = Overwritten.objects.filter(run=run).values('row')
    return Article.objects.filter(pk__in=changed).exclude(version=Subquery(of_run.values('version')))
