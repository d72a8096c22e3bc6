"""oEmbed (oembed.com): how another site shows an article that it links to. It is given a quotation, no frame."""

from math import inf
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from articles import lists, metadata
from articles.models import Article
from articles.text import plain, sanitise

WIDEST, HIGHEST = 600, 240  # pixels
WORDS = 40
ONE_DAY = 24 * 3600
SHOWN = ('kind', 'slug', 'title', 'standfirst', 'published_on', 'lead_image')


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The oEmbed record of the article or page at `url`, as JSON or, with `format=xml`, XML; 404 for other URLs."""
    response_format = request.GET.get('format', 'json')
    if response_format not in ('json', 'xml'):
        return HttpResponse('format is json or xml.\n', content_type='text/plain', status=501)
    if not request.GET.get('url'):
        return HttpResponseBadRequest('url is missing: the URL of an article.\n', content_type='text/plain')
    most = _size(request, 'maxwidth'), _size(request, 'maxheight')
    record = _record(_article(request.GET['url']), *most)
    if response_format == 'json':
        response = JsonResponse(record)
    else:
        response = HttpResponse(_xml(record), content_type='text/xml; charset=utf-8')
    response['Access-Control-Allow-Origin'] = '*'
    return response


def _article(url: str) -> Article:
    """The public article or page at an address of this site. Raises Http404 for any other."""
    try:
        parts = urlsplit(url)
        match = resolve(unquote(parts.path))
    except (Resolver404, ValueError) as error:
        raise Http404 from error
    if parts.scheme not in ('http', 'https') or parts.netloc != urlsplit(settings.SITE_URL).netloc:
        raise Http404
    if match.url_name == 'short':
        return get_object_or_404(_shown(Article.objects.all()), **match.kwargs)
    if match.url_name not in ('article', 'page'):
        raise Http404
    slug = match.kwargs.pop('slug')
    return lists.by_slug(_shown(lists.articles_at(**match.kwargs)), slug)


def _shown(articles: QuerySet) -> QuerySet:
    return articles.public().select_related('lead_image').only(*SHOWN).with_card()


def _size(request: HttpRequest, name: str) -> float:
    """A maximum in pixels; infinity where none was sent."""
    value = request.GET.get(name, '')
    return int(value[:6]) if value.isascii() and value.isdecimal() else inf


def _record(article: Article, most_wide: float, most_high: float) -> dict[str, str | int]:
    address, image = settings.SITE_URL + article.get_absolute_url(), metadata.image(article)
    teaser = plain.excerpt(article.standfirst or article.opening, WORDS)
    record = {
        'version': '1.0',
        'type': 'rich',
        'title': str(article),
        'provider_name': lists.site().name,
        'provider_url': f'{settings.SITE_URL}/',
        'cache_age': ONE_DAY,
        'html': format_html('<blockquote><p><a href="{}">{}</a></p><p>{}</p></blockquote>', address, article, teaser),
        'width': min(WIDEST, most_wide),
        'height': min(HIGHEST, most_high),
    }
    if article.byline:
        record['author_name'] = ', '.join(author['name'] for author in article.byline)
    if len(article.byline) == 1:
        record['author_url'] = settings.SITE_URL + reverse('author', args=[article.byline[0]['slug']])
    if image.width and image.height and image.width <= most_wide and image.height <= most_high:
        record |= {'thumbnail_url': image.url, 'thumbnail_width': image.width, 'thumbnail_height': image.height}
    return record


def _xml(record: dict[str, str | int]) -> str:
    parts = (f'<{name}>{escape(sanitise.without_controls(str(value)))}</{name}>' for name, value in record.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{"".join(parts)}</oembed>\n'
