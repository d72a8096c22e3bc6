"""Takes the second factor off an account whose owner has lost phone and recovery codes."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from articles.editorial import second_factor


class Command(BaseCommand):
    help = 'Takes the second factor off one account, so that its password is enough, or a new one can be set up.'

    def add_arguments(self, parser) -> None:
        parser.add_argument('username')

    def handle(self, *args, username: str, **options) -> None:
        user = User.objects.filter(username=username).first()
        if not user:
            raise CommandError(f'There is no account {username}.')
        if not second_factor.remove(user):
            raise CommandError(f'{username} has no second factor.')
        self.stdout.write(f'{username} logs in by password alone now.')
