"""Writes the public site as files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.baking import site
from articles.baking.files import CannotBake


class Command(BaseCommand):
    help = (
        'Writes every page that readers can reach as a file, for a server of files. Whoever reads the folder meanwhile '
        'sees the bake before, also where this one fails.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('folder', type=Path, metavar='DIR', help='becomes a symbolic link to the newest bake')
        parser.add_argument(
            '--since', action='store_true', help='make only what has changed since the bake before, and take the rest'
        )

    def handle(self, *, folder: Path, since: bool, **options) -> None:
        with tqdm(unit=' pages', disable=options['verbosity'] == 0) as bar:
            try:
                baked = site.bake(folder, since=since, seen=lambda *_: bar.update())
            except (CannotBake, DatabaseError, OSError) as error:
                raise CommandError(f'Nothing was baked: {str(error).strip().splitlines()[0]}') from None
        self.stdout.write(f'Baked {folder}: {baked.written} files made, {baked.unchanged} unchanged.')
        for path in baked.missing[:20]:
            self.stdout.write(f'No page at {path}')
