"""What `bench.relevance` compares search with: SQLite's FTS5, bm25s and PostgreSQL, which look for any word each."""

import logging
import re
import sqlite3
from collections.abc import Callable, Iterable
from typing import NamedTuple

import bm25s
import Stemmer
from django.db import connection

MOST = 1000  # results
Peer = Callable[[str], list[int]]


class Document(NamedTuple):
    pk: int
    title: str
    text: str
    day: str


def _words(text: str) -> list[str]:
    return re.findall(r'\w+', text.lower())


def sqlite(documents: Iterable[Document]) -> Peer:
    """FTS5 with its Porter stemmer and its own bm25(), columns alike. A phrase in quotes stays one."""
    database = sqlite3.connect(':memory:')
    database.execute("CREATE VIRTUAL TABLE found USING fts5(title, text, day, tokenize='porter unicode61')")
    database.executemany('INSERT INTO found (rowid, title, text, day) VALUES (?, ?, ?, ?)', documents)

    def search(query: str) -> list[int]:
        phrase = query.startswith('"') and query.endswith('"')
        asked = f'"{" ".join(_words(query))}"' if phrase else ' OR '.join(f'"{word}"' for word in _words(query))
        sql = 'SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT ?'
        return [pk for (pk,) in database.execute(sql, [asked, MOST])]

    return search


def in_memory(documents: Iterable[Document]) -> Peer:
    """bm25s in its standard setting, with Snowball's stemmer and its English stop words. It knows no phrases."""
    documents, stemmer = list(documents), Stemmer.Stemmer('english')

    def tokens(texts: list[str]) -> list[list[str]]:
        return bm25s.tokenize(texts, stopwords='en', stemmer=stemmer, return_ids=False, show_progress=False)

    logging.getLogger('bm25s').setLevel(logging.WARNING)
    retriever = bm25s.BM25()
    retriever.index(tokens([f'{one.title} {one.text} {one.day}' for one in documents]), show_progress=False)

    def search(query: str) -> list[int]:
        asked = tokens([query])
        if not asked[0]:
            return []
        found, scores = retriever.retrieve(asked, k=min(MOST, len(documents)), show_progress=False)
        return [documents[n].pk for n, score in zip(found[0], scores[0], strict=True) if score > 0]

    return search


def postgresql(documents: Iterable[Document]) -> Peer:
    """ts_rank_cd over title (A) and text (D) with the english configuration. A phrase in quotes stays one."""
    with connection.cursor() as cursor:
        cursor.execute('CREATE TEMP TABLE found (pk bigint, words tsvector)')
        cursor.executemany(
            'INSERT INTO found VALUES (%s, setweight(to_tsvector(%s, %s), %s) || to_tsvector(%s, %s))',
            [(one.pk, 'english', one.title, 'A', 'english', f'{one.text} {one.day}') for one in documents],
        )
        cursor.execute('CREATE INDEX ON found USING gin (words)')
        cursor.execute('ANALYZE found')

    def search(query: str) -> list[int]:
        phrase = query.startswith('"') and query.endswith('"')
        asked = query if phrase else ' OR '.join(_words(query))
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT pk FROM found, websearch_to_tsquery('english', %s) asked
                WHERE words @@ asked ORDER BY ts_rank_cd(words, asked) DESC, pk LIMIT %s""",
                [asked, MOST],
            )
            return [pk for (pk,) in cursor.fetchall()]

    return search


PEERS = {'SQLite FTS5': sqlite, 'bm25s': in_memory, 'PostgreSQL': postgresql}
