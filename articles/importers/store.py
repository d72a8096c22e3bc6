"""The one writer of imported records: in batches, by `source_key`, so that a second run changes nothing.

A batch is a transaction. Killed between two, an import is taken up again by running it again: what is there counts as
unchanged. An article that an editor has changed since its import is a conflict: reported, never overwritten.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles.models import (
    Article,
    ArticleCategory,
    ArticleTag,
    Byline,
    ImportNote,
    ImportRun,
    KeptItem,
    Media,
    OldUrl,
    SourceDocument,
)
from articles.text import addresses, sanitise, slugs

from .copying import copy_rows, new_ids
from .record import ArticleRecord, Note, RefusedRecord, SourceRecord, digest
from .store_comments import comments_digest, write_comments
from .store_media import Uploads
from .store_terms import Terms, free_slug

BATCH = 500
OUTCOMES = ('created', 'updated', 'unchanged', 'conflict', 'refused')
ARTICLE_KINDS = {'post': Article.Kind.ARTICLE, 'page': Article.Kind.PAGE}
LONGEST_OLD_URL = 2000  # characters; PostgreSQL indexes no more than 2,704 bytes


@dataclass
class Report:
    """What became of the records: `read` is the sum of the outcomes, always."""

    outcomes: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    notes: Counter = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    refusals: list[RefusedRecord] = field(default_factory=list)

    @property
    def read(self) -> int:
        return sum(self.outcomes.values())

    def note(self, note: Note, about: str) -> None:
        self.notes[note.code] += 1
        if len(examples := self.examples.setdefault(note.code, [])) < 3:
            examples.append(f'{about}: {note.detail}' if about else note.detail)

    def refuse(self, refused: RefusedRecord) -> None:
        self.outcomes['refused'] += 1
        self.refusals.append(refused)


class Store:
    """Writes what one reader yields, as part of a run. Raises DatabaseError only when the database is away.

    `kind` and `version` name the reader; `uploads` is where files of attachments may be.
    """

    def __init__(self, run: ImportRun, report: Report, uploads: Uploads, *, kind: str, version: int) -> None:
        self.run, self.report, self.uploads = run, report, uploads
        self.kind, self.version = kind, version
        self.documents: dict[str, int] = {}
        self.terms = Terms('')

    def write(self, records: Iterable[SourceRecord | ArticleRecord | RefusedRecord]) -> None:
        for batch in self._batches(records):
            try:
                with transaction.atomic():
                    outcome = self._write_batch(batch)
            except (DatabaseError, ValueError):
                if not connection.is_usable():
                    raise
                outcome = self._write_one_by_one(batch)
            self.report.outcomes.update(outcome)
        self._join_what_came_later()

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
        self.terms = Terms(addresses.site(source.url))
        with transaction.atomic():
            for author in source.authors:
                self.terms.author(author)
            for category in source.categories:
                self.terms.category(category)
            self.terms.meet_tags(list(source.tags))
            if _file(source.source).is_file():
                self._meet_documents({source.source})
                SourceDocument.objects.filter(pk=self.documents[source.source]).update(meta=_about(source))
            self._keep_notes([(None, '', note) for note in source.notes])

    def _meet_documents(self, sources: set[str]) -> None:
        """Notes the files that records come from, in two queries however many."""
        new = {source: _fingerprint(_file(source)) for source in sources - self.documents.keys()}
        if not new:
            return
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

    def _write_one_by_one(self, batch: list[ArticleRecord]) -> Counter:
        """After a batch failed: every record by itself, so that only the faulty one is refused, whole."""
        outcome = Counter()
        for record in batch:
            self.terms.forget()
            try:
                with transaction.atomic():
                    outcome += self._write_batch([record])
            except (DatabaseError, ValueError) as error:
                if not connection.is_usable():
                    raise
                reason = str(error).strip().splitlines()[0]
                self.report.refuse(
                    RefusedRecord(record.source, record.source_key, f'the database refused it: {reason}')
                )
        return outcome

    def _write_batch(self, batch: list[ArticleRecord]) -> Counter:
        self._meet_documents({record.source for record in batch})
        outcome = self._write_media([record for record in batch if record.kind == 'attachment'])
        outcome += self._write_articles([record for record in batch if record.kind in ARTICLE_KINDS])
        outcome += self._keep([r for r in batch if r.kind not in ARTICLE_KINDS and r.kind != 'attachment'])
        self.report.kinds.update(record.kind for record in batch)
        return outcome

    # Articles

    def _write_articles(self, records: list[ArticleRecord]) -> Counter:
        known = {
            article.source_key: article
            for article in Article.objects.filter(source_key__in=[r.source_key for r in records]).only(
                'source_key', 'import_digest', 'comments_digest', 'version', 'imported_version', 'published_on', 'kind'
            )
        }
        digests = {record.source_key: digest(record) for record in records}
        new = [record for record in records if record.source_key not in known]
        changed, conflicts = [], []
        for record in records:
            article = known.get(record.source_key)
            if article and article.import_digest != digests[record.source_key]:
                (changed if article.version == article.imported_version else conflicts).append(record)

        ids = dict(zip((record.source_key for record in new), new_ids(Article, len(new)), strict=True))
        ids |= {key: article.pk for key, article in known.items()}
        written = new + changed
        slug_of = self._addresses(written, ids)
        self._insert(new, ids, slug_of, digests)
        for record in changed:
            self._update(record, ids, slug_of, digests)
        self._link(written, ids)
        self._note_old_urls(written, ids, slug_of)
        commented = self._write_comments(records, known, ids)
        self._keep_notes(
            [(ids[r.source_key], r.source_key, note) for r in written for note in r.notes]
            + [(ids[r.source_key], r.source_key, CONFLICT) for r in conflicts]
        )
        updated = {r.source_key for r in changed} | (commented - {r.source_key for r in [*new, *conflicts]})
        return Counter(
            created=len(new),
            conflict=len(conflicts),
            updated=len(updated),
            unchanged=len(records) - len(new) - len(conflicts) - len(updated),
        )

    def _insert(self, records, ids, slug_of, digests) -> None:
        columns = None
        rows = []
        for record in records:
            values = self._values(record, slug_of, digests, is_new=True)
            columns = columns or [*values, 'id', 'source_key', 'version']
            rows.append([*values.values(), ids[record.source_key], record.source_key, 1])
        if rows:
            copy_rows(Article, columns, rows)

    def _update(self, record, ids, slug_of, digests) -> None:
        pk = ids[record.source_key]
        Article.objects.filter(pk=pk).update(**self._values(record, slug_of, digests, is_new=False))
        for links in (Byline, ArticleCategory, ArticleTag):
            links.objects.filter(article=pk).delete()
        ImportNote.objects.filter(article=pk).delete()

    def _values(self, record: ArticleRecord, slug_of, digests, *, is_new: bool) -> dict:
        """An article's columns, all but its keys."""
        slug = slug_of[record.source_key]
        meta = dict(record.meta)
        if record.lead_image_key:
            meta['lead_image_key'] = record.lead_image_key
        if record.parent_key:
            meta['parent_key'] = record.parent_key
        return {
            'kind': ARTICLE_KINDS[record.kind].value,
            'status': _status(record, slug, is_new),
            'title': record.title,
            'slug': slug,
            'standfirst': record.standfirst,
            'body_source': record.body_source,
            'body_format': record.body_format,
            'body_html': record.body_html,
            'body_text': record.body_text,
            'sanitiser_version': sanitise.VERSION,
            'language': record.language[:20],
            'published': record.published,
            'published_on': record.published_on,
            'modified': record.modified or record.published or self.run.started,
            'password': make_password(record.password) if record.password else '',
            'pinned': record.pinned,
            'comments_open': record.comments_open,
            'guid': record.guid,
            'source_document_id': self.documents[record.source],
            'import_digest': digests[record.source_key],
            'comments_digest': comments_digest(record),
            'imported_version': 1,
            'meta': meta,
        }

    def _addresses(self, records: list[ArticleRecord], ids: dict[str, int]) -> dict[str, str]:
        """The slug of each record, made free on its day (a page: in the whole archive) where another has it."""
        taken: dict[tuple, set[str]] = {}
        days = {record.published_on for record in records if record.kind == 'post' and record.published_on}
        others = Article.objects.exclude(pk__in=[ids[record.source_key] for record in records])
        for day, slug in others.filter(kind='article', published_on__in=days).values_list('published_on', 'slug'):
            taken.setdefault(('article', day), set()).add(slug)
        wanted = {record.source_key: _slug(record) for record in records}
        if any(record.kind == 'page' for record in records):
            taken['page', None] = set(others.filter(kind='page').values_list('slug', flat=True))
        chosen = {}
        for record in records:
            kind = ARTICLE_KINDS[record.kind].value
            slug = wanted[record.source_key]
            if slug and (kind == 'page' or record.published_on):
                place = taken.setdefault((kind, None if kind == 'page' else record.published_on), set())
                slug = free_slug(slug, place)
                place.add(slug)
            chosen[record.source_key] = slug
        return chosen

    def _link(self, records: list[ArticleRecord], ids: dict[str, int]) -> None:
        self.terms.meet_tags([tag for record in records for tag in record.tags])
        bylines, categories, tags = [], [], []
        for record in records:
            pk = ids[record.source_key]
            people = dict.fromkeys(self.terms.author(author).pk for author in record.authors)
            bylines += [(pk, author, position) for position, author in enumerate(people)]
            sections = dict.fromkeys(self.terms.category(category).pk for category in record.categories)
            categories += [(pk, category, position == 0) for position, category in enumerate(sections)]
            tags += [(pk, tag) for tag in dict.fromkeys(self.terms.tag(tag).pk for tag in record.tags)]
        copy_rows(Byline, ['article', 'author', 'position'], bylines)
        copy_rows(ArticleCategory, ['article', 'category', 'is_primary'], categories)
        copy_rows(ArticleTag, ['article', 'tag'], tags)

    def _note_old_urls(self, records: list[ArticleRecord], ids: dict[str, int], slug_of: dict[str, str]) -> None:
        rows = {}
        for record in records:
            own = addresses.key(_address(record, slug_of[record.source_key]))
            for path in map(addresses.key, record.old_urls):
                if path not in ('', '/', own) and len(path) <= LONGEST_OLD_URL:
                    rows[path] = ids[record.source_key]
        OldUrl.objects.bulk_create(
            [OldUrl(path=path, article_id=pk) for path, pk in rows.items()], ignore_conflicts=True
        )

    def _write_comments(self, records, known, ids) -> set[str]:
        """Writes the comments of articles whose comments are new or changed; returns the keys of those articles."""
        changed = []
        for record in records:
            article = known.get(record.source_key)
            if comments_digest(record) != (article.comments_digest if article else ''):
                changed.append(record)
        write_comments(changed, ids)
        Article.objects.bulk_update(
            [
                Article(pk=ids[record.source_key], comments_digest=comments_digest(record))
                for record in changed
                if record.source_key in known
            ],
            ['comments_digest'],
        )
        return {record.source_key for record in changed}

    # Media, and what has no place

    def _write_media(self, records: list[ArticleRecord]) -> Counter:
        outcome = Counter()
        known = dict(
            Media.objects.filter(source_key__in=[r.source_key for r in records]).values_list(
                'source_key', 'import_digest'
            )
        )
        for record in records:
            file = self.uploads.take(record.file_url)
            mark = f'{digest(record)[:40]}{"+file" if file else ""}'
            if known.get(record.source_key) in (mark, f'{mark}+file'):
                outcome['unchanged'] += 1
                continue
            Media.objects.update_or_create(
                source_key=record.source_key,
                defaults={
                    'title': record.title,
                    'alt': record.alt,
                    'caption': record.standfirst,
                    'credit': record.credit[:300],
                    'uploaded': record.published,
                    'source_url': record.file_url,
                    'import_digest': mark,
                    'meta': dict(record.meta),
                    **(file or {}),
                },
            )
            if file:
                self._lead_to(f'{settings.MEDIA_URL}{file["file"]}', record)
            outcome['updated' if record.source_key in known else 'created'] += 1
            notes = [*record.notes, *([] if file else [Note('missing-media', record.file_url or 'no address given')])]
            self._keep_notes([(None, record.source_key, note) for note in notes])
        return outcome

    def _lead_to(self, address: str, record: ArticleRecord) -> None:
        """The addresses that an attachment had lead to its file."""
        paths = {addresses.key(url) for url in record.old_urls} - {'', '/', addresses.key(address)}
        OldUrl.objects.bulk_create(
            [OldUrl(path=path, target=address) for path in paths if len(path) <= LONGEST_OLD_URL], ignore_conflicts=True
        )

    def _keep(self, records: list[ArticleRecord]) -> Counter:
        outcome = Counter()
        keys = [record.source_key for record in records]
        known = dict(KeptItem.objects.filter(source_key__in=keys).values_list('source_key', 'import_digest'))
        for record in records:
            mark = digest(record)
            if known.get(record.source_key) == mark:
                outcome['unchanged'] += 1
                continue
            KeptItem.objects.update_or_create(
                source_key=record.source_key,
                defaults={
                    'kind': record.kind[:100],
                    'title': record.title,
                    'record': record.as_json() | {'body_source': record.body_source},
                    'import_digest': mark,
                    'source_document_id': self.documents[record.source],
                },
            )
            outcome['updated' if record.source_key in known else 'created'] += 1
            detail = f'an item of type “{record.kind}” is kept, but not shown'
            self._keep_notes([(None, record.source_key, note) for note in (*record.notes, Note('kept-item', detail))])
        return outcome

    def _join_what_came_later(self) -> None:
        """Lead images may stand after the articles that show them: joined here, by key, once all are in."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE articles_article a SET lead_image_id = m.id FROM articles_media m
                WHERE a.source_document_id = ANY(%s) AND m.source_key = a.meta->>'lead_image_key'
                    AND a.lead_image_id IS NULL AND a.version = a.imported_version
                """,
                [list(self.documents.values())],
            )

    def _keep_notes(self, notes: list[tuple[int | None, str, Note]]) -> None:
        for _, key, note in notes:
            self.report.note(note, key)
        copy_rows(
            ImportNote,
            ['run', 'article', 'source_key', 'code', 'detail'],
            [(self.run.pk, article, key, note.code[:40], note.detail) for article, key, note in notes],
        )


CONFLICT = Note('conflict', 'changed both here and in the source since it was imported: the text here was kept')


def _status(record: ArticleRecord, slug: str, is_new: bool) -> str:
    """What has no address cannot be public: it waits as a draft. What should have come out and did not goes to review,
    as in WordPress; but not what came out here meanwhile.
    """
    if record.status not in ('published', 'scheduled'):
        return record.status
    if not (record.published and slug):
        return 'draft'
    overdue = record.status == 'scheduled' and record.published <= timezone.now()
    return 'review' if overdue and is_new else 'published'


def _slug(record: ArticleRecord) -> str:
    if record.slug:
        return record.slug[:500]
    if record.status in ('draft', 'review', 'trashed') and record.kind == 'post':
        return ''
    return slugs.slugify(record.title) or 'untitled'


def _address(record: ArticleRecord, slug: str) -> str:
    if record.kind == 'page':
        return f'/{slug}/'
    return f'/{record.published_on:%Y/%m/%d}/{slug}/' if record.published_on else ''


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


def _file(source: str) -> Path:
    """The file of a source: a member of an archive stands for the archive."""
    path = Path(source)
    return next((place for place in (path, *path.parents) if place.exists()), path)
