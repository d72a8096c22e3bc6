"""The answer to who has to come back later."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unavailable(request: HttpRequest, retry_after: int = 10) -> HttpResponse:
    """A page that says so, which nobody keeps; `retry_after` is in seconds."""
    response = render(request, 'errors/503.html', status=503)
    response['Retry-After'] = retry_after
    response['Cache-Control'] = 'no-store'
    return response
