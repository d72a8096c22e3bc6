"""Runs the imports that editors start, until it is stopped."""

from articles.imports import queue as import_queue
from articles.management.worker_command import WorkerCommand


class Command(WorkerCommand):
    help = 'Runs the imports that editors start in the admin, and undoes them: one after the other.'

    def work(self, **options) -> None:
        import_queue.work(self.stopped, self.wait)
