"""The index in DATA_DIR/search: which of its folders is live, and reading from it.

A folder is named for the version of its schema, the language of its stems, and a number. `live` names the one that is
read; a new one is built beside it, and `live` then names that.
"""

import json
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from tantivy import Index, Query, Schema, Searcher

from articles.changes.journal import Position

from . import schema
from .counting import Counting


class Missing(Exception):
    """There is no index of this version yet."""


@dataclass(frozen=True)
class Snapshot:
    """The index as it was after a commit, which `generation` names; it does not change while it is read."""

    generation: tuple
    searcher: Searcher
    schema: Schema
    position: Position
    counting: Counting


def home() -> Path:
    return Path(settings.DATA_DIR) / 'search'


def kind() -> str:
    """What the name of a folder begins with that this version can read."""
    return f'{schema.VERSION}-{settings.LANGUAGE_CODE.lower()}.'


def live() -> Path:
    """The folder that is read. Raises Missing."""
    try:
        name = (home() / 'live').read_text()
    except (FileNotFoundError, NotADirectoryError):
        raise Missing('there is none') from None
    if not name.startswith(kind()) or not (home() / name / 'meta.json').exists():
        raise Missing('it is of another version')
    return home() / name


def make_live(folder: Path) -> None:
    draft = home() / 'live.new'
    draft.write_text(folder.name)
    draft.replace(home() / 'live')


def open_index(folder: Path) -> Index:
    """The index in a folder, made if there is none; readers have to ask it to reload."""
    folder.mkdir(parents=True, exist_ok=True)
    index = Index(schema.build(), str(folder))
    index.config_reader('manual', 1)
    schema.register(index)
    return index


def position(index: Index) -> Position | None:
    """How far the journal was followed in what is committed."""
    searcher = index.searcher()
    found = searcher.search(Query.term_query(index.schema, 'journal', 'position'), 1).hits
    if not found:
        return None
    kept = json.loads(searcher.doc(found[0][1])['journal'][1])
    return Position(kept['xid'], kept['article_id'], datetime.fromisoformat(kept['clock']))


class _Reader:
    """The live index as this process last saw it. A commit shows in the file that tantivy replaces with each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder, self._index, self._snapshot = None, None, None

    def snapshot(self) -> Snapshot:
        folder = live()
        found = os.stat(folder / 'meta.json')
        generation = (folder.name, found.st_ino, found.st_mtime_ns)
        with self._lock:
            if not self._snapshot or self._snapshot.generation != generation:
                if folder != self._folder:
                    self._folder, self._index = folder, open_index(folder)
                self._index.reload()
                searcher = self._index.searcher()
                counting = Counting(searcher)
                self._snapshot = Snapshot(generation, searcher, self._index.schema, position(self._index), counting)
            return self._snapshot


_reader = _Reader()


def snapshot() -> Snapshot:
    """The index as it is now. Raises Missing."""
    return _reader.snapshot()
