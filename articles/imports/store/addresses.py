"""Addresses of before, as imports tell them: each leads to what has it first, or says that it is gone."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from articles.imports.store.terms import Terms
from articles.models import ImportRun
from articles.readers.record import AuthorRecord, SourceRecord
from articles.text import addresses

LONGEST = 2000  # characters; PostgreSQL indexes no more than 2,704 bytes


class Row(NamedTuple):
    """An address, absolute or beginning with / or ?, that leads to an article or a target; else it is gone."""

    url: str
    article: int | None = None
    target: str = ''
    run: int | None = None


def note(rows: Iterable[Row]) -> None:
    """Writes those that nothing has yet. What an import took for gone gives way to what is there, and what readers may
    not see, which they never found at an address, to what they may.
    """
    unique: dict[str, Row] = {}
    for row in rows:
        path = addresses.key(row.url)
        if path not in ('', '/', addresses.key(row.target)) and len(path) <= LONGEST:
            unique.setdefault(path, row)
    if not unique:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO articles_oldurl AS known (path, article_id, target, run_id)
            SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bigint[])
            ON CONFLICT (path) DO UPDATE SET article_id = excluded.article_id, target = excluded.target
            WHERE known.article_id IS NULL AND known.target = '' AND known.run_id IS NOT NULL
                AND (excluded.article_id IS NOT NULL OR excluded.target <> '')
                OR EXISTS (SELECT FROM articles_article a WHERE a.id = known.article_id AND a.public_from IS NULL)
                AND EXISTS (SELECT FROM articles_article a WHERE a.id = excluded.article_id AND a.public_from < now())
            """,
            [list(column) for column in zip(*((path, *row[1:]) for path, row in unique.items()), strict=True)],
        )


def note_lists(source: SourceRecord, terms: Terms, run: ImportRun) -> None:
    """Notes the addresses of a site's lists that are not theirs here; and of a site in a folder, all below it."""
    rows = []
    for url, record in source.old_urls.items():
        term = terms.author(record) if isinstance(record, AuthorRecord) else terms.category(record)
        rows.append(Row(url, None, term.get_absolute_url(), run.pk))
    if folder := addresses.folder(source.url):
        rows.append(Row(f'{folder}/*', None, '/*', run.pk))
    note(rows)
