"""Reviews: to whom a writer submits a draft with what note, and with what note it comes back."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from articles.models import Article, Review
from articles.text import sanitise

from . import publishing

LONGEST = 2000  # characters


def reviewers() -> QuerySet[User]:
    """Who may publish, by user name."""
    people = User.objects.with_perm('articles.change_article', backend='django.contrib.auth.backends.ModelBackend')
    return people.filter(is_staff=True).order_by('username')


@transaction.atomic
def submit(article: Article, *, by: AbstractBaseUser, to: AbstractBaseUser | None = None, note: str = '') -> Article:
    """Submits a draft to one of the reviewers, or to any. Raises as `publishing.submit`."""
    article = publishing.submit(article, by=by)
    _record(article, by, to, note)
    return article


@transaction.atomic
def return_to_draft(article: Article, *, by: AbstractBaseUser, note: str = '') -> Article:
    """Returns it to who submitted it. Raises as `publishing.return_to_draft`."""
    asked = newest([article]).get(article.pk)
    article = publishing.return_to_draft(article, by=by)
    _record(article, by, asked.by if asked else None, note, is_return=True)
    return article


def newest(articles: Iterable[Article]) -> dict[int, Review]:
    """The last review of each article that has one, by the article's primary key."""
    rows = Review.objects.filter(article__in=[article.pk for article in articles]).select_related('by', 'to')
    return {row.article_id: row for row in rows.order_by('article', '-at', '-pk').distinct('article')}


def _record(article: Article, by, to, note: str, *, is_return: bool = False) -> None:
    note = sanitise.without_controls(note).strip()
    if len(note) > LONGEST:
        raise ValidationError({'review_note': f'Use at most {LONGEST} characters.'})
    Review.objects.create(article=article, by=by, to=to, note=note, is_return=is_return)
