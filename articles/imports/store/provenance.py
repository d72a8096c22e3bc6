"""Where written articles came from; versions in the source that were not written; and what was written over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models

from articles.db.copy import copy_rows
from articles.editorial import originals
from articles.imports.store.terms import Terms
from articles.models import Article, Conflict, ImportRun, Overwritten, Provenance
from articles.readers.record import ArticleRecord, packed


def write_provenance(
    new: list[ArticleRecord],
    changed: list[ArticleRecord],
    others: list[ArticleRecord],
    known: dict[str, Article],
    ids: dict[str, int],
    documents: dict[str, int],
    run: ImportRun,
) -> None:
    """Says where each article that was written came from; and of the `others` too, where nothing is known of that yet.

    `known` articles have `original_id`, None where none was kept, and `erased`: an original that was is not replaced.
    """
    lacking = [record for record in others if record.original and not known[record.source_key].original_id]
    erased = {key for key, article in known.items() if article.erased}
    kept = originals.keep(packed(r) for r in (*new, *changed, *lacking) if r.source_key not in erased)

    def row(record: ArticleRecord) -> dict[str, Any]:
        key = record.source_key
        return {
            'article_id': ids[key],
            'document_id': documents[record.source],
            'original_id': known[key].original_id if key in erased else kept.get(packed(record)),
            'run_id': run.pk,
            'url': record.url,
            'fields': {name: dict(found) for name, found in record.fields.items()},
        }

    if new:
        names = ['article', 'document', 'original', 'run', 'url', 'fields']
        copy_rows(Provenance, names, (list(row(record).values()) for record in new))
    columns = ['document', 'original', 'url', 'fields']
    for records, written in ((changed, [*columns, 'run']), (lacking, columns)):
        Provenance.objects.bulk_create(
            [Provenance(**row(record)) for record in records],
            update_conflicts=True,
            unique_fields=['article'],
            update_fields=written,
        )


def keep_conflicts(
    records: list[ArticleRecord],
    values: dict[str, dict],
    marks: dict[str, str],
    known: dict[str, Article],
    terms: Terms,
    documents: dict[str, int],
    run: ImportRun,
) -> None:
    """Keeps what was not written, each version of a source once, for someone to decide about.

    `values` are those that would have been written, `marks` the digests of the records.
    """
    kept = originals.keep(packed(r) for r in records if not known[r.source_key].erased)
    Conflict.objects.bulk_create(
        [
            Conflict(
                article=known[record.source_key],
                run=run,
                document_id=documents[record.source],
                original_id=kept.get(packed(record)),
                mark=marks[record.source_key],
                values=_version(record, values[record.source_key], terms),
            )
            for record in records
        ],
        ignore_conflicts=True,
    )


def with_digest(digests: Sequence[str], digest: str) -> tuple[str, ...]:
    """The digests of the versions imported so far, with one more at the end, unless it is among them or empty."""
    return tuple(digests) if not digest or digest in digests else (*digests, digest)


def overwrite(row: models.Model, values: dict[str, Any], run: ImportRun) -> None:
    """Writes columns of a row that was there before this run, and remembers what stood in them."""
    column = row._meta.get_field
    before = {name: column(name).get_prep_value(getattr(row, name)) for name in values}
    type(row).objects.filter(pk=row.pk).update(**values)
    Overwritten.objects.create(run=run, table=row._meta.model_name, row=row.pk, before=before, after=values)


def _version(record: ArticleRecord, values: dict[str, Any], terms: Terms) -> dict[str, Any]:
    """In the form that `articles.editorial.revisions` gives the values of a version."""
    links = {
        'authors': map(terms.author, record.authors),
        'categories': map(terms.category, record.categories),
        'tags': map(terms.tag, record.tags),
    }
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()} | {
        name: [{'id': thing.pk, 'name': thing.name} for thing in dict.fromkeys(things)]
        for name, things in links.items()
    }
