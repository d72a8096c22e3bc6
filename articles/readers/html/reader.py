"""Reads saved HTML pages from files, folders, zip and web archives; each page becomes one article or is refused."""

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from articles.readers.html.page import article
from articles.readers.html.saved_pages import SavedPage, count, files, holds_pages, matches
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord

from . import saved_pages, tree

__all__ = ['IMPORTER_VERSION', 'count', 'files', 'holds_pages', 'matches', 'read']

# Increased with every change in how the same file is read.
IMPORTER_VERSION = 1


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """Yields one record for the source, then one for each page, in the order of their paths.

    `zone` is the site's time zone, for times without a UTC offset. A page that is no article, cannot be read or is too
    large is yielded as a RefusedRecord.
    """
    yield SourceRecord(source=str(path), kind='html', title=path.name)
    for page in saved_pages.pages(path):
        yield page if isinstance(page, RefusedRecord) else _read_page(page, zone)


def _read_page(saved: SavedPage, zone: tzinfo) -> ArticleRecord | RefusedRecord:
    try:
        return article(saved, zone)
    except tree.Unreadable as unreadable:
        return RefusedRecord(saved.source, '', f'{unreadable}.')
