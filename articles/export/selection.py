"""Selects the articles of an export."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from articles.models import Article, Category, Comment
from articles.models.article import ArticleQuerySet


class UnknownCategory(Exception):
    """No category has that name, or several have; the message says so."""


def select(category: str = '', year: int | None = None, since: datetime | None = None) -> ArticleQuerySet:
    """Articles and pages in any state, of a category and its descendants, and with a year in their URL.

    `category` is a slug or a path such as world/asia. `since` (aware) leaves only articles that were written, imported,
    commented on or moderated at that time or later. Raises UnknownCategory.
    """
    articles = Article.objects.all()
    if category:
        articles = articles.in_category(_category(category.strip('/')))
    if since:
        comments = Comment.objects.filter(Q(posted__gte=since) | Q(moderated__gte=since), article=OuterRef('pk'))
        imported = Q(provenance__run__started__gte=since)
        articles = articles.filter(Q(modified__gte=since) | imported | Exists(comments))
    return articles.filter(published_on__year=year) if year else articles


def _category(path: str) -> Category:
    named = Category.objects.filter(slug=path.rpartition('/')[2])
    matches = [category for category in named if category.get_absolute_url().endswith(f'/{path}/')]
    if not matches:
        raise UnknownCategory(f'There is no category {path}. Give its slug, or its whole path, such as world/asia.')
    if len(matches) > 1:
        paths = ', '.join(category.get_absolute_url() for category in matches)
        raise UnknownCategory(f'Several categories are called {path}: {paths}. Give the whole path of one.')
    return matches[0]
