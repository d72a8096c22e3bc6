"""Writes where articles came from, versions of the source that were not imported, and what an import overwrote."""

from datetime import date
from typing import Any

from django.db import models

from articles.db.copy import copy_rows
from articles.editorial import originals
from articles.imports.store.incoming import Incoming, with_outcome
from articles.imports.store.terms import Terms
from articles.models import Conflict, ImportRun, Overwritten, Provenance
from articles.readers.digests import packed


def write_provenance(items: list[Incoming], documents: dict[str, int], run: ImportRun) -> None:
    """Writes where each created or updated article came from, and for the others adds an original they lack.

    An original that was erased is not replaced.
    """
    created, updated = with_outcome(items, 'created'), with_outcome(items, 'updated')
    others = with_outcome(items, 'unchanged', 'conflict')
    lacking = [item for item in others if item.record.original and not item.existing.original_id]
    stored = originals.keep(packed(item.record) for item in (*created, *updated, *lacking) if not item.is_erased)

    def row(item: Incoming) -> dict[str, Any]:
        return {
            'article_id': item.pk,
            'document_id': documents[item.record.source],
            'original_id': item.existing.original_id if item.is_erased else stored.get(packed(item.record)),
            'run_id': run.pk,
            'url': item.record.url,
            'fields': {name: dict(origin) for name, origin in item.record.fields.items()},
        }

    if created:
        names = ['article', 'document', 'original', 'run', 'url', 'fields']
        copy_rows(Provenance, names, (list(row(item).values()) for item in created))
    columns = ['document', 'original', 'url', 'fields']
    for changed, written_columns in ((updated, [*columns, 'run']), (lacking, columns)):
        Provenance.objects.bulk_create(
            [Provenance(**row(item)) for item in changed],
            update_conflicts=True,
            unique_fields=['article'],
            update_fields=written_columns,
        )


def keep_conflicts(items: list[Incoming], terms: Terms, documents: dict[str, int], run: ImportRun) -> None:
    """Stores versions that were not imported, each version of a source once, for an editor to decide about."""
    if not items:
        return
    stored = originals.keep(packed(item.record) for item in items if not item.is_erased)
    Conflict.objects.bulk_create(
        [
            Conflict(
                article=item.existing,
                run=run,
                document_id=documents[item.record.source],
                original_id=stored.get(packed(item.record)),
                mark=item.digest,
                values=_version(item, terms),
            )
            for item in items
        ],
        ignore_conflicts=True,
    )


def overwrite(row: models.Model, columns: dict[str, Any], run: ImportRun) -> None:
    """Writes columns of an existing row, and remembers their former values so that the run can be undone."""
    field = row._meta.get_field
    before = {name: field(name).get_prep_value(getattr(row, name)) for name in columns}
    type(row).objects.filter(pk=row.pk).update(**columns)
    Overwritten.objects.create(run=run, table=row._meta.model_name, row=row.pk, before=before, after=columns)


def _version(item: Incoming, terms: Terms) -> dict[str, Any]:
    """The version in the format of `articles.editorial.revisions`."""
    links = {
        'authors': map(terms.author, item.record.authors),
        'categories': map(terms.category, item.record.categories),
        'tags': map(terms.tag, item.record.tags),
    }
    columns = {name: value.isoformat() if isinstance(value, date) else value for name, value in item.columns.items()}
    return columns | {
        name: [{'id': term.pk, 'name': term.name} for term in dict.fromkeys(terms_of_article)]
        for name, terms_of_article in links.items()
    }
