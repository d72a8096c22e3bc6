"""The index on disk, in DATA_DIR/search: which of its folders is live, and snapshots to read from.

A folder is named after the version of its schema, the language of its stems, and a number. The file `live` holds the
name of the one that is read. A new index is built in another folder, whose name then replaces it. Until then, one of an
older version or of another language goes on answering.
"""

import json
import os
import re
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

OLDEST = 4  # the oldest version of the schema whose fields searches can still read
_NAME = re.compile(r'(?P<version>\d+)-(?P<language>[\w-]+)\.\d+')


class Missing(Exception):
    """There is no index that can be read yet; the follower builds one."""


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
    fields: frozenset[str]  # an index of an older version has not all of them

    def values(self, name: str, docs: list[DocAddress]) -> list[int]:
        """The value that each document has of a numeric field."""
        return cast(list[int], self.searcher.fast_field_values(name, docs))


def home() -> Path:
    return Path(settings.DATA_DIR) / 'search'


def kind() -> str:
    """The prefix of the names of folders that this version, with its language, writes."""
    return f'{schema.VERSION}-{settings.LANGUAGE_CODE.lower()}.'


def live() -> Path:
    """The folder of the live index. Raises Missing."""
    try:
        name = (home() / 'live').read_text()
    except (FileNotFoundError, NotADirectoryError):
        raise Missing('there is none') from None
    parts = _NAME.fullmatch(name)
    if not parts or not OLDEST <= int(parts['version']) <= schema.VERSION or not (home() / name / 'meta.json').exists():
        raise Missing('it is of another version')
    return home() / name


def is_current(folder: Path) -> bool:
    """Whether an index is of this version and language, and not one that only answers until such a one is built."""
    return folder.name.startswith(kind())


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
                    self._folder, self._index = folder, _open_to_read(folder)
                self._index.reload()
                searcher, reached, fields = self._index.searcher(), position(self._index), _fields(folder)
                if not reached:
                    raise Missing('nothing is committed yet')
                self._snapshot = Snapshot(
                    generation,
                    searcher,
                    self._index.schema,
                    reached,
                    Counting(searcher),
                    Vocabulary(folder),
                    _languages(folder, fields, searcher),
                    fields,
                )
            return self._snapshot


def _open_to_read(folder: Path) -> Index:
    """The index in a folder, with the fields that it was built with."""
    index = Index.open(str(folder))
    index.config_reader('manual', 1)
    schema.register(index)
    return index


def _fields(folder: Path) -> frozenset[str]:
    """The names of the fields that an index was built with."""
    return frozenset(field['name'] for field in json.loads((folder / 'meta.json').read_text())['schema'])


def _languages(folder: Path, fields: frozenset[str], searcher: Searcher) -> tuple[str, ...]:
    """The languages of the terms of an index: that of the site when it was built first."""
    site = settings.LANGUAGE_CODE if is_current(folder) else folder.name.partition('-')[2].rpartition('.')[0]
    others = searcher.terms_with_prefix('language', '') if 'language' in fields else []
    return (site, *(code for code, _ in others))


_reader = _Reader()


def snapshot() -> Snapshot:
    """The live index as of its last commit. Raises Missing."""
    return _reader.snapshot()
