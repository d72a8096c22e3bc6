"""The one writer of imported records: in batches, by `source_key`, so that a second run changes nothing.

Each batch is a transaction. An import that was killed is resumed by running it again: what it has written already
counts as unchanged. An article that an editor has changed since its import is a conflict: reported, never overwritten.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from articles.editorial import originals
from articles.imports.store.articles import write_articles
from articles.imports.store.checks import reason_to_refuse
from articles.imports.store.discussions import KIND as DISCUSSION
from articles.imports.store.discussions import write_discussions
from articles.imports.store.files import Uploads, path_of_attachment
from articles.imports.store.incoming import ARTICLE_KINDS
from articles.imports.store.items import keep_items, write_media
from articles.imports.store.joins import fill_bodies, join_lead_images
from articles.imports.store.old_urls import write_old_urls_of_lists
from articles.imports.store.report import Notebook, Report
from articles.imports.store.sites import Sites
from articles.imports.store.terms import Terms
from articles.models import ImportRun, SourceDocument
from articles.readers.digests import Packed
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from articles.text import url_forms

BATCH = 500


class Store:
    """Writes the records of one reader, as part of a run. Raises DatabaseError only when the connection is lost.

    `kind` and `version` are those of the reader; `uploads` supplies the files of attachments; `site`: see `Sites`.
    """

    def __init__(
        self, run: ImportRun, report: Report, uploads: Uploads, *, kind: str, version: int, site: str = ''
    ) -> None:
        self.run, self.report, self.uploads = run, report, uploads
        self.kind, self.version = kind, version
        self.notebook = Notebook(run, report)
        self.documents: dict[str, int] = {}
        self.fingerprints: dict[Path, dict] = {}
        self.terms = Terms('', run)
        self.sites = Sites(site)

    def write(self, records: Iterable[SourceRecord | ArticleRecord | RefusedRecord]) -> None:
        for read in self._batches(records):
            batch = self.sites.with_known_keys(read)
            # Outside the transaction of the batch: when that fails, its records are written one by one and need them.
            self._load_documents({record.source: record for record in batch})
            try:
                self._write_batch(batch)
            except (DatabaseError, ValueError):
                # A ValueError is that of a text which cannot be sent at all, such as half of a surrogate pair.
                if not connection.is_usable():
                    raise
                self._write_one_by_one(batch)

    def _batches(self, records) -> Iterator[list[ArticleRecord]]:
        """Batches of article records without two of the same key. Writes or counts the other records on the way."""
        batch: dict[str, ArticleRecord] = {}
        for record in records:
            if isinstance(record, SourceRecord):
                if batch:
                    yield list(batch.values())
                    batch = {}
                self._write_source(record)
            elif isinstance(record, RefusedRecord):
                self.report.refuse(record)
            elif reason := reason_to_refuse(record):
                self.report.refuse(RefusedRecord(record.source, record.source_key, reason))
            else:
                if record.source_key in batch or len(batch) == BATCH:
                    yield list(batch.values())
                    batch = {}
                batch[record.source_key] = record
        if batch:
            yield list(batch.values())

    def _write_source(self, source: SourceRecord) -> None:
        self.terms = Terms(url_forms.site(source.url), self.run)
        with transaction.atomic():
            self.terms.load_authors(source.authors)
            for author in source.authors:
                self.terms.author(author)
            for category in source.categories:
                self.terms.category(category)
            self.terms.load_tags(list(source.tags))
            write_old_urls_of_lists(source, self.terms, self.run)
            # A folder of pages is no document: each page is one of its own.
            if _file(source.source).is_file():
                self._load_documents({source.source: None})
                head = Packed.of(source.original)
                document = SourceDocument.objects.filter(pk=self.documents[source.source])
                document.update(meta=_metadata(source), original=originals.keep([head]).get(head))
            self.notebook.keep([(None, None, note) for note in source.notes])
        self.notebook.committed()

    def _load_documents(self, sources: Mapping[str, ArticleRecord | None]) -> None:
        """Finds or creates the documents of these sources, in two queries, and forgets those loaded before."""
        if sources.keys() <= self.documents.keys():
            return
        files = {source: _file(source) for source in sources}
        # Kept from the last batch: many pages may come from one archive, which is hashed only once.
        self.fingerprints = {file: self.fingerprints.get(file) or _fingerprint(file) for file in files.values()}
        new = {source: self.fingerprints[file] | _page_metadata(sources[source]) for source, file in files.items()}
        SourceDocument.objects.bulk_create(
            [
                SourceDocument(run=self.run, origin=source, kind=self.kind, importer_version=self.version, **columns)
                for source, columns in new.items()
            ],
            ignore_conflicts=True,
        )
        stored = SourceDocument.objects.filter(origin__in=new, importer_version=self.version)
        self.documents = {
            origin: pk
            for pk, origin, sha256 in stored.values_list('pk', 'origin', 'sha256')
            if sha256 == new[origin]['sha256']
        }

    def _write_one_by_one(self, batch: list[ArticleRecord]) -> None:
        """Retries a failed batch record by record, so that only the faulty record is refused."""
        for record in batch:
            # Terms that the failed transaction made do not exist any more.
            self.terms.forget()
            self.notebook.rolled_back()
            try:
                self._write_batch([record])
            except (DatabaseError, ValueError) as error:
                if not connection.is_usable():
                    raise
                reason = str(error).strip().splitlines()[0]
                self.report.refuse(
                    RefusedRecord(record.source, record.source_key, f'the database rejected it: {reason}')
                )
        self.terms.forget()
        self.notebook.rolled_back()

    def _write_batch(self, batch: list[ArticleRecord]) -> None:
        media = [record for record in batch if record.kind == 'attachment']
        articles = [record for record in batch if record.kind in ARTICLE_KINDS]
        discussions = [record for record in batch if record.kind == DISCUSSION]
        others = [record for record in batch if record.kind not in (*ARTICLE_KINDS, 'attachment', DISCUSSION)]
        self.uploads.fetch((record.file_url, path_of_attachment(record.file_url, record.meta)) for record in media)
        for record in articles:
            self.uploads.keep(record.files)
        with transaction.atomic():
            outcome = write_media(media, self.uploads, self.notebook)
            outcome += write_articles(articles, self.terms, self.documents, self.notebook)
            outcome += write_discussions(discussions, self.documents, self.notebook)
            outcome += keep_items(others, self.documents, self.notebook)
        self.report.outcomes.update(outcome)
        self.report.kinds.update(record.kind for record in batch)
        self.notebook.committed()


def join() -> None:
    """Joins articles with pending items and links, once a run has written all of its input."""
    join_lead_images()
    fill_bodies()


def _metadata(source: SourceRecord) -> dict:
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
    """SHA-256, size in bytes and aware time of capture (its last modification) of a file, by column."""
    with file.open('rb') as opened:
        digest = file_digest(opened, 'sha256').hexdigest()
    stat = file.stat()
    return {'sha256': digest, 'size': stat.st_size, 'captured': datetime.fromtimestamp(stat.st_mtime, UTC)}


def _page_metadata(record: ArticleRecord | None) -> dict:
    """Columns of the document of a page that come from its record and not from its file."""
    captured = {'captured': record.captured} if record and record.captured else {}
    return captured | ({'meta': {'encoding': record.encoding}} if record and record.encoding else {})


def _file(source: str) -> Path:
    """The file of a source: for a member of an archive, the archive."""
    path = Path(source)
    return next((candidate for candidate in (path, *path.parents) if candidate.exists()), path)
