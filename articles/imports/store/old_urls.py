"""Writes the former URLs that an import knows: the first use of a URL counts, and others do not replace it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from articles.imports.store.terms import Terms
from articles.lists import Sections
from articles.models import ImportRun
from articles.readers.record import AuthorRecord, SourceRecord, TermRecord
from articles.text import url_forms

LONGEST = 2000  # characters: PostgreSQL cannot index values of more than 2,704 bytes


class Row(NamedTuple):
    """A former URL, absolute or beginning with / or ?, that redirects to an article or to a target; else 410 Gone.

    `article` and `run` are primary keys, `target` is a path on this site.
    """

    url: str
    article: int | None = None
    target: str = ''
    run: int | None = None


def write_old_urls(rows: Iterable[Row]) -> None:
    """Writes the URLs that are not in use yet.

    One that an import marked as gone is replaced by a redirect, and a redirect to an article that is not public by one
    to an article that is: readers have never seen the former at that URL.
    """
    unique: dict[str, Row] = {}
    for row in rows:
        path = url_forms.key(row.url)
        if path not in ('', '/', url_forms.key(row.target)) and len(path) <= LONGEST:
            unique.setdefault(path, row)
    if not unique:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO articles_oldurl AS existing (path, article_id, target, run_id)
            SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bigint[])
            ON CONFLICT (path) DO UPDATE SET article_id = excluded.article_id, target = excluded.target
            WHERE existing.article_id IS NULL AND existing.target = '' AND existing.run_id IS NOT NULL
                AND (excluded.article_id IS NOT NULL OR excluded.target <> '')
                OR EXISTS (SELECT FROM articles_article a WHERE a.id = existing.article_id AND a.public_from IS NULL)
                AND EXISTS (SELECT FROM articles_article a WHERE a.id = excluded.article_id AND a.public_from < now())
            """,
            [list(column) for column in zip(*((path, *row[1:]) for path, row in unique.items()), strict=True)],
        )


def write_old_urls_of_lists(source: SourceRecord, terms: Terms, run: ImportRun) -> None:
    """Writes the URLs of a site's lists that differ from those here; and of a site in a folder, everything below it."""
    categories = {
        url: terms.category(record).pk for url, record in source.old_urls.items() if isinstance(record, TermRecord)
    }
    sections = Sections()  # the URLs of all categories, in one query
    rows = []
    for url, record in source.old_urls.items():
        if url in categories:
            target = sections.get(categories[url]).address
        elif isinstance(record, AuthorRecord):
            target = terms.author(record).get_absolute_url()
        else:
            target = record
        rows.append(Row(url, None, target, run.pk))
    if folder := url_forms.folder(source.url):
        rows.append(Row(f'{folder}/*', None, '/*', run.pk))
    write_old_urls(rows)
