"""Follows the change journal until it is stopped."""

from articles.management import follower
from articles.management.worker_command import WorkerCommand


class Command(WorkerCommand):
    help = 'Follows the change journal: drops the kept pages that changed, and deletes outdated data.'

    def work(self, **options) -> None:
        follower.follow(self.stopped, self.wait)
