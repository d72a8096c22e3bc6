"""Follows the change journal for as long as it runs."""

import logging
import os
import signal
import threading

from django.core.management.base import BaseCommand

from articles import following

logger = logging.getLogger('articles.follow')


class Command(BaseCommand):
    help = 'Follows the change journal: drops kept copies of pages that changed, and does the daily housekeeping.'
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('--with-parent', type=int, metavar='PID', help='end when this process, our parent, ends')

    def handle(self, *, with_parent: int | None, **options) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        following.follow(lambda: stop.is_set() or (with_parent and os.getppid() != with_parent), stop.wait)
        logger.info('stopped')
