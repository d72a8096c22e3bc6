"""Whether the copy of a page that a reader or a cache has is still good, told by what the page says."""

import re
import time
from collections.abc import Callable
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from . import appearance, offline_pages

# Shared caches may keep a page and have to ask each time whether it is still good: what was withdrawn is gone at once.
SHARED = 'public, max-age=0, must-revalidate'
OWN = 'private, max-age=0, must-revalidate'
# Stamps of comment forms differ in every copy of a page. They are good for thirty days, so pages change every week.
_STAMP = re.compile(rb'name="stamp" value="[^"]*"')
_started = time.time()


def freshness(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: gives public pages ETag, Last-Modified and Cache-Control, and answers 304 where a copy is good."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in ('GET', 'HEAD') or response.cookies or request.path.startswith('/admin/'):
            return response
        if not response.has_header('Cache-Control'):
            response['Cache-Control'] = OWN if appearance.chosen(request) else SHARED
        if response.status_code != 200 or response.streaming or 'no-store' in response['Cache-Control']:
            return response
        modified = last_modified()
        if not response.has_header('ETag'):
            response['ETag'] = etag(response.content)
        if not response.has_header('Last-Modified'):
            response.headers['Last-Modified'] = http_date(modified)
        return get_conditional_response(request, response['ETag'], modified, response)

    return answer


def etag(content: bytes) -> str:
    """Says what a page says: pages that differ in nothing but their stamps have the same, for a week."""
    week = timezone.now().strftime('%G %V').encode()
    return f'W/"{blake2b(week + _STAMP.sub(b"", content), digest_size=12).hexdigest()}"'


def last_modified() -> int:
    """When any page may last have changed: a change of an article, another day, another version of the site.

    No single article is asked: its page also shows what stands beside it, and dates. A page that was made within the
    second of a change claims to be older, since it may be followed by another in the same second.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0).timestamp()
    return int(min(max(_started, midnight, offline_pages.changed()), time.time() - 1))
