"""The URLs of the archive: WordPress' own, so that old links keep working."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from articles import lists, sitemaps
from articles.api import entry as api
from articles.feeds import views as feeds
from articles.views import (
    appearance,
    article,
    citations,
    comment_reports,
    comments,
    following,
    health,
    history,
    indexes,
    mine,
    oembed,
    preview,
    search_formats,
    source,
    uploads,
    wellknown,
)
from articles.views.lists import front, listing
from articles.views.search import search


class Number(StringConverter):
    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return f'{int(value):0{self.width}}'


class Year(Number):
    regex, width = '[0-9]{4}', 4


class TwoDigits(Number):
    regex, width = '[0-9]{2}', 2


class PageNumber(Number):
    regex, width = '[1-9][0-9]{0,8}', 1


class CommentNumber(Number):
    regex, width = '[0-9]{1,18}', 1


class Slug(StringConverter):
    regex = r'[^/\x00-\x1f\x7f]+'


class SlugPath(StringConverter):
    regex = r'[^/\x00-\x1f\x7f]+(?:/[^/\x00-\x1f\x7f]+)*'


class CitationFormat(StringConverter):
    regex = 'bib|ris|json'


class PreviewToken(StringConverter):
    regex = r'[\w-]+:[\w-]+'


class FeedForm(StringConverter):
    regex = 'atom|json'


class PagePath(StringConverter):
    """The path of a page such as *About*: without dots, as file names have, and percent signs, left by bad encoding.

    With these, every unknown URL would be redirected to itself with a slash before it gets its 404.
    """

    regex = r'[^/.%\x00-\x1f\x7f]+(?:/[^/.%\x00-\x1f\x7f]+)*'


for converter in (
    PreviewToken,
    Year,
    TwoDigits,
    PageNumber,
    CommentNumber,
    Slug,
    SlugPath,
    CitationFormat,
    FeedForm,
    PagePath,
):
    register_converter(converter, converter.__name__)


def history_of(name: str, address: str) -> list:
    """The URLs of the versions of an article or a page."""
    return [
        path(f'{address}history/timegate/', history.time_gate, name=f'{name}-time-gate'),
        path(f'{address}history/timemap/', history.time_map, name=f'{name}-time-map'),
        path(f'{address}history/<PageNumber:version>/', history.version, name=f'{name}-version'),
        path(f'{address}history/', history.history, name=f'{name}-history'),
    ]


YEAR, MONTH, DAY = '<Year:year>/', '<Year:year>/<TwoDigits:month>/', '<Year:year>/<TwoDigits:month>/<TwoDigits:day>/'


def feed(name: str, address: str, view, given: dict | None = None) -> list:
    """The URLs of a feed: RSS, Atom and JSON Feed."""
    return [
        path(f'{address}feed/<FeedForm:format>/', view, given, name=f'{name}-feed-form'),
        path(f'{address}feed/', view, given, name=f'{name}-feed'),
    ]


def article_list(name: str, address: str, find) -> list:
    """The URLs of a list: its feeds, its pages, itself."""
    return [
        *feed(name, address, feeds.of_list, {'find': find}),
        path(f'{address}page/<PageNumber:number>/', listing, {'find': find}, name=f'{name}-page'),
        path(address, listing, {'find': find}, name=name),
    ]


urlpatterns = [
    path('livez', health.live, name='live'),
    path('readyz', health.ready, name='ready'),
    path('metrics', health.metrics, name='metrics'),
    path('robots.txt', wellknown.robots, name='robots'),
    path('.well-known/security.txt', wellknown.security, name='security'),
    path('manifest.webmanifest', wellknown.manifest, name='manifest'),
    path('favicon.ico', wellknown.favicon, name='favicon'),
    re_path(r'^look/(?P<light>[0-9a-f]{6}|)-(?P<dark>[0-9a-f]{6}|)\.css$', wellknown.look, name='look'),
    path('feeds/', wellknown.feeds, name='feeds'),
    path('api/', api.page, name='api'),
    path('sitemap.xml', sitemaps.index, name='sitemap'),
    path('wp-sitemap.xml', sitemaps.moved),
    path('sitemap_index.xml', sitemaps.moved),
    path('sitemap-lists.xml', sitemaps.listed, name='sitemap-lists'),
    path('sitemap-<int:number>.xml', sitemaps.articles, name='sitemap-articles'),
    path('news-sitemap.xml', sitemaps.news, name='news-sitemap'),
    path('saved/', wellknown.saved, name='saved'),
    path('worker.js', wellknown.worker, name='worker'),
    path('appearance/', appearance.choose, name='appearance'),
    path('wp-content/uploads/<path:path>', uploads.upload, name='upload'),
    path('renditions/<int:width>/<path:path>.webp', uploads.rendition, name='rendition'),
    path('cards/<int:pk>-<slug:name>.png', uploads.card, name='card'),
    path('oembed', oembed.oembed, name='oembed'),
    path('', front, name='front'),
    path('page/<PageNumber:number>/', front, name='front-page'),
    *feed('front', '', feeds.of_list, {'find': lists.whole}),
    *feed('comments', 'comments/', feeds.of_comments),
    *feed('corrections', 'corrections/', feeds.of_corrections),
    path('corrections/page/<PageNumber:number>/', history.corrected, name='corrections-page'),
    path('corrections/', history.corrected, name='corrections'),
    path('search/', search, name='search'),
    path('search/help/', search_formats.help_page, name='search-help'),
    path('search/suggestions', search_formats.suggestions, name='search-suggestions'),
    path('search.atom', search_formats.atom, name='search-atom'),
    path('search.json', search_formats.as_json, name='search-json'),
    path('search.csv', search_formats.as_csv, name='search-csv'),
    path('opensearch.xml', search_formats.open_search, name='opensearch'),
    path('comments/held/<str:token>/', comments.held, name='held-comment'),
    path('follow/', following.follow_search, name='follow-search'),
    path('follow/<int:article_id>/', following.follow_article, name='follow'),
    path('follow/confirm/<str:token>/', following.confirm, name='follow-confirm'),
    path('follow/stop/<str:token>/', following.stop, name='follow-stop'),
    path('follow/all/<str:token>/', following.everything, name='follow-all'),
    path('mine/', mine.ask, name='mine-ask'),
    path('mine/<str:token>/', mine.mine, name='mine'),
    path('preview/<PreviewToken:token>/', preview.preview, name='preview'),
    path('a/<int:pk>', citations.short, name='short'),
    path('respond/<int:article_id>/', comments.respond, name='respond'),
    path('category/', indexes.sections, name='sections'),
    path('tag/', indexes.tags, name='tags'),
    path('author/', indexes.authors, name='authors'),
    path('date/', indexes.years, name='years'),
    *article_list('category', 'category/<SlugPath:path>/', lists.category),
    *article_list('tag', 'tag/<Slug:slug>/', lists.tag),
    *article_list('author', 'author/<Slug:slug>/', lists.author),
    *article_list('year', YEAR, lists.dated),
    *article_list('month', MONTH, lists.dated),
    *article_list('day', DAY, lists.dated),
    *feed('article', f'{DAY}<Slug:slug>/', feeds.of_article),
    path(f'{DAY}<Slug:slug>/cite.<CitationFormat:format>', citations.cite, name='article-cite'),
    *history_of('article', f'{DAY}<Slug:slug>/'),
    path(f'{DAY}<Slug:slug>/source/', source.source, name='article-source'),
    path(f'{DAY}<Slug:slug>/comment-page-<PageNumber:number>/', article.article, name='article-comments'),
    path(f'{DAY}<Slug:slug>/comment-<CommentNumber:number>/', comments.permalink, name='article-comment'),
    path(f'{DAY}<Slug:slug>/comment-<CommentNumber:number>/report/', comment_reports.report, name='report-comment'),
    path(f'{DAY}<Slug:slug>/', article.article, name='article'),
    *feed('page', '<PagePath:slug>/', feeds.of_article),
    path('<PagePath:slug>/cite.<CitationFormat:format>', citations.cite, name='page-cite'),
    *history_of('page', '<PagePath:slug>/'),
    path('<PagePath:slug>/source/', source.source, name='page-source'),
    path('<PagePath:slug>/comment-page-<PageNumber:number>/', article.article, name='page-comments'),
    path('<PagePath:slug>/comment-<CommentNumber:number>/', comments.permalink, name='page-comment'),
    path('<PagePath:slug>/comment-<CommentNumber:number>/report/', comment_reports.report, name='report-page-comment'),
    path('<PagePath:slug>/', article.article, name='page'),
]

# Before the pages, whose pattern matches almost any path.
urlpatterns = [re_path(r'^api/v1/(?P<path>[\s\S]*)$', api.answer, name='api-answer'), *urlpatterns]
