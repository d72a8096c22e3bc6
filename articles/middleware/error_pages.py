"""Pages that say what went wrong, made without the database: it may be away, or be asked by too many already."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import lists


def error_page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    """The page of a template in `errors/`, with the site's settings as they were last read."""
    site = lists.last_site()
    return render(request, f'errors/{name}.html', {'SITE': site, 'SITE_NAME': site.name, **context}, status=status)


def unavailable(request: HttpRequest, retry_after: int = 10) -> HttpResponse:
    """The page for who has to come back later, which nobody keeps; `retry_after` is in seconds."""
    response = error_page(request, '503', 503)
    response['Retry-After'] = retry_after
    response['Cache-Control'] = 'no-store'
    return response
