"""Updates the search index from the change journal, rebuilds it, or compares it with the database."""

from django.core.management.base import CommandError
from tqdm import tqdm

from articles.db import limits
from articles.management.worker_command import WorkerCommand
from articles.models import Article
from articles.search import check as checking
from articles.search import follow


class Command(WorkerCommand):
    help = 'Updates the search index from the change journal until it is stopped.'

    def add_arguments(self, parser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            '--rebuild', action='store_true', help='build a new index beside the live one, then swap them'
        )
        what.add_argument('--check', action='store_true', help='compare it with the database, and repair differences')
        super().add_arguments(parser)

    def work(self, *, rebuild: bool, check: bool, **options) -> None:
        limits.lift()
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
            self.stdout.write('The search index matches the database.')
            return
        self.stdout.write(f'{len(differing)} articles differed and have been indexed again: {differing[:20]}')
