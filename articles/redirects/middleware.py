"""Answers old URLs: one redirect to the current one, or 410 where the page is gone for good; else with a guess."""

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from articles import lists

from . import guesses, lookup, missed


def old_urls(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: looks up URLs that are answered with 404 otherwise."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404 and request.method in ('GET', 'HEAD'):
            better = find(request) or guess(request, response)
            if not better or better.status_code == 404:
                missed.count(request.path)
            return better or response
        return response

    return answer


def find(request: HttpRequest) -> HttpResponse | None:
    """The response to an old URL; None for unknown URLs, and for pages that readers must not know of."""
    if '\0' in request.path:  # PostgreSQL takes none.
        return None
    url = f'/{request.get_full_path().lstrip("/")}'  # Two slashes would begin the name of a host.
    place = lookup.find([url]).get(url)
    if not place or place.hidden:
        return None
    if not place.url:
        return render(request, 'gone.html', {'ask': lists.contact_page()}, status=410)
    return HttpResponsePermanentRedirect(place.url) if _is_elsewhere(request, place.url) else None


def guess(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """A redirect to the one page that was probably meant, or the 404 page with the articles that may have been.

    None for what no reader sees, such as files and the API. What hidden articles hold has no part in it.
    """
    if not response.headers.get('Content-Type', '').startswith('text/html'):
        return None
    if (url := guesses.url(request.path)) and _is_elsewhere(request, url):
        return HttpResponsePermanentRedirect(url)
    searched = guesses.words(request.path)
    articles = guesses.likely(searched)
    context = {'likely': articles, 'typed': searched, 'sections': lists.Sections()}
    # An old URL such as /?p=5 has no words, and must look like any other that leads nowhere.
    return render(request, 'errors/404.html', context, status=404) if searched or request.path == '/' else None


def _is_elsewhere(request: HttpRequest, url: str) -> bool:
    """False for a redirect to the requested URL itself, or from a missing page of a list to that list: 404 is right.

    The front page may redirect to itself: its query named another page, or one that the list no longer has.
    """
    own = unquote(urlsplit(url).path)
    return request.path == '/' or not re.fullmatch(f'{re.escape(own)}(page/[0-9]+/)?', request.path)
