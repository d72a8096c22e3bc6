"""Working copies: what is typed is stored on the server while it is typed, for its writer only, until it is saved."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from articles.models import Article, WorkingCopy

MOST = 50  # of one person
LARGEST = 5 * 1024 * 1024  # bytes of JSON
LONGEST_KEPT = timedelta(days=60)
# A form reports every 30 seconds; one that has not for so long is closed.
CLOSED_AFTER = timedelta(seconds=90)


class TooMany(Exception):
    """The person has as many working copies as one may have."""


@transaction.atomic
def store(
    owner: AbstractBaseUser,
    article: Article | None,
    key: UUID,
    *,
    version: int,
    browser: str,
    fields: Mapping[str, list[str]] | None,
    instead_of: UUID | None = None,
) -> WorkingCopy:
    """Stores what a form holds, and that it is open; `fields` is None where nothing new has been typed.

    The working copy `instead_of`, which the form continues, is deleted. Raises TooMany; nothing is written then.
    """
    mine = WorkingCopy.objects.filter(owner=owner)
    now = timezone.now()
    values = {'article': article, 'version': version, 'browser': browser, 'seen': now}
    if fields is not None:
        others = mine.exclude(key__in=[key, instead_of or key]).filter(fields__isnull=False)
        if others.count() >= MOST:
            raise TooMany
        mine.filter(key=instead_of).delete()
        values |= {'fields': fields, 'typed': now}
    elif not mine.filter(key=key).exists():
        mine.filter(fields__isnull=True, seen__lt=now - CLOSED_AFTER).delete()
    return WorkingCopy.objects.update_or_create(owner=owner, key=key, defaults=values)[0]


def of(owner: AbstractBaseUser) -> QuerySet[WorkingCopy]:
    """The working copies of a person that hold something, newest first, each with its `title`."""
    return WorkingCopy.objects.filter(owner=owner, fields__isnull=False).annotate(title=KT('fields__title__0'))


def listed(owner: AbstractBaseUser) -> QuerySet[WorkingCopy]:
    """The same without what was typed: fifty of them may be 250 MB."""
    return of(owner).defer('fields')


def discard(owner: AbstractBaseUser, keys: Collection[UUID]) -> int:
    return WorkingCopy.objects.filter(owner=owner, key__in=keys).delete()[0]


def open_elsewhere(article: Article, than: AbstractBaseUser) -> dict[str, datetime]:
    """Who else has the article open now, by name, and since when."""
    seen = timezone.now() - CLOSED_AFTER
    others = WorkingCopy.objects.filter(article=article, seen__gte=seen).exclude(owner=than)
    names: dict[str, datetime] = {}
    for copy in others.select_related('owner').defer('fields').order_by('opened'):
        names.setdefault(copy.owner.get_full_name() or copy.owner.get_username(), copy.opened)
    return names


def delete_old() -> int:
    """Deletes those that nobody has touched for 60 days, and the traces of forms that are closed; returns how many."""
    now = timezone.now()
    old = WorkingCopy.objects.filter(seen__lt=now - LONGEST_KEPT)
    closed = WorkingCopy.objects.filter(fields__isnull=True, seen__lt=now - timedelta(days=1))
    return old.delete()[0] + closed.delete()[0]
