"""Requests every URL that imports know of from the site, and lists those that do not answer."""

import logging
import sys

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand
from tqdm import tqdm

from articles.db import limits
from articles.redirects import inventory
from articles.redirects.audit import OUTCOMES, Audit


class Command(BaseCommand):
    help = (
        'Requests from the site, without a network, every old URL that imports know of: links, numbers, guids, feeds, '
        'comments, files, lists. Each has to answer, or redirect in one step to a page that does, or be gone (410).'
    )

    def handle(self, **options) -> None:
        logging.getLogger('django.request').setLevel(logging.CRITICAL)
        limits.lift()
        if not staticfiles_storage.hashed_files:  # Pages need the hashed names of their style sheets.
            call_command('collectstatic', interactive=False, verbosity=0)
        audit = Audit()
        quiet = options['verbosity'] == 0
        for holder in tqdm(inventory.holders(), total=inventory.count(), unit=' holders', disable=quiet):
            for known, reason in audit.check(holder):
                self.stdout.write(f'{known.kind}: {known.url}: {reason}')
        self.stdout.write(as_text(audit))
        if any(outcome == 'failed' for _, outcome in audit.outcomes):
            sys.exit(1)


def as_text(audit: Audit) -> str:
    """A table: a line for each kind of URL."""
    kinds = dict.fromkeys(kind for kind, _ in audit.outcomes)
    rows = [('', *OUTCOMES), *((kind, *(audit.outcomes[kind, outcome] for outcome in OUTCOMES)) for kind in kinds)]
    rows.append(('all', *(sum(n for (_, o), n in audit.outcomes.items() if o == outcome) for outcome in OUTCOMES)))
    lines = [f'{kind:<20}' + ''.join(f'{cell:>12}' for cell in cells) for kind, *cells in rows]
    if audit.elsewhere:
        lines.append(f'{audit.elsewhere} redirect to another page that had the same URL.')
    return '\n'.join(lines)
