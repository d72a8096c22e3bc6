"""The state of the archive, its sections, pages and settings, is read once for each request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from articles import lists


def once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        with lists.read_once():
            return get_response(request)

    return answer
