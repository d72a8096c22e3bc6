"""Values that wait on disk until what they belong to is read, so that memory does not grow with the file."""

import pickle
import sqlite3
from collections.abc import Iterator
from typing import Any

BATCH = 500  # rows written at once


class Spool:
    """Values by group, in the order in which they were put; in a temporary file of SQLite that nobody else sees.

    A context manager: the file is gone at its end.
    """

    def __init__(self) -> None:
        # An empty name is a temporary database, on disk once it outgrows the cache.
        self._file = sqlite3.connect('', isolation_level=None, check_same_thread=False)
        self._file.execute('PRAGMA journal_mode = OFF')
        self._file.execute('CREATE TABLE value (number INTEGER PRIMARY KEY, name TEXT NOT NULL, content BLOB NOT NULL)')
        self._file.execute('CREATE INDEX by_name ON value (name)')
        self._rows: list[tuple[str, bytes]] = []

    def __enter__(self) -> 'Spool':
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, group: str, value: Any) -> None:
        self._rows.append((group, pickle.dumps(value, pickle.HIGHEST_PROTOCOL)))
        if len(self._rows) == BATCH:
            self._write()

    def take(self, group: str) -> list[Any]:
        """The values of a group, which are gone from then on."""
        self._write()
        rows = self._file.execute('SELECT content FROM value WHERE name = ? ORDER BY number', [group]).fetchall()
        self._file.execute('DELETE FROM value WHERE name = ?', [group])
        return [pickle.loads(content) for (content,) in rows]  # noqa: S301  Written here, a moment ago.

    def groups(self) -> Iterator[str]:
        """The groups that have values, in the order of their first."""
        self._write()
        # By key, not by a cursor that stays open, since what is taken is deleted.
        number = 0
        while row := self._next(number):
            number, name = row
            yield name

    def count(self, group: str) -> int:
        """How many values a group has."""
        self._write()
        return self._file.execute('SELECT count(*) FROM value WHERE name = ?', [group]).fetchone()[0]

    def _next(self, after: int) -> tuple[int, str] | None:
        return self._file.execute(
            'SELECT number, name FROM value v WHERE number > ? AND NOT EXISTS '
            '(SELECT 1 FROM value w WHERE w.name = v.name AND w.number < v.number) ORDER BY number LIMIT 1',
            [after],
        ).fetchone()

    def _write(self) -> None:
        if self._rows:
            self._file.execute('BEGIN')
            self._file.executemany('INSERT INTO value (name, content) VALUES (?, ?)', self._rows)
            self._file.execute('COMMIT')
            self._rows = []
