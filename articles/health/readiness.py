"""Whether this machine can serve the site. The checks are quick: load balancers repeat them every few seconds.

What makes only a part of the site slow or old is a warning: otherwise one slow part would take every machine out.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, InterfaceError

from articles.backups import outcome
from articles.changes import heartbeat, journal
from articles.db import outages
from articles.search import index

from .findings import Finding, stop, warn

FULL, LITTLE = 32_000_000, 1_000_000_000  # bytes
LAG = 60  # seconds
OLD_BACKUP = timedelta(days=2)
IGNORED = ['CVS', '.*', '*~']  # files that `collectstatic` leaves out
# Without `follow`, pages that are kept grow old; without the others, search, imports or the cache in front wait.
FOLLOWERS = {'follow': stop, 'index': warn, 'run_imports': warn, 'purge': warn}


def findings() -> list[Finding]:
    """Everything that is wrong, what stops the site first."""
    try:
        all_findings = [*migrations(), *followers(), *search_index()]
    except (DatabaseError, InterfaceError):
        all_findings = [stop('the database is away', 'See whether PostgreSQL runs, and whether DATABASE_URL is right.')]
    all_findings += [*static_files(), *disk(), *backups()]
    return sorted(all_findings, key=lambda finding: not finding.stops)


def migrations() -> Iterator[Finding]:
    """Raises the database's errors, also where it is away."""
    if missing := outages.missing_migrations():
        names = ', '.join(sorted('.'.join(name) for name in missing)[:3])
        yield stop(f'the database lacks {len(missing)} migrations ({names})', 'Run manage.py migrate.')


def static_files() -> Iterator[Finding]:
    collected = set(staticfiles_storage.hashed_files)
    if not Path(settings.STATIC_ROOT, staticfiles_storage.manifest_name).exists() or _static_files() - collected:
        yield stop('static files are missing', 'Run manage.py collectstatic --noinput, then restart the site.')


@cache
def _static_files() -> set[str]:
    """The names of all static files of the code, which do not change while it runs."""
    return {name for finder in get_finders() for name, _ in finder.list(IGNORED)}


def followers() -> Iterator[Finding]:
    for name, severity in FOLLOWERS.items():
        if (settings.READ_ONLY and name == 'run_imports') or (name == 'purge' and not settings.PURGE_URL):
            continue
        if heartbeat.is_hung(name):
            yield severity(
                f'manage.py {name} has not finished a step for {heartbeat.HUNG} seconds',
                'Its log says what it waits for. If it hangs, end the process named followers: it is started again.',
            )


def disk() -> Iterator[Finding]:
    folder = Path(settings.DATA_DIR)
    try:
        free = shutil.disk_usage(folder).free
        without_names = os.statvfs(folder).f_files and not os.statvfs(folder).f_favail
    except OSError:
        yield stop('DATA_DIR cannot be read', 'See whether it exists and belongs to the account of the site.')
        return
    if free < FULL or without_names:
        yield stop('the disk is full', 'Make room on the disk of DATA_DIR.')
    elif free < LITTLE:
        yield warn(f'the disk has {free // 1_000_000} MB left', 'Make room on the disk of DATA_DIR.')


def search_index() -> Iterator[Finding]:
    """Raises the database's errors."""
    advice = 'manage.py index keeps it up to date, and says in its log what it does.'
    try:
        waited = journal.lag(index.snapshot().position).total_seconds()
    except (index.Missing, OSError, ValueError):
        yield warn('there is no search index yet', advice)
        return
    if waited > LAG:
        yield warn(f'the search index is {waited:.0f} seconds behind', advice)


def backups() -> Iterator[Finding]:
    """Of a machine that makes them."""
    last = outcome.last()
    if last.problem:
        yield warn(f'the last backup failed: {last.problem}', 'Run manage.py backup again.')
    elif last.age and last.age > OLD_BACKUP:
        yield warn(f'the last backup is {last.age.days} days old', 'See why the timer does not run manage.py backup.')
