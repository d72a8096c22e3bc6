"""Settings of this installation: environment variables, and the file newsroom.env, which has them all in one place.

The file is in the project's folder, or where NEWSROOM_ENV says. Every entry point reads it before anything else, so
that the site, its followers and each command have the same settings. A variable of the environment wins over its line.
"""

import os
import re
import stat
import sys
from difflib import get_close_matches
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
NAMES = (
    *('SITE_NAME', 'SITE_URL', 'SECURITY_CONTACT', 'SECRET_KEY', 'DATABASE_URL', 'DATA_DIR', 'ALLOWED_HOSTS'),
    *('PROXIES', 'TIME_ZONE', 'LANGUAGE_CODE', 'PORT', 'BIND', 'WEB_CONCURRENCY', 'OFFLINE', 'DEBUG'),
    *('UNANSWERED_SEARCHES', 'KEPT_PAGES', 'SHARED_CACHE', 'PURGE_URL', 'TRAINING_CRAWLERS', 'CORRECTIONS'),
    *('PUBLIC_HISTORY', 'HSTS_SECONDS', 'HSTS_SUBDOMAINS', 'HSTS_PRELOAD', 'POOLER', 'READ_ONLY', 'EMAIL_URL'),
    *('MAIL_FROM', 'BOUNCES', 'LOG_FORMAT', 'METRICS_TOKEN', 'SECOND_FACTOR', 'FOLLOWERS'),
)
SECRET = ('SECRET_KEY', 'METRICS_TOKEN')
_LINE = re.compile(r'([A-Z_]+)=(.*)')
_QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'')
_from_file: set[str] = set()


class InvalidLine(ImproperlyConfigured):
    """A line of newsroom.env that cannot be read. The message has file and line, for the operator."""


def file() -> Path:
    return Path(os.environ.get('NEWSROOM_ENV') or BASE_DIR / 'newsroom.env')


def load() -> None:
    """Puts the settings of the file into the environment, except those that it has already. Raises InvalidLine.

    A file that NEWSROOM_ENV names has to be there; the other one may be missing.
    """
    try:
        text, mode = file().read_text(), file().stat().st_mode
    except FileNotFoundError:
        if os.environ.get('NEWSROOM_ENV'):
            raise InvalidLine(f'NEWSROOM_ENV: there is no file {file()}') from None
        return
    except (OSError, ValueError) as error:
        raise InvalidLine(f'{file()} cannot be read: {error}') from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO) and 'NEWSROOM_ENV_READ' not in os.environ:
        sys.stderr.write(f'Others may read {file()}, which holds secrets: chmod 600 {file()}\n')
        os.environ['NEWSROOM_ENV_READ'] = '1'  # Processes that this one starts do not repeat it.
    for name, value in parse(text).items():
        if name not in os.environ:
            os.environ[name] = value
            _from_file.add(name)


def parse(text: str) -> dict[str, str]:
    """The settings in lines `NAME=value`, where a value may be quoted; empty lines and those with a # are left out."""
    values = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith('#'):
            continue
        where = f'{file()}, line {number}'
        if not (match := _LINE.fullmatch(line.strip())):
            raise InvalidLine(f'{where}: write NAME=value, without “export” and without spaces around the “=”.')
        name, value = match.groups()
        if name not in NAMES:
            near = get_close_matches(name, NAMES, 1)
            raise InvalidLine(f'{where}: there is no setting {name}.{f" Do you mean {near[0]}?" if near else ""}')
        quoted = _QUOTED.fullmatch(value.strip())
        values[name] = (quoted[1] or quoted[2] or '') if quoted else value.strip()
    return values


def sources() -> dict[str, str]:
    """Where each setting is from that is set: a file, or the environment."""
    return {name: str(file()) if name in _from_file else 'the environment' for name in NAMES if os.environ.get(name)}


def show() -> None:
    """Prints all settings with their values and where these are from; secrets are left out."""
    import django
    from django.conf import settings

    django.setup()
    from articles import lists

    site = lists.site()
    in_admin = {name: field for field, name in lists.VARIABLES.items() if field not in lists.locked()}

    for name in NAMES:
        value = os.environ.get(name) or getattr(settings, name, '')
        if name in in_admin:
            value = getattr(site, in_admin[name])
        if name in SECRET:
            is_kept = name == 'SECRET_KEY' and settings.SECRET_KEY_STAYS
            value = '(hidden)' if os.environ.get(name) else '(kept in DATA_DIR)' if is_kept else ''
        elif isinstance(value, list):
            value = ','.join(value)
        value = re.sub(r'(://[^:/@]*):.*@', r'\1:(hidden)@', str(value))
        source = 'default' if name not in os.environ else str(file()) if name in _from_file else 'environment'
        source = 'admin, or default' if name in in_admin else source
        print(f'{name:17} {value}  [{source}]')  # noqa: T201
