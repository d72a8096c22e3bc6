"""The kept pages of this machine, in one SQLite file in DATA_DIR/kept: packed, with the keys of what they show.

Every process of the site reads it, workers add pages, and whoever handles a change drops pages by their keys. A page
whose making began before a drop of one of its keys is refused, so that none is older than what was dropped. SQLite
keeps the file whole however a process ends. It may lose the last pages when the machine does, and is only a copy: where
it cannot be read, there are no kept pages.
"""

import logging
import os
import shutil
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

logger = logging.getLogger(__name__)

REMEMBERED = 10_000  # drops that a page in the making is compared with; one begun before those is refused
FREED = 0.05  # share of the limit that is freed when it is reached
FORGOTTEN = 20  # contents of dropped pages that are deleted at a time, as with each page that is put in
USES = 10_000  # pages whose use is remembered before it is written
TIMEOUT = 2  # seconds to wait for another writer
CACHE = 200  # KB of the file that each thread remembers; the system remembers the rest for all
DISCARDED = 'kept.discarded.'  # with which the names of folders begin that are being deleted

TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA auto_vacuum = NONE;
CREATE TABLE IF NOT EXISTS page (
    id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT UNIQUE NOT NULL, headers TEXT NOT NULL, etag TEXT NOT NULL,
    made REAL NOT NULL, expires REAL NOT NULL, used REAL NOT NULL
);
-- Deleting a content takes long. A drop, for which an editor waits, only notes it in `forgotten`.
CREATE TABLE IF NOT EXISTS content (id INTEGER PRIMARY KEY, gzip BLOB NOT NULL, br BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS forgotten (id INTEGER PRIMARY KEY);
CREATE INDEX IF NOT EXISTS page_used ON page (used);
CREATE TABLE IF NOT EXISTS shown (key TEXT, page INTEGER, PRIMARY KEY (key, page)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shown_page ON shown (page);
CREATE TABLE IF NOT EXISTS dropped (key TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""
EVERYTHING = 'site'  # the key that every page has


class Page(NamedTuple):
    """A kept page: header lines as JSON, without those of its ETag, time, length and coding; times since 1970."""

    headers: str
    etag: str
    made: float
    expires: float
    gzip: bytes
    br: bytes


class Packed(NamedTuple):
    """A kept page in one of its codings."""

    headers: str
    etag: str
    made: float
    expires: float
    content: bytes


PACKED_WITH_BROTLI = 'SELECT headers, etag, made, expires, br FROM page JOIN content USING (id) WHERE url = ?'
PACKED_WITH_GZIP = 'SELECT headers, etag, made, expires, gzip FROM page JOIN content USING (id) WHERE url = ?'

_local = threading.local()
_used: dict[str, float] = {}


def folder() -> Path:
    return Path(settings.DATA_DIR) / 'kept'


@lru_cache(maxsize=1)
def _file(data_dir: Path) -> str:
    """The path of the file. Remembered, since joining paths takes a quarter of what a kept page takes."""
    return str(data_dir / 'kept' / 'pages.sqlite3')


def _connection() -> sqlite3.Connection:
    """This thread's connection to the file as it is now, which another process may have deleted and made anew."""
    file = _file(settings.DATA_DIR)
    try:
        opened = os.stat(file).st_ino
    except FileNotFoundError:
        opened = None
    if opened is None or getattr(_local, 'opened', None) != (file, opened):
        close()
        folder().mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(file, timeout=TIMEOUT, isolation_level=None, check_same_thread=False)
        pragmas = f'PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; PRAGMA cache_size = -{CACHE};'
        connection.executescript(pragmas + TABLES)
        # Drops are counted from the microsecond in which the file was made: so a page that was begun with an earlier
        # file, whose count is lower, is refused.
        first = {'at': time.time_ns() // 1000, 'key': EVERYTHING}
        with _Writing(connection):
            if connection.execute("INSERT OR IGNORE INTO state VALUES ('drops', :at)", first).rowcount:
                connection.execute('INSERT INTO dropped VALUES (:key, :at)', first)
        _local.connection, _local.opened = connection, (file, os.stat(file).st_ino)
    return _local.connection


def close() -> None:
    """Closes this thread's connection; none may be open in a process that forks."""
    if connection := getattr(_local, 'connection', None):
        connection.close()
    _local.connection = _local.opened = None


def discard() -> None:
    """Deletes the file, for all processes: each notices when it next asks.

    It goes at once with the files that belong to it: what was left of them would be taken for those of the next one.
    """
    close()
    with suppress(FileNotFoundError):
        folder().rename(folder().with_name(f'{DISCARDED}{uuid.uuid4().hex}'))
    for gone in folder().parent.glob(f'{DISCARDED}*'):  # Some are left by processes that were killed.
        shutil.rmtree(gone, ignore_errors=True)


def _unless_broken(function: Callable[..., Any]) -> Callable[..., Any]:
    """Where the file cannot be read or written, the function returns None. A file that is damaged is discarded."""

    @wraps(function)
    def attempt(*given: Any, **named: Any) -> Any:
        try:
            return function(*given, **named)
        except (sqlite3.Error, OSError) as error:
            logger.warning('the kept pages cannot be used: %s', error)
            if getattr(error, 'sqlite_errorcode', 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                discard()
            close()
            return None

    return attempt


@_unless_broken
def get(url: str, br: bool = False) -> Packed | None:
    """The page that is kept for a URL, whatever its age, packed with Brotli or gzip; None where there is none."""
    row = _connection().execute(PACKED_WITH_BROTLI if br else PACKED_WITH_GZIP, [url]).fetchone()
    if row and len(_used) < USES:
        _used[url] = time.time()
    return row and Packed(*row)


@_unless_broken
def begin() -> int | None:
    """The number of drops so far: what a page that is made from now on has heard of."""
    return _connection().execute("SELECT value FROM state WHERE name = 'drops'").fetchone()[0]


@_unless_broken
def put(url: str, page: Page, keys: Iterable[str], begun: int) -> bool:
    """Keeps a page that shows what `keys` name, unless one of them was dropped since `begun`; whether it did."""
    keys = {EVERYTHING, *keys}
    connection = _connection()
    with _Writing(connection):
        (drops,) = connection.execute("SELECT value FROM state WHERE name = 'drops'").fetchone()
        marks = ', '.join('?' * len(keys))
        # The marks are the only thing put into the text.
        since = f'SELECT 1 FROM dropped WHERE at > ? AND key IN ({marks}) LIMIT 1'  # noqa: S608
        if begun < drops - REMEMBERED or connection.execute(since, [begun, *keys]).fetchone():
            return False
        _make_room(connection)
        _remove(connection, 'SELECT id FROM page WHERE url = ?', [url])
        row = (url, page.headers, page.etag, page.made, page.expires, page.made)
        number = connection.execute(
            'INSERT INTO page (url, headers, etag, made, expires, used) VALUES (?, ?, ?, ?, ?, ?)', row
        ).lastrowid
        connection.execute('INSERT INTO content VALUES (?, ?, ?)', [number, page.gzip, page.br])
        named = [(key, number) for key in keys if key != EVERYTHING]
        connection.executemany('INSERT INTO shown VALUES (?, ?)', named)
    return True


def drop(keys: Iterable[str], shared: str | None = None) -> None:
    """Drops every page that shows what any of the keys names; all pages, where the file cannot be written.

    `shared` says what every page shows: all are dropped where it is not what was said before.
    """
    try:
        _drop(set(keys), shared)
    except (sqlite3.Error, OSError) as error:
        logger.warning('all kept pages are dropped: %s', error)
        discard()


def _drop(keys: set[str], shared: str | None) -> None:
    connection = _connection()
    with _Writing(connection):
        known = connection.execute("SELECT value FROM state WHERE name = 'shared'").fetchone()
        if shared is not None and known != (shared,):
            keys |= {EVERYTHING}
            connection.execute("INSERT OR REPLACE INTO state VALUES ('shared', ?)", [shared])
        connection.execute("UPDATE state SET value = value + 1 WHERE name = 'drops'")
        (drops,) = connection.execute("SELECT value FROM state WHERE name = 'drops'").fetchone()
        connection.executemany('INSERT OR REPLACE INTO dropped VALUES (?, ?)', [(key, drops) for key in keys])
        connection.execute('DELETE FROM dropped WHERE at < ?', [drops - REMEMBERED])
        if EVERYTHING in keys:
            connection.execute('INSERT INTO forgotten SELECT id FROM page')
            connection.execute('DELETE FROM shown')
            connection.execute('DELETE FROM page')
        for key in keys:
            _remove(connection, 'SELECT page FROM shown WHERE key = ?', [key])


@_unless_broken
def forget() -> bool:
    """Deletes some of what was dropped from the disk too: somebody may have had it erased. Returns whether to go on.

    With the last of it the log of writes is emptied, which has it as well.
    """
    connection = _connection()
    if connection.execute('SELECT 1 FROM forgotten LIMIT 1').fetchone():
        with _Writing(connection):
            _forget(connection)
        return True
    connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    return False


@_unless_broken
def dropped_since(place: int) -> tuple[set[str], int] | None:
    """(keys, new place): what was dropped since a place, a number of drops; every page where that is not known."""
    connection = _connection()
    (drops,) = connection.execute("SELECT value FROM state WHERE name = 'drops'").fetchone()
    if not drops - REMEMBERED <= place <= drops:
        return {EVERYTHING}, drops
    dropped = connection.execute('SELECT key, at FROM dropped WHERE at > ?', [place]).fetchall()
    return {key for key, _ in dropped}, max([place, *(at for _, at in dropped)])


class _Writing:
    """A transaction that may write: it waits for other writers when it begins, so that it need not fail later."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.connection.execute('BEGIN IMMEDIATE')

    def __exit__(self, kind: Any, *_: Any) -> None:
        self.connection.execute('ROLLBACK' if kind else 'COMMIT')


def _remove(connection: sqlite3.Connection, select: str, values: list) -> None:
    """Deletes the pages whose ids a query selects."""
    pages = connection.execute(select, values).fetchall()
    connection.executemany('DELETE FROM shown WHERE page = ?', pages)
    connection.executemany('DELETE FROM page WHERE id = ?', pages)
    connection.executemany('INSERT INTO forgotten VALUES (?)', pages)


def _forget(connection: sqlite3.Connection) -> None:
    """Deletes a few of the contents whose pages were dropped."""
    contents = connection.execute('SELECT id FROM forgotten LIMIT ?', [FORGOTTEN]).fetchall()
    connection.executemany('DELETE FROM content WHERE id = ?', contents)
    connection.executemany('DELETE FROM forgotten WHERE id = ?', contents)


def _make_room(connection: sqlite3.Connection) -> None:
    """Where the limit is reached, deletes the pages that nobody has read for longest."""
    _forget(connection)
    used = [(at, url) for url, at in list(_used.items())]
    _used.clear()
    connection.executemany('UPDATE page SET used = ? WHERE url = ?', used)
    size, pages, free = (
        connection.execute(f'PRAGMA {name}').fetchone()[0] for name in ('page_size', 'page_count', 'freelist_count')
    )
    if (pages - free) * size < settings.KEPT_PAGES * 1_000_000:
        return
    if connection.execute('SELECT 1 FROM forgotten LIMIT 1').fetchone():
        return
    (count,) = connection.execute('SELECT count(*) FROM page').fetchone()
    _remove(connection, 'SELECT id FROM page ORDER BY used LIMIT ?', [int(count * FREED) + 1])
