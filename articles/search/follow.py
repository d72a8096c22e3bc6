"""Keeping the index: building it, following the journal into it, and comparing it with the database.

What was written and how far the journal was followed are one commit, so that a kill at any moment repeats at most what
has the same effect twice.
"""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from tantivy import Index, IndexWriter, Query

from articles.changes import journal, worker
from articles.models import Article

from . import index, schema

logger = logging.getLogger('articles.index')

PAUSE = 0.2  # seconds
BATCH = 1000  # articles
FOLLOWING_MEMORY, BUILDING_MEMORY = 50_000_000, 300_000_000  # bytes
HELD = 20_000  # articles that a build has memory for before they become a segment of the index
MERGED = 8  # segments of about one size, which tantivy makes one of


class Busy(Exception):
    """Another process writes this index, or is awaited in vain."""


def follow(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Follows until `stopped()`; a database that is away is waited for. Raises Busy."""
    follower = None

    def step() -> None:
        nonlocal follower
        try:
            if not follower or follower.is_left_behind():
                follower = None  # It lets go of its folder first.
                follower = Follower(stopped)
            follower.catch_up()
        except ValueError:  # The folder is gone: another one was made live.
            if not follower or not follower.is_left_behind():
                raise

    worker.keep_on(step, logger, pause=PAUSE, stopped=stopped, wait=wait)


class Follower:
    """The one writer of the live index, which is built first where it is missing or lost its place."""

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        try:
            self._open(index.live())
        except (index.Missing, ValueError) as error:
            logger.warning('the search index has to be built: %s', error)
            self._open(rebuild(stopped))

    def _open(self, folder: Path) -> None:
        """Raises Busy, index.Missing where it is of another past than the database, ValueError where it is damaged."""
        self.folder = folder
        self.index = index.open_index(folder)
        position = index.position(self.index)
        if position is None or journal.is_lost(position):
            raise index.Missing('it is of another past than the database')
        self.position = position
        self.writer = write(self.index, FOLLOWING_MEMORY, 1)

    def is_left_behind(self) -> bool:
        """Whether another folder has become the live one."""
        try:
            return index.live() != self.folder
        except index.Missing:
            return True

    def catch_up(self) -> None:
        """Takes every change there is."""
        while True:
            changed, reached = journal.changes(self.position, BATCH)
            if not changed:
                self.position = reached
                return
            put(self.writer, self.index, changed, reached)
            commit(self.writer, self.index, reached)
            self.position = reached


def rebuild(stopped: Callable[[], bool] = lambda: False, report: Callable[[int], object] = lambda done: None) -> Path:
    """Builds an index beside the live one, makes it live, and returns its folder. Raises Busy."""
    folder = _next_folder()
    logger.info('building the search index in %s', folder)
    built = index.open_index(folder)
    writer = write(built, BUILDING_MEMORY, 1)
    position, done = journal.now(), 0
    segment = due = _segment(Article.objects.count())
    for pks in all_articles():
        if stopped():
            raise SystemExit
        if done >= due:
            writer.commit()
            due += segment
        put(writer, built, pks, position, fresh=True)
        done += len(pks)
        report(done)
    commit(writer, built, position)
    writer.wait_merging_threads()
    index.make_live(folder)
    _tidy(folder)
    logger.info('the search index holds %s articles', done)
    return folder


def _segment(articles: int) -> int:
    """How many articles each segment gets so that merging leaves one of all: the fewer, the less a search has to do."""
    while articles > HELD:
        articles = -(-articles // MERGED)
    return max(articles, 1)


def write(opened: Index, memory: int, threads: int) -> IndexWriter:
    try:
        return opened.writer(memory, threads)
    except ValueError as error:
        if 'LockBusy' in str(error):
            raise Busy('another process writes the search index, and only one may') from None
        raise


def put(writer: IndexWriter, opened: Index, pks: list[int], position: journal.Position, fresh: bool = False) -> None:
    """Writes articles as the database has them; what is gone there goes."""
    categories = schema.Categories()
    if not fresh:
        # Not by term: tantivy's Python takes a number for a signed one there, and nothing would be deleted.
        writer.delete_documents_by_query(Query.term_set_query(opened.schema, 'id', pks))
    for row in schema.rows(Article.objects.filter(pk__in=pks)):
        writer.add_document(schema.to_document(schema.document(row, categories, position.clock), opened.schema))


def commit(writer: IndexWriter, opened: Index, position: journal.Position) -> None:
    writer.delete_documents_by_term('journal', 'position')
    writer.add_document(schema.to_document(schema.position_document(position._asdict()), opened.schema))
    writer.commit()
    opened.reload()


def all_articles() -> Iterator[list[int]]:
    last = 0
    while pks := list(Article.objects.filter(pk__gt=last).order_by('pk').values_list('pk', flat=True)[:BATCH]):
        yield pks
        last = pks[-1]


def _next_folder() -> Path:
    """A folder that is not live. One that was begun and left is used again by whoever gets its lock."""
    try:
        taken = index.live().name
    except index.Missing:
        taken = ''
    folder = next(folder for n in count(1) if (folder := index.home() / f'{index.kind()}{n}').name != taken)
    if folder.exists():
        with suppress(FileNotFoundError):
            write(index.open_index(folder), FOLLOWING_MEMORY, 1).rollback()
            shutil.rmtree(folder)
    return folder


def _tidy(kept: Path) -> None:
    """Deletes the folders of before. Who still reads them goes on: open files outlive their names."""
    for folder in index.home().iterdir():
        if folder.is_dir() and folder != kept:
            shutil.rmtree(folder, ignore_errors=True)
