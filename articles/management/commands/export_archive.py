"""Moves an archive out again: everything as JSON Lines, a table of the articles as CSV, and what WordPress takes."""

from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from tqdm import tqdm

from articles.export import complete, folder, metadata, selection
from articles.export.wxr import writer as wxr_reader

FORMATS = ('jsonl', 'csv', 'wxr')


def moment(text: str) -> datetime:
    """A day, or a day and a time, in the site's time zone unless it says another. Raises ValueError."""
    said = datetime.fromisoformat(text)
    return said if said.tzinfo else timezone.make_aware(said)


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
            help='jsonl: complete; csv: a table of the articles; wxr: for WordPress; all: these, of a part no jsonl',
        )
        parser.add_argument('--category', default='', metavar='SLUG', help='only of this category and those below it')
        parser.add_argument('--year', type=int, help='only those with this year in their address')

        parser.add_argument(
            '--since', type=moment, metavar='DATE', help='only what was changed here since: 2026-11-25, or with a time'
        )

    def handle(self, *, folder: Path, format: str, category: str, year: int | None, since, **options) -> None:
        in_part = bool(category or year or since)
        if in_part and format == 'jsonl':
            raise CommandError(
                'jsonl is complete or nothing: with --category, --year or --since give --format csv or --format wxr.'
            )
        formats = (format,) if format != 'all' else FORMATS[1:] if in_part else FORMATS
        try:
            with complete.one_moment():
                self.write(folder, formats, selection.chosen(category, year, since), quiet=options['verbosity'] == 0)
        except selection.Refused as reason:
            raise CommandError(reason) from None
        except (DatabaseError, OSError) as error:
            raise CommandError(f'Nothing was exported: {str(error).strip().splitlines()[0]}') from None

    def write(self, target: Path, formats: tuple[str, ...], articles, *, quiet: bool) -> None:
        counts = {'jsonl': complete.count, 'csv': articles.count, 'wxr': lambda: wxr_reader.count(articles)}
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
                wxr_reader.write(made, articles)
        if missing:
            self.stderr.write(f'{missing} files of articles were missing here, and are in the export neither.')
        self.stdout.write(f'Exported to {target}. It holds what is private: keep it safe.')
