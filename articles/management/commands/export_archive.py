"""Exports an archive: complete as JSON Lines, as a table of articles in CSV, and as files for WordPress."""

from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from tqdm import tqdm

from articles.export import complete, metadata, selection
from articles.export import folder as folders
from articles.export.wxr import writer as wxr_writer
from articles.models import Article

FORMATS = ('jsonl', 'csv', 'wxr')


def aware(text: str) -> datetime:
    """An aware datetime from ISO 8601, in the site's time zone unless the text has an offset. Raises ValueError."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else timezone.make_aware(parsed)


class Command(BaseCommand):
    help = (
        'Writes the whole archive into a folder, from which import_archive can restore it into an empty database. '
        'It includes private data: drafts, e-mail addresses, comments that were not approved.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('folder', type=Path, metavar='DIR', help='a folder that is empty or does not exist yet')
        parser.add_argument(
            '--format',
            choices=(*FORMATS, 'all'),
            default='all',
            help='jsonl: complete; csv: table of articles; wxr: for WordPress; all: all that is possible',
        )
        parser.add_argument('--category', default='', metavar='SLUG', help='only this category and its descendants')
        parser.add_argument('--year', type=int, help='only articles with this year in their URL')
        parser.add_argument('--allow-empty', action='store_true', help='export even where there is nothing to export')
        parser.add_argument(
            '--since', type=aware, metavar='DATE', help='only what has changed here since: 2026-11-25, or with a time'
        )

    def handle(
        self, *, folder: Path, format: str, category: str, year: int | None, since, allow_empty, **options
    ) -> None:
        in_part = bool(category or year or since)
        if in_part and format == 'jsonl':
            raise CommandError(
                'jsonl is always complete: with --category, --year or --since use --format csv or --format wxr.'
            )
        formats = (format,) if format != 'all' else FORMATS[1:] if in_part else FORMATS
        try:
            with complete.one_moment():
                # A nightly export of an empty database beside the real one must not look like a backup.
                if not allow_empty and not in_part and not Article.objects.exists():
                    raise CommandError('There is no article to export: is it the right database? See --allow-empty.')
                self.write(folder, formats, selection.select(category, year, since), quiet=options['verbosity'] == 0)
        except (folders.InvalidExport, selection.UnknownCategory) as reason:
            raise CommandError(reason) from None
        except (DatabaseError, OSError) as error:
            raise CommandError(f'Nothing was exported: {str(error).strip().splitlines()[0]}') from None

    def write(self, target: Path, formats: tuple[str, ...], articles, *, quiet: bool) -> None:
        counts = {'jsonl': complete.count, 'csv': articles.count, 'wxr': lambda: wxr_writer.count(articles)}
        total = sum(counts[name]() for name in formats)
        missing = 0
        with tqdm(total=total, unit=' rows', disable=quiet) as bar, folders.new_folder(target, bar.update) as made:
            if 'jsonl' in formats:
                missing = complete.write(made)
            if 'csv' in formats:
                with made.file('articles.csv') as file:
                    for line in metadata.lines(articles):
                        file.write(line.encode())
            if 'wxr' in formats:
                wxr_writer.write(made, articles)
        if missing:
            self.stderr.write(
                f'{missing} files of articles were missing here, so they are missing from the export too.'
            )
        self.stdout.write(f'Exported to {target}. The export includes private data: keep it safe.')
