"""Imports articles again from their originals with the current readers."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from tqdm import tqdm

from articles.imports import reimport
from articles.imports import run as import_run
from articles.models import Provenance
from articles.readers import detect


class Command(BaseCommand):
    help = (
        'Reads imported articles again from the originals stored here, with the current readers. Articles that nobody '
        'has edited are updated; edited ones are kept, and listed as conflicts for editors to decide about.'
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument('articles', nargs='*', metavar='ARTICLE', help='the number or the URL of an article')
        parser.add_argument('--run', type=int, help='articles that this import run wrote last')
        parser.add_argument('--kind', choices=detect.READERS, help='articles that were read as this kind')
        parser.add_argument('--all', action='store_true', help='all imported articles')
        parser.add_argument('--dry-run', action='store_true', help='report what would happen, and write nothing')

    def handle(self, *, articles, run, kind, all, dry_run, **options) -> None:
        if not (articles or run or kind or all):
            raise CommandError('Name articles, or select them with --run, --kind or --all.')
        selected = self.selected(articles, run, kind)
        with tqdm(total=selected.count(), unit=' articles', disable=options['verbosity'] == 0, smoothing=0.1) as bar:
            report = self.write(selected, bar, dry_run)
        if dry_run:
            self.stdout.write('Dry run: nothing was written. This is what would happen:')
        self.stdout.write(import_run.as_text(report))
        if report.refusals:
            sys.exit(1)

    def selected(self, articles, run, kind):
        selected = Provenance.objects.all()
        if articles:
            try:
                keys = reimport.find(articles)
            except reimport.NotFound as unknown:
                raise CommandError(unknown) from None
            selected = selected.filter(pk__in=keys)
            if missing := set(keys) - set(selected.values_list('pk', flat=True)):
                raise CommandError(f'These articles were not imported: {", ".join(map(str, sorted(missing)))}.')
        if run:
            selected = selected.filter(run=run)
        return selected.filter(document__kind=kind) if kind else selected

    def write(self, selected, bar, dry_run) -> import_run.Report:
        zone = timezone.get_default_timezone()
        try:
            return reimport.reimport(selected, zone=zone, on_record=bar.update, dry_run=dry_run)
        except import_run.Busy as busy:
            raise CommandError(busy) from None
        except DatabaseError as error:
            raise CommandError(
                f'The connection to the database was lost ({str(error).strip().splitlines()[0]}). '
                'Everything imported so far is kept. Run the same command again to resume.'
            ) from None
