"""Redoes imported articles with the importers of today."""

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
        'Reads imported articles again from the originals kept here, with the importers of today. What nobody has '
        'edited since is updated; what was edited is kept, and listed as a conflict for editors to decide about.'
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument('articles', nargs='*', metavar='ARTICLE', help='the number or the address of an article')
        parser.add_argument('--run', type=int, help='what this import run wrote last')
        parser.add_argument('--kind', choices=detect.READERS, help='what was read as this kind')
        parser.add_argument('--all', action='store_true', help='everything that was imported')
        parser.add_argument('--dry-run', action='store_true', help='say what would become of each, and write nothing')

    def handle(self, *, articles, run, kind, all, dry_run, **options) -> None:
        if not (articles or run or kind or all):
            raise CommandError('Name articles, or choose them with --run, --kind or --all.')
        chosen = self.chosen(articles, run, kind)
        with tqdm(total=chosen.count(), unit=' articles', disable=options['verbosity'] == 0, smoothing=0.1) as bar:
            report = self.write(chosen, bar, dry_run)
        if dry_run:
            self.stdout.write('Nothing was written. This is what would become of them:')
        self.stdout.write(import_run.as_text(report))
        if report.refusals:
            sys.exit(1)

    def chosen(self, articles, run, kind):
        chosen = Provenance.objects.all()
        if articles:
            try:
                keys = reimport.find(articles)
            except reimport.NotFound as unknown:
                raise CommandError(unknown) from None
            chosen = chosen.filter(pk__in=keys)
            if missing := set(keys) - set(chosen.values_list('pk', flat=True)):
                raise CommandError(
                    f'Not imported, so there is nothing to redo: {", ".join(map(str, sorted(missing)))}.'
                )
        if run:
            chosen = chosen.filter(run=run)
        return chosen.filter(document__kind=kind) if kind else chosen

    def write(self, chosen, bar, dry_run) -> import_run.Report:
        zone = timezone.get_default_timezone()
        try:
            return reimport.reimport(chosen, zone=zone, on_record=bar.update, dry_run=dry_run)
        except import_run.Busy as busy:
            raise CommandError(busy) from None
        except DatabaseError as error:
            raise CommandError(
                f'The database went away ({str(error).strip().splitlines()[0]}). '
                'What was redone is kept: run the same command again and it goes on from there.'
            ) from None
