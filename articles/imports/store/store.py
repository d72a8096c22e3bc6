"""The one writer of imported records: in batches, by `source_key`, so that a second run changes nothing.

A batch is a transaction. Killed between two, an import is taken up again by running it again: what is there counts as
unchanged. An article that an editor has changed since its import is a conflict: reported, never overwritten.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from articles.editorial import originals
from articles.imports.store.addresses import note_lists
from articles.imports.store.articles import ARTICLE_KINDS, write_articles
from articles.imports.store.files import Uploads
from articles.imports.store.items import keep_items, write_media
from articles.imports.store.joins import fill_bodies, join_lead_images
from articles.imports.store.report import Notebook, Report
from articles.imports.store.terms import Terms
from articles.models import ImportRun, SourceDocument
from articles.readers.record import ArticleRecord, Packed, RefusedRecord, SourceRecord
from articles.text import addresses

BATCH = 500


class Store:
    """Writes what one reader yields, as part of a run. Raises DatabaseError only when the database is away.

    `kind` and `version` name the reader; `uploads` is where files of attachments may be.
    """

    def __init__(self, run: ImportRun, report: Report, uploads: Uploads, *, kind: str, version: int) -> None:
        self.run, self.report, self.uploads = run, report, uploads
        self.kind, self.version = kind, version
        self.notebook = Notebook(run, report)
        self.documents: dict[str, int] = {}
        self.marks: dict[Path, dict] = {}
        self.terms = Terms('', run)

    def write(self, records: Iterable[SourceRecord | ArticleRecord | RefusedRecord]) -> None:
        for batch in self._batches(records):
            # Before the batch, whose failure must not take them back: its records are then written one by one.
            self._meet_documents({record.source: record for record in batch})
            try:
                self._write_batch(batch)
            except (DatabaseError, ValueError):
                if not connection.is_usable():
                    raise
                self._write_one_by_one(batch)

    def _batches(self, records) -> Iterator[list[ArticleRecord]]:
        """Batches of article records in which no key stands twice; the other records are dealt with on the way."""
        batch: dict[str, ArticleRecord] = {}
        for record in records:
            if isinstance(record, SourceRecord):
                self._write_source(record)
            elif isinstance(record, RefusedRecord):
                self.report.refuse(record)
            else:
                if record.source_key in batch or len(batch) == BATCH:
                    yield list(batch.values())
                    batch = {}
                batch[record.source_key] = record
        if batch:
            yield list(batch.values())

    def _write_source(self, source: SourceRecord) -> None:
        self.terms = Terms(addresses.site(source.url), self.run)
        with transaction.atomic():
            for author in source.authors:
                self.terms.author(author)
            for category in source.categories:
                self.terms.category(category)
            self.terms.meet_tags(list(source.tags))
            note_lists(source, self.terms, self.run)
            if _file(source.source).is_file():
                self._meet_documents({source.source: None})
                head = Packed.of(source.original)
                document = SourceDocument.objects.filter(pk=self.documents[source.source])
                document.update(meta=_about(source), original=originals.keep([head]).get(head))
            self.notebook.keep([(None, None, note) for note in source.notes])
        self.notebook.report_kept()

    def _meet_documents(self, sources: Mapping[str, ArticleRecord | None]) -> None:
        """Notes the files that records come from, in two queries however many, and forgets those before."""
        if sources.keys() <= self.documents.keys():
            return
        files = {source: _file(source) for source in sources}
        # An archive of pages is read through once, not for each of them.
        self.marks = {file: self.marks.get(file) or _fingerprint(file) for file in files.values()}
        new = {source: self.marks[file] | _said_of(sources[source]) for source, file in files.items()}
        SourceDocument.objects.bulk_create(
            [
                SourceDocument(run=self.run, origin=source, kind=self.kind, importer_version=self.version, **mark)
                for source, mark in new.items()
            ],
            ignore_conflicts=True,
        )
        found = SourceDocument.objects.filter(origin__in=new, importer_version=self.version)
        self.documents = {
            origin: pk
            for pk, origin, mark in found.values_list('pk', 'origin', 'sha256')
            if mark == new[origin]['sha256']
        }

    def _write_one_by_one(self, batch: list[ArticleRecord]) -> None:
        """After a batch failed: every record by itself, so that only the faulty one is refused, whole."""
        for record in batch:
            # What the failed transaction made is gone, and must not be taken for there.
            self.terms.forget()
            self.notebook.drop()
            try:
                self._write_batch([record])
            except (DatabaseError, ValueError) as error:
                if not connection.is_usable():
                    raise
                reason = str(error).strip().splitlines()[0]
                self.report.refuse(
                    RefusedRecord(record.source, record.source_key, f'the database refused it: {reason}')
                )
        self.terms.forget()
        self.notebook.drop()

    def _write_batch(self, batch: list[ArticleRecord]) -> None:
        media = [record for record in batch if record.kind == 'attachment']
        articles = [record for record in batch if record.kind in ARTICLE_KINDS]
        others = [record for record in batch if record.kind not in (*ARTICLE_KINDS, 'attachment')]
        self.uploads.fetch(record.file_url for record in media)
        with transaction.atomic():
            outcome = write_media(media, self.uploads, self.notebook)
            outcome += write_articles(articles, self.terms, self.documents, self.notebook)
            outcome += keep_items(others, self.documents, self.notebook)
        self.report.outcomes.update(outcome)
        self.report.kinds.update(record.kind for record in batch)
        self.notebook.report_kept()


def join() -> None:
    """Joins what articles wait for, once everything that a run was given has been written."""
    join_lead_images()
    fill_bodies()


def _about(source: SourceRecord) -> dict:
    return {
        'title': source.title,
        'url': source.url,
        'description': source.description,
        'language': source.language,
        'terms': [
            {'taxonomy': t.taxonomy, 'slug': t.slug, 'name': t.name, 'description': t.description, **t.meta}
            for t in source.terms
        ],
        **source.meta,
    }


def _fingerprint(file: Path) -> dict:
    """SHA-256, size in bytes and time of capture (its last change; aware) of a file."""
    with file.open('rb') as opened:
        digest = file_digest(opened, 'sha256').hexdigest()
    stat = file.stat()
    return {'sha256': digest, 'size': stat.st_size, 'captured': datetime.fromtimestamp(stat.st_mtime, UTC)}


def _said_of(record: ArticleRecord | None) -> dict:
    """What a page's source says of the page, beyond what its file tells."""
    captured = {'captured': record.captured} if record and record.captured else {}
    return captured | ({'meta': {'encoding': record.encoding}} if record and record.encoding else {})


def _file(source: str) -> Path:
    """The file of a source: a member of an archive stands for the archive."""
    path = Path(source)
    return next((place for place in (path, *path.parents) if place.exists()), path)
