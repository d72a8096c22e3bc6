"""The views of the API. What it is made of is loaded for the first request: a sixth of a start was spent on it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt


def page(request: HttpRequest) -> HttpResponse:
    from . import page

    return page.page(request)


@csrf_exempt
def answer(request: HttpRequest, path: str) -> HttpResponse:
    """Answers any request below `responses.ROOT`; the path is what comes after it."""
    from . import urls

    match = urls.resolver.resolve(path)
    return match.func(request, *match.args, **match.kwargs)
