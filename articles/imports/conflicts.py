"""Versions of a source that no import wrote over what was edited here: people compare and decide."""

from collections.abc import Collection, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles.editorial import diff, publishing, revisions
from articles.imports.store.provenance import with_digest
from articles.models import Article, Conflict, Provenance

FIELDS = (*revisions.CONTENT, *revisions.PLACE)
# What can be written anew of both; the text as HTML.
MERGED = ('title', 'standfirst', 'body')


def differences(conflict: Conflict) -> list[diff.Difference]:
    """From ours, as it stands now, to theirs."""
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
    """Takes the fields named in `theirs` from the source, those in `merged` as they are given, and keeps the others.

    `version` is that of the article which was looked at. The article remembers the version of the source, and those
    that conflicted before it, so that none of them conflicts again; where all of it was taken, it follows the source as
    it did. Raises StaleArticle where somebody saved meanwhile, ValidationError where the outcome cannot be published
    or somebody else has decided; nothing is written then.
    """
    conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if conflict.decision:
        raise ValidationError(f'{conflict.by or "Somebody"} has decided about this already.')
    differ = {difference.name for difference in differences(conflict)}
    taken = differ & set(theirs)
    article = Article(pk=conflict.article_id, version=version)
    article = publishing.save(article, by=by, **revisions.content(conflict.values, taken), **(merged or {}))
    conflict.decision = _decision(differ, taken, merged)
    _remember(article, conflict)
    Conflict.objects.filter(article=article, decision='', pk__lte=conflict.pk).update(
        decision=conflict.decision, by=by, decided=timezone.now()
    )
    return conflict


def _decision(differ: set[str], taken: set[str], merged: Mapping[str, str] | None) -> Conflict.Decision:
    if merged or (taken and taken != differ):
        return Conflict.Decision.MERGED
    return Conflict.Decision.THEIRS if taken == differ else Conflict.Decision.OURS


def _remember(article: Article, conflict: Conflict) -> None:
    columns = {'import_digests': article.import_digests}
    for mark in (
        Conflict.objects.filter(article=article, pk__lte=conflict.pk).order_by('pk').values_list('mark', flat=True)
    ):
        columns['import_digests'] = with_digest(columns['import_digests'], mark)
    if conflict.decision == Conflict.Decision.THEIRS:
        # What its body and its lead image wait for is joined by the next import.
        waits = {name: conflict.values[name] for name in ('lead_image_key', 'pending_keys') if name in conflict.values}
        columns |= {'imported_version': article.version, **waits}
    Article.objects.filter(pk=article.pk).update(**columns)
    if conflict.decision != Conflict.Decision.OURS:
        Provenance.objects.filter(article=article).update(document=conflict.document_id, original=conflict.original_id)
