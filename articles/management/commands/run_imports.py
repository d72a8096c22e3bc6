"""Runs the imports that editors ask for, for as long as it runs."""

from articles import jobs
from articles.management.worker import WorkerCommand


class Command(WorkerCommand):
    help = 'Runs the imports that editors ask for in the admin, and takes runs back: one after the other.'

    def work(self, **options) -> None:
        jobs.work(self.stopped, self.wait)
