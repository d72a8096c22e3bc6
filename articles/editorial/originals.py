"""Stores the bytes that records were read from: each once, by SHA-256, compressed."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from articles.db.copy import copy_rows, new_ids
from articles.models import Article, Conflict, Original, Provenance, Revision, SourceDocument
from articles.readers.digests import Packed


def keep(packed: Iterable[Packed | None]) -> dict[Packed | None, int]:
    """Stores originals that are not stored yet, and returns the primary key of each. None is left out."""
    by_digest = {original.sha256: original for original in packed if original}
    known = dict(Original.objects.filter(sha256__in=by_digest).values_list('sha256', 'pk'))
    new = [original for digest, original in by_digest.items() if digest not in known]
    known |= dict(zip((original.sha256 for original in new), new_ids(Original, len(new)), strict=True))
    rows = ((known[o.sha256], o.sha256, o.size, o.content) for o in new)
    copy_rows(Original, ['id', 'sha256', 'size', 'content'], rows)
    return {original: known[digest] for digest, original in by_digest.items()}


def erase(article: Article) -> None:
    """Empties every original of an article, its former versions and conflicts, so that a person in it is forgotten.

    The article keeps its text. No import stores the same bytes again, nor another original for this article.
    """
    uses = (model.objects.filter(article=article) for model in (Provenance, Revision, Conflict))
    originals = {pk for used in uses for pk in used.values_list('original', flat=True)}
    Original.objects.filter(pk__in=originals - {None}).update(content=None)


def drop_unused(originals: Collection[int]) -> int:
    """Deletes those of the originals that nothing refers to any more; returns their number."""
    return Original.objects.filter(_unused(Original), pk__in=originals).delete()[0] if originals else 0


def unused_documents() -> QuerySet[SourceDocument]:
    """Documents that nothing refers to any more."""
    return SourceDocument.objects.filter(_unused(SourceDocument))


def drop_documents(documents: Iterable[SourceDocument]) -> int:
    """Deletes documents, and originals that nothing else refers to; returns the number of documents."""
    deleted = list(documents)
    SourceDocument.objects.filter(pk__in=[document.pk for document in deleted]).delete()
    drop_unused({document.original_id for document in deleted} - {None})
    return len(deleted)


def _unused(model: type[Model]) -> Q:
    """That no row refers to a row of the model."""
    # `related_objects` alone leaves out relations without a reverse name, such as that of a revision to its document.
    relations = model._meta.get_fields(include_hidden=True)
    references = [relation.field for relation in relations if relation.auto_created and not relation.concrete]
    return Q(*(~Exists(field.model.objects.filter(**{field.name: OuterRef('pk')})) for field in references))
