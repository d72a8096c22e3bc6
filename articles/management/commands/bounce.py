"""Takes a mail that came back."""

import sys

from django.core.management.base import BaseCommand

from articles.following import bounces

LONGEST = 1_000_000  # bytes; a report begins with what is read of it


class Command(BaseCommand):
    help = 'Reads a mail that came back from the standard input: an address that does not exist follows nothing more.'

    def handle(self, **options) -> None:
        ended = bounces.receive(sys.stdin.buffer.read(LONGEST))
        self.stdout.write('The address follows nothing more.' if ended else 'This changes nothing.')
