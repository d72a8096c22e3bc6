"""Moves an archive out again: everything as JSON Lines, a table of the articles as CSV, and what WordPress takes."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.export import choosing, complete, folder, metadata, wxr

FORMATS = ('jsonl', 'csv', 'wxr')


class Command(BaseCommand):
    help = (
        'Writes the whole archive into a folder, from which import_archive restores it into an empty database. '
        'It holds what is private as well: drafts, e-mail addresses, comments that were not approved.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('folder', type=Path, metavar='DIR', help='a folder that is empty or not there yet')
        parser.add_argument(
            '--format',
            choices=(*FORMATS, 'all'),
            default='all',
            help='jsonl: complete; csv: a table of the articles; wxr: for WordPress',
        )
        parser.add_argument('--category', default='', metavar='SLUG', help='only of this category and those below it')
        parser.add_argument('--year', type=int, help='only those with this year in their address')

    def handle(self, *, folder: Path, format: str, category: str, year: int | None, **options) -> None:
        formats = FORMATS if format == 'all' else (format,)
        if 'jsonl' in formats and (category or year):
            raise CommandError(
                'jsonl is complete or nothing: with --category or --year give --format csv or --format wxr.'
            )
        try:
            with complete.one_moment():
                self.write(folder, formats, choosing.chosen(category, year), quiet=options['verbosity'] == 0)
        except choosing.Refused as reason:
            raise CommandError(reason) from None
        except (DatabaseError, OSError) as error:
            raise CommandError(f'Nothing was exported: {str(error).strip().splitlines()[0]}') from None

    def write(self, target: Path, formats: tuple[str, ...], articles, *, quiet: bool) -> None:
        counts = {'jsonl': complete.count, 'csv': articles.count, 'wxr': lambda: wxr.count(articles)}
        total = sum(counts[name]() for name in formats)
        missing = 0
        with tqdm(total=total, unit=' rows', disable=quiet) as bar, folder.made(target, bar.update) as made:
            if 'jsonl' in formats:
                missing = complete.write(made)
            if 'csv' in formats:
                with made.file('articles.csv') as file:
                    for line in metadata.lines(articles):
                        file.write(line.encode())
            if 'wxr' in formats:
                wxr.write(made, articles)
        if missing:
            self.stderr.write(f'{missing} files of articles were missing here, and are in the export neither.')
        self.stdout.write(f'Exported to {target}. It holds what is private: keep it safe.')
