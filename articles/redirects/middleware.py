"""Addresses of before: one redirect to where a thing lives now, or 410 where it is gone for good."""

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from . import lookup


def old_urls(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: looks up what nothing else answers to."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404 and request.method in ('GET', 'HEAD'):
            return find(request) or response
        return response

    return answer


def find(request: HttpRequest) -> HttpResponse | None:
    """The answer that an old address has; None for what is no such, and for what readers must not know of."""
    asked = f'/{request.get_full_path().lstrip("/")}'  # Two slashes would begin the name of a host.
    place = lookup.find([asked]).get(asked)
    if not place or place.hidden:
        return None
    if not place.address:
        return render(request, 'gone.html', status=410)
    return HttpResponsePermanentRedirect(place.address) if _is_elsewhere(request, place.address) else None


def _is_elsewhere(request: HttpRequest, address: str) -> bool:
    """What was not found at its own address is not found there the second time; nor is a page that a list has not.

    The front page is: what its query names stands elsewhere, or was a page of it that it has no more.
    """
    own = unquote(urlsplit(address).path)
    return request.path == '/' or not re.fullmatch(f'{re.escape(own)}(page/[0-9]+/)?', request.path)
