"""Backs the archive up, or proves a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.backups import backup, outcome, restore
from articles.backups.programs import CannotBackUp


class Command(BaseCommand):
    help = 'Backs up everything, accounts and journal included, into a new folder of DIR. --verify proves the newest.'
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('place', type=Path, metavar='DIR', help='where the backups are, each in a folder')
        parser.add_argument('--recipient', default='', metavar='KEY', help='encrypt with this public key of age')
        parser.add_argument('--verify', action='store_true', help='restore the newest one aside and compare everything')
        parser.add_argument('--identity', type=Path, metavar='FILE', help='the key of age, to verify what is encrypted')

    def handle(self, *, place: Path, recipient: str, verify: bool, identity: Path | None, **options) -> None:
        try:
            if verify:
                self._verify(place, identity)
            else:
                with tqdm(unit=' files', disable=options['verbosity'] == 0 or None) as bar:
                    made = backup.make(place, recipient, bar.update)
                outcome.note(made=outcome.now(), problem='')
                self.stdout.write(f'Backed up to {made}. It includes private data: keep it safe.')
        except (CannotBackUp, DatabaseError, OSError) as error:
            reason = str(error).strip().splitlines()[0]
            outcome.note(problem=reason)
            raise CommandError(reason) from None

    def _verify(self, place: Path, identity: Path | None) -> None:
        newest = backup.newest(place)
        if not newest:
            raise CannotBackUp(f'There is no backup in {place}.')
        restore.verify(newest, identity)
        outcome.note(verified=outcome.now(), problem='')
        self.stdout.write(f'{newest} was restored aside: all rows and files are as they were.')
