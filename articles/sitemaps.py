"""Sitemaps (sitemaps.org/protocol.html), and the one of the last two days for Google News.

Each file has the articles in a range of 50,000 ids. They are found by the primary key, nothing is counted or skipped,
and an article stays in the same file for good.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from articles import lists
from articles.models import Article
from articles.pages import keys
from articles.text import sanitise

PER_FILE = 50_000
NEWS_AGE = timedelta(days=2)
MOST_NEWS = 1000
_NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'
_NEWS_NAMESPACE = 'http://www.google.com/schemas/sitemap-news/0.9'


@require_safe
@keys.shows(keys.LISTS)
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """The sitemap index: every file, with the time of the last change in it."""
    files = (
        Article.objects.public()
        .values(number=F('pk') / PER_FILE)
        .annotate(latest=Greatest(Max('modified'), Max('public_from')))
        .order_by('number')
    )
    entries = [_entry('sitemap', reverse('sitemap-lists'))]
    for file in files:
        entries.append(_entry('sitemap', reverse('sitemap-articles', args=[file['number']]), file['latest']))
    return _response('sitemapindex', entries)


@require_safe
def moved(request: HttpRequest) -> HttpResponse:
    """From where WordPress and its plugins have the sitemap."""
    return HttpResponsePermanentRedirect(reverse('sitemap'))


@require_safe
@keys.shows(keys.LISTS)
@conditional_page
def articles(request: HttpRequest, number: int) -> HttpResponse:
    """File `number`: the articles with ids from `number` × 50,000 on. Raises Http404 if there are none."""
    ids = Article.objects.public().filter(pk__gte=number * PER_FILE, pk__lt=(number + 1) * PER_FILE)
    rows = ids.order_by('pk').only('kind', 'slug', 'published_on', 'modified', 'public_from')
    if not rows:
        raise Http404
    return _response(
        'urlset', [_entry('url', one.get_absolute_url(), max(one.modified, one.public_from)) for one in rows]
    )


@require_safe
@keys.shows(keys.LISTS)
@conditional_page
def listed(request: HttpRequest) -> HttpResponse:
    """The front page, the indexes, the sections and the years."""
    whole = lists.whole()
    indexes = map(reverse, ('sections', 'tags', 'authors', 'years'))
    steps = [whole.address, *indexes, *_tree(whole.sections), *(year.address for year in whole.parts)]
    return _response('urlset', [_entry('url', address) for address in steps])


@require_safe
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, at most 1,000 (developers.google.com/search/docs, *News sitemaps*)."""
    fresh = Article.objects.public().listed().filter(public_from__gte=timezone.now() - NEWS_AGE)
    shown = ('kind', 'slug', 'title', 'language', 'published_on', 'public_from')
    newest = fresh.order_by('-public_from', '-pk').only(*shown)[:MOST_NEWS]
    return _response('urlset', [_entry('url', one.get_absolute_url(), more=_news(one)) for one in newest])


def _tree(sections: Iterable[lists.Section]) -> Iterable[str]:
    for section in sections:
        yield section.address
        yield from _tree(section.visible_children)


def _news(article: Article) -> str:
    language = (article.language or settings.LANGUAGE_CODE).lower()
    if language not in ('zh-cn', 'zh-tw'):
        language = language.partition('-')[0]
    publication = f'<news:name>{_text(lists.site().name)}</news:name><news:language>{_text(language)}</news:language>'
    return (
        f'<news:news><news:publication>{publication}</news:publication>'
        f'<news:publication_date>{_moment(article.public_from)}</news:publication_date>'
        f'<news:title>{_text(str(article))}</news:title></news:news>'
    )


def _entry(element: str, address: str, latest: datetime | None = None, more: str = '') -> str:
    changed = f'<lastmod>{_moment(latest)}</lastmod>' if latest else ''
    return f'<{element}><loc>{_text(settings.SITE_URL + address)}</loc>{changed}{more}</{element}>'


def _response(root: str, entries: list[str]) -> HttpResponse:
    names = f'xmlns="{_NAMESPACE}" xmlns:news="{_NEWS_NAMESPACE}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} {names}>', *entries, f'</{root}>\n']
    return HttpResponse('\n'.join(lines), content_type='application/xml')


def _text(text: str) -> str:
    return escape(sanitise.without_controls(text))


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec='seconds')
