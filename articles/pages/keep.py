"""Keeps the public pages that Django makes, and drops what a request has changed before it is answered."""

import gzip
import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import brotli
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.changes import heartbeat

from . import drop, keys, serve, store
from .store import Page

LARGEST = 2_000_000  # bytes
LONGEST = 7 * 24 * 3600  # seconds, so that no stamp of a form expires in a page
SECOND = 1.0
# A level at which packing a page takes a tenth of what making it took.
BROTLI, GZIP = 5, 6
OF_ONE_ANSWER = {'content-encoding', 'content-length', 'date', 'etag', 'last-modified', 'vary', 'set-cookie'}


def keep(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: keeps pages, and serves them where a page answers 503, as in outages."""

    def answer(request: HttpRequest) -> HttpResponse:
        asked, began = serve.asked(request.META), time.monotonic()
        begun = store.begin() if asked else None
        response = get_response(request)
        if request.method not in ('GET', 'HEAD', 'OPTIONS'):
            if response.status_code // 100 != 4:  # What was refused has changed nothing.
                _drop_changes(time.monotonic() - began)
        elif response.status_code == 503 and asked and heartbeat.knew_all_at_outage('follow'):
            response = serve.copy(asked) or response
        elif asked and begun is not None:
            _keep(asked, request, response, begun)
        if not settings.SHARED_CACHE or len(response.headers.get(keys.HEADER, '')) > keys.LONGEST:
            del response[keys.HEADER]
        return response

    return answer


def made(request: HttpRequest, response: HttpResponse) -> None:
    """Says which page was made for a request, before it is packed or answered with 304."""
    request.made = response.content, dict(response.headers)  # type: ignore[attr-defined]


def _keep(url: str, request: HttpRequest, response: HttpResponse, begun: int) -> None:
    content, inner = getattr(request, 'made', (None, {}))
    if not inner.get(keys.HEADER) or response.status_code not in (200, 304) or response.cookies:
        return
    headers = {name.lower(): (name, value) for name, value in (dict(response.headers) | inner).items()}
    if 'no-store' in inner.get('Cache-Control', '') or len(content) > LARGEST:
        return
    shown, now = inner[keys.HEADER].split(), time.time()
    lines = [line for name, line in headers.items() if name not in OF_ONE_ANSWER]
    if not settings.SHARED_CACHE:
        lines = [line for line in lines if line[0] != keys.HEADER]
    expires = _midnight() if keys.TODAY in shown else now + LONGEST
    packed = gzip.compress(content, GZIP, mtime=0), brotli.compress(content, quality=BROTLI)
    page = Page(json.dumps(lines), inner['ETag'], now, expires, *packed)
    store.put(url, page, shown, begun)


def _midnight() -> float:
    """When the site's day ends, in seconds since 1970."""
    tomorrow = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return tomorrow.timestamp()


def _drop_changes(seconds: float) -> None:
    """Drops what this request has changed, so that who withdraws an article sees it gone. The follower does it too."""
    with suppress(Error):  # The follower does it within a second; while the database is away, nothing has changed.
        drop.changes_since(seconds + SECOND)
