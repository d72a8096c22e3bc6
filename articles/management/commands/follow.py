"""Follows the change journal for as long as it runs."""

from articles.management import follower
from articles.management.worker_command import WorkerCommand


class Command(WorkerCommand):
    help = 'Follows the change journal: drops kept copies of pages that changed, and does the daily housekeeping.'

    def work(self, **options) -> None:
        follower.follow(self.stopped, self.wait)
