"""Error pages of our own. None touches the database, so that they still work when it is away."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from articles.db import outages
from articles.middleware.error_pages import error_page, unavailable
from articles.middleware.tracing import request_id

MOST_DISCARDED = 64 << 20  # bytes of a form that is too large


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return error_page(request, '400', 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """The page for a form with more than a form may have.

    What was sent is read to its end first, within a limit: a proxy that is cut off while it sends answers 502 itself.
    """
    unread = MOST_DISCARDED
    while unread > 0 and (chunk := request.read(min(unread, 1 << 16))):
        unread -= len(chunk)
    return error_page(request, '413', 413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, '403', 403)


def csrf_failure(request: HttpRequest, reason: str = '') -> HttpResponse:
    return error_page(request, 'csrf', 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, '404', 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an internal error; in an outage of the database, the page that says to try again."""
    if outages.is_outage(sys.exc_info()[1]):
        return unavailable(request)
    return error_page(request, '500', 500, request_id=request_id())
