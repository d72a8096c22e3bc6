"""Base class of the commands that run until they are stopped."""

import os
import signal
import threading

from django.core.management.base import BaseCommand


class Lifetime:
    """Ends by SIGTERM or SIGINT, or with the parent process (`parent`, its id). Made in the main thread."""

    def __init__(self, parent: int | None) -> None:
        self._stop, self._parent = threading.Event(), parent
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())

    def stopped(self) -> bool:
        return self._stop.is_set() or bool(self._parent and os.getppid() != self._parent)

    def wait(self, seconds: float) -> None:
        """Waits for that many seconds, or until a signal arrives."""
        self._stop.wait(seconds)


class WorkerCommand(BaseCommand):
    """A command whose `work` ends when `self.stopped()`: after SIGTERM or SIGINT, or when its parent process ends."""

    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('--with-parent', type=int, metavar='PID', help='stop when this process, the parent, ends')

    def handle(self, *, with_parent: int | None, **options) -> None:
        lifetime = Lifetime(with_parent)
        self.stopped, self.wait = lifetime.stopped, lifetime.wait
        self.work(**options)

    def work(self, **options) -> None:
        raise NotImplementedError
