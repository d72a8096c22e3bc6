"""Articles: a list that can be narrowed and searched, and each by itself."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from articles.api.params import Paged, Slugs, Text
from articles.api.responses import ROOT
from articles.lists import Section, Sections
from articles.models import Article, ArticleTag, Byline, CategoryListing
from articles.search import query
from articles.search.params import MOST_NAMES, SearchParams
from articles.search.results import DEEPEST, Search

from . import params
from .problems import Problem, Refused

router = Router()
# The fields of an article, and whether they are told unasked.
FIELDS = {
    'id': True, 'url': True, 'short_url': True, 'title': True, 'standfirst': True, 'language': True, 'published': True,
    'modified': True, 'authors': True, 'categories': True, 'tags': True, 'image': True, 'comments': True,
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


class ArticleOut(Schema):
    id: int = None
    url: str = None
    short_url: str = Field(None, description='Never changes.')
    title: str = None
    standfirst: str = None
    language: str = Field(None, description='A BCP 47 tag.')
    published: datetime = None
    modified: datetime = None
    authors: list[Named] = None
    categories: list[Named] = Field(None, description='The primary one first.')
    tags: list[Named] = None
    image: Image | None = None
    comments: str = Field(None, description='Where the comments on it are.')
    body_html: str = None
    body_text: str = None


class ArticlePage(Schema):
    items: list[ArticleOut]
    next: str | None


def _period(description: str):
    # Every match is a period; which months have a 31st is for the calendar to say.
    pattern = r'^((19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|1\d|2[0-8]))?)?)?$'
    return Field('', description=f'{description}: 2017, 2017-11 or 2017-11-22.', json_schema_extra={'pattern': pattern})


class Asked(Paged):
    q: Text = Field('', description='Words to search for, in the language of the search page.')
    category: Text = Field('', description='The path of a category: world/asia. Those below it are part of it.')
    tag: Slugs = Field([], max_length=MOST_NAMES, description='Slugs of tags that it has to have, all of them.')
    author: Slugs = Field([], max_length=MOST_NAMES, description='Slugs of authors, all of them.')
    before: Text = _period('Published before a year, a month or a day')
    after: Text = _period('Published after it')
    on: Text = _period('Published in it')
    order: Text = Field(
        '', description='Relevance, the first choice with q, is newest without.', json_schema_extra={'enum': ORDERS}
    )
    fields: str = params.fields_parameter(FIELDS)


@router.get('articles', response={200: ArticlePage, 400: Problem, 503: Problem}, exclude_unset=True, summary='Articles')
def articles(request: HttpRequest, asked: Query[Asked]) -> dict:
    params.only_known(request, Asked)
    if asked.order and asked.order not in ORDERS:
        raise Refused(f'There is no order “{asked.order}”.', 'order', ORDERS)
    fields = params.chosen(asked.fields, FIELDS)
    days = {name: _days(name, getattr(asked, name)) for name in PERIODS if getattr(asked, name)}
    sections = Sections()
    try:
        section = sections.at(asked.category.strip('/')) if asked.category else None
    except Http404:  # A tag that is not there and one that is empty cannot be told apart; nor can a category.
        return {'items': [], 'next': None}
    found, cursor = _searched(asked, section, fields) if asked.q else _listed(asked, section, days, fields)
    return {
        'items': [_told(article, sections, fields) for article in found],
        'next': cursor and params.address_after(request, cursor),
    }


class Shown(Schema):
    fields: str = params.fields_parameter(FIELDS)


@router.get(
    'articles/{article_id}',
    response={200: ArticleOut, 400: Problem, 404: Problem, 410: Problem},
    exclude_unset=True,
    summary='One article',
)
def article(request: HttpRequest, article_id: int, asked: Query[Shown]) -> dict:
    params.only_known(request, Shown)
    fields = params.chosen(asked.fields, FIELDS)
    found = _fetched(fields).listed().filter(pk=article_id).first()
    if found:
        return _told(found, Sections(), fields)
    if Article.objects.withdrawn().listed().filter(pk=article_id).exists():
        raise Refused('This article was withdrawn.', status=410)
    raise Http404


def _days(name: str, text: str) -> tuple[date, date]:
    """The first day of a period and the first after it. Raises Refused."""
    days = query.period(text)
    if not days:
        raise Refused(f'“{text}” is no year, month or day, such as 2017, 2017-11 or 2017-11-22.', name)
    return date.fromordinal(days[0]), date.fromordinal(min(days[1], query.LAST))


def _listed(asked: Asked, section: Section | None, days: dict, fields: set[str]) -> tuple[list[Article], str | None]:
    """A page of the newest or oldest, and the cursor of the next."""
    order = 'oldest' if asked.order == 'oldest' else 'newest'
    found = _narrowed(_fetched(fields).listed(), asked, section, days).newest_first()
    if asked.cursor:
        found = _from(found, order, *params.position(f'articles {order}', asked.cursor))
    page = list((found.reverse() if order == 'oldest' else found)[: asked.limit + 1])
    if len(page) <= asked.limit:
        return page, None
    last = page[asked.limit - 1]
    place = (last.published_on.isoformat(), last.public_from.isoformat(), last.pk)
    return page[: asked.limit], params.cursor(f'articles {order}', *place)


def _from(found: QuerySet, order: str, day: str, moment: str, pk: int) -> QuerySet:
    """What comes after a place. The last condition lets the index begin there."""
    than = 'gt' if order == 'oldest' else 'lt'
    return found.filter(
        Q(**{f'published_on__{than}': day})
        | Q(**{f'public_from__{than}': moment})
        | Q(**{'public_from': moment, f'pk__{than}': pk}),
        **{f'published_on__{than}e': day},
    )


def _narrowed(found: QuerySet, asked: Asked, section: Section | None, days: dict) -> QuerySet:
    if section:
        found = found.filter(pk__in=CategoryListing.objects.filter(category=section.pk).values('article'))
    for slug in asked.tag:
        found = found.filter(pk__in=ArticleTag.objects.filter(tag__slug=slug).values('article'))
    for slug in asked.author:
        found = found.filter(pk__in=Byline.objects.filter(author__slug=slug).values('article'))
    for name, (first, end) in days.items():
        if name != 'before':
            found = found.filter(published_on__gte=end if name == 'after' else first)
        if name != 'after':
            found = found.filter(published_on__lt=first if name == 'before' else end)
    return found


def _searched(asked: Asked, section: Section | None, fields: set[str]) -> tuple[list[Article], str | None]:
    """A page of what a search finds, and the cursor of the next, which says how many were passed over."""
    periods = [f'{name}:{getattr(asked, name)}' for name in ('before', 'after') if getattr(asked, name)]
    order = asked.order or 'relevance'
    search_params = SearchParams(
        ' '.join([*periods, asked.q]), asked.category, tuple(asked.tag), tuple(asked.author), asked.on, order
    )
    offset = params.position(f'search {order}', asked.cursor)[0] if asked.cursor else 0
    ids = Search(search_params, section).ids(offset, asked.limit + 1)
    found = {article.pk: article for article in _fetched(fields).filter(pk__in=ids[: asked.limit])}
    more = len(ids) > asked.limit and offset + asked.limit < DEEPEST
    cursor = params.cursor(f'search {order}', offset + asked.limit) if more else None
    return [found[pk] for pk in ids[: asked.limit] if pk in found], cursor


def _fetched(fields: set[str]) -> QuerySet:
    bodies = {'body_html', 'body_text'} - fields
    return Article.objects.public().for_reading().defer(None).defer('body_source', 'meta', *bodies)


def _told(article: Article, sections: Sections, fields: set[str]) -> dict:
    site = settings.SITE_URL
    filed_under = [section for section in map(sections.get, article.filed_under) if section]
    told = {
        'id': article.pk,
        'url': site + article.get_absolute_url(),
        'short_url': site + reverse('short', args=[article.pk]),
        'title': str(article),
        'standfirst': article.standfirst,
        'language': article.language or settings.LANGUAGE_CODE,
        'published': article.published,
        'modified': article.modified,
        'authors': [_named('author', person) for person in article.byline],
        'categories': [{'name': s.name, 'slug': s.slug, 'url': site + s.address} for s in filed_under],
        'tags': [_named('tag', topic) for topic in article.topics],
        'image': _image(article),
        'comments': f'{site}{ROOT}comments?article={article.pk}',
    }
    told |= {name: getattr(article, name) for name in ('body_html', 'body_text') if name in fields}
    return {name: value for name, value in told.items() if name in fields}


def _named(kind: str, term: dict[str, str]) -> dict[str, str]:
    return {**term, 'url': settings.SITE_URL + reverse(kind, args=[term['slug']])}


def _image(article: Article) -> dict | None:
    lead = article.lead_image
    if not lead or not lead.file:
        return None
    told = {name: getattr(lead, name) for name in ('width', 'height', 'alt', 'caption', 'credit')}
    return {'url': settings.SITE_URL + lead.address, **told}
