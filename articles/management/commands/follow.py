"""Follows the change journal for as long as it runs."""

from articles import following
from articles.management.worker import WorkerCommand


class Command(WorkerCommand):
    help = 'Follows the change journal: drops kept copies of pages that changed, and does the daily housekeeping.'

    def work(self, **options) -> None:
        following.follow(self.stopped, self.wait)
