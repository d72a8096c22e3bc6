"""Purges the cache in front of the site of what changes, until it is stopped."""

from django.conf import settings
from django.core.management import CommandError

from articles.management.worker_command import WorkerCommand
from articles.pages import purge


class Command(WorkerCommand):
    help = 'Purges the cache at PURGE_URL of what changes.'

    def work(self, **options) -> None:
        if not settings.PURGE_URL:
            raise CommandError('Set SHARED_CACHE=1 and PURGE_URL.')
        purge.follow(self.stopped, self.wait)
