"""Runs the imports that editors ask for, for as long as it runs."""

import logging
import os
import signal
import threading

from django.core.management.base import BaseCommand

from articles import jobs

logger = logging.getLogger('articles.imports')


class Command(BaseCommand):
    help = 'Runs the imports that editors ask for in the admin, and takes runs back: one after the other.'
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('--with-parent', type=int, metavar='PID', help='end when this process, our parent, ends')

    def handle(self, *, with_parent: int | None, **options) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        jobs.work(lambda: stop.is_set() or bool(with_parent and os.getppid() != with_parent), stop.wait)
        logger.info('stopped')
