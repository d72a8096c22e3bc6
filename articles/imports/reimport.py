"""Articles redone from what they were read from, with the importers of today."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import tzinfo
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.urls import Resolver404, resolve

from articles import lists
from articles.editorial import originals
from articles.imports.store.files import Uploads
from articles.imports.store.report import Report
from articles.imports.store.store import Store, join
from articles.models import ImportRun, OldUrl, Provenance, SourceDocument
from articles.readers import detect
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from articles.text import addresses

from . import run as import_run

BATCH = 100
NOT_KEPT = 'its original was not kept, or was erased: import its source again'
NOT_READ = 'the importer of today finds no such article in its original'


class NotFound(Exception):
    """No article of that number or address; the message says which."""


def reimport(
    chosen: QuerySet[Provenance], *, zone: tzinfo, on_record: Callable[[], object], dry_run: bool = False
) -> Report:
    """Reads the originals of these articles again and returns the report, as a run of an import of its own.

    What nobody has edited since is updated; what was edited is a conflict, kept for someone to decide about; what comes
    out as before is unchanged, and its source is from then on known to be read by the importer of today. With `dry_run`
    the report says what would become of each, and nothing is written. Raises `importing.Busy`.
    """
    with _run(dry_run) as (run, report):
        for batch in _batches(chosen):
            records = list(_read(batch, zone))
            with transaction.atomic():
                _write(batch, records, run, report)
                transaction.set_rollback(dry_run)
            for _ in batch:
                on_record()
    return report


def find(names: Collection[str]) -> list[int]:
    """The keys of articles that are named by number or by an address, also one of before. Raises NotFound."""
    return [int(name) if name.isascii() and name.isdigit() else _at(name) for name in names]


def _at(address: str) -> int:
    try:
        where = resolve(urlsplit(address).path).kwargs
        slug = where.pop('slug')
        return lists.by_slug(lists.articles_at(**where), slug).pk
    except (Resolver404, Http404, KeyError, TypeError, ValueError):
        old = OldUrl.objects.filter(path=addresses.key(address)).exclude(article=None).first()
        if not old:
            raise NotFound(f'{address}: there is no article at this address.') from None
        return old.article_id


@contextmanager
def _run(dry_run: bool) -> Iterator[tuple[ImportRun, Report]]:
    with import_run.recorded(ImportRun(source='originals kept here')) as (run, report):
        yield run, report
        join()
    if dry_run:
        run.delete()


def _batches(chosen: QuerySet[Provenance]) -> Iterator[list[Provenance]]:
    """Together what one call of a reader can read: items of one file, or pages from anywhere."""
    ordered = chosen.order_by('document__kind', 'document', 'pk')
    rows = ordered.values_list('pk', 'document__kind', 'document', 'document__original').iterator()
    whole = Provenance.objects.select_related('article', 'original', 'document__original').defer(
        *(f'article__{name}' for name in ('body_source', 'body_html', 'body_text', 'meta'))
    )
    for _, group in groupby(rows, key=lambda row: (row[1], row[2] if row[3] else None)):
        while keys := [pk for pk, *_ in islice(group, BATCH)]:
            yield list(whole.filter(pk__in=keys).order_by('pk'))


def _read(batch: list[Provenance], zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """What the reader makes of the originals, as if they stood where they had been read from; one record for each."""
    waiting = {p.article.source_key: p for p in batch if p.document and p.original and p.original.content}
    yield from (_refused(p, NOT_KEPT) for p in batch if p.article.source_key not in waiting)
    if not waiting:
        return
    document, reasons = batch[0].document, {}
    pages = [(str(p.pk), p.original.read(), p.url, p.document.meta.get('encoding', '')) for p in waiting.values()]
    with TemporaryDirectory() as folder:
        head = document.original.read() if document.original else b''
        path = detect.write_originals(document.kind, Path(folder), head, pages)
        for record in detect.READERS[document.kind].read(path, zone=zone):
            if isinstance(record, RefusedRecord):
                reasons[Path(record.source).stem] = record.reason
            elif isinstance(record, SourceRecord) and head:
                yield replace(record, source=document.origin, notes=())
            elif isinstance(record, ArticleRecord) and (found := waiting.pop(record.source_key, None)):
                # The address was given to the reader; where it had been found is known from before.
                where = {'url': found.fields['url']} if 'url' in found.fields else {}
                yield replace(record, source=found.document.origin, fields={**record.fields, **where})
    yield from (_refused(p, reasons.get(str(p.pk), NOT_READ)) for p in waiting.values())


def _refused(provenance: Provenance, reason: str) -> RefusedRecord:
    return RefusedRecord(
        provenance.document.origin if provenance.document else '', provenance.article.source_key, reason
    )


def _write(batch: list[Provenance], records: list, run: ImportRun, report: Report) -> None:
    read = {record.source_key for record in records if isinstance(record, ArticleRecord)}
    now = _documents([p.document for p in batch if p.article.source_key in read], run)
    kind = batch[0].document.kind if batch[0].document else ''
    store = Store(run, report, Uploads(), kind=kind, version=_version(kind))
    store.documents = {document.origin: new.pk for document, new in now.values()}
    store.write(records)
    as_before = Provenance.objects.filter(article__source_key__in=read).exclude(article__conflicts__run=run)
    for document, new in now.values():
        as_before.filter(document=document).update(document=new)
    originals.drop_documents(
        originals.unused_documents().filter(pk__in=[pk for pk, (_, new) in now.items() if pk != new.pk])
    )


def _documents(
    documents: Collection[SourceDocument], run: ImportRun
) -> dict[int, tuple[SourceDocument, SourceDocument]]:
    """Each document by its key, with the one that says that it is read by the importer of today."""
    pairs = {}
    for document in documents:
        if document.pk not in pairs:
            same = {name: getattr(document, name) for name in ('kind', 'captured', 'size', 'original', 'meta')}
            new, _ = SourceDocument.objects.get_or_create(
                sha256=document.sha256,
                origin=document.origin,
                importer_version=_version(document.kind),
                defaults=same | {'run': run},
            )
            pairs[document.pk] = (document, new)
    return pairs


def _version(kind: str) -> int:
    return detect.READERS[kind].IMPORTER_VERSION if kind in detect.READERS else 0
