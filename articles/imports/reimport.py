"""Imports articles again from their originals, with the current readers."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
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
from articles.imports.store import sites
from articles.imports.store.files import Uploads
from articles.imports.store.report import Report
from articles.imports.store.store import Store, join
from articles.models import Article, ImportRun, OldUrl, Provenance, SourceDocument
from articles.readers import detect
from articles.readers.html import joining
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord, TermRecord
from articles.text import url_forms

from . import run as import_run

BATCH = 100
NO_ORIGINAL = 'its original was not stored, or was erased: import its source again'
NOT_READ = 'the current reader does not find this article in its original'


class NotFound(Exception):
    """There is no article at a URL; the message says which."""


def reimport(
    selected: QuerySet[Provenance], *, zone: tzinfo, on_record: Callable[[], object], dry_run: bool = False
) -> Report:
    """Reads the originals of these articles again, as an import run of its own, and returns its report.

    Articles that nobody has edited are updated; edited ones become conflicts for an editor to decide about. Articles
    that come out the same are unchanged; their document is recorded as read by the current reader. With `dry_run` the
    report says what would happen, and nothing is written. Raises `imports.run.Busy`.
    """
    with _run(dry_run) as (run, report):
        for batch in _batches(selected):
            records = list(_read(batch, zone))
            with transaction.atomic():
                _write(batch, records, run, report)
                transaction.set_rollback(dry_run)
            for _ in batch:
                on_record()
    return report


def find(names: Collection[str]) -> list[int]:
    """Primary keys of articles given by number, which is not looked up, or by URL, current or former.

    Raises NotFound for a URL of no article.
    """
    return [int(name) if name.isascii() and name.isdigit() else _by_url(name) for name in names]


def _by_url(url: str) -> int:
    try:
        kwargs = resolve(urlsplit(url).path).kwargs
        slug = kwargs.pop('slug')
        return lists.by_slug(lists.articles_at(**kwargs), slug).pk
    except (Resolver404, Http404, KeyError, TypeError, ValueError):
        old = OldUrl.objects.filter(path=url_forms.key(url)).exclude(article=None).first()
        if not old:
            raise NotFound(f'{url}: there is no article at this URL.') from None
        return old.article_id


@contextmanager
def _run(dry_run: bool) -> Iterator[tuple[ImportRun, Report]]:
    with import_run.recorded(ImportRun(source='stored originals')) as (run, report):
        yield run, report
        if not dry_run:
            join()
    if dry_run:
        run.delete()


def _batches(selected: QuerySet[Provenance]) -> Iterator[list[Provenance]]:
    """Batches that one call of a reader can read: items of one file, or pages of any files."""
    ordered = selected.order_by('document__kind', 'document', 'pk')
    rows = ordered.values_list('pk', 'document__kind', 'document', 'document__original').iterator()
    rows_to_load = Provenance.objects.select_related('article', 'original', 'document__original').defer(
        *(f'article__{name}' for name in ('body_source', 'body_html', 'body_text', 'meta'))
    )
    for _, group in groupby(rows, key=lambda row: (row[1], row[2] if row[3] else None)):
        while keys := [pk for pk, *_ in islice(group, BATCH)]:
            yield list(rows_to_load.filter(pk__in=keys).order_by('pk'))


def _read(batch: list[Provenance], zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """Lays the originals out as files, and yields what the reader makes of them, one record for each."""
    kept = [p for p in batch if p.document and p.original and p.original.content]
    # The site may have moved since this original was stored, or before it.
    pending = {sites.same_post(p.article.source_key): p for p in kept}
    yield from (_refused(p, NO_ORIGINAL) for p in batch if p not in kept)
    if not pending:
        return
    document, reasons = batch[0].document, {}
    pages = [(str(p.pk), p.original.read(), p.url, p.document.meta.get('encoding', '')) for p in pending.values()]
    with TemporaryDirectory() as folder:
        head = document.original.read() if document.original else b''
        path = detect.write_originals(document.kind, Path(folder), head, pages)
        for record in detect.READERS[document.kind].read(path, zone=zone):
            if isinstance(record, RefusedRecord):
                reasons[Path(record.source).stem] = record.reason
            elif isinstance(record, SourceRecord) and head:
                yield replace(record, source=document.origin, notes=())
            elif isinstance(record, ArticleRecord) and (
                former := pending.pop(sites.same_post(record.source_key), None)
            ):
                record = sites.at(record, former.article.source_key.rpartition(':')[0])
                record = _with_what_the_capture_says(record, former)
                # The reader was given the URL this time, so its origin is taken from the import before.
                url_origin = {'url': former.fields['url']} if 'url' in former.fields else {}
                yield replace(record, source=former.document.origin, fields={**record.fields, **url_origin})
    yield from (_refused(p, reasons.get(str(p.pk), NOT_READ)) for p in pending.values())


def _with_what_the_capture_says(record: ArticleRecord, former: Provenance) -> ArticleRecord:
    """A record with the date, author and terms that came from the rest of its capture, and not from the page itself."""
    origins = {name: former.fields.get(name, {}).get('from') for name in ('published', 'authors')}
    when = _on_its_day(former.article) if former.article.published else None
    if origins['published'] == joining.LIST:
        record = joining.with_moment(record, when)
    for name, taxonomy in (('categories', 'category'), ('tags', 'post_tag')):
        if former.fields.get(name, {}).get('from') == joining.LIST:
            terms = getattr(former.article, name).values_list('name', 'slug')
            record = joining.with_terms(record, name, tuple(TermRecord(*term, taxonomy=taxonomy) for term in terms))
    names = former.article.bylines.values_list('author__name', flat=True)
    return joining.with_answer(
        record,
        when if origins['published'] == joining.ANSWER else None,
        next(iter(names), '') if origins['authors'] == joining.ANSWER else '',
    )


def _on_its_day(article: Article) -> datetime:
    """When an article was published, in the UTC offset nearest to zero that gives the day in its URL."""
    offsets = (timezone(timedelta(hours=hours)) for hours in sorted(range(-14, 15), key=abs))
    moments = (article.published.astimezone(offset) for offset in offsets)
    return next((moment for moment in moments if moment.date() == article.published_on), article.published)


def _refused(provenance: Provenance, reason: str) -> RefusedRecord:
    return RefusedRecord(
        provenance.document.origin if provenance.document else '', provenance.article.source_key, reason
    )


def _write(batch: list[Provenance], records: list, run: ImportRun, report: Report) -> None:
    read = {record.source_key for record in records if isinstance(record, ArticleRecord)}
    renewed = _documents([p.document for p in batch if p.article.source_key in read], run)
    kind = batch[0].document.kind if batch[0].document else ''
    store = Store(run, report, Uploads(), kind=kind, version=_version(kind))
    store.documents = {document.origin: new.pk for document, new in renewed.values()}
    store.write(records)
    # The store has moved those it updated to the new document. Those in conflict stay with the one they came from.
    agreed = Provenance.objects.filter(article__source_key__in=read).exclude(article__conflicts__run=run)
    for document, new in renewed.values():
        agreed.filter(document=document).update(document=new)
    originals.drop_documents(
        originals.unused_documents().filter(pk__in=[pk for pk, (_, new) in renewed.items() if pk != new.pk])
    )


def _documents(
    documents: Collection[SourceDocument], run: ImportRun
) -> dict[int, tuple[SourceDocument, SourceDocument]]:
    """(Document, its equivalent for the current version of its reader), often the same, by primary key of the first."""
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
