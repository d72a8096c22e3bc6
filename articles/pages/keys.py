"""The keys of what a page shows, in its `Surrogate-Key` header, as Fastly's and Varnish's users name them.

- `site`, of every page: dropped by a change of what all of them show, such as the navigation.
- `lists`, of lists, indexes, feeds and sitemaps: by any change of any article but of its comments alone.
- `article-123`, of what shows that article, or it beside another: by a change of it, its comments or its neighbours.
- `indexed`, of lists with counts from the search index: by what is added to the index.
- `comments`, of feeds of comments: by any change of any article or comment.
- `today`, of what shows the date: by nothing, but such a page is kept until midnight only.

A page without this header is never kept.
"""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse

HEADER = 'Surrogate-Key'
LONGEST = 4000  # bytes that caches take in a header
SITE, LISTS, INDEXED, COMMENTS, TODAY = 'site', 'lists', 'indexed', 'comments', 'today'


def name(response: HttpResponse, keys: Iterable[str]) -> HttpResponse:
    """Says on a response what it shows; returns it."""
    response.headers[HEADER] = ' '.join(sorted({SITE, *keys}))
    return response


def shows(*keys: str) -> Callable:
    """Decorates a view whose pages show what these keys name, unless it names others itself."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def named(request: HttpRequest, *given, **where) -> HttpResponse:
            response = view(request, *given, **where)
            return response if HEADER in response.headers else name(response, keys)

        return named

    return decorate


def article(pk: int) -> str:
    return f'article-{pk}'
