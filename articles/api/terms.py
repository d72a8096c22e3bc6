"""The API's categories, tags and authors that have public articles."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from articles.api.params import PageParams
from articles.lists import Section, Sections
from articles.models import ArticleTag, Author, Byline, Tag

from . import params
from .problems import Problem

router = Router()


class CategoryOut(Schema):
    name: str
    slug: str
    path: str = Field(description='The value for the parameter `category`.')
    url: str
    description: str


class CategoryPage(Schema):
    items: list[CategoryOut]
    next: str | None


class TagOut(Schema):
    name: str
    slug: str
    url: str
    description: str


class TagPage(Schema):
    items: list[TagOut]
    next: str | None


class AuthorOut(Schema):
    name: str
    slug: str
    url: str
    bio: str


class AuthorPage(Schema):
    items: list[AuthorOut]
    next: str | None


@router.get('categories', response={200: CategoryPage, 400: Problem}, summary='Categories, all on one page')
def categories(request: HttpRequest) -> dict:
    params.check_names(request, params.NoParams)
    return {'items': list(_tree(Sections())), 'next': None}


@router.get('tags', response={200: TagPage, 400: Problem}, summary='Tags, by slug')
def tags(request: HttpRequest, given: Query[PageParams]) -> dict:
    with_articles = Tag.objects.filter(Exists(_listed(ArticleTag.objects.filter(tag=OuterRef('pk')))))
    return _page(request, given, with_articles, 'description')


@router.get('authors', response={200: AuthorPage, 400: Problem}, summary='Authors, by slug')
def authors(request: HttpRequest, given: Query[PageParams]) -> dict:
    with_articles = Author.objects.filter(Exists(_listed(Byline.objects.filter(author=OuterRef('pk')))))
    return _page(request, given, with_articles, 'bio')


def _listed(links: QuerySet) -> QuerySet:
    return links.filter(listed_from__lte=timezone.now())


def _tree(sections: Iterable[Section]) -> Iterable[dict]:
    for section in sections:
        yield {
            'name': section.name,
            'slug': section.slug,
            'path': '/'.join(parent.slug for parent in section.lineage),
            'url': settings.SITE_URL + section.address,
            'description': section.description,
        }
        yield from _tree(section.visible_children)


def _page(request: HttpRequest, given: PageParams, terms: QuerySet, more: str) -> dict:
    params.check_names(request, PageParams)
    kind = terms.model._meta.model_name
    if given.cursor:
        terms = terms.filter(slug__gt=params.position(kind, given.cursor)[0])
    rows = list(terms.only('name', 'slug', more).order_by('slug')[: given.limit + 1])
    page = rows[: given.limit]
    return {
        'items': [
            {
                'name': term.name,
                'slug': term.slug,
                'url': settings.SITE_URL + term.get_absolute_url(),
                more: getattr(term, more),
            }
            for term in page
        ],
        'next': params.url_after(request, params.cursor(kind, page[-1].slug)) if rows[given.limit :] else None,
    }
