"""What the logs say of the request that a thread is answering: its id, and how many queries it has sent."""

import secrets
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

KEY = 'newsroom.trace'  # in the environment of the request, where the access log finds it


class Trace:
    """`id`: 12 hexadecimal digits; `queries`: how many were sent to the database so far; `view`: the name of its URL,
    '' where there is none."""

    def __init__(self) -> None:
        self.id, self.queries, self.view = secrets.token_hex(6), 0, ''

    def count(self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.queries += 1
        return execute(sql, params, many, context)


_current: ContextVar[Trace | None] = ContextVar('trace', default=None)


def request_id() -> str:
    """The id of the request that this thread is answering; '' where it answers none."""
    trace = _current.get()
    return trace.id if trace else ''


def traced(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost."""

    def answer(request: HttpRequest) -> HttpResponse:
        trace = request.META[KEY] = Trace()
        token = _current.set(trace)
        try:
            with connection.execute_wrapper(trace.count):
                return get_response(request)
        finally:
            trace.view = request.resolver_match.view_name if request.resolver_match else ''
            _current.reset(token)

    return answer
