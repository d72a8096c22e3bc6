"""What articles are filed under: categories, tags and authors, as far as readers see articles there."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from articles.api.params import Paged
from articles.lists import Section, Sections
from articles.models import ArticleTag, Author, Byline, Tag

from . import params
from .problems import Problem

router = Router()


class CategoryOut(Schema):
    name: str
    slug: str
    path: str = Field(description='What `category` takes.')
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
    params.only_known(request, params.Nothing)
    return {'items': list(_below(Sections())), 'next': None}


@router.get('tags', response={200: TagPage, 400: Problem}, summary='Tags, by slug')
def tags(request: HttpRequest, asked: Query[Paged]) -> dict:
    found = Tag.objects.filter(Exists(_listed(ArticleTag.objects.filter(tag=OuterRef('pk')))))
    return _page(request, asked, found, 'description')


@router.get('authors', response={200: AuthorPage, 400: Problem}, summary='Authors, by slug')
def authors(request: HttpRequest, asked: Query[Paged]) -> dict:
    found = Author.objects.filter(Exists(_listed(Byline.objects.filter(author=OuterRef('pk')))))
    return _page(request, asked, found, 'bio')


def _listed(links: QuerySet) -> QuerySet:
    return links.filter(listed_from__lte=timezone.now())


def _below(sections: Iterable[Section]) -> Iterable[dict]:
    for section in sections:
        yield {
            'name': section.name,
            'slug': section.slug,
            'path': '/'.join(above.slug for above in section.lineage),
            'url': settings.SITE_URL + section.address,
            'description': section.description,
        }
        yield from _below(section.shown_below)


def _page(request: HttpRequest, asked: Paged, found: QuerySet, more: str) -> dict:
    params.only_known(request, Paged)
    kind = found.model._meta.model_name
    if asked.cursor:
        found = found.filter(slug__gt=params.position(kind, asked.cursor)[0])
    terms = list(found.only('name', 'slug', more).order_by('slug')[: asked.limit + 1])
    page = terms[: asked.limit]
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
        'next': params.address_after(request, params.cursor(kind, page[-1].slug)) if terms[asked.limit :] else None,
    }
