"""Answers with kept pages, in WSGI, before Django is asked."""

import json
import time
import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import http_date, parse_http_date_safe

from articles.changes import heartbeat

from . import store
from .store import Packed

FRESH = 5  # seconds since the follower has read the journal
INTERVAL = 1  # second for which that is believed
Environ = dict[str, Any]
Application = Callable[[Environ, Callable], Iterable[bytes]]


def kept(application: Application) -> Application:
    """A WSGI application that answers with kept pages, and leaves everything else to another application."""

    def answer(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        url = asked(environ)
        coding = _coding(environ.get('HTTP_ACCEPT_ENCODING', ''))
        page = store.get(url, br=coding == 'br') if url and _is_followed() else None
        if page is None or page.expires <= time.time():
            made = application(environ, start_response)
            return made if environ['REQUEST_METHOD'] != 'HEAD' else _closed(made)
        status, headers, content = respond(page, coding, environ)
        start_response(status, headers)
        return [content]

    return answer


def _closed(made: Iterable[bytes]) -> Iterable[bytes]:
    """The body of an answer to HEAD: none. Django makes that of GET, and gunicorn would log that it drops it."""
    if hasattr(made, 'close'):
        made.close()
    return []


def asked(environ: Environ) -> str | None:
    """The URL that a request asks for, if its page may be kept; None for what is someone's own or has a query.

    Every part of a request that a page may depend on is here: method, cookies, credentials, query, host and scheme.
    """
    if (
        environ['REQUEST_METHOD'] not in ('GET', 'HEAD')
        or environ.get('QUERY_STRING')
        or environ.get('HTTP_COOKIE')
        or environ.get('HTTP_AUTHORIZATION')
        or environ.get('HTTP_HOST', '').lower() != _host(settings.SITE_URL)
        or not settings.KEPT_PAGES
        or (settings.HTTPS and not _is_secure(environ))
    ):
        return None
    return environ.get('SCRIPT_NAME', '') + environ['PATH_INFO']


def respond(page: Packed, coding: str, environ: Environ) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status line, headers and content of the answer to a request for a page, which has to be in that coding."""
    headers = [*_headers(page.headers), ('ETag', page.etag), ('Vary', 'Accept-Encoding')]
    # Two pages of one second could not be told apart by their time, so a page has none until the second is over.
    modified = int(page.made) if time.time() >= int(page.made) + 2 else None
    if modified:
        headers.append(('Last-Modified', _date(modified)))
    if _is_known(page.etag, modified, environ):
        return '304 Not Modified', [line for line in headers if line[0] != 'Content-Type'], b''
    content = page.content if coding else zlib.decompress(page.content, wbits=31)
    if coding:
        headers.append(('Content-Encoding', coding))
    headers.append(('Content-Length', str(len(content))))
    return '200 OK', headers, content if environ['REQUEST_METHOD'] == 'GET' else b''


def copy(url: str) -> HttpResponse | None:
    """The page that is kept for a URL, however old, as Django's answer while the database is away; None without one."""
    page = store.get(url)
    if page is None:
        return None
    headers = dict(_headers(page.headers)) | {'Cache-Control': 'no-store'}
    return HttpResponse(zlib.decompress(page.content, wbits=31), status=HTTPStatus.OK, headers=headers)


@lru_cache(maxsize=1000)
def _headers(lines: str) -> list[tuple[str, str]]:
    """Header lines from JSON. Cached, since most pages have the same."""
    return [(name, value) for name, value in json.loads(lines)]


_date = lru_cache(maxsize=1000)(http_date)


@lru_cache(maxsize=1000)
def _coding(accepted: str) -> str:
    """'br', 'gzip' or '', by an Accept-Encoding header; what is refused with q=0 is not used (RFC 9110, 12.5.3)."""
    offered = {}
    for one in accepted.lower().split(','):
        name, _, quality = one.partition(';')
        offered[name.strip()] = quality.replace(' ', '').rstrip('0.') != 'q='
    return next((name for name in ('br', 'gzip') if offered.get(name)), '')


@lru_cache(maxsize=8)
def _host(site: str) -> str:
    return urlsplit(site).netloc.lower()


def _is_secure(environ: Environ) -> bool:
    forwarded = environ.get('HTTP_X_FORWARDED_PROTO') if settings.PROXIES else None
    return (forwarded or environ.get('wsgi.url_scheme')) == 'https'


def _is_known(etag: str, modified: int | None, environ: Environ) -> bool:
    """Whether the one who asks has this page already (RFC 9110, 13.2.2): entity tags count more than times."""
    if known := environ.get('HTTP_IF_NONE_MATCH'):
        tags = [tag.strip().removeprefix('W/') for tag in known.split(',')]
        return known.strip() == '*' or etag.removeprefix('W/') in tags
    since = parse_http_date_safe(environ.get('HTTP_IF_MODIFIED_SINCE', ''))
    return bool(modified and since is not None and since >= modified)


_followed: list[float] = [0, 0]  # until when it is believed, and whether it is


def _is_followed() -> bool:
    """Whether the follower has read the journal in the last seconds: if not, pages may be older than they should."""
    now = time.monotonic()
    if now >= _followed[0]:
        beat = heartbeat.read('follow')
        _followed[:] = now + INTERVAL, beat is not None and now - beat.finished < FRESH
    return bool(_followed[1])
