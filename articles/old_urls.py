"""Addresses of before: one redirect to where a thing lives now, or 410 where it is gone for good."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from articles.models import Article, OldUrl
from articles.text import addresses


def old_urls(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: looks up what nothing else answers to."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404 and request.method in ('GET', 'HEAD'):
            return find(request) or response
        return response

    return answer


def find(request: HttpRequest) -> HttpResponse | None:
    """The answer that an old address has, with its query or, where that is not known, without. None: it is no such."""
    asked = request.get_full_path()
    keys = [key for key in map(addresses.key, (asked, asked.partition('?')[0])) if '\x00' not in key]
    known = {old.path: old for old in OldUrl.objects.filter(path__in=keys)}
    old = next((known[key] for key in keys if key in known), None)
    if not old:
        return None
    if old.article_id:
        article = Article.objects.public().filter(pk=old.article_id).only('kind', 'slug', 'published_on').first()
        return article and HttpResponsePermanentRedirect(article.get_absolute_url())
    if not old.target:
        return render(request, 'gone.html', status=410)
    return HttpResponsePermanentRedirect(old.target) if addresses.key(old.target) not in keys else None
