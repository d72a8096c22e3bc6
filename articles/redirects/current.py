"""Looks up what the current URLs of this site show, for many URLs at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone

from articles import lists
from articles.lists.url_lookup import spellings
from articles.models import Article, Author, DayCount, Media, Tag


class Place(NamedTuple):
    """Where something is published: its URL on this site, or '' where it is gone for good.

    What is hidden has no URL either: readers get the same 404 as for what never existed. `article` is the primary key
    of the article at the URL, None where the URL is not an article's.
    """

    url: str = ''
    hidden: bool = False
    article: int | None = None


GONE, HIDDEN = Place(), Place(hidden=True)
# The fields that the place of an article depends on.
FIELDS = ('kind', 'slug', 'status', 'password', 'published', 'published_on', 'public_from')


def place_of(article: Article) -> Place:
    """The place of an article whose FIELDS are loaded."""
    if article.is_public:
        return Place(article.get_absolute_url(), article=article.pk)
    return GONE if article.is_withdrawn else HIDDEN


class CurrentPlaces:
    """The places of many URLs, given as `url_forms.key` normalises them; at most one query for each kind."""

    def __init__(self, keys: Collection[str]) -> None:
        self._matches = {key: match for key in keys if (match := _match(key))}
        # The arguments in all keys by the name of their URL pattern, so that one query can look all of them up.
        self._kwargs = defaultdict(list)
        for match in self._matches.values():
            self._kwargs[match.url_name].append(match.kwargs)

    def place(self, key: str) -> Place | None:
        """The place of a key; None where the site has nothing at it."""
        match = self._matches.get(key)
        if not match:
            return None
        if find := _FINDERS.get(match.url_name):
            return find(self, match.kwargs)
        return _fixed_place(match, key)

    def _article(self, kwargs: dict) -> Place | None:
        return _in_any_spelling(self._articles, kwargs['slug'], _day(kwargs))

    def _page(self, kwargs: dict) -> Place | None:
        return _in_any_spelling(self._pages, kwargs['slug'])

    def _article_by_name(self, kwargs: dict) -> Place | None:
        return _in_any_spelling(self._articles_by_name, kwargs['slug'])

    def _category(self, kwargs: dict) -> Place | None:
        try:
            return Place(self._sections.at(kwargs['path']).address)
        except Http404:
            return HIDDEN if self._sections.has(kwargs['path']) else None

    def _tag(self, kwargs: dict) -> Place | None:
        return _in_any_spelling(self._tags, kwargs['slug'])

    def _author(self, kwargs: dict) -> Place | None:
        return _in_any_spelling(self._authors, kwargs['slug'])

    def _period(self, kwargs: dict) -> Place | None:
        names = [name for name in ('year', 'month', 'day') if name in kwargs]
        numbers = tuple(kwargs[name] for name in names)
        return Place(reverse(names[-1], args=numbers)) if numbers in self._periods else None

    def _upload(self, kwargs: dict) -> Place | None:
        return self._files.get(kwargs['path'])

    @cached_property
    def _articles(self) -> dict[tuple, Place]:
        days = {day for kwargs in self._kwargs['article'] if (day := _day(kwargs))}
        articles = Article.objects.listed().filter(published_on__in=days, slug__in=self._slugs('article')).only(*FIELDS)
        return {(article.slug, article.published_on): place_of(article) for article in articles}

    @cached_property
    def _pages(self) -> dict[tuple, Place]:
        pages = Article.objects.filter(kind=Article.Kind.PAGE, slug__in=self._slugs('page')).only(*FIELDS)
        return {(page.slug,): place_of(page) for page in pages}

    @cached_property
    def _articles_by_name(self) -> dict[tuple, Place]:
        """Of several articles with the same slug, the newest wins, as in WordPress."""
        articles = Article.objects.public().filter(slug__in=self._slugs('name')).order_by('public_from', 'pk')
        return {(article.slug,): place_of(article) for article in articles.only(*FIELDS)}

    @cached_property
    def _sections(self) -> lists.Sections:
        return lists.Sections()

    @cached_property
    def _tags(self) -> dict[tuple, Place]:
        return self._terms(Tag.objects.all(), 'tag', 'article_links')

    @cached_property
    def _authors(self) -> dict[tuple, Place]:
        return self._terms(Author.objects.all(), 'author', 'bylines')

    @cached_property
    def _periods(self) -> set[tuple[int, ...]]:
        """The years, months and days with articles: (2017,), (2017, 11), (2017, 11, 22)."""
        days = DayCount.objects.filter(articles__gt=0, day__lte=timezone.localdate()).values_list('day', flat=True)
        return {(day.year, day.month, day.day)[:parts] for day in days for parts in (1, 2, 3)}

    @cached_property
    def _files(self) -> dict[str, Place]:
        paths = {kwargs['path'] for kwargs in self._kwargs['upload']}
        files = Media.objects.filter(file__in=paths).only('file')
        return {file.file.name: Place(file.address) for file in files}

    def _terms(self, terms: QuerySet, name: str, links: str) -> dict[tuple, Place]:
        """The places of terms: hidden until a public article has the term."""
        listed = terms.model._meta.get_field(links).related_model.objects.filter(
            **{name: OuterRef('pk')}, listed_from__lte=timezone.now()
        )
        terms = terms.filter(slug__in=self._slugs(name)).annotate(in_use=Exists(listed)).only('slug')
        return {(term.slug,): Place(term.get_absolute_url()) if term.in_use else HIDDEN for term in terms}

    def _slugs(self, name: str) -> set[str]:
        return {spelling for kwargs in self._kwargs[name] for spelling in spellings(kwargs['slug'])}


_FINDERS = {
    'article': CurrentPlaces._article,
    'page': CurrentPlaces._page,
    'name': CurrentPlaces._article_by_name,
    'category': CurrentPlaces._category,
    'tag': CurrentPlaces._tag,
    'author': CurrentPlaces._author,
    'year': CurrentPlaces._period,
    'month': CurrentPlaces._period,
    'day': CurrentPlaces._period,
    'upload': CurrentPlaces._upload,
}


def _match(key: str) -> ResolverMatch | None:
    """The URL pattern of a key. Keys have no closing slash, so both spellings are tried."""
    path, _, query = key.partition('?')
    name, _, slug = query.partition('=')
    if path == '/' and name == 'name':
        # WordPress finds an article by its slug alone, at /?name=slug. This site has no pattern for that.
        return ResolverMatch(None, (), {'slug': slug}, url_name=name)
    for url in (path,) if path.startswith(settings.MEDIA_URL) else (f'{path.rstrip("/")}/', path):
        try:
            return resolve(url)
        except Resolver404:
            continue
    return None


def _fixed_place(match: ResolverMatch, key: str) -> Place | None:
    """The place of a page that the site always has, such as the search or the feed of all comments.

    None for feeds and later pages of lists, which `lookup` derives from the list, and for queries of the front page.
    """
    path, _, query = key.partition('?')
    if match.captured_kwargs and match.url_name != 'comments-feed-form':
        return None
    if path == '/' and query:
        return None
    if not match.url_name:  # The API's own page for what it does not have.
        return None
    is_file = match.route.rpartition('/')[2]  # as robots.txt, whose URL has no closing slash
    url = path if is_file else f'{path.rstrip("/")}/'
    return Place(f'{url}?{query}' if query else url)


def _day(kwargs: dict) -> date | None:
    try:
        return date(kwargs['year'], kwargs['month'], kwargs['day'])
    except ValueError:
        return None


def _in_any_spelling(places: dict[tuple, Place], slug: str, *more: date | None) -> Place | None:
    """The place at (slug, *more), of the best spelling of the slug that has one."""
    return next((places[spelling, *more] for spelling in spellings(slug) if (spelling, *more) in places), None)
