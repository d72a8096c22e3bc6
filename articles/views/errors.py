"""Error pages of our own. None touches the database, so that they still work when it is away."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.middleware.tracing import request_id
from articles.middleware.unavailable import unavailable

MOST_DISCARDED = 64 << 20  # bytes of a form that is too large


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return render(request, 'errors/400.html', status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """The page for a form with more than a form may have.

    What was sent is read to its end first, within a limit: a proxy that is cut off while it sends answers 502 itself.
    """
    unread = MOST_DISCARDED
    while unread > 0 and (chunk := request.read(min(unread, 1 << 16))):
        unread -= len(chunk)
    return render(request, 'errors/413.html', status=413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, 'errors/403.html', status=403)


def csrf_failure(request: HttpRequest, reason: str = '') -> HttpResponse:
    return render(request, 'errors/csrf.html', status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, 'errors/404.html', status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an internal error; where the database is away or timed out, the page that says to try again."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return render(request, 'errors/500.html', {'request_id': request_id()}, status=500)
