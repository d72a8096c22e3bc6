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
    Note,
    OldUrl,
    Overwritten,
    Provenance,
    PublicChange,
    Revision,
    Tag,
)
from articles.text import image_sources

from . import run as import_run

NOT_UNDONE = 'left-as-it-is'  # code of the notes on articles that an undo did not change
BATCH = 500
EDITED = 'edited here since'
COMMENTED = 'readers have commented since'
NOTED = 'editors have notes on it'
LATER = 'changed by a later import; undo that one first'
TAKEN = 'its former URL is in use by another article'


@dataclass
class Undone:
    """What an undo did, or would do: numbers of rows, and the articles that stay as they are.

    `items` are items of types that the archive does not show. `unchanged` has (primary key, title, reason) of each of
    these articles.
    """

    deleted: int = 0
    restored: int = 0
    comments: int = 0
    media: int = 0
    items: int = 0
    unchanged: list[tuple[int, str, str]] = field(default_factory=list)


def preview(run: ImportRun) -> Undone:
    """Counts what `undo` would do, without writing. Comments and media that turn out to be in use are counted too."""
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
    commented on, or that a later import has updated are not changed: the result lists them.

    Works in batches, each a transaction, and calls `on_batch` with the number of rows of each. After an interruption
    call it again to resume; that result counts only the rest. Once the run is undone, another call changes nothing.
    Raises `imports.run.Busy`.
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
    """The steps of an undo, in order. Each does one batch and returns its number of rows, 0 when there is no more.

    A step has no position to remember: what it has done is no longer in its query. What refers to other rows is
    deleted before them, so that those are unused when their step comes.
    """

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
        originals_used = {pk for rows in of_batch for pk in rows.values_list('original', flat=True)}
        Article.objects.filter(pk__in=batch).only('pk').delete()
        originals.drop_unused(originals_used - {None})
        self.result.deleted += len(batch)
        return len(batch)

    def restore_articles(self) -> int:
        tried = [pk for pk, _, _ in self.result.unchanged]
        batch = list(_updated(self.run).exclude(pk__in=tried).select_for_update(of=['self'])[:BATCH])
        for article in batch:
            try:
                with transaction.atomic():
                    self._restore(article)
                self.result.restored += 1
            except IntegrityError:
                self.result.unchanged.append((article.pk, str(article), TAKEN))
        return len(batch)

    def _restore(self, article: Article) -> None:
        """Makes the newest version that this run did not write the current one, and deletes it from the revisions.

        Raises IntegrityError if another article has the URL of that version.
        """
        former = article.revisions.exclude(run=self.run).select_related('run').first()
        columns = revisions.columns(former.values) | {'version': former.version, 'edited_by': former.by}
        if not Media.objects.filter(pk=columns['lead_image_id']).exists():
            columns['lead_image_id'] = None
        Article.objects.filter(pk=article.pk).update(**columns)
        PublicChange.objects.filter(article=article, version__gt=former.version).delete()
        for name, objects in revisions.links(former.values).items():
            revisions.set_links(article, name, objects)
        obsolete = list(article.revisions.filter(version__gte=former.version))
        replaced = {article.provenance.original_id, *(revision.original_id for revision in obsolete)} - {None}
        Provenance.objects.filter(article=article).update(
            document=former.document_id, original=former.original_id, run=former.run, **former.values['provenance']
        )
        Revision.objects.filter(pk__in=[revision.pk for revision in obsolete]).delete()
        originals.drop_unused(replaced)

    def delete_comments(self) -> int:
        """Deletes comments without replies, and so, batch by batch, whole threads from their ends.

        A comment that a reader of this site has replied to stays, and so does one that was moderated.
        """
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
        """Deletes the run's redirects, except those to files that stay because articles show them."""
        stored_files = [
            f'{settings.MEDIA_URL}{file}' for file in Media.objects.filter(run=self.run).values_list('file', flat=True)
        ]
        batch = OldUrl.objects.filter(run=self.run).exclude(target__in=stored_files, article=None)
        return _delete_some(batch)

    def delete_terms(self) -> int:
        """Deletes categories without children, batch by batch up to the top, and tags and authors: unused ones only."""
        children = Category.objects.filter(parent=OuterRef('pk'))
        unused = (
            Category.objects.filter(~Exists(children), run=self.run, article_links=None),
            Tag.objects.filter(run=self.run, article_links=None),
            Author.objects.filter(run=self.run, bylines=None),
        )
        return sum(map(_delete_some, unused))

    def delete_notes(self) -> int:
        """Deletes the notes of the run, except those on articles that still come from it."""
        existing = Provenance.objects.filter(article=OuterRef('article'), run=self.run)
        return _delete_some(ImportNote.objects.filter(~Exists(existing), run=self.run))

    def delete_documents(self) -> int:
        return originals.drop_documents(originals.unused_documents().filter(run=self.run).only('original')[:BATCH])

    @cached_property
    def media_in_use(self) -> set[int]:
        """Media of this run that an article shows as lead image or in its body.

        Cached: first used when all articles are deleted or restored, after which their bodies change no more.
        """
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


def _as_written(run: ImportRun) -> QuerySet:
    """The articles whose current version is the one that the run wrote."""
    return Article.objects.filter(provenance__run=run, version=F('imported_version'), edited_by=None).order_by('pk')


def _has_earlier_version(run: ImportRun) -> Exists:
    """Whether an article has a former version that the run did not write, to which it can return."""
    return Exists(Revision.objects.filter(article=OuterRef('pk')).exclude(run=run))


def _has_own_comments() -> Exists:
    """Whether readers of this site have commented on an article: only imported comments have a source key."""
    return Exists(Comment.objects.filter(article=OuterRef('pk'), source_key=None))


def _has_notes() -> Exists:
    return Exists(Note.objects.filter(article=OuterRef('pk')))


def _created(run: ImportRun) -> QuerySet:
    return _as_written(run).filter(~_has_earlier_version(run), ~_has_own_comments(), ~_has_notes())


def _updated(run: ImportRun) -> QuerySet:
    return _as_written(run).filter(_has_earlier_version(run))


def _unchanged(run: ImportRun) -> list[tuple[int, str, str]]:
    last_imported_by_run = Article.objects.filter(provenance__run=run)
    once_written_by_run = Article.objects.filter(Exists(Revision.objects.filter(article=OuterRef('pk'), run=run)))
    groups = (
        (last_imported_by_run.exclude(version=F('imported_version'), edited_by=None), EDITED),
        (_as_written(run).filter(~_has_earlier_version(run), _has_own_comments()), COMMENTED),
        (_as_written(run).filter(~_has_earlier_version(run), ~_has_own_comments(), _has_notes()), NOTED),
        (once_written_by_run.exclude(provenance__run=run), LATER),
    )
    return [(article.pk, str(article), why) for rows, why in groups for article in rows.only('title').order_by('pk')]


def _has_values(row: Model, values: dict[str, Any]) -> bool:
    """Whether columns have these JSON values, compared as Python values: a time is the same in every time zone."""
    return all(getattr(row, name) == row._meta.get_field(name).to_python(value) for name, value in values.items())


def _delete_some(rows: QuerySet) -> int:
    batch = list(rows.values_list('pk', flat=True)[:BATCH])
    rows.model.objects.filter(pk__in=batch).delete()
    return len(batch)
