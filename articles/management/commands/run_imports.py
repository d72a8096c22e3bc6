"""Runs the imports that editors start, until it is stopped."""

from django.core.management import CommandError
from django.db import InterfaceError, OperationalError

from articles.changes import worker
from articles.imports import queue as import_queue
from articles.management.worker_command import WorkerCommand
from articles.models import ImportRun


class Command(WorkerCommand):
    help = 'Runs the imports that editors start in the admin, and undoes them: one after the other.'

    def add_arguments(self, parser) -> None:
        parser.add_argument('--run', type=int, metavar='ID', help='do this one pending run, and end')
        super().add_arguments(parser)

    def work(self, *, run: int | None, **options) -> None:
        if run is None:
            import_queue.work(self.stopped, self.wait)
        else:
            self._do(run)

    def _do(self, run: int) -> None:
        from articles.imports import jobs  # It loads the readers.

        try:
            jobs.do(ImportRun.objects.get(pk=run), worker.beating('run_imports', self.stopped))
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f'The database went away: {error}') from None
