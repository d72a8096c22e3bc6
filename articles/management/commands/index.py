"""Keeps the search index: follows the change journal into it, or builds it anew, or compares it with the database."""

from django.core.management.base import CommandError
from django.db import connection
from tqdm import tqdm

from articles.management.worker_command import WorkerCommand
from articles.models import Article
from articles.search import check as checking
from articles.search import follow


class Command(WorkerCommand):
    help = 'Keeps the search index: follows the change journal into it for as long as it runs.'

    def add_arguments(self, parser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument('--rebuild', action='store_true', help='build it anew beside the live one, and swap them')
        what.add_argument('--check', action='store_true', help='compare it with the database, and repair what differs')
        super().add_arguments(parser)

    def work(self, *, rebuild: bool, check: bool, **options) -> None:
        with connection.cursor() as cursor:
            cursor.execute('SET statement_timeout = 0')
        try:
            if rebuild:
                self._rebuild()
            elif check:
                self._check()
            else:
                follow.follow(self.stopped, self.wait)
        except follow.Busy as busy:
            raise CommandError(f'{busy}.') from None

    def _rebuild(self) -> None:
        with tqdm(total=Article.objects.count(), unit=' articles', disable=None) as bar:
            folder = follow.rebuild(self.stopped, lambda done: bar.update(done - bar.n))
        self.stdout.write(f'The search index in {folder} is live.')

    def _check(self) -> None:
        differing = checking.check()
        if not differing:
            self.stdout.write('The search index holds what the database holds.')
            return
        self.stdout.write(f'{len(differing)} articles differed and are indexed again: {differing[:20]}')
