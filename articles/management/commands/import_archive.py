"""Imports archives: exports of WordPress and other systems, feeds, saved pages and text copies of pages."""

import json
import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone
from tqdm import tqdm

from articles.export import folder
from articles.export import restore as restoring
from articles.imports import run as import_run
from articles.imports.store.files import Uploads
from articles.models import ImportRun
from articles.readers import detect
from articles.readers.child_process import ReaderDied
from articles.readers.fetch import Fetcher


class Command(BaseCommand):
    help = (
        'Imports archives: exports of WordPress, Movable Type, TypePad, Blogger, Ghost, Medium, Substack and Disqus '
        '(as they are, .gz or .zip), feeds, saved HTML pages (also in .zip or .warc) '
        'and plain-text copies of pages (files or folders); or restores a complete export of this program. '
        'A second run changes nothing, and a run that was stopped is resumed by running it again.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('paths', nargs='+', type=Path, metavar='PATH', help='a file or folder to import')
        parser.add_argument(
            '--as', dest='kind', choices=detect.READERS, help='read it as this kind instead of detecting it'
        )
        parser.add_argument('--uploads', type=Path, help='the old site’s wp-content/uploads folder')
        parser.add_argument('--fetch-media', action='store_true', help='fetch missing files from the old site')
        parser.add_argument(
            '--types',
            type=lambda names: frozenset(filter(None, map(str.strip, names.split(',')))),
            default=frozenset(),
            help='types of the WordPress site’s own that are imported as articles, such as story,review',
        )
        parser.add_argument(
            '--site', default='', help='the address under which the articles of this WordPress site are here already'
        )
        parser.add_argument('--dry-run', action='store_true', help='read and report only; needs no database')
        parser.add_argument(
            '--jsonl', action='store_true', help='with --dry-run: print one JSON object per record to stdout'
        )

    def handle(self, *, paths, kind, uploads, fetch_media, types, site, dry_run, jsonl, **options) -> None:
        if jsonl and not dry_run:
            raise CommandError('--jsonl needs --dry-run.')
        for path in [*paths, *([uploads] if uploads else [])]:
            if not path.exists():
                raise CommandError(f'{path} does not exist.')
        if exports := [path for path in paths if not kind and folder.is_export(path)]:
            if len(paths) > 1 or dry_run or uploads or fetch_media:
                raise CommandError(f'{exports[0]} is a complete export: give no other paths or options.')
            return self.restore(exports[0], quiet=options['verbosity'] == 0)
        try:
            inputs = [pair for path in paths for pair in detect.inputs(path, kind)]
        except detect.UnknownFormat as unknown:
            raise CommandError(unknown) from None
        zone = timezone.get_default_timezone()
        total = detect.count(inputs)
        with tqdm(total=total, unit=' items', disable=options['verbosity'] == 0, smoothing=0.1) as bar:
            if dry_run:
                show = self.print_record if jsonl else None
                try:
                    report = import_run.preview(inputs, zone=zone, on_record=bar.update, show=show, types=types)
                except BrokenPipeError:
                    # Whoever reads, such as `head`, has seen enough. Python would fail to flush stdout at its end.
                    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                    return None
            else:
                uploaded = Uploads(uploads, Fetcher() if fetch_media else None, bar.set_postfix_str)
                chosen = {'total': total, 'on_record': bar.update, 'types': types, 'site': site}
                report = self.write(inputs, zone=zone, uploads=uploaded, **chosen)
        (self.stderr if jsonl else self.stdout).write(import_run.as_text(report))
        if report.refusals:
            sys.exit(1)
        return None

    def restore(self, path: Path, *, quiet: bool) -> None:
        try:
            with tqdm(total=restoring.count(path), unit=' rows', disable=quiet) as bar:
                restored = restoring.restore(path, bar.update)
        except (folder.InvalidExport, import_run.Busy) as reason:
            raise CommandError(reason) from None
        except (DatabaseError, OSError) as error:
            raise CommandError(f'Nothing was restored: {str(error).strip().splitlines()[0]}') from None
        self.stdout.write(f'Restored {restored["article"]} articles with {restored["comment"]} comments.')

    def print_record(self, record) -> None:
        self.stdout.write(json.dumps(record.as_json(), ensure_ascii=False))

    def write(self, inputs, **options) -> import_run.Report:
        try:
            if ImportRun._meta.db_table not in connection.introspection.table_names():
                raise CommandError('The database has no tables yet: run `manage.py migrate` first.')
            return import_run.run(inputs, **options)
        except (import_run.Busy, import_run.Stopped, ReaderDied) as reason:
            raise CommandError(reason) from None
        except DatabaseError as error:
            raise CommandError(
                f'The connection to the database was lost ({str(error).strip().splitlines()[0]}). '
                'Everything imported so far is kept. Run the same command again to resume.'
            ) from None
