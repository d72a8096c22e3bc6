"""Undoes an import: deletes what a run made, restores what it overwrote, and keeps what people have changed since."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Model, OuterRef, QuerySet

from articles.editorial import originals, revisions
from articles.models import (
    Article,
    Author,
    Category,
    Comment,
    Conflict,
    ImportNote,
    ImportRun,
    KeptItem,
    Media,
    OldUrl,
    Overwritten,
    Provenance,
    Revision,
    Tag,
)
from articles.text import image_sources

from . import run as import_run

BATCH = 500
EDITED = 'edited here since'
COMMENTED = 'readers have commented since'
LATER = 'changed by a later import; undo that one first'
TAKEN = 'its former URL is in use by another article'


@dataclass
class Undone:
    """What an undo did, or would do: numbers of rows, and primary key, title and reason of each article not changed."""

    deleted: int = 0
    restored: int = 0
    comments: int = 0
    media: int = 0
    items: int = 0
    unchanged: list[tuple[int, str, str]] = field(default_factory=list)


def preview(run: ImportRun) -> Undone:
    """Counts what `undo` would do, without writing. It may keep some of the comments and media, if they are in use."""
    comments = Comment.objects.filter(run=run, moderated=None).count()
    return Undone(
        _created(run).count(),
        _updated(run).count(),
        comments,
        Media.objects.filter(run=run).count(),
        KeptItem.objects.filter(run=run).count(),
        _unchanged(run),
    )


def undo(run: ImportRun, *, on_batch: Callable[[int], object] = lambda rows: None) -> Undone:
    """Undoes a run, and returns what that did.

    Articles that the run created are deleted, with their comments, URLs and originals; those it updated return to the
    version before. Other rows that it added or changed are deleted or restored too, and so are media with their files,
    categories, tags and authors that nothing else uses. Articles that an editor has edited since, that readers have
    commented on, or that a later import has updated are not changed, and listed.

    Works in batches, each a transaction, and calls `on_batch` with the number of rows of each. After an interruption
    call it again to resume; once the run is undone, another call changes nothing. Raises `imports.run.Busy`.
    """
    with import_run.alone():
        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.UNDOING)
        undoing = _Undoing(run)
        for step in undoing.steps:
            rows = 1
            while rows:
                with transaction.atomic():
                    rows = step()
                on_batch(rows)
        undoing.result.unchanged += _unchanged(run)
        run.state = ImportRun.State.UNDONE
        run.save(update_fields=['state'])
    return undoing.result


class _Undoing:
    """The steps of an undo, in order. Each does one batch and returns its number of rows, 0 when there is no more."""

    def __init__(self, run: ImportRun) -> None:
        self.run, self.result = run, Undone()

    @property
    def steps(self) -> list[Callable[[], int]]:
        return [
            self.drop_conflicts,
            self.delete_articles,
            self.restore_articles,
            self.delete_comments,
            self.restore_columns,
            self.delete_media,
            self.delete_items,
            self.delete_old_urls,
            self.delete_terms,
            self.delete_notes,
            self.delete_documents,
        ]

    def drop_conflicts(self) -> int:
        batch = list(Conflict.objects.filter(run=self.run).only('original')[:BATCH])
        return self._drop(Conflict, batch)

    def delete_articles(self) -> int:
        batch = list(_created(self.run).select_for_update(of=['self']).values_list('pk', flat=True)[:BATCH])
        of_batch = (model.objects.filter(article__in=batch) for model in (Provenance, Revision, Conflict))
        used = {pk for rows in of_batch for pk in rows.values_list('original', flat=True)}
        Article.objects.filter(pk__in=batch).only('pk').delete()
        originals.drop_unused(used - {None})
        self.result.deleted += len(batch)
        return len(batch)

    def restore_articles(self) -> int:
        stuck = [pk for pk, _, _ in self.result.unchanged]
        batch = list(_updated(self.run).exclude(pk__in=stuck).select_for_update(of=['self'])[:BATCH])
        for article in batch:
            try:
                with transaction.atomic():
                    self._restore(article)
                self.result.restored += 1
            except IntegrityError:
                self.result.unchanged.append((article.pk, str(article), TAKEN))
        return len(batch)

    def _restore(self, article: Article) -> None:
        before = article.revisions.exclude(run=self.run).select_related('run').first()
        written = revisions.columns(before.values) | {'version': before.version, 'edited_by': before.by}
        if not Media.objects.filter(pk=written['lead_image_id']).exists():
            written['lead_image_id'] = None
        Article.objects.filter(pk=article.pk).update(**written)
        for name, things in revisions.links(before.values).items():
            revisions.set_links(article, name, things)
        gone = list(article.revisions.filter(version__gte=before.version))
        replaced = {article.provenance.original_id, *(revision.original_id for revision in gone)} - {None}
        Provenance.objects.filter(article=article).update(
            document=before.document_id, original=before.original_id, run=before.run, **before.values['provenance']
        )
        Revision.objects.filter(pk__in=[revision.pk for revision in gone]).delete()
        originals.drop_unused(replaced)

    def delete_comments(self) -> int:
        """Comments without replies first, so that those with replies of readers stay; so do moderated ones."""
        replies = Comment.objects.filter(parent=OuterRef('pk'))
        leaves = Comment.objects.filter(~Exists(replies), run=self.run, moderated=None)
        batch = list(leaves.values_list('pk', flat=True)[:BATCH])
        Comment.objects.filter(pk__in=batch).delete()
        self.result.comments += len(batch)
        return len(batch)

    def restore_columns(self) -> int:
        """Restores single columns, the last change first, unless they have been changed again since."""
        models = {model._meta.model_name: model for model in (Article, Comment, Media, KeptItem)}
        batch = list(Overwritten.objects.filter(run=self.run).order_by('-pk')[:BATCH])
        for change in batch:
            model = models[change.table]
            row = model.objects.select_for_update().filter(pk=change.row).first()
            if row and _has_values(row, change.after):
                model.objects.filter(pk=change.row).update(**change.before)
        originals.drop_unused({change.after.get('original_id') for change in batch} - {None})
        Overwritten.objects.filter(pk__in=[change.pk for change in batch]).delete()
        return len(batch)

    def delete_media(self) -> int:
        unused = Media.objects.filter(run=self.run).exclude(pk__in=self.media_in_use)
        batch = list(unused.select_for_update()[:BATCH])
        for media in batch:
            if media.file:
                media.file.storage.delete(media.file.name)
        self.result.media += len(batch)
        return self._drop(Media, batch)

    def delete_items(self) -> int:
        batch = list(KeptItem.objects.filter(run=self.run).only('original')[:BATCH])
        self.result.items += len(batch)
        return self._drop(KeptItem, batch)

    def delete_old_urls(self) -> int:
        stored_files = [
            f'{settings.MEDIA_URL}{file}' for file in Media.objects.filter(run=self.run).values_list('file', flat=True)
        ]
        batch = OldUrl.objects.filter(run=self.run).exclude(target__in=stored_files, article=None)
        return _delete_some(batch)

    def delete_terms(self) -> int:
        """Categories from the leaves up, since those that are not empty stay."""
        children = Category.objects.filter(parent=OuterRef('pk'))
        unused = (
            Category.objects.filter(~Exists(children), run=self.run, article_links=None),
            Tag.objects.filter(run=self.run, article_links=None),
            Author.objects.filter(run=self.run, bylines=None),
        )
        return sum(map(_delete_some, unused))

    def delete_notes(self) -> int:
        existing = Provenance.objects.filter(article=OuterRef('article'), run=self.run)
        return _delete_some(ImportNote.objects.filter(~Exists(existing), run=self.run))

    def delete_documents(self) -> int:
        return originals.drop_documents(originals.unused_documents().filter(run=self.run).only('original')[:BATCH])

    @cached_property
    def media_in_use(self) -> set[int]:
        """Media of this run that an article shows as lead image or in its body. Cached: it changes no more."""
        by_file = {file: pk for pk, file in Media.objects.filter(run=self.run).values_list('pk', 'file') if file}
        used = set(Article.objects.filter(lead_image__run=self.run).values_list('lead_image', flat=True))
        bodies = Article.objects.filter(body_html__contains=settings.MEDIA_URL).values_list('body_html', flat=True)
        for body in bodies.iterator() if by_file else ():
            for src in image_sources.sources(body):
                path = image_sources.path_within(settings.MEDIA_URL, src)
                used |= {by_file[name] for name in image_sources.versions(path) if name in by_file}
        return used

    def _drop(self, model, batch: list) -> int:
        """Deletes rows, and originals that nothing else uses."""
        model.objects.filter(pk__in=[row.pk for row in batch]).delete()
        originals.drop_unused({row.original_id for row in batch} - {None})
        return len(batch)


def _current(run: ImportRun) -> QuerySet:
    """The articles whose current version is the one that the run wrote."""
    return Article.objects.filter(provenance__run=run, version=F('imported_version'), edited_by=None).order_by('pk')


def _has_earlier_version(run: ImportRun) -> Exists:
    return Exists(Revision.objects.filter(article=OuterRef('pk')).exclude(run=run))


def _has_native_comments() -> Exists:
    return Exists(Comment.objects.filter(article=OuterRef('pk'), source_key=None))


def _created(run: ImportRun) -> QuerySet:
    return _current(run).filter(~_has_earlier_version(run), ~_has_native_comments())


def _updated(run: ImportRun) -> QuerySet:
    return _current(run).filter(_has_earlier_version(run))


def _unchanged(run: ImportRun) -> list[tuple[int, str, str]]:
    written = Article.objects.filter(provenance__run=run)
    later = Article.objects.filter(Exists(Revision.objects.filter(article=OuterRef('pk'), run=run)))
    groups = (
        (written.exclude(version=F('imported_version'), edited_by=None), EDITED),
        (_current(run).filter(~_has_earlier_version(run), _has_native_comments()), COMMENTED),
        (later.exclude(provenance__run=run), LATER),
    )
    return [(article.pk, str(article), why) for rows, why in groups for article in rows.only('title').order_by('pk')]


def _has_values(row: Model, written: dict[str, Any]) -> bool:
    """Whether columns have these JSON values, compared as Python values: a time is the same in every time zone."""
    return all(getattr(row, name) == row._meta.get_field(name).to_python(value) for name, value in written.items())


def _delete_some(rows: QuerySet) -> int:
    batch = list(rows.values_list('pk', flat=True)[:BATCH])
    rows.model.objects.filter(pk__in=batch).delete()
    return len(batch)
