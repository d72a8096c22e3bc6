"""Writes the items of an import that are not articles: attachments with their files, and types that are not shown."""

from collections import Counter

from django.conf import settings

from articles.editorial import originals
from articles.imports.store.files import Uploads, path_of, path_of_attachment
from articles.imports.store.incoming import with_digest
from articles.imports.store.provenance import overwrite
from articles.imports.store.report import Notebook
from articles.models import ImportRun, KeptItem, Media
from articles.readers.digests import digest, packed
from articles.readers.record import ArticleRecord, Note

from . import old_urls


def write_media(records: list[ArticleRecord], uploads: Uploads, notebook: Notebook) -> Counter:
    outcome = Counter()
    keys = [record.source_key for record in records]
    known = {item.source_key: item for item in Media.objects.filter(source_key__in=keys)}
    for record in records:
        path = path_of_attachment(record.file_url, record.meta)
        existing = known.get(record.source_key)
        if path and not existing and uploads.is_taken_down(path):
            outcome['unchanged'] += 1
            continue
        file = uploads.take(record.file_url, path)
        if existing and digest(record) in existing.import_digests and (existing.file or not file):
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
            'import_digests': with_digest(existing.import_digests if existing else (), digest(record)),
            'original_id': originals.keep([packed(record)]).get(packed(record)),
            'meta': dict(record.meta),
            **(file or {}),
        }
        if existing:
            overwrite(existing, values, notebook.run)
        else:
            Media.objects.create(source_key=record.source_key, run=notebook.run, **values)
        _write_old_urls(record, notebook.run)
        outcome['updated' if existing else 'created'] += 1
        notes = [*record.notes, *([] if file else [Note('missing-media', record.file_url or 'no URL given')])]
        notebook.keep([(None, record, note) for note in notes])
    return outcome


def keep_items(records: list[ArticleRecord], documents: dict[str, int], notebook: Notebook) -> Counter:
    outcome = Counter()
    keys = [record.source_key for record in records]
    known = {item.source_key: item for item in KeptItem.objects.filter(source_key__in=keys)}
    for record in records:
        existing = known.get(record.source_key)
        if existing and digest(record) in existing.import_digests:
            outcome['unchanged'] += 1
            continue
        values = {
            'kind': record.kind[:100],
            'title': record.title,
            'record': record.as_json() | {'body_source': record.body_source},
            'import_digests': with_digest(existing.import_digests if existing else (), digest(record)),
            'source_document_id': documents[record.source],
            'original_id': originals.keep([packed(record)]).get(packed(record)),
        }
        if existing:
            overwrite(existing, values, notebook.run)
        else:
            KeptItem.objects.create(source_key=record.source_key, run=notebook.run, **values)
            if record.status == 'published':
                old_urls.write_old_urls(old_urls.Row(url, run=notebook.run.pk) for url in record.old_urls)
        outcome['updated' if existing else 'created'] += 1
        detail = f'an item of type “{record.kind}” is stored, but not shown'
        notebook.keep([(None, record, note) for note in (*record.notes, Note('kept-item', detail))])
    return outcome


def _write_old_urls(record: ArticleRecord, run: ImportRun) -> None:
    """Redirects the URLs of an attachment to its file, which may be imported later; until then the file is 410 Gone."""
    path = path_of_attachment(record.file_url, record.meta)
    file_url = f'{settings.MEDIA_URL}{path}' if path else ''
    attached = record.meta.get('postmeta', {}).get('_wp_attached_file')
    attached_urls = [f'{settings.MEDIA_URL}{attached}'] if isinstance(attached, str) else []
    old = (*record.old_urls, *attached_urls, *([record.file_url] if path_of(record.file_url) != path else []))
    rows = [old_urls.Row(url, None, file_url, run.pk) for url in old]
    old_urls.write_old_urls([*rows, old_urls.Row(file_url, run=run.pk)])
