"""Conditional requests: answers 304 where the copy that a browser or cache has still equals the page."""

import re
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from articles.pages import keep, keys

from . import appearance

# Whoever stores a page has to revalidate it each time, so that a withdrawn article is gone at once.
PUBLIC = 'public, max-age=0, must-revalidate'
# With SHARED_CACHE=1 a shared cache serves a page by itself: for long where it is purged of what changes, else for
# seconds. It may serve an older one while it fetches a new one, and for an hour while the site does not answer.
SHARED = 'public, max-age=0, s-maxage={}, stale-while-revalidate=10, stale-if-error=3600'
PURGED, UNPURGED = 600, 10  # seconds
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
            response['Cache-Control'] = caching(request, response)
        if response.status_code != 200 or response.streaming or 'no-store' in response['Cache-Control']:
            return response
        if not response.has_header('ETag'):
            response['ETag'] = etag(response.content)
        keep.made(request, response)
        modified = parse_http_date_safe(response.headers.get('Last-Modified', ''))
        return get_conditional_response(request, response['ETag'], modified, response)

    return answer


def caching(request: HttpRequest, response: HttpResponse) -> str:
    """The Cache-Control of a response. Shared caches get what can be purged by keys and is of nobody's own."""
    if appearance.chosen(request):
        return OWN
    named = response.headers.get(keys.HEADER, '')
    if settings.SHARED_CACHE and 0 < len(named) <= keys.LONGEST and not request.COOKIES and response.status_code == 200:
        return SHARED.format(PURGED if settings.PURGE_URL else UNPURGED)
    return PUBLIC


def etag(content: bytes) -> str:
    """A weak ETag of the content without its stamp; it changes every week, so that stamps do not expire in caches."""
    week = timezone.now().strftime('%G %V').encode()
    return f'W/"{blake2b(week + _STAMP.sub(b"", content), digest_size=12).hexdigest()}"'
