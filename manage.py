#!/usr/bin/env python
"""Django's commands. The embedded database is started for those that may need one, whether or not the site runs."""

import os
import platform
import sys
from contextlib import nullcontext

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from newsroom import embedded_postgres, environment

WITHOUT_DATABASE = {
    *(
        'help',
        '--help',
        '-h',
        'version',
        '--version',
        'settings',
        'check',
        'diffsettings',
        'collectstatic',
        'findstatic',
    ),
    *('makemigrations', 'makemessages', 'compilemessages', 'startapp', 'startproject'),
}


def needs_database(arguments: list[str]) -> bool:
    if not arguments or arguments[0] in WITHOUT_DATABASE or {'--help', '-h'} & set(arguments):
        return False
    return not (arguments[0] == 'import_archive' and '--dry-run' in arguments)


def print_version() -> None:
    """Newsroom's version first. Django would print its own only, which `--version` still does."""
    print(f'Newsroom {settings.VERSION} (Django {django.get_version()}, Python {platform.python_version()})')


if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'newsroom.settings')
    try:
        # After a disaster there is no cluster yet to restore into.
        make = sys.argv[1:2] == ['restore']
        with embedded_postgres.use(settings.DATA_DIR, make=make) if needs_database(sys.argv[1:]) else nullcontext():
            match sys.argv[1:]:
                case ['version']:
                    print_version()
                case ['settings']:
                    environment.show()
                case _:
                    execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, embedded_postgres.PostgresError) as error:
        sys.exit(str(error))
