"""The list of articles: its filters, search and date hierarchy, each answered by an index at any size of archive."""

import re
from copy import copy
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article, ArticleCategory, Category, DayCount, OldUrl
from articles.models.article import ArticleQuerySet
from articles.search.index import Missing
from articles.search.params import LONGEST, InvalidSearch, SearchParams
from articles.search.query import Word
from articles.search.results import Search
from articles.text import url_forms

MOST_BY_TEXT = 500
DATED_PATH = re.compile(r'(.*)/(\d{4})/(\d{1,2})/(\d{1,2})/([^/]+)/?')


class ArticleList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        articles = super().get_queryset(request, exclude_parameters)
        # Only articles have a day in their URL, and only theirs is indexed.
        return articles.filter(kind=Article.Kind.ARTICLE) if self._chosen_days else articles

    def get_results(self, request):
        super().get_results(request)
        rows = self.result_list.defer('body_source', 'body_html', 'body_text', 'meta')
        self.result_list = rows.prefetch_related('bylines__author', 'category_links__category')

    @property
    def days(self) -> ChangeList:
        """This list as the date hierarchy should see it: the days that have articles, from their own small table."""
        days = copy(self)
        days.queryset = DayCount.objects.filter(articles__gt=0).annotate(published_on=F('day'))
        days.queryset = days.queryset.filter(**self._chosen_days)
        return days

    @property
    def _chosen_days(self) -> dict[str, str]:
        return {name: value for name, value in self.params.items() if name.startswith('published_on__')}


def search(articles: ArticleQuerySet, term: str) -> ArticleQuerySet:
    """The article at a URL, current or old; else the best results of a reader's search, and articles with words in
    their titles that begin with those of `term`. Of unpublished articles, only titles are searched."""
    if '/' in term and (matches := _at_url(articles, term.strip())) is not None:
        return matches
    params = SearchParams(term[:LONGEST])
    words = _words(params.text)
    try:
        clauses = params.parsed.clauses
    except InvalidSearch:  # More is combined than a search can look for, and titles tell nothing of it.
        return articles.none()
    if not words and not clauses:
        return articles
    # The same expression as in the index.
    articles = articles.alias(words=SearchVector('title', config='simple'))
    titled = Q(words=SearchQuery(words, search_type='raw', config='simple')) if words else Q(pk__in=[])
    try:
        best = Search(params).ids(0, MOST_BY_TEXT)
    except Missing:
        return articles.filter(titled)
    if not all(isinstance(clause, Word) for clause in clauses):
        # Titles cannot be matched with phrases, fields and days; published articles are in the search results anyway.
        titled &= Q(public_from=None) | Q(public_from__gt=timezone.now())
    return articles.filter(Q(pk__in=best) | titled)


def _words(text: str) -> str:
    """The words as a tsquery, excluded ones with `!`; '' where all are excluded, which would scan every title."""
    words = re.findall(r'((?<!\S)-)?(\w+)', text)
    return ' & '.join(f"{minus and '!'}'{word}':*" for minus, word in words) if not all(m for m, _ in words) else ''


def _at_url(articles: ArticleQuerySet, url: str) -> ArticleQuerySet | None:
    key = url_forms.key(url if '://' in url or url[0] in '/?' else f'/{url}')
    if moved := OldUrl.objects.filter(path=key, article__isnull=False).first():
        return articles.filter(pk=moved.article_id)
    path = unquote(urlsplit(key).path)
    if match := DATED_PATH.fullmatch(path):
        try:
            day = date(*map(int, match.groups()[1:4]))
        except ValueError:
            return None
        return articles.filter(kind=Article.Kind.ARTICLE, published_on=day, slug=match[5])
    pages = articles.filter(kind=Article.Kind.PAGE, slug=path.strip('/'))
    return pages if pages.exists() else None


class StateFilter(admin.SimpleListFilter):
    """Shows all states but the trash, unless one is chosen."""

    title = parameter_name = 'state'

    def lookups(self, request, model_admin):
        first = [('draft', 'Drafts'), ('review', 'In review'), ('scheduled', 'Scheduled'), ('published', 'Published')]
        return [*first, ('withdrawn', 'Withdrawn'), ('private', 'Private'), ('trashed', 'Trash')]

    def queryset(self, request, articles):
        state, now = self.value(), timezone.now()
        if not state:
            return articles.exclude(status=Article.Status.TRASHED)
        if state == 'scheduled':
            # The day is indexed, the time is not; a day more holds all time zones.
            recent = Q(kind=Article.Kind.ARTICLE, published_on__gte=timezone.localdate() - timedelta(days=1))
            pages = Q(kind=Article.Kind.PAGE)
            return articles.filter(recent | pages, public_from__gt=now)
        if state == 'published':
            return articles.filter(status=state, published__lte=now)
        return articles.filter(status=state)


class KindFilter(admin.SimpleListFilter):
    title = parameter_name = 'kind'

    def lookups(self, request, model_admin):
        return [('article', 'Articles'), ('page', 'Pages')]

    def queryset(self, request, articles):
        if self.value() == Article.Kind.PAGE:
            # A page has a path from its first save; the index of paths holds just the pages.
            return articles.filter(kind=Article.Kind.PAGE).exclude(slug='')
        return articles.filter(kind=self.value()) if self.value() else articles


class PickFilter(admin.SimpleListFilter):
    """A filter by one of many objects, found by typing. `link` is the field of Article that refers to them."""

    template = 'admin/articles/pick_filter.html'
    link = ''

    def lookups(self, request, model_admin):
        self.admin_site = model_admin.admin_site
        return [('', '')]

    def choices(self, changelist):
        field = Article._meta.get_field(self.link)
        widget = AutocompleteSelect(field, self.admin_site, attrs={'aria-label': self.title})
        select = forms.ModelChoiceField(field.related_model.objects.all(), widget=widget, required=False).widget
        yield {
            'select': select.render(self.parameter_name, self.value(), {'id': f'pick-{self.parameter_name}'}),
            'others': [(name, value) for name, value in changelist.params.items() if name != self.parameter_name],
        }

    def queryset(self, request, articles):
        if not self.value():
            return articles
        try:
            chosen = Article._meta.get_field(self.link).related_model.objects.get(pk=int(self.value()))
        except (ValueError, OverflowError):
            raise IncorrectLookupParameters from None
        except Article._meta.get_field(self.link).related_model.DoesNotExist:
            return articles.none()
        return self.only(articles, chosen)


def _in_category(articles: ArticleQuerySet, category: Category) -> ArticleQuerySet:
    # With a subquery the planner overestimates the number of categories and reads the whole table: so fetch the ids.
    pks = [one.pk for one in category.descendants(include_self=True)]
    return articles.filter(pk__in=ArticleCategory.objects.filter(category__in=pks).values('article'))


class CategoryFilter(PickFilter):
    title, parameter_name, link = 'category', 'category', 'categories'
    only = staticmethod(_in_category)


class AuthorFilter(PickFilter):
    title, parameter_name, link = 'author', 'author', 'authors'
    only = staticmethod(ArticleQuerySet.by)


class TagFilter(PickFilter):
    title, parameter_name, link = 'tag', 'tag', 'tags'
    only = staticmethod(ArticleQuerySet.tagged)
