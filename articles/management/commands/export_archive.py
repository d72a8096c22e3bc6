"""Moves an archive out again: everything as JSON Lines, and a table of the articles as CSV."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.export import choosing, complete, folder, metadata

FORMATS = ('jsonl', 'csv')


class Command(BaseCommand):
    help = (
        'Writes the whole archive into a folder, from which import_archive restores it into an empty database. '
        'It holds what is private as well: drafts, e-mail addresses, comments that were not approved.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('folder', type=Path, metavar='DIR', help='a folder that is empty or not there yet')
        parser.add_argument(
            '--format', choices=(*FORMATS, 'all'), default='all', help='jsonl: complete; csv: a table of the articles'
        )
        parser.add_argument('--category', default='', metavar='SLUG', help='only of this category and those below it')
        parser.add_argument('--year', type=int, help='only those with this year in their address')

    def handle(self, *, folder: Path, format: str, category: str, year: int | None, **options) -> None:
        formats = FORMATS if format == 'all' else (format,)
        if 'jsonl' in formats and (category or year):
            raise CommandError('The form jsonl is complete or nothing. With --category or --year give --format csv.')
        try:
            with complete.one_moment():
                self.write(folder, formats, choosing.chosen(category, year), quiet=options['verbosity'] == 0)
        except choosing.Refused as reason:
            raise CommandError(reason) from None
        except (DatabaseError, OSError) as error:
            raise CommandError(f'Nothing was exported: {str(error).strip().splitlines()[0]}') from None

    def write(self, target: Path, formats: tuple[str, ...], articles, *, quiet: bool) -> None:
        total = sum(complete.count() if name == 'jsonl' else articles.count() for name in formats)
        missing = 0
        with tqdm(total=total, unit=' rows', disable=quiet) as bar, folder.made(target, bar.update) as made:
            if 'jsonl' in formats:
                missing = complete.write(made)
            if 'csv' in formats:
                with made.file('articles.csv') as file:
                    for line in metadata.lines(articles):
                        file.write(line.encode())
        if missing:
            self.stderr.write(f'{missing} files of articles were missing here, and are in the export neither.')
        self.stdout.write(f'Exported to {target}. It holds what is private: keep it safe.')
