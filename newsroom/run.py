"""`python -m newsroom.run`, the command behind `make run`: prepares database, files and account, then serves the site.

PORT, DATA_DIR, DATABASE_URL and ARCHIVE (a path to import first) come from the environment. Wrong values are refused
with one line before anything slow begins.
"""

import argparse
import hashlib
import os
import secrets
import signal
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from newsroom import embedded_postgres, environment

PORT_TIMEOUT = 3  # seconds: the workers of a site that was killed keep the port for about one
SAMPLE = ('sample/archive.xml', 'sample/text')
SAMPLE_UPLOADS = 'sample/uploads'


class CannotStart(Exception):
    """The site cannot start. The message is one line for whoever started it."""


def main() -> None:
    argparse.ArgumentParser(prog='python -m newsroom.run', description=__doc__).parse_args()
    # Both end the `with` below by an exception. A shell makes background jobs ignore SIGINT, hence the handler.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'newsroom.settings')
    try:
        environment.load()
        for name in ('PORT', 'DATA_DIR', 'DATABASE_URL', 'ARCHIVE'):
            if not os.environ.get(name):
                os.environ.pop(name, None)  # `make run PORT=` means the default.
        check_port(os.environ.get('PORT', '8000'))
        check_archive(os.environ.get('ARCHIVE'))
        check_database_url(os.environ.get('DATABASE_URL'))
        load_settings()
        with embedded_postgres.use(settings.DATA_DIR, make=True):
            prepare()
            become_gunicorn()
    except (CannotStart, environment.InvalidLine, embedded_postgres.PostgresError) as error:
        sys.exit(f'Newsroom cannot start: {error}')
    except KeyboardInterrupt:
        sys.exit('Stopped.')


def check_port(port: str) -> None:
    deadline = time.monotonic() + PORT_TIMEOUT
    while True:
        try:
            with socket.socket() as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(('127.0.0.1', int(port)))
                return
        except PermissionError:
            raise CannotStart(f'port {port} is for root only. Choose another one: make run PORT=8001') from None
        except (ValueError, OverflowError):
            raise CannotStart(f'{port!r} is not a port. Choose another one: make run PORT=8001') from None
        except OSError:
            if time.monotonic() > deadline:
                raise CannotStart(f'port {port} is in use. Choose another one: make run PORT=8001') from None
            time.sleep(0.2)


def check_archive(archive: str | None) -> None:
    if archive and not Path(archive).exists():
        raise CannotStart(f'there is no archive at {archive}')


def check_database_url(url: str | None) -> None:
    try:
        parts = urlsplit(url or 'postgresql:///newsroom')
        valid = parts.scheme in ('postgresql', 'postgres') and parts.path.strip('/') and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise CannotStart('DATABASE_URL has to look like postgresql://user:password@host:5432/name')


def load_settings() -> None:
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        key_file = settings.SECRET_KEY_FILE
        if 'SECRET_KEY' not in os.environ and not key_file.exists():
            draft = key_file.with_suffix('.new')
            draft.touch(mode=0o600)
            draft.write_text(settings.SECRET_KEY)
            draft.replace(key_file)
        django.setup()
    except OSError as error:
        raise CannotStart(f'DATA_DIR cannot be used: {error}') from None
    except ImproperlyConfigured as error:
        raise CannotStart(f'the settings are wrong: {error}') from None


def prepare() -> None:
    check_database()
    call_command('migrate', interactive=False, verbosity=0)
    collect_static_files()
    make_first_editor()
    import_archives(os.environ.get('ARCHIVE'))
    name_site()
    say_what_is_wrong()
    connection.close()


def check_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute('SET statement_timeout = 0')  # The limit is for pages; a migration may take longer.
    except Error as error:
        raise CannotStart(f'the database cannot be reached: {str(error).splitlines()[0]}') from None


def collect_static_files() -> None:
    """Copies, hashes and compresses the static files, unless neither they nor how that is done has changed since."""
    done = settings.DATA_DIR / 'static.collected'
    digest = hashlib.sha256(Path(__file__).with_name('static_files.py').read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f'{name} {status.st_size} {status.st_mtime_ns}\n'.encode())
    if (
        (settings.STATIC_ROOT / 'staticfiles.json').exists()
        and done.exists()
        and done.read_text() == digest.hexdigest()
    ):
        return
    say('Collecting static files ...')
    call_command('collectstatic', interactive=False, verbosity=0)
    done.write_text(digest.hexdigest())


def make_first_editor() -> None:
    from django.contrib.auth.models import User

    with transaction.atomic():
        if User.objects.filter(is_staff=True).exists():
            return
        password = secrets.token_urlsafe(12)
        User.objects.create_superuser('editor', password=password)
        say(f'Created an account for the admin: user name editor, password {password} (it is not shown again).')


def import_archives(archive: str | None) -> None:
    """Imports ARCHIVE, or the sample into an empty database. An interrupted import of the sample is resumed."""
    try:
        if archive:
            say(f'Importing {archive} ...')
            call_command('import_archive', archive)
        elif sample_is_due():
            say('Importing the sample archive ...')
            with open(os.devnull, 'w') as devnull:
                call_command('import_archive', *SAMPLE, uploads=Path(SAMPLE_UPLOADS), verbosity=0, stdout=devnull)
    except (CommandError, SystemExit) as error:
        reason = str(error) if isinstance(error, CommandError) else 'the report above says what was refused.'
        say(f'Not everything was imported: {reason}')


def sample_is_due() -> bool:
    from articles.models import Article, ImportRun

    if ImportRun.objects.filter(state=ImportRun.State.FINISHED).exists():
        return False
    return ImportRun.objects.filter(source__startswith=SAMPLE[0]).exists() or not Article.objects.exists()


def name_site() -> None:
    """Without a name, the site gets the title of the one that was imported first."""
    from articles.models import Site, SourceDocument

    with_title = SourceDocument.objects.filter(meta__has_key='title').order_by('pk')
    title = with_title.values_list('meta__title', flat=True).first()
    if title and not settings.SITE_NAME:
        site, _ = Site.objects.get_or_create(pk=1)
        site.name = site.name or title[:200]
        site.save()


def say_what_is_wrong() -> None:
    from articles.health import doctor

    if problems := doctor.in_short():
        say(f'To look at: {problems}. What to do about it: .venv/bin/python manage.py doctor')


def become_gunicorn() -> None:
    """Replaces this process, so that signals sent to it reach gunicorn, which also takes over the running database."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, '-m', 'gunicorn', '-c', 'newsroom/gunicorn.conf.py'])  # noqa: S606


def say(line: str) -> None:
    sys.stdout.write(f'{line}\n')
    sys.stdout.flush()


if __name__ == '__main__':
    main()
