"""A replica, which nobody can write to: its forms are closed in words instead of failing."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from .error_pages import error_page

WRITES_NOTHING = '/appearance/'


def closed_forms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: with READ_ONLY, whatever would write gets a page that says so."""
    if not settings.READ_ONLY:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        reads = request.method in ('GET', 'HEAD', 'OPTIONS') and not request.path.startswith('/admin/')
        if reads or request.path == WRITES_NOTHING:
            return get_response(request)
        response = error_page(request, 'read_only', 403)
        response['Cache-Control'] = 'no-store'
        return response

    return answer
