"""The index on disk, in DATA_DIR/search: which of its folders is live, and snapshots to read from.

A folder is named after the version of its schema, the language of its stems, and a number. The file `live` holds the
name of the one that is read. A new index is built in another folder, whose name then replaces it.
"""

import json
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from django.conf import settings
from tantivy import DocAddress, Index, Query, Schema, Searcher

from articles.changes.journal import Position

from . import schema, vocabulary
from .counting import Counting
from .vocabulary import Vocabulary


class Missing(Exception):
    """There is no index of this version and language yet; the follower builds one."""


@dataclass(frozen=True)
class Snapshot:
    """The index as of one commit, which `generation` identifies; later commits do not change it."""

    generation: tuple
    searcher: Searcher
    schema: Schema
    position: Position
    counting: Counting
    vocabulary: Vocabulary
    languages: tuple[str, ...]  # of its terms, the site's first

    def values(self, name: str, docs: list[DocAddress]) -> list[int]:
        """The value that each document has of a numeric field."""
        return cast(list[int], self.searcher.fast_field_values(name, docs))


def home() -> Path:
    return Path(settings.DATA_DIR) / 'search'


def kind() -> str:
    """The prefix of the names of folders that this version, with its language, can read."""
    return f'{schema.VERSION}-{settings.LANGUAGE_CODE.lower()}.'


def live() -> Path:
    """The folder of the live index. Raises Missing."""
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
    """The index in a folder, created if there is none. It shows later commits only after `reload()`."""
    folder.mkdir(parents=True, exist_ok=True)
    index = Index(schema.build(), str(folder))
    index.config_reader('manual', 1)
    schema.register(index)
    return index


def position(index: Index) -> Position | None:
    """The position in the journal up to which the last commit holds all changes; None in an index without one."""
    searcher = index.searcher()
    hits = searcher.search(Query.term_query(index.schema, 'journal', 'position'), 1).hits
    if not hits:
        return None
    stored = json.loads(searcher.doc(hits[0][1])['journal'][1])
    return Position(**stored | {'clock': datetime.fromisoformat(stored['clock'])})


class _Reader:
    """The live index of this process. Each commit of tantivy replaces meta.json, by which a new one is noticed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._index: Index | None = None
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        folder = live()
        meta = os.stat(folder / 'meta.json')
        generation = (folder.name, meta.st_ino, meta.st_mtime_ns, vocabulary.generation(folder))
        with self._lock:
            if not self._snapshot or self._snapshot.generation != generation:
                if not self._index or folder != self._folder:
                    self._folder, self._index = folder, open_index(folder)
                self._index.reload()
                searcher, reached = self._index.searcher(), position(self._index)
                if not reached:
                    raise Missing('nothing is committed yet')
                self._snapshot = Snapshot(
                    generation,
                    searcher,
                    self._index.schema,
                    reached,
                    Counting(searcher),
                    Vocabulary(folder),
                    (settings.LANGUAGE_CODE, *(code for code, _ in searcher.terms_with_prefix('language', ''))),
                )
            return self._snapshot


_reader = _Reader()


def snapshot() -> Snapshot:
    """The live index as of its last commit. Raises Missing."""
    return _reader.snapshot()
