"""Links at which outsiders read one version of an article that is not public: signed, for some days, revocable."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from articles.db import row_tokens
from articles.models import Article, PreviewLink

from . import merging

OPEN = timedelta(days=7)
MOST = 50  # of one article that are open
_SALT = 'articles.preview'


def make(article: Article, *, by: AbstractBaseUser) -> PreviewLink:
    """A link to the current version. Raises ValidationError for an article that needs none or may have none."""
    if article.is_public:
        raise ValidationError('Readers see this article already: its own URL can be sent.')
    if article.status == Article.Status.TRASHED:
        raise ValidationError('This article is in the trash: restore it first.')
    if still_open(article).count() >= MOST:
        raise ValidationError(f'There are {MOST} links to this article already: revoke some first.')
    return PreviewLink.objects.create(article=article, version=article.version, by=by, expires=timezone.now() + OPEN)


def revoke(link: PreviewLink) -> None:
    PreviewLink.objects.filter(pk=link.pk, revoked=None).update(revoked=timezone.now())


def still_open(article: Article) -> QuerySet[PreviewLink]:
    return PreviewLink.objects.filter(article=article, revoked=None, expires__gt=timezone.now())


def url(link: PreviewLink) -> str:
    return settings.SITE_URL + reverse('preview', args=[row_tokens.sign(link.pk, link.made, salt=_SALT)])


def by_token(token: str) -> PreviewLink | None:
    """The link of a token, with its article, whether it is still open or not; None if the token is forged."""
    pk, made = row_tokens.unsign(token, salt=_SALT) or (None, None)
    return PreviewLink.objects.select_related('article').filter(pk=pk, made=made).first()


def values(link: PreviewLink) -> Mapping[str, Any] | None:
    """The values of the version that a link shows, as `revisions` has them; None once it shows nothing any more."""
    is_open = link.revoked is None and link.expires > timezone.now()
    if not is_open or link.article.status == Article.Status.TRASHED:
        return None
    return merging.version_of(link.article, link.version)
