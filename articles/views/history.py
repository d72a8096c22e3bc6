"""What readers see of an article's changes: its public versions, compared and alone, and the list of corrections."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import lists
from articles.editorial import corrections, diff
from articles.models import Article, PublicChange
from articles.text import sanitise

from . import memento
from .article import article as article_page

KINDS = {
    PublicChange.Kind.PUBLISHED: _('published'),
    PublicChange.Kind.FIX: _('small fix'),
    PublicChange.Kind.UPDATE: _('update'),
    PublicChange.Kind.CORRECTION: _('correction'),
}
FIELDS = {
    'title': _('Title'),
    'standfirst': _('Standfirst'),
    'body': _('Text'),
    'authors': _('Byline'),
    'categories': _('Section'),
    'tags': _('Topics'),
    'lead_image': _('Picture'),
}
LISTED = 500  # versions
ON_A_PAGE = 50  # corrections
SHOWN = ('kind', 'slug', 'title', 'language', 'published_on', 'published', 'modified', 'version')


@require_safe
def history(request: HttpRequest, slug: str, **day: int) -> HttpResponse:
    """The public versions of an article or a page; ?from= and ?to= compare two of them."""
    if not day and _is_page(page := f'{slug}/history'):
        return article_page(request, slug=page)
    article, versions = _versions(slug, day)
    address = f'{article.get_absolute_url()}history/'
    if redirect := lists.moved(request, address):
        return redirect
    for one in versions:
        one.label = KINDS[one.kind]
    context = {'article': article, 'versions': versions, 'address': address, 'differences': None}
    if 'from' in request.GET:
        context |= _compared(article, versions, request.GET.get('from', ''), request.GET.get('to', ''))
    return render(request, 'corrections/history.html', context)


@require_safe
def version(request: HttpRequest, slug: str, version: int, **day: int) -> HttpResponse:
    """One public version: RFC 7089 calls it a memento."""
    if not day and _is_page(page := f'{slug}/history/{version}'):
        return article_page(request, slug=page)
    article, versions = _versions(slug, day)
    one = _numbered(versions, str(version))
    values = corrections.public_values(article, version)
    if values is None:
        raise Http404
    context = {
        'article': article,
        'one': one,
        'values': values,
        'authors': ', '.join(author['name'] for author in values['authors']),
        'body': sanitise.article_html(values['body_html']),
        'address': f'{article.get_absolute_url()}history/',
    }
    response = render(request, 'corrections/version.html', context)
    response['Memento-Datetime'] = http_date(one.at.timestamp())
    response['Link'] = memento.links_of_version(article)
    response['X-Robots-Tag'] = 'noindex'
    return response


@require_safe
def time_gate(request: HttpRequest, slug: str, **day: int) -> HttpResponse:
    """Redirects to the version that was public at the time in `Accept-Datetime`, without this header to the newest."""
    article, versions = _versions(slug, day)
    wanted = request.headers.get('Accept-Datetime')
    seconds = parse_http_date_safe(wanted) if wanted else None
    if wanted and seconds is None:
        return HttpResponseBadRequest('Accept-Datetime is not a date as in RFC 1123.', content_type='text/plain')
    one = versions[0]
    if seconds is not None:
        one = next((one for one in versions if int(one.at.timestamp()) <= seconds), versions[-1])
    response = HttpResponseRedirect(f'{article.get_absolute_url()}history/{one.version}/')
    response['Vary'] = 'Accept-Datetime'
    response['Link'] = memento.links_of_version(article)
    return response


@require_safe
def time_map(request: HttpRequest, slug: str, **day: int) -> HttpResponse:
    article, versions = _versions(slug, day)
    return HttpResponse(memento.time_map(article, versions), content_type='application/link-format')


@require_safe
def corrected(request: HttpRequest, number: int = 1) -> HttpResponse:
    """The corrections of public articles, newest first."""
    corrected = corrections.newest()
    if number == 1 and not corrected.exists() and _is_page('corrections'):
        return article_page(request, slug='corrections')
    pages = Paginator(corrected, ON_A_PAGE)
    if number > pages.num_pages:
        raise Http404
    return render(request, 'corrections/list.html', {'page': pages.page(number)})


def _is_page(slug: str) -> bool:
    """Whether an old site had a page here, before there were histories and corrections."""
    return Article.objects.public().filter(kind=Article.Kind.PAGE, slug=slug).exists()


def _versions(slug: str, day: dict[str, int]) -> tuple[Article, list[PublicChange]]:
    """The article and its public versions, newest first; Http404 if readers may see none."""
    if not lists.site().public_history:
        raise Http404
    article = lists.by_slug(lists.articles_at(**day).public().only(*SHOWN), slug)
    versions = list(corrections.public_versions(article)[:LISTED])
    if not versions:
        raise Http404
    return article, versions


def _compared(article: Article, versions: list[PublicChange], before: str, after: str) -> dict[str, Any]:
    pair = [_numbered(versions, before), _numbered(versions, after) if after else versions[0]]
    values = [corrections.public_values(article, one.version) for one in pair]
    if None in values:
        raise Http404
    differences = diff.compare(*values, names=FIELDS)
    return {
        'before': pair[0],
        'after': pair[1],
        'differences': [(FIELDS[one.name], one.between) for one in differences],
    }


def _numbered(versions: list[PublicChange], number: str) -> PublicChange:
    one = next((one for one in versions if str(one.version) == number), None)
    if not one:
        raise Http404
    return one
