"""What records were read from, kept byte for byte: each once, by its SHA-256, compressed."""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from articles.db.copy import copy_rows, new_ids
from articles.models import Article, Conflict, KeptItem, Original, Provenance, Revision, SourceDocument
from articles.readers.record import Packed

_DROP_UNUSED = """
    DELETE FROM articles_original o
    WHERE id = ANY (%s)
        AND NOT EXISTS (SELECT FROM articles_provenance u WHERE u.original_id = o.id)
        AND NOT EXISTS (SELECT FROM articles_revision u WHERE u.original_id = o.id)
        AND NOT EXISTS (SELECT FROM articles_conflict u WHERE u.original_id = o.id)
        AND NOT EXISTS (SELECT FROM articles_media u WHERE u.original_id = o.id)
        AND NOT EXISTS (SELECT FROM articles_keptitem u WHERE u.original_id = o.id)
        AND NOT EXISTS (SELECT FROM articles_sourcedocument u WHERE u.original_id = o.id)
"""


def keep(found: Iterable[Packed | None]) -> dict[Packed | None, int]:
    """Stores what is not stored yet, and returns the primary key of each; nothing for None."""
    by_digest = {original.sha256: original for original in found if original}
    known = dict(Original.objects.filter(sha256__in=by_digest).values_list('sha256', 'pk'))
    new = [original for digest, original in by_digest.items() if digest not in known]
    known |= dict(zip((original.sha256 for original in new), new_ids(Original, len(new)), strict=True))
    rows = ((known[o.sha256], o.sha256, o.size, o.content) for o in new)
    copy_rows(Original, ['id', 'sha256', 'size', 'content'], rows)
    return {original: known[digest] for digest, original in by_digest.items()}


def erase(article: Article) -> None:
    """Empties every original that an article came from, or would have, for good: somebody in it is to be forgotten.

    The article keeps its text. No import brings the same bytes back, nor another original for this article.
    """
    uses = (model.objects.filter(article=article) for model in (Provenance, Revision, Conflict))
    originals = {pk for used in uses for pk in used.values_list('original', flat=True)}
    Original.objects.filter(pk__in=originals - {None}).update(content=None)


def drop_unused(originals: Collection[int]) -> int:
    """Deletes those of the originals that nothing came from any more, and returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP_UNUSED, [list(originals)])
        return cursor.rowcount


def unused_documents() -> QuerySet[SourceDocument]:
    """Those that nothing came from any more."""
    uses = (model.objects.filter(document=OuterRef('pk')) for model in (Provenance, Revision, Conflict))
    kept_items = KeptItem.objects.filter(source_document=OuterRef('pk'))
    return SourceDocument.objects.filter(~Exists(kept_items), *(~Exists(used) for used in uses))


def drop_documents(documents: Iterable[SourceDocument]) -> int:
    """Deletes documents, and the originals that only they had; returns how many they were."""
    gone = list(documents)
    SourceDocument.objects.filter(pk__in=[document.pk for document in gone]).delete()
    drop_unused({document.original_id for document in gone} - {None})
    return len(gone)
