"""Moves an archive out again: everything, as JSON Lines."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.export import complete, folder


class Command(BaseCommand):
    help = (
        'Writes the whole archive into a folder, from which import_archive restores it into an empty database. '
        'It holds what is private as well: drafts, e-mail addresses, comments that were not approved.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('folder', type=Path, metavar='DIR', help='a folder that is empty or not there yet')

    def handle(self, *, folder: Path, **options) -> None:
        try:
            self.write(folder, quiet=options['verbosity'] == 0)
        except (DatabaseError, OSError) as error:
            raise CommandError(f'Nothing was exported: {str(error).strip().splitlines()[0]}') from None

    def write(self, target: Path, *, quiet: bool) -> None:
        try:
            with (
                complete.one_moment(),
                tqdm(total=complete.count(), unit=' rows', disable=quiet) as bar,
                folder.made(target, bar.update) as made,
            ):
                missing = complete.write(made)
        except folder.Refused as reason:
            raise CommandError(reason) from None
        if missing:
            self.stderr.write(f'{missing} files of articles were missing here, and are in the export neither.')
        self.stdout.write(f'Exported to {target}. It holds what is private: keep it safe.')
