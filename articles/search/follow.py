"""Writes the index: builds it, and keeps it up to date by following the journal of changes.

Changes and the position in the journal are written in one commit. A process killed at any moment repeats at most the
changes since the last commit, which has the same effect as writing them once.
"""

import fcntl
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO

from tantivy import Index, IndexWriter, Query

from articles.changes import heartbeat, journal, memory, worker
from articles.db import limits
from articles.models import Article
from articles.pages import keys, store

from . import index, schema, vocabulary

logger = logging.getLogger('articles.index')

PAUSE = 0.2  # seconds
BATCH = 1000  # articles
FOLLOWING_MEMORY, BUILDING_MEMORY = 64_000_000, 300_000_000  # bytes
RESTING = 5  # seconds without a change after which what writing needs is given back
SEGMENT = 20_000  # articles that fit into the memory of a build before they have to be written as a segment
UNLISTED = 20  # the vocabulary is written again once one article in so many was written since
MERGED = 8  # segments of similar size that tantivy merges into one
BUSY = 'another process writes the search index, and only one may'


class Busy(Exception):
    """Another process writes this index, or did not finish in time."""


def follow(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Follows the journal until `stopped()`, and retries while the database is unreachable. Raises Busy."""
    follower: Follower | None = None

    def step() -> None:
        nonlocal follower
        try:
            if not follower or follower.is_outdated() or journal.is_lost(follower.position):
                follower = None  # Releases the lock of its folder before another is opened.
                limits.lift()
                follower = Follower(worker.beating('index', stopped))
            follower.catch_up()
        except ValueError:  # The folder may have been deleted after another one was made live.
            if not follower or not follower.is_outdated():
                raise

    worker.repeat('index', step, logger, pause=PAUSE, stopped=stopped, wait=wait)


class Follower:
    """The one writer of the live index. Builds it first where it is missing, damaged, or not of this database.

    It holds a lock of its own: tantivy's writer, which needs its memory from when it is opened, is there only while
    changes come in.
    """

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        try:
            self._open(index.live())
        except (index.Missing, ValueError) as error:
            logger.warning('the search index has to be built: %s', error)
            self._open(rebuild(stopped))

    def _open(self, folder: Path) -> None:
        """Raises Busy, index.Missing if the index is of another version or database, ValueError if it is damaged."""
        if not index.is_current(folder):
            raise index.Missing('it is of another version or language')
        self.folder = folder
        self.index = index.open_index(folder)
        position = index.position(self.index)
        if position is None or journal.is_lost(position):
            raise index.Missing('its position is not in the journal of this database')
        self.position, self._lock = position, _lock(folder)
        write(self.index, FOLLOWING_MEMORY, 1)  # Whether it is damaged shows here, and not with the first change.
        self._writer: IndexWriter | None = None
        self._written = 0.0  # when, by the monotonic clock
        self._unlisted = self.index.searcher().num_docs
        memory.give_back()

    def is_outdated(self) -> bool:
        """Whether another folder has become the live one."""
        try:
            return index.live() != self.folder
        except index.Missing:
            return True

    def catch_up(self) -> None:
        """Writes all changes that the journal has by now."""
        while True:
            changed, reached = journal.changes(self.position, BATCH)
            if not changed:
                self.position = reached
                break
            self._writer = self._writer or write(self.index, FOLLOWING_MEMORY, 1)
            put(self._writer, self.index, list(changed), reached)
            commit(self._writer, self.index, reached)
            self.position, self._written = reached, time.monotonic()
            store.drop([keys.INDEXED])
            heartbeat.beat('index')
            self._unlisted += len(changed)
        searcher = self.index.searcher()
        if self._unlisted * UNLISTED >= searcher.num_docs:
            vocabulary.write(self.folder, searcher)
            self._unlisted = 0
        if self._writer and time.monotonic() - self._written > RESTING:
            self.rest()

    def rest(self) -> None:
        """Gives back what writing needs, once segments that are being merged are whole."""
        if self._writer:
            self._writer.wait_merging_threads()
        self._writer = None
        memory.give_back()

    def end(self) -> None:
        """Lets another process follow with this index."""
        self.rest()
        self._lock.close()


def rebuild(stopped: Callable[[], bool] = lambda: False, report: Callable[[int], object] = lambda done: None) -> Path:
    """Builds an index in a new folder, makes that the live one, and returns it.

    `report` is called with the number of articles written so far. Raises Busy, and SystemExit once `stopped()`.
    """
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
    del writer
    vocabulary.write(folder, built.searcher())
    index.make_live(folder)
    store.drop([keys.SITE])  # Pages were made without an index, or with another one.
    _tidy(folder)
    memory.give_back()
    logger.info('the search index holds %s articles', done)
    return folder


def _segment(articles: int) -> int:
    """The articles per segment with which tantivy merges all segments into one: the fewer, the faster a search."""
    while articles > SEGMENT:
        articles = -(-articles // MERGED)
    return max(articles, 1)


def write(opened: Index, memory: int, threads: int) -> IndexWriter:
    """The writer of an index, with so many bytes of memory. Raises Busy, ValueError if the index is damaged."""
    try:
        return opened.writer(memory, threads)
    except ValueError as error:
        if 'LockBusy' in str(error):
            raise Busy(BUSY) from None
        raise


def _lock(folder: Path) -> IO[bytes]:
    """The file that whoever follows the journal with this index has locked, until it is closed. Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / '.following.lock').open('ab')
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Busy(BUSY) from None
    return file


def put(writer: IndexWriter, opened: Index, pks: list[int], position: journal.Position, fresh: bool = False) -> None:
    """Replaces the documents of these articles by their state in the database, and deletes those without one.

    Not committed yet. `fresh` says that the index has none of them.
    """
    categories = schema.Categories()
    if not fresh:
        # Not delete_documents_by_term: tantivy-py passes the number as a signed one, which matches no unsigned field.
        writer.delete_documents_by_query(Query.term_set_query(opened.schema, 'id', pks))
    for row in schema.rows(Article.objects.filter(pk__in=pks)):
        writer.add_document(schema.to_document(schema.document(row, categories, position.clock), opened.schema))


def commit(writer: IndexWriter, opened: Index, position: journal.Position) -> None:
    """Commits what was put, together with the position in the journal that it reaches up to."""
    writer.delete_documents_by_term('journal', 'position')
    writer.add_document(schema.to_document(schema.position_document(position._asdict()), opened.schema))
    writer.commit()
    opened.reload()


def all_articles() -> Iterator[list[int]]:
    """The ids of all articles, in batches."""
    last = 0
    while pks := list(Article.objects.filter(pk__gt=last).order_by('pk').values_list('pk', flat=True)[:BATCH]):
        yield pks
        last = pks[-1]


def _next_folder() -> Path:
    """A folder that is not live. One left by a build that was killed is emptied and used again. Raises Busy."""
    try:
        live = index.live().name
    except index.Missing:
        live = ''
    folder = next(folder for n in count(1) if (folder := index.home() / f'{index.kind()}{n}').name != live)
    if folder.exists():
        with suppress(FileNotFoundError):
            write(index.open_index(folder), FOLLOWING_MEMORY, 1).rollback()
            shutil.rmtree(folder)
    return folder


def _tidy(live: Path) -> None:
    """Deletes all other folders. Processes that still read them keep their open files."""
    for folder in index.home().iterdir():
        if folder.is_dir() and folder != live:
            shutil.rmtree(folder, ignore_errors=True)
