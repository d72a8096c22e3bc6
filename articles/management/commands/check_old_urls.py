"""Requests every URL that imports know, and lists those that fail."""

import logging
import sys

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from tqdm import tqdm

from articles.redirects import inventory
from articles.redirects.audit import OUTCOMES, Walk


class Command(BaseCommand):
    help = (
        'Requests, without a network, every old URL that imports know: links, numbers, guids, feeds, comments, files, '
        'lists. Each must return a page, or redirect in one step to one that does, or answer 410 Gone.'
    )

    def handle(self, **options) -> None:
        logging.getLogger('django.request').setLevel(logging.CRITICAL)
        with connection.cursor() as cursor:
            cursor.execute('SET statement_timeout = 0')
        if not staticfiles_storage.hashed_files:  # Pages need the hashed names of their style sheets.
            call_command('collectstatic', interactive=False, verbosity=0)
        walk = Walk()
        quiet = options['verbosity'] == 0
        for holder in tqdm(inventory.holders(), total=inventory.count(), unit=' holders', disable=quiet):
            for known, reason in walk.ask(holder):
                self.stdout.write(f'{known.kind}: {known.address}: {reason}')
        self.stdout.write(as_text(walk))
        if any(outcome == 'failed' for _, outcome in walk.outcomes):
            sys.exit(1)


def as_text(walk: Walk) -> str:
    """A table with a line for each kind of URL."""
    kinds = dict.fromkeys(kind for kind, _ in walk.outcomes)
    rows = [('', *OUTCOMES), *((kind, *(walk.outcomes[kind, outcome] for outcome in OUTCOMES)) for kind in kinds)]
    rows.append(('all', *(sum(n for (_, o), n in walk.outcomes.items() if o == outcome) for outcome in OUTCOMES)))
    lines = [f'{kind:<20}' + ''.join(f'{cell:>12}' for cell in cells) for kind, *cells in rows]
    if walk.elsewhere:
        lines.append(f'{walk.elsewhere} redirect to another item that had the same URL.')
    return '\n'.join(lines)
