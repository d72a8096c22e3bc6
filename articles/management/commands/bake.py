"""Writes the public site as files."""

from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.baking import site, wacz
from articles.baking.answers import Answer
from articles.baking.files import CannotBake


class Command(BaseCommand):
    help = (
        'Writes every page that readers can reach as a file, for a server of files. Whoever reads the folder meanwhile '
        'sees the bake before, also where this one fails.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('folder', type=Path, metavar='DIR', help='becomes a symbolic link to the newest bake')
        parts = parser.add_mutually_exclusive_group()  # A web archive has every page, which --since does not make.
        parts.add_argument(
            '--since', action='store_true', help='make only what has changed since the bake before, and take the rest'
        )
        parts.add_argument('--wacz', type=Path, metavar='FILE', help='pack the same pages as a web archive as well')

    def handle(self, *, folder: Path, since: bool, wacz: Path | None, **options) -> None:
        try:
            with _archive(wacz) as archive, tqdm(unit=' pages', disable=options['verbosity'] == 0) as bar:

                def seen(path: str, answer: Answer) -> None:
                    bar.update()
                    if archive:
                        archive.add(path, answer)

                baked = site.bake(folder, since=since, seen=seen)
        except (CannotBake, DatabaseError, OSError) as error:
            raise CommandError(f'Nothing was baked: {str(error).strip().splitlines()[0]}') from None
        self.stdout.write(f'Baked {folder}: {baked.written} files made, {baked.unchanged} unchanged.')
        for path in baked.missing[:20]:
            self.stdout.write(f'No page at {path}')


def _archive(target: Path | None):
    return wacz.writing(target) if target else nullcontext()
