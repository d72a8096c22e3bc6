"""Downloads that are written while they are read, by someone who may pause for longer than a connection may be idle."""

from collections.abc import Callable, Iterable, Iterator

from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse


def pauses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a download whose connection to the database was ended meanwhile goes on with another."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _checking(response.streaming_content)
        return response

    return answer


def _checking(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk
        # Django checks a connection once a request, before its first query; so it does before the next one as well.
        connection.health_check_done = False
