"""Pages are sent compressed, also where no proxy does it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

TEXT = ('text/', 'application/json', 'application/xml')
TEXT_ENDS = ('+xml', '+json')


def compression(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: compresses the text of public pages.

    They hold no secret that its length could tell. The admin's do, the token of each form, and go out as they are.
    """
    compress = GZipMiddleware(get_response).process_response

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        kind = response.get('Content-Type', '').partition(';')[0]
        text = kind.startswith(TEXT) or kind.endswith(TEXT_ENDS)
        if not text or response.streaming or request.path.startswith('/admin/'):
            return response
        return compress(request, response)

    return answer
