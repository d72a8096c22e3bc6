"""Restores a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from articles.backups import backup, restore
from articles.backups.programs import CannotBackUp


class Command(BaseCommand):
    help = 'Restores a backup, the newest one of DIR, into an empty database. Nothing is overwritten.'
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument('place', type=Path, metavar='DIR', help='a backup, or the folder that holds them')
        parser.add_argument('--identity', type=Path, metavar='FILE', help='the key of age, where it is encrypted')

    def handle(self, *, place: Path, identity: Path | None, **options) -> None:
        try:
            restored = backup.newest(place)
            if not restored:
                raise CannotBackUp(f'There is no backup in {place}.')
            restore.restore(restored, identity)
        except (CannotBackUp, DatabaseError, OSError) as error:
            raise CommandError(str(error).strip().splitlines()[0]) from None
        self.stdout.write(f'Restored {restored}. Run manage.py migrate if this version is newer, then start the site.')
