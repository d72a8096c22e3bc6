"""Conflicts between a version edited here and one in the source: editors compare and decide."""

from collections.abc import Collection, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles.editorial import diff, publishing, revisions
from articles.imports.store.incoming import with_digest
from articles.models import Article, Conflict, Provenance

FIELDS = (*revisions.CONTENT, *revisions.PLACE)
# Fields that an editor can merge; the body as HTML.
MERGED = ('title', 'standfirst', 'body')


def differences(conflict: Conflict) -> list[diff.Difference]:
    """The differences from the current article to the version in the source."""
    return diff.compare(revisions.values(conflict.article), conflict.values, FIELDS)


@transaction.atomic
def decide(
    conflict: Conflict,
    *,
    by: AbstractBaseUser,
    version: int,
    theirs: Collection[str] = (),
    merged: Mapping[str, str] | None = None,
) -> Conflict:
    """Takes the fields in `theirs` from the source and the values in `merged` as given, and keeps all other fields.

    `version` is the version of the article that the editor has seen. The article remembers the digests of this conflict
    and of earlier ones, so that they do not come up again; where every difference was taken from the source, later
    imports update the article again. Raises StaleArticle if the article has been saved meanwhile, ValidationError if
    the result cannot be published or the conflict is already decided; nothing is written then.
    """
    conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if conflict.decision:
        raise ValidationError(f'{conflict.by or "Somebody"} has already decided this conflict.')
    differ = {difference.name for difference in differences(conflict)}
    accepted = differ & set(theirs)
    article = Article(pk=conflict.article_id, version=version)
    article = publishing.save(article, by=by, **revisions.content(conflict.values, accepted), **(merged or {}))
    conflict.decision = _decision(differ, accepted, merged)
    _remember(article, conflict)
    Conflict.objects.filter(article=article, decision='', pk__lte=conflict.pk).update(
        decision=conflict.decision, by=by, decided=timezone.now()
    )
    return conflict


def _decision(differ: set[str], accepted: set[str], merged: Mapping[str, str] | None) -> Conflict.Decision:
    if merged or (accepted and accepted != differ):
        return Conflict.Decision.MERGED
    return Conflict.Decision.THEIRS if accepted == differ else Conflict.Decision.OURS


def _remember(article: Article, conflict: Conflict) -> None:
    columns = {'import_digests': article.import_digests}
    for digest in (
        Conflict.objects.filter(article=article, pk__lte=conflict.pk).order_by('pk').values_list('mark', flat=True)
    ):
        columns['import_digests'] = with_digest(columns['import_digests'], digest)
    if conflict.decision == Conflict.Decision.THEIRS:
        # The next import joins its pending items and its lead image.
        pending = {
            name: conflict.values[name] for name in ('lead_image_key', 'pending_keys') if name in conflict.values
        }
        columns |= {'imported_version': article.version, **pending}
    Article.objects.filter(pk=article.pk).update(**columns)
    if conflict.decision != Conflict.Decision.OURS:
        Provenance.objects.filter(article=article).update(document=conflict.document_id, original=conflict.original_id)
