"""Which articles go out."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from articles.export.folder import Refused
from articles.models import Article, Category, Comment
from articles.models.article import ArticleQuerySet


def chosen(category: str = '', year: int | None = None, since: datetime | None = None) -> ArticleQuerySet:
    """Articles and pages in any state; of a category, given by its slug or its path, and a year of their addresses.

    `since`: only what was written, imported, commented on or moderated at that moment (aware) or later. Raises Refused
    where no category is of that name, or several.
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
    found = [category for category in named if category.get_absolute_url().endswith(f'/{path}/')]
    if not found:
        raise Refused(f'There is no category {path}. Give its slug, or its whole path, such as world/asia.')
    if len(found) > 1:
        paths = ', '.join(category.get_absolute_url() for category in found)
        raise Refused(f'Several categories are called {path}: {paths}. Give the path of one, as it stands there.')
    return found[0]
