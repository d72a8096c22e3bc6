"""A quarter of the threads of a process make pages that are not kept: a crawler that asks for every page of the
archive takes its turn, and readers of kept pages and editors find a thread."""

import logging
import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .error_pages import unavailable

MAKING = 4  # pages that are made at once
WAITING = 8  # requests that wait for that: with those, a quarter of gunicorn's threads is left
PATIENCE = 2.0  # seconds after which one that waits is told to come back
RETRY_AFTER = 5  # seconds
REPORTED_EVERY = 60  # seconds
# What needs no turn. A page may have more pictures than may wait, and browsers ask for all of them at once.
FREE = ('/admin/', '/livez', '/readyz', '/metrics', '/static/', '/wp-content/', '/renditions/')

logger = logging.getLogger(__name__)


class Turns:
    def __init__(self, making: int = MAKING, waiting: int = WAITING) -> None:
        self._making, self._waiting = threading.BoundedSemaphore(making), threading.BoundedSemaphore(waiting)

    def take(self, patience: float = PATIENCE) -> bool:
        """Whether a page may be made now, for which it waits if need be; `give_back` has to follow."""
        if self._making.acquire(blocking=False):
            return True
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._making.acquire(timeout=patience)
        finally:
            self._waiting.release()

    def give_back(self) -> None:
        self._making.release()


def in_turn(
    get_response: Callable[[HttpRequest], HttpResponse], turns: Turns | None = None, patience: float = PATIENCE
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: makes public pages in turn. Those outside it give a refusal the headers of any page."""
    turns = turns or Turns()
    reported = float('-inf')

    def answer(request: HttpRequest) -> HttpResponse:
        if not needs_one(request.method or '', request.path):
            return get_response(request)
        if not turns.take(patience):
            return refuse(request)
        try:
            return get_response(request)
        finally:
            turns.give_back()

    def refuse(request: HttpRequest) -> HttpResponse:
        nonlocal reported
        if time.monotonic() - reported > REPORTED_EVERY:
            reported = time.monotonic()
            logger.warning('more pages are requested than can be made; one answered with 503: %s', request.path)
        response = unavailable(request, RETRY_AFTER)
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log an error for each.
        return response

    return answer


def needs_one(method: str, path: str) -> bool:
    """Whether a request is for a public page."""
    return method in ('GET', 'HEAD') and not path.startswith(FREE)
