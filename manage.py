#!/usr/bin/env python
"""Django's commands. One that may need the database finds the embedded one running, whether or not the site is."""

import os
import sys
from contextlib import nullcontext

from django.conf import settings
from django.core.management import execute_from_command_line

from newsroom import embedded_postgres

WITHOUT_DATABASE = {
    *('help', '--help', '-h', 'version', '--version', 'check', 'diffsettings', 'collectstatic', 'findstatic'),
    *('makemigrations', 'makemessages', 'compilemessages', 'startapp', 'startproject'),
}


def needs_database(arguments: list[str]) -> bool:
    if not arguments or arguments[0] in WITHOUT_DATABASE or {'--help', '-h'} & set(arguments):
        return False
    return not (arguments[0] == 'import_archive' and '--dry-run' in arguments)


if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'newsroom.settings')
    try:
        with embedded_postgres.use(settings.DATA_DIR) if needs_database(sys.argv[1:]) else nullcontext():
            execute_from_command_line(sys.argv)
    except embedded_postgres.PostgresError as error:
        sys.exit(str(error))
