"""What an import holds beside articles: attachments with their files, and items the archive has no place for."""

from collections import Counter

from django.conf import settings

from articles.editorial import originals
from articles.imports.store.files import Uploads, path_of
from articles.imports.store.provenance import overwrite, with_digest
from articles.imports.store.report import Notebook
from articles.models import ImportRun, KeptItem, Media
from articles.readers.record import ArticleRecord, Note, digest, packed

from . import addresses


def write_media(records: list[ArticleRecord], uploads: Uploads, notebook: Notebook) -> Counter:
    outcome = Counter()
    keys = [record.source_key for record in records]
    known = {item.source_key: item for item in Media.objects.filter(source_key__in=keys)}
    for record in records:
        file, there, mark = uploads.take(record.file_url), known.get(record.source_key), digest(record)
        if there and mark in there.import_digests and (there.file or not file):
            outcome['unchanged'] += 1
            continue
        values = {
            'title': record.title,
            'alt': record.alt,
            'caption': record.standfirst,
            'credit': record.credit[:300],
            'uploaded': record.published,
            'source_url': record.file_url,
            'parent_key': record.parent_key,
            'import_digests': with_digest(there.import_digests if there else (), mark),
            'original_id': originals.keep([packed(record)]).get(packed(record)),
            'meta': dict(record.meta),
            **(file or {}),
        }
        if there:
            overwrite(there, values, notebook.run)
        else:
            Media.objects.create(source_key=record.source_key, run=notebook.run, **values)
        _note_addresses(record, notebook.run)
        outcome['updated' if there else 'created'] += 1
        notes = [*record.notes, *([] if file else [Note('missing-media', record.file_url or 'no address given')])]
        notebook.keep([(None, record, note) for note in notes])
    return outcome


def keep_items(records: list[ArticleRecord], documents: dict[str, int], notebook: Notebook) -> Counter:
    outcome = Counter()
    keys = [record.source_key for record in records]
    known = {item.source_key: item for item in KeptItem.objects.filter(source_key__in=keys)}
    for record in records:
        mark, there = digest(record), known.get(record.source_key)
        if there and mark in there.import_digests:
            outcome['unchanged'] += 1
            continue
        values = {
            'kind': record.kind[:100],
            'title': record.title,
            'record': record.as_json() | {'body_source': record.body_source},
            'import_digests': with_digest(there.import_digests if there else (), mark),
            'source_document_id': documents[record.source],
            'original_id': originals.keep([packed(record)]).get(packed(record)),
        }
        if there:
            overwrite(there, values, notebook.run)
        else:
            KeptItem.objects.create(source_key=record.source_key, run=notebook.run, **values)
            if record.status == 'published':
                addresses.note(addresses.Row(url, run=notebook.run.pk) for url in record.old_urls)
        outcome['updated' if there else 'created'] += 1
        detail = f'an item of type “{record.kind}” is kept, but not shown'
        notebook.keep([(None, record, note) for note in (*record.notes, Note('kept-item', detail))])
    return outcome


def _note_addresses(record: ArticleRecord, run: ImportRun) -> None:
    """The addresses of an attachment lead to its file, whether it is here or comes later; until then it is gone."""
    path = path_of(record.file_url)
    address = f'{settings.MEDIA_URL}{path}' if path else ''
    attached = record.meta.get('postmeta', {}).get('_wp_attached_file')
    named = [f'{settings.MEDIA_URL}{attached}'] if isinstance(attached, str) else []
    rows = [addresses.Row(url, None, address, run.pk) for url in (*record.old_urls, *named)]
    addresses.note([*rows, addresses.Row(address, run=run.pk)])
