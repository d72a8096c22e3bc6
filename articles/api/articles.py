"""The API's articles: a list that can be filtered and searched, and single articles."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from articles.api.params import PageParams, Slugs, Text
from articles.api.responses import ROOT
from articles.editorial import corrections
from articles.lists import Section, Sections
from articles.models import Article, ArticleTag, Byline, CategoryListing
from articles.search import query
from articles.search.params import MOST_NAMES, InvalidSearch, SearchParams
from articles.search.results import DEEPEST, Search

from . import params
from .problems import InvalidRequest, Problem

router = Router()
# The fields of an article, and whether they are part of the default answer.
FIELDS = {
    'id': True, 'url': True, 'short_url': True, 'title': True, 'standfirst': True, 'language': True, 'published': True,
    'modified': True, 'corrections': True,
    'authors': True, 'categories': True, 'tags': True, 'image': True, 'comments': True,
    'body_html': False, 'body_text': False,
}  # fmt: skip
ORDERS = ('newest', 'oldest', 'relevance')
PERIODS = ('before', 'after', 'on')


class Named(Schema):
    name: str
    slug: str
    url: str


class Image(Schema):
    url: str
    width: int | None
    height: int | None
    alt: str
    caption: str
    credit: str


class CorrectionOut(Schema):
    kind: str = Field(description='correction or update.')
    note: str
    at: datetime


class ArticleOut(Schema):
    id: int = None
    url: str = None
    short_url: str = Field(None, description='Never changes.')
    title: str = None
    standfirst: str = None
    language: str = Field(None, description='A BCP 47 tag.')
    published: datetime = None
    modified: datetime = None
    corrections: list[CorrectionOut] = Field(None, description='What readers were informed of, oldest first.')
    authors: list[Named] = None
    categories: list[Named] = Field(None, description='The primary one first.')
    tags: list[Named] = None
    image: Image | None = None
    comments: str = Field(None, description='The URL of its comments.')
    body_html: str = None
    body_text: str = None


class ArticlePage(Schema):
    items: list[ArticleOut]
    next: str | None


def _period(relation: str):
    # Every text that matches is a valid period. Days 29 to 31, which not every month has, are left out.
    pattern = r'^((19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|1\d|2[0-8]))?)?)?$'
    description = f'Published {relation} a year, month or day, such as 2017, 2017-11 or 2017-11-22.'
    return Field('', description=description, json_schema_extra={'pattern': pattern})


class ArticleParams(PageParams):
    q: Text = Field('', description='A search, in the query language of the search page.')
    category: Text = Field('', description='The path of a category: world/asia. Child categories are included.')
    tag: Slugs = Field([], max_length=MOST_NAMES, description='Slugs of tags that articles have to have.')
    author: Slugs = Field([], max_length=MOST_NAMES, description='Slugs of authors that articles have to have.')
    before: Text = _period('before')
    after: Text = _period('after')
    on: Text = _period('in')
    order: Text = Field(
        '',
        description='The default is relevance with q, and newest without.',
        json_schema_extra={'enum': ORDERS},
    )
    fields: str = params.fields_parameter(FIELDS)


@router.get('articles', response={200: ArticlePage, 400: Problem, 503: Problem}, exclude_unset=True, summary='Articles')
def articles(request: HttpRequest, given: Query[ArticleParams]) -> dict:
    params.check_names(request, ArticleParams)
    if given.order and given.order not in ORDERS:
        raise InvalidRequest(f'There is no order “{given.order}”.', 'order', ORDERS)
    fields = params.parse_fields(given.fields, FIELDS)
    days = {name: _days(name, getattr(given, name)) for name in PERIODS if getattr(given, name)}
    sections = Sections()
    try:
        section = sections.at(given.category.strip('/')) if given.category else None
    except Http404:  # As for tags, a category that does not exist gives the same answer as one without articles.
        return {'items': [], 'next': None}
    page, cursor = _searched(given, section, fields) if given.q else _listed(given, section, days, fields)
    return {
        'items': [_as_dict(article, sections, fields) for article in page],
        'next': cursor and params.url_after(request, cursor),
    }


class FieldsOnly(Schema):
    fields: str = params.fields_parameter(FIELDS)


@router.get(
    'articles/{article_id}',
    response={200: ArticleOut, 400: Problem, 404: Problem, 410: Problem},
    exclude_unset=True,
    summary='One article',
)
def article(request: HttpRequest, article_id: int, given: Query[FieldsOnly]) -> dict:
    params.check_names(request, FieldsOnly)
    fields = params.parse_fields(given.fields, FIELDS)
    article = _fetched(fields).listed().filter(pk=article_id).first()
    if article:
        return _as_dict(article, Sections(), fields)
    if Article.objects.withdrawn().listed().filter(pk=article_id).exists():
        raise InvalidRequest('This article was withdrawn.', status=410)
    raise Http404


def _days(name: str, text: str) -> tuple[date, date]:
    """The first day of a period and the first day after it. Raises InvalidRequest."""
    days = query.period(text)
    if not days:
        raise InvalidRequest(f'“{text}” is not a year, month or day such as 2017, 2017-11 or 2017-11-22.', name)
    return date.fromordinal(days[0]), date.fromordinal(min(days[1], query.LAST))


def _listed(
    given: ArticleParams, section: Section | None, days: dict, fields: set[str]
) -> tuple[list[Article], str | None]:
    """A page of the newest or oldest articles, and the cursor of the next page."""
    order = 'oldest' if given.order == 'oldest' else 'newest'
    articles = _filtered(_fetched(fields).listed(), given, section, days).newest_first()
    if given.cursor:
        articles = _after(articles, order, *params.position(f'articles {order}', given.cursor))
    page = list((articles.reverse() if order == 'oldest' else articles)[: given.limit + 1])
    if len(page) <= given.limit:
        return page, None
    last = page[given.limit - 1]
    place = (last.published_on.isoformat(), last.public_from.isoformat(), last.pk)
    return page[: given.limit], params.cursor(f'articles {order}', *place)


def _after(articles: QuerySet, order: str, day: str, moment: str, pk: int) -> QuerySet:
    """The articles after the one with this day, time and id. The last condition lets the index scan start there."""
    than = 'gt' if order == 'oldest' else 'lt'
    return articles.filter(
        Q(**{f'published_on__{than}': day})
        | Q(**{f'public_from__{than}': moment})
        | Q(**{'public_from': moment, f'pk__{than}': pk}),
        **{f'published_on__{than}e': day},
    )


def _filtered(articles: QuerySet, given: ArticleParams, section: Section | None, days: dict) -> QuerySet:
    if section:
        articles = articles.filter(pk__in=CategoryListing.objects.filter(category=section.pk).values('article'))
    for slug in given.tag:
        articles = articles.filter(pk__in=ArticleTag.objects.filter(tag__slug=slug).values('article'))
    for slug in given.author:
        articles = articles.filter(pk__in=Byline.objects.filter(author__slug=slug).values('article'))
    for name, (first, end) in days.items():
        if name != 'before':
            articles = articles.filter(published_on__gte=end if name == 'after' else first)
        if name != 'after':
            articles = articles.filter(published_on__lt=first if name == 'before' else end)
    return articles


def _searched(given: ArticleParams, section: Section | None, fields: set[str]) -> tuple[list[Article], str | None]:
    """A page of search results, and the cursor of the next page, which holds the number of results before it."""
    periods = [f'{name}:{getattr(given, name)}' for name in ('before', 'after') if getattr(given, name)]
    order = given.order or 'relevance'
    search_params = SearchParams(
        ' '.join([*periods, given.q]), given.category, tuple(given.tag), tuple(given.author), given.on, order
    )
    offset = params.position(f'search {order}', given.cursor)[0] if given.cursor else 0
    try:
        ids = Search(search_params, section).ids(offset, given.limit + 1)
    except InvalidSearch as error:
        raise InvalidRequest(str(error), 'q') from None
    by_pk = {article.pk: article for article in _fetched(fields).filter(pk__in=ids[: given.limit])}
    more = len(ids) > given.limit and offset + given.limit < DEEPEST
    cursor = params.cursor(f'search {order}', offset + given.limit) if more else None
    return [by_pk[pk] for pk in ids[: given.limit] if pk in by_pk], cursor


def _fetched(fields: set[str]) -> QuerySet:
    bodies = {'body_html', 'body_text'} - fields
    return Article.objects.public().for_reading().defer(None).defer('body_source', 'meta', *bodies)


def _as_dict(article: Article, sections: Sections, fields: set[str]) -> dict:
    site = settings.SITE_URL
    filed_under = [section for section in map(sections.get, article.filed_under) if section]
    values = {
        'id': article.pk,
        'url': site + article.get_absolute_url(),
        'short_url': site + reverse('short', args=[article.pk]),
        'title': str(article),
        'standfirst': article.standfirst,
        'language': article.language or settings.LANGUAGE_CODE,
        'published': article.published,
        'modified': article.modified,
        'corrections': [one._asdict() for one in corrections.shown(article)],
        'authors': [_named('author', person) for person in article.byline],
        'categories': [{'name': s.name, 'slug': s.slug, 'url': site + s.address} for s in filed_under],
        'tags': [_named('tag', tag) for tag in article.tag_list],
        'image': _image(article),
        'comments': f'{site}{ROOT}comments?article={article.pk}',
    }
    values |= {name: getattr(article, name) for name in ('body_html', 'body_text') if name in fields}
    return {name: value for name, value in values.items() if name in fields}


def _named(kind: str, term: dict[str, str]) -> dict[str, str]:
    return {**term, 'url': settings.SITE_URL + reverse(kind, args=[term['slug']])}


def _image(article: Article) -> dict | None:
    lead = article.lead_image
    if not lead or not lead.file:
        return None
    values = {name: getattr(lead, name) for name in ('width', 'height', 'alt', 'caption', 'credit')}
    return {'url': settings.SITE_URL + lead.address, **values}
