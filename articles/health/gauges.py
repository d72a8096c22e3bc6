"""The state of this machine and of the database in numbers, read when they are asked for."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

import psutil
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily as Gauge

from articles.backups import outcome
from articles.changes import heartbeat, journal, position
from articles.models import Comment, ImportRun, Mail
from articles.search import index

from . import readiness


def collect() -> Iterator[Gauge]:
    """All gauges; without those from the database while it is away."""
    findings = readiness.findings()
    yield Gauge(
        'newsroom_ready', 'Whether this machine can serve the site.', not any(finding.stops for finding in findings)
    )
    yield Gauge(
        'newsroom_warnings', 'What else is wrong, as /readyz says.', sum(not finding.stops for finding in findings)
    )
    yield from followers()
    yield from machine()
    yield from backups()
    try:
        numbers = [*database(), *queues(), *lags()]
    except (DatabaseError, InterfaceError):
        numbers = []
    yield Gauge('newsroom_database_up', 'Whether the database answers.', bool(numbers))
    yield from numbers


def followers() -> Iterator[Gauge]:
    age = Gauge('newsroom_follower_age_seconds', 'Time since a follower finished a step.', labels=['follower'])
    for name in readiness.FOLLOWERS:
        if beat := heartbeat.read(name):
            age.add_metric([name], time.monotonic() - beat.finished)
    yield age


def machine() -> Iterator[Gauge]:
    with suppress(OSError):
        disk = shutil.disk_usage(settings.DATA_DIR)
        yield Gauge('newsroom_disk_free_bytes', 'Room on the disk of DATA_DIR.', disk.free)
        yield Gauge('newsroom_disk_size_bytes', 'Size of the disk of DATA_DIR.', disk.total)
    memory = 0
    master = psutil.Process(os.getppid())
    for process in (master, *master.children(recursive=True)):
        with suppress(psutil.Error):  # It has ended, or is another account's.
            memory += process.memory_full_info().pss
    yield Gauge('newsroom_memory_bytes', 'Memory of the workers and followers, what they share counted once.', memory)


def backups() -> Iterator[Gauge]:
    last = outcome.last()
    yield Gauge('newsroom_backup_failed', 'Whether the last backup failed.', bool(last.problem))
    for name, at in (('made', last.made), ('verified', last.verified)):
        if at:
            text = f'When the last backup was {name}, in seconds since 1970.'
            yield Gauge(f'newsroom_backup_{name}_timestamp_seconds', text, datetime.fromisoformat(at).timestamp())


def database() -> Iterator[Gauge]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_database_size(current_database()), current_setting('max_connections')::int,
                (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())
            """
        )
        size, limit, used = cursor.fetchone()
    yield Gauge('newsroom_database_size_bytes', 'Size of the database.', size)
    yield Gauge('newsroom_database_connections', 'Connections to the database.', used)
    yield Gauge('newsroom_database_connections_limit', 'Connections that its server takes.', limit)


def queues() -> Iterator[Gauge]:
    held = Comment.objects.filter(status=Comment.Status.HELD).count()
    yield Gauge('newsroom_comments_held', 'Comments that wait for a moderator.', held)
    due = Mail.objects.filter(sent=None, given_up=None, due__lte=timezone.now()).count()
    yield Gauge('newsroom_mails_due', 'Mails that are due and not sent.', due)
    imports = Gauge('newsroom_imports', 'Imports, by their state.', labels=['state'])
    states = dict(ImportRun.objects.order_by().values_list('state').annotate(Count('pk')))
    for state in ImportRun.State.values:
        imports.add_metric([state], states.get(state, 0))
    yield imports


def lags() -> Iterator[Gauge]:
    if reached := position.load():
        lag = journal.lag(reached).total_seconds()
        yield Gauge('newsroom_follow_lag_seconds', 'How long the oldest change waits to drop kept pages.', lag)
    with suppress(index.Missing, OSError, ValueError):
        lag = journal.lag(index.snapshot().position).total_seconds()
        yield Gauge('newsroom_index_lag_seconds', 'How long the oldest change waits for the search index.', lag)
