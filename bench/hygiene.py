"""Times retagging every article and merging tags against the import of the same articles, and undoes both.

    python -m bench.hygiene --articles 10000

The export is that of `bench.imports`, and goes into a database of its own. Afterwards the tables have to be as they
were before, but for the journal, versions, runs with their notes, and merges; those that differ are printed.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from articles.editorial import terms
from articles.editorial.filing import Act
from articles.imports import bulk, jobs, queue
from articles.imports import run as import_run
from articles.models import Article, ArticleTag, Tag
from bench import exports
from bench.imports import own_database
from newsroom import embedded_postgres

LEFT_OUT = {'change', 'revision', 'publicchange', 'importrun', 'importnote', 'termmerge', 'lease'}
OF_VERSIONS = ['version', 'modified', 'edited_by_id']


def digests() -> dict[str, str]:
    """A digest of the rows of each table, in the order of their text."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith('articles_')]
        found = {}
        for table in sorted(set(tables) - {f'articles_{name}' for name in LEFT_OUT}):
            cursor.execute(
                f'SELECT md5(coalesce(string_agg(row, chr(10) ORDER BY row), chr(32))) '
                f'FROM (SELECT (to_jsonb(t) - %s::text[])::text AS row FROM {table} t) rows',
                [OF_VERSIONS],
            )
            found[table] = cursor.fetchone()[0]
        return found


def timed(name: str, articles: int, act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    rate = articles / (time.perf_counter() - start)
    print(f'{name}: {rate:,.0f} articles a second')
    return rate


def measure(articles: int, folder: Path) -> None:
    export = folder / 'export.xml'
    exports.write(export, exports.items(articles))
    zone = timezone.get_default_timezone()
    imported = timed('import', articles, lambda: import_run.run([('wxr', export)], zone=zone))
    editor = User.objects.create_superuser('editor')
    new = Tag.objects.create(name='New', slug='new')
    before = digests()
    run = bulk.enqueue(Article.objects.all(), Act(add={'tags': [new.pk]}), name='bench', by=editor)
    timed('dry run', articles, jobs.do_next)
    queue.start(run)
    rates = [timed('retagging', articles, jobs.do_next)]
    largest = sorted(Tag.objects.exclude(pk=new.pk), key=lambda tag: -tag.article_links.count())[:2]
    of_merged = ArticleTag.objects.filter(tag=largest[0]).count()
    merges = []
    rates.append(timed('merging', of_merged, lambda: merges.extend(terms.merge(largest[:1], largest[1], by=editor))))
    rates.append(timed('undoing the merge', of_merged, lambda: terms.undo(merges[0])))
    run.refresh_from_db()
    queue.enqueue_undo(run)
    rates.append(timed('undoing the tags', articles, jobs.do_next))
    run.refresh_from_db()
    print(f'{run.state}: {run.counts}; the slowest at {min(rates) / imported:.1f} times the rate of the import')
    after = digests()
    print('tables that differ:', ', '.join(name for name in before if before[name] != after[name]) or 'none')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--articles', type=int, default=10_000)
    articles = parser.parse_args().articles
    with embedded_postgres.use(settings.DATA_DIR, make=True), own_database(), tempfile.TemporaryDirectory() as folder:
        measure(articles, Path(folder))


if __name__ == '__main__':
    main()
