"""Adds tags, categories and bylines to articles, or removes them, and leaves everything else as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from articles.models import Article

from . import publishing

FIELDS = ('tags', 'categories', 'authors')


def changed(article: Article, terms: Mapping[str, Sequence[Any]], *, remove: bool = False) -> dict[str, list[Any]]:
    """What `publishing.save` has to be given so that an article has the terms as well, or has none of them.

    `terms` are authors, categories and tags by the names in FIELDS. Those that are added follow the others; of
    categories, the first that is left is the primary one. Fields that stay as they are are left out.
    """
    values = {}
    for field in FIELDS:
        given = list(terms.get(field, ()))
        has = _current(article, field) if given else []
        wants = (
            [one for one in has if one not in given] if remove else [*has, *(one for one in given if one not in has)]
        )
        if wants != has:
            values[field] = wants
    return values


def refile(article: Article, terms: Mapping[str, Sequence[Any]], *, by: AbstractBaseUser, remove: bool = False) -> bool:
    """Saves a version with that change; returns whether there was anything to change. Raises as `save` does."""
    values = changed(article, terms, remove=remove)
    if values:
        publishing.save(article, by=by, **values)
    return bool(values)


def _current(article: Article, field: str) -> list[Any]:
    if field == 'authors':
        return [byline.author for byline in article.bylines.select_related('author')]
    if field == 'categories':
        return [link.category for link in article.category_links.select_related('category')]
    return [link.tag for link in article.tag_links.select_related('tag').order_by('tag__name', 'tag')]
