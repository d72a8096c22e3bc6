"""Embargoes: a moment before which nobody can publish an article, whoever tries and however, and the reason."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Article


def complete(article: Article, *, was_public: bool) -> None:
    """Drops the reason of an embargo that was lifted. Raises ValidationError for one that can hold nothing back."""
    if not article.embargo:
        article.embargo_reason = ''
    elif not article.embargo_reason.strip():
        raise ValidationError({'embargo_reason': 'Say why, or who asked for it: others have to know.'})
    elif was_public and article.is_embargoed:
        raise ValidationError({'embargo': 'Readers see this article already. Withdraw it first.'})


def check(article: Article, at: datetime | None) -> None:
    """Raises ValidationError where an article that is published at this aware datetime would break its embargo."""
    if article.is_embargoed and (not at or at < article.embargo):
        until = date_format(timezone.localtime(article.embargo), 'j F Y H:i')
        raise ValidationError(
            f'Under embargo until {until} {settings.TIME_ZONE} ({article.embargo_reason}): nobody can publish it '
            'before. Schedule it for then, or change the embargo first.'
        )
