"""Keeps the search index: follows the change journal into it, or builds it anew, or compares it with the database."""

import logging
import os
import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from articles.models import Article
from articles.search import check as checking
from articles.search import follow

logger = logging.getLogger('articles.index')


class Command(BaseCommand):
    help = 'Keeps the search index: follows the change journal into it for as long as it runs.'
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument('--rebuild', action='store_true', help='build it anew beside the live one, and swap them')
        what.add_argument('--check', action='store_true', help='compare it with the database, and repair what differs')
        parser.add_argument('--with-parent', type=int, metavar='PID', help='end when this process, our parent, ends')

    def handle(self, *, rebuild: bool, check: bool, with_parent: int | None, **options) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        with connection.cursor() as cursor:
            cursor.execute('SET statement_timeout = 0')
        stopped = lambda: stop.is_set() or bool(with_parent and os.getppid() != with_parent)  # noqa: E731
        try:
            if rebuild:
                self._rebuild(stopped)
            elif check:
                self._check()
            else:
                follow.follow(stopped, stop.wait)
                logger.info('stopped')
        except follow.Busy as busy:
            raise CommandError(f'{busy}.') from None

    def _rebuild(self, stopped) -> None:
        with tqdm(total=Article.objects.count(), unit=' articles', disable=None) as bar:
            folder = follow.rebuild(stopped, lambda done: bar.update(done - bar.n))
        self.stdout.write(f'The search index in {folder} is live.')

    def _check(self) -> None:
        differing = checking.check()
        if not differing:
            self.stdout.write('The search index holds what the database holds.')
            return
        self.stdout.write(f'{len(differing)} articles differed and are indexed again: {differing[:20]}')
