"""A quarter of the threads of a process make pages that are not kept: a crawler that asks for every page of the
archive takes its turn, and readers of kept pages and editors find a thread."""

import threading

MAKING = 4  # pages that are made at once
WAITING = 8  # requests that wait for that: with those, a quarter of gunicorn's threads is left
PATIENCE = 2.0  # seconds after which one that waits is told to come back
# What needs no turn. A page may have more pictures than may wait, and browsers ask for all of them at once.
FREE = ('/admin/', '/livez', '/readyz', '/static/', '/wp-content/', '/renditions/')


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


def needs_one(method: str, path: str) -> bool:
    """Whether a request is for a public page."""
    return method in ('GET', 'HEAD') and not path.startswith(FREE)
