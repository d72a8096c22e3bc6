"""The words of the index with the number of articles that have each, to look up those that are spelt alike.

They are an index of their own, in a folder within that of the index, in which each word is a document: tantivy finds
the words within an edit distance there, and the commonest of them first, without reading any article.
"""

import os
from pathlib import Path

from tantivy import Document, Index, Order, Query, SchemaBuilder, Searcher

MOST = 300_000  # words; the commonest, if there are more
SHORTEST = 3  # letters
LEAST = 2  # articles that have a word, since a word of one article may be misspelt there ...
SMALL = 1000  # ... except in an archive of fewer articles
MEMORY = 30_000_000  # bytes
FOLDER = 'words'


class Vocabulary:
    """The words as of the last time that they were written."""

    def __init__(self, folder: Path) -> None:
        self._index = _open(folder)
        self._searcher = self._index.searcher()

    def near(self, word: str, distance: int, size: int) -> dict[str, int]:
        """The `size` commonest words within an edit distance (1 or 2) of a word: the number of articles of each."""
        return self._commonest(Query.fuzzy_term_query(self._index.schema, 'word', word, distance), size)

    def near_beginning(self, beginning: str, size: int) -> dict[str, int]:
        """The `size` commonest words that begin as a word within edit distance 1: the number of articles of each."""
        return self._commonest(Query.fuzzy_term_query(self._index.schema, 'word', beginning, 1, prefix=True), size)

    def _commonest(self, words: Query, size: int) -> dict[str, int]:
        searcher = self._searcher
        hits = searcher.search(words, size, count=False, order_by_field='articles', order=Order.Desc).hits
        return {searcher.doc(doc)['word'][0]: articles for articles, doc in hits}


def write(folder: Path, searcher: Searcher) -> None:
    """Replaces the vocabulary in the folder of an index by the words that enough of its articles have now."""
    index = _open(folder)
    writer = index.writer(MEMORY, 1)
    writer.delete_all_documents()
    least, schema = LEAST if searcher.num_docs >= SMALL else 1, index.schema
    for word, articles in searcher.terms_with_prefix('exact', '', limit=MOST):
        if articles >= least and len(word) >= SHORTEST and not word.isdecimal():
            writer.add_document(Document.from_dict({'word': word, 'articles': articles}, schema))
    writer.commit()
    writer.wait_merging_threads()


def generation(folder: Path) -> int:
    """A number that changes whenever the vocabulary of an index is written; 0 if there is none."""
    try:
        return os.stat(folder / FOLDER / 'meta.json').st_mtime_ns
    except FileNotFoundError:
        return 0


def _open(folder: Path) -> Index:
    (folder / FOLDER).mkdir(exist_ok=True)
    builder = SchemaBuilder().add_text_field('word', stored=True, tokenizer_name='raw', index_option='basic')
    index = Index(builder.add_unsigned_field('articles', fast=True).build(), str(folder / FOLDER))
    index.config_reader('manual', 1)
    return index
