"""What stands at an address today, for many addresses at once."""

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
from articles.lists.addresses import spellings
from articles.models import Article, Author, DayCount, Media, Tag


class Place(NamedTuple):
    """Where a thing is: its address on this site, or '' for what is gone for good.

    What is hidden has no address either; to readers it is the same as what never existed. `article` is the key of one
    that stands there.
    """

    address: str = ''
    hidden: bool = False
    article: int | None = None


GONE, HIDDEN = Place(), Place(hidden=True)
# What the place of an article depends on.
FIELDS = ('kind', 'slug', 'status', 'password', 'published', 'published_on', 'public_from')


def place_of(article: Article) -> Place:
    """Where readers find an article, whose FIELDS were fetched."""
    if article.is_public:
        return Place(article.get_absolute_url(), article=article.pk)
    return GONE if article.is_withdrawn else HIDDEN


class Living:
    """Takes keys as `addresses.key` makes them; each kind of thing is looked up once, for all of them."""

    def __init__(self, keys: Collection[str]) -> None:
        self._matches = {key: match for key in keys if (match := _match(key))}
        self._asked = defaultdict(list)
        for match in self._matches.values():
            self._asked[match.url_name].append(match.kwargs)

    def place(self, key: str) -> Place | None:
        """None where nothing stands at the address."""
        path, _, query = key.partition('?')
        match = self._matches.get(key)
        if not match:
            return None
        if find := _FINDERS.get(match.url_name):
            return find(self, match.kwargs)
        if (match.captured_kwargs and match.url_name != 'comments-feed-form') or (path == '/' and query):
            return None
        if not match.url_name:  # It answers that there is nothing, in a form of its own.
            return None
        address = path if match.route.rpartition('/')[2] else f'{path.rstrip("/")}/'
        return Place(f'{address}?{query}' if query else address)

    def _article(self, asked: dict) -> Place | None:
        return _spelled(self._articles, asked['slug'], _day(asked))

    def _page(self, asked: dict) -> Place | None:
        return _spelled(self._pages, asked['slug'])

    def _named(self, asked: dict) -> Place | None:
        return _spelled(self._by_name, asked['slug'])

    def _category(self, asked: dict) -> Place | None:
        try:
            return Place(self._sections.at(asked['path']).address)
        except Http404:
            return HIDDEN if self._sections.has(asked['path']) else None

    def _tag(self, asked: dict) -> Place | None:
        return _spelled(self._tags, asked['slug'])

    def _author(self, asked: dict) -> Place | None:
        return _spelled(self._authors, asked['slug'])

    def _dated(self, asked: dict) -> Place | None:
        numbers = tuple(asked[name] for name in ('year', 'month', 'day') if name in asked)
        return (
            Place(reverse(('year', 'month', 'day')[len(numbers) - 1], args=numbers)) if numbers in self._days else None
        )

    def _upload(self, asked: dict) -> Place | None:
        return self._files.get(asked['path'])

    @cached_property
    def _articles(self) -> dict[tuple, Place]:
        days = {day for asked in self._asked['article'] if (day := _day(asked))}
        found = Article.objects.listed().filter(published_on__in=days, slug__in=self._slugs('article')).only(*FIELDS)
        return {(article.slug, article.published_on): place_of(article) for article in found}

    @cached_property
    def _pages(self) -> dict[tuple, Place]:
        pages = Article.objects.filter(kind=Article.Kind.PAGE, slug__in=self._slugs('page')).only(*FIELDS)
        return {(page.slug,): place_of(page) for page in pages}

    @cached_property
    def _by_name(self) -> dict[tuple, Place]:
        """Of several articles with a name, readers get the newest, as from WordPress."""
        found = Article.objects.public().filter(slug__in=self._slugs('name')).order_by('public_from', 'pk')
        return {(article.slug,): place_of(article) for article in found.only(*FIELDS)}

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
    def _days(self) -> set[tuple[int, ...]]:
        days = DayCount.objects.filter(articles__gt=0, day__lte=timezone.localdate()).values_list('day', flat=True)
        return {(day.year, day.month, day.day)[:parts] for day in days for parts in (1, 2, 3)}

    @cached_property
    def _files(self) -> dict[str, Place]:
        wanted = {asked['path'] for asked in self._asked['upload']}
        files = Media.objects.filter(file__in=wanted).only('file')
        return {file.file.name: Place(file.address) for file in files}

    def _terms(self, terms: QuerySet, name: str, links: str) -> dict[tuple, Place]:
        """A term has an address once readers may see an article that has it."""
        listed = terms.model._meta.get_field(links).related_model.objects.filter(
            **{name: OuterRef('pk')}, listed_from__lte=timezone.now()
        )
        found = terms.filter(slug__in=self._slugs(name)).annotate(in_use=Exists(listed)).only('slug')
        return {(term.slug,): Place(term.get_absolute_url()) if term.in_use else HIDDEN for term in found}

    def _slugs(self, name: str) -> set[str]:
        return {spelling for asked in self._asked[name] for spelling in spellings(asked['slug'])}


_FINDERS = {
    'article': Living._article,
    'page': Living._page,
    'name': Living._named,
    'category': Living._category,
    'tag': Living._tag,
    'author': Living._author,
    'year': Living._dated,
    'month': Living._dated,
    'day': Living._dated,
    'upload': Living._upload,
}


def _match(key: str) -> ResolverMatch | None:
    """What the site would answer with at the address of a key, which has lost its closing slash."""
    path, _, query = key.partition('?')
    if path == '/' and query.startswith('name='):
        return ResolverMatch(None, (), {'slug': query.removeprefix('name=')}, url_name='name')
    for address in (path,) if path.startswith(settings.MEDIA_URL) else (f'{path.rstrip("/")}/', path):
        try:
            return resolve(address)
        except Resolver404:
            continue
    return None


def _day(asked: dict) -> date | None:
    try:
        return date(asked['year'], asked['month'], asked['day'])
    except ValueError:
        return None


def _spelled(places: dict[tuple, Place], slug: str, *more) -> Place | None:
    return next((places[spelling, *more] for spelling in spellings(slug) if (spelling, *more) in places), None)
