"""Runs the imports that editors ask for, for as long as it runs."""

from articles.imports import queue as import_queue
from articles.management.worker_command import WorkerCommand


class Command(WorkerCommand):
    help = 'Runs the imports that editors ask for in the admin, and takes runs back: one after the other.'

    def work(self, **options) -> None:
        import_queue.work(self.stopped, self.wait)
