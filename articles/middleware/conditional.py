"""Conditional requests: answers 304 where the copy that a browser or cache has still equals the page."""

import re
from collections.abc import Callable
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from articles.pages import keep

from . import appearance

# Shared caches may store a page, but have to revalidate it each time, so that a withdrawn article is gone at once.
SHARED = 'public, max-age=0, must-revalidate'
OWN = 'private, max-age=0, must-revalidate'
# The stamp of the comment form differs in every response. It is valid for thirty days, so ETags change every week.
_STAMP = re.compile(rb'name="stamp" value="[^"]*"')


def freshness(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: sets ETag and Cache-Control on public pages, and answers conditional requests."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in ('GET', 'HEAD') or response.cookies or request.path.startswith('/admin/'):
            return response
        if not response.has_header('Cache-Control'):
            response['Cache-Control'] = OWN if appearance.chosen(request) else SHARED
        if response.status_code != 200 or response.streaming or 'no-store' in response['Cache-Control']:
            return response
        if not response.has_header('ETag'):
            response['ETag'] = etag(response.content)
        keep.made(request, response)
        modified = parse_http_date_safe(response.headers.get('Last-Modified', ''))
        return get_conditional_response(request, response['ETag'], modified, response)

    return answer


def etag(content: bytes) -> str:
    """A weak ETag of the content without its stamp; it changes every week, so that stamps do not expire in caches."""
    week = timezone.now().strftime('%G %V').encode()
    return f'W/"{blake2b(week + _STAMP.sub(b"", content), digest_size=12).hexdigest()}"'
