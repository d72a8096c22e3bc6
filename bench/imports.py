"""Times an import of a WordPress export, reading alone, and a bare COPY of the same rows.

    python -m bench.imports --articles 20000
    python -m bench.imports --articles 0 --html pages/
    python -m bench.imports --articles 0 --memory 7

The export is synthetic: articles of about 330 words with three comments, three tags, a category and an author. It goes
into a database of its own, made anew on every run. For the bare COPY the tables are emptied and filled with the same
rows, one statement for each table: first with indexes, constraints and triggers, then without triggers and foreign
keys. CPU time of PostgreSQL is measured for the embedded server only.
"""

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from articles.imports import run as import_run
from articles.models import Article, CategoryListing, CommentCount, CommentPlace, DayCount
from articles.readers.detect import READERS
from bench import database, exports
from newsroom import embedded_postgres

DATABASE = 'newsroom_bench_import'
SAMPLING_INTERVAL = 0.25  # seconds between two samples of memory use, which take 1.5 ms each
FILLED_BY_TRIGGERS = (CategoryListing, CommentCount, CommentPlace, DayCount)


class Measured:
    """Measures its body: `clock` in seconds, CPU seconds (`own`, `postgres`), `peak` memory in MB."""

    def __init__(self, server: psutil.Process | None) -> None:
        self.server, self.peak, self._done = server, 0.0, threading.Event()
        self._watching = 0.0  # CPU seconds spent on sampling, to be subtracted

    def __enter__(self) -> 'Measured':
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        self._before = self._now()
        return self

    def __exit__(self, *exception: object) -> None:
        self._done.set()
        self._watcher.join()
        self.clock, self.own, self.postgres = (now - then for now, then in zip(self._now(), self._before, strict=True))
        self.own -= self._watching

    @property
    def cpu(self) -> float:
        """CPU seconds of all processes, which depend less on other work on the machine than the clock does."""
        return self.own + self.postgres

    def _now(self) -> tuple[float, float, float]:
        return time.perf_counter(), sum(os.times()[:4]), _cpu(self.server) if self.server else 0.0

    def _watch(self) -> None:
        """Samples the memory of this process and its children. Shared pages count for each process."""
        me = psutil.Process()
        while not self._done.wait(SAMPLING_INTERVAL):
            total = 0
            for process in (me, *me.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, total / 2**20)
        self._watching = time.thread_time()


def _cpu(server: psutil.Process) -> float:
    """CPU seconds of the server's processes, including those that have ended."""
    times = [server.cpu_times(), *(child.cpu_times() for child in server.children())]
    return sum(t.user + t.system for t in times) + times[0].children_user + times[0].children_system


@contextmanager
def own_database():
    database.use_new(DATABASE)
    try:
        yield
    finally:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE {DATABASE}')


def postmaster() -> psutil.Process | None:
    if os.environ.get('DATABASE_URL'):
        return None
    pid = (embedded_postgres.Server(settings.DATA_DIR).cluster / 'postmaster.pid').read_text().split()[0]
    return psutil.Process(int(pid))


def measure(articles: int, folder: Path) -> None:
    export = folder / 'export.xml'
    size = exports.write(export, exports.items(articles))
    print(f'{articles} articles, {size / 2**20:.0f} MB of XML')
    server = postmaster()
    reading = cpu(lambda: read_all('wxr', export))
    with Measured(server) as first:
        report = run(export)
    assert report.outcomes['created'] == articles, report.outcomes
    with Measured(server) as second:
        report = run(export)
    assert report.outcomes['unchanged'] == articles, report.outcomes
    print(f'import:             {articles / first.clock:7.0f} articles a second, peak memory {first.peak:.0f} MB')
    parts = {'reading': reading, 'store': first.own - reading, 'PostgreSQL': first.postgres}
    print('  CPU ms an article: ' + ', '.join(f'{name} {1000 * s / articles:.2f}' for name, s in parts.items()))
    print(f'unchanged:          {articles / second.clock:7.0f} articles a second, peak memory {second.peak:.0f} MB')
    for name, role in (('bare COPY', 'origin'), ('  without triggers', 'replica')):
        with Measured(server) as bare:
            rows = copy_again(folder, role)
        print(f'{name:19} {articles / bare.clock:7.0f} articles a second, {rows} rows; '
              f'the import reaches {bare.clock / first.clock:.2f} of it')  # fmt: skip
        if server:
            print(f'  CPU ms an article: {1000 * bare.cpu / articles:.2f}; '
                  f'by that the import reaches {bare.cpu / first.cpu:.2f} of it')  # fmt: skip


def run(export: Path) -> import_run.Report:
    return import_run.run([('wxr', export)], zone=timezone.get_default_timezone(), on_record=lambda: None)


def copy_again(folder: Path, role: str) -> int:
    """Empties every table of the archive and fills it with the same rows by COPY; returns the number of rows."""
    tables = [model for model in apps.get_app_config('articles').get_models() if model._meta.managed]
    tables = sorted((model for model in tables if model not in FILLED_BY_TRIGGERS), key=_rank)
    with connection.cursor() as cursor:
        cursor.execute('SET statement_timeout = 0')
        for model in tables:
            if not (folder / model._meta.db_table).exists():
                with (folder / model._meta.db_table).open('w') as file:
                    cursor.copy_expert(f'COPY {_columns(model)} TO STDOUT', file)
        names = ', '.join(model._meta.db_table for model in (*tables, *FILLED_BY_TRIGGERS))
        cursor.execute(f'TRUNCATE {names}, articles_change')
        total = 0
        with transaction.atomic():
            cursor.execute(f'SET LOCAL session_replication_role = {role}')
            for model in tables:
                with (folder / model._meta.db_table).open() as file:
                    cursor.copy_expert(f'COPY {_columns(model)} FROM STDIN', file)
                total += cursor.rowcount
    return total


def _rank(model: type[models.Model]) -> int:
    """The order in which tables are filled: triggers on rows of an article read the article, and its category."""
    belongs = any(field.related_model is Article for field in model._meta.concrete_fields)
    return 1 if model is Article else 2 if belongs else 0


def _columns(model: type[models.Model]) -> str:
    names = ', '.join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated)
    return f'{model._meta.db_table} ({names})'


def read_all(kind: str, path: Path) -> int:
    return sum(1 for _ in READERS[kind].read(path, zone=timezone.get_default_timezone()))


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure_html(folder: Path) -> None:
    start = time.process_time()
    pages = read_all('html', folder)
    print(f'HTML: {pages} pages, {1000 * (time.process_time() - start) / pages:.1f} CPU ms a page')


def measure_memory(gigabytes: float, folder: Path) -> None:
    export = folder / 'export.xml.gz'
    size = exports.write(export, exports.alike(int(gigabytes * 2**30)))
    samples: list[tuple[int, float]] = []
    me = psutil.Process()

    def look() -> None:
        look.count += 1
        if look.count % 1000 == 0:
            samples.append((look.count, me.memory_info().rss / 2**20))

    look.count = 0
    with Measured(None) as took:
        import_run.preview([('wxr', export)], zone=timezone.get_default_timezone(), on_record=look)
    early = samples[len(samples) // 10][1]
    growth = (samples[-1][1] - early) / (size / 2**30 * 0.9)
    print(f'read only: {size / 2**30:.1f} GB, {look.count} articles, {look.count / took.own:.0f} a CPU second, '
          f'peak memory {took.peak:.0f} MB, growth {growth:.1f} MB a GB')  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--articles', type=int, default=20_000, help='how many to import; 0 for none')
    parser.add_argument('--html', type=Path, metavar='DIR', help='read the saved pages in a folder')
    parser.add_argument('--memory', type=float, metavar='GB', help='read an export of this size, and print peak memory')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.articles:
            with embedded_postgres.use(settings.DATA_DIR, make=True), own_database():
                measure(options.articles, Path(folder))
        if options.html:
            measure_html(options.html)
        if options.memory:
            measure_memory(options.memory, Path(folder))


if __name__ == '__main__':
    main()
