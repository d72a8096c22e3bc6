"""Everything that can be wrong with an installation, with what to do about it: for people, who need not be quick."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.checks import WARNING, run_checks
from django.db import DatabaseError, InterfaceError, connection

from articles.backups import outcome
from articles.models import Comment, ImportRun, Media

from . import readiness
from .findings import Finding, stop, warn

OLD_PROOF = timedelta(days=8)
MOST_LOOKED_AT = 1000  # files


def findings() -> list[Finding]:
    """All findings, what stops the site first."""
    everything = readiness.findings()
    with suppress(DatabaseError, InterfaceError):  # `readiness` says so.
        everything += [*second_factor(), *imports(), *comments(), *media(), *replica()]
    everything += [*backups(), *configuration()]
    return sorted(everything, key=lambda finding: not finding.stops)


def in_short() -> str:
    """What a start says: all problems in a line, '' for none. What only a site that runs can know is left out."""
    everything = [
        *readiness.disk(),
        *readiness.backups(),
        *second_factor(),
        *backups(),
        *imports(),
        *comments(),
        *media(),
    ]
    if settings.HTTPS:  # Otherwise it is a trial, of which Django's checks would say nothing else.
        everything += configuration()
    return '; '.join(finding.problem for finding in sorted(everything, key=lambda finding: not finding.stops))


def configuration() -> Iterator[Finding]:
    """Django's own checks, those for a public site included."""
    for message in run_checks(include_deployment_checks=settings.HTTPS):
        if message.level >= WARNING and not message.is_silenced():
            yield (stop if message.is_serious() else warn)(str(message.msg).rstrip('.'), str(message.hint or ''))
    if not settings.HTTPS:
        yield warn('SITE_URL does not begin with https://', 'Right for a trial; a public site needs HTTPS.')


def second_factor() -> Iterator[Finding]:
    known = set(Group.objects.filter(name__in=settings.SECOND_FACTOR).values_list('name', flat=True))
    for name in settings.SECOND_FACTOR:
        if name not in known:
            yield warn(
                f'SECOND_FACTOR names a group that does not exist: {name[:80]}',
                'Name groups with commas between.',
            )


def backups() -> Iterator[Finding]:
    last = outcome.last()
    if not last.age:
        yield warn('no backup has been made here', 'manage.py backup DIR makes one; have a timer run it each night.')
    elif not last.verified or outcome.Outcome(last.verified).age > OLD_PROOF:
        yield warn('no backup was proved in the last week', 'manage.py backup DIR --verify restores the newest aside.')


def imports() -> Iterator[Finding]:
    for run in ImportRun.objects.filter(state__in=[ImportRun.State.FAILED, ImportRun.State.INTERRUPTED])[:5]:
        ended = 'failed' if run.state == ImportRun.State.FAILED else 'was interrupted'
        what = f'the run “{run.source[:80]}”' if run.act else f'an import of {run.source[:80]}'
        yield warn(f'{what} {ended}', 'Its page in the admin says why, and resumes it.')


def comments() -> Iterator[Finding]:
    if waiting := Comment.objects.filter(status=Comment.Status.HELD).count():
        who = '1 comment waits' if waiting == 1 else f'{waiting} comments wait'
        yield warn(f'{who} for a moderator', 'See Comments in the admin.')


def media() -> Iterator[Finding]:
    """Of the newest files only, since there may be a million."""
    files = Media.objects.exclude(file='').order_by('-pk').values_list('file', flat=True)[:MOST_LOOKED_AT]
    if missing := sum(not Path(settings.MEDIA_ROOT, file).exists() for file in files):
        yield warn(f'{missing} of the newest {len(files)} files of media are missing', 'Restore them from a backup.')


def replica() -> Iterator[Finding]:
    """Of a standby, which does not apply a change while a query may see older rows (`max_standby_streaming_delay`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery() AND NOT current_setting('hot_standby_feedback')::bool")
        if cursor.fetchone()[0]:
            yield warn(
                'a long query here delays what is withdrawn elsewhere, for up to 30 seconds',
                'Set hot_standby_feedback = on in the postgresql.conf of this standby, and reload it.',
            )
