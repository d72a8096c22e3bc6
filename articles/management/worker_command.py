"""What the commands have in common that run until they are told to stop."""

import os
import signal
import threading

from django.core.management.base import BaseCommand


class WorkerCommand(BaseCommand):
    """A command whose `work` ends when `self.stopped()`: after SIGTERM or SIGINT, or with the parent it was given."""

    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('--with-parent', type=int, metavar='PID', help='end when this process, our parent, ends')

    def handle(self, *, with_parent: int | None, **options) -> None:
        self._stop, self._parent = threading.Event(), with_parent
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        self.work(**options)

    def work(self, **options) -> None:
        raise NotImplementedError

    def stopped(self) -> bool:
        return self._stop.is_set() or bool(self._parent and os.getppid() != self._parent)

    def wait(self, seconds: float) -> None:
        """Waits for so long, or until a signal comes."""
        self._stop.wait(seconds)
