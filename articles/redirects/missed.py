"""Counts what readers asked for in vain: by path and day, nothing else of the request."""

import threading
from collections import Counter
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import Error, connection, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from articles.models import MissedUrl, OldUrl
from articles.text import sanitise, url_forms

LISTED_FOR = timedelta(days=90)
MOST = 5000  # paths of a day
LONGEST = 500  # characters of a path
# Counts are written together: a machine that tries a thousand paths shall not cost a thousand transactions.
WRITTEN_EVERY = 30  # seconds
WRITTEN_AT = 500  # paths

_WRITE = """
    INSERT INTO articles_missedurl (path, day, count) SELECT path, %s, count FROM unnest(%s, %s) AS new (path, count)
    WHERE (SELECT count(*) FROM articles_missedurl WHERE day = %s) < %s
        OR EXISTS (SELECT FROM articles_missedurl m WHERE m.day = %s AND m.path = new.path)
    ON CONFLICT (day, path) DO UPDATE SET count = articles_missedurl.count + excluded.count
"""
_OWN = ('/admin/', '/api/', '/comments/held/', '/follow/', '/mine/', '/preview/', '/respond/')
_lock = threading.Lock()
_counts: Counter[str] = Counter()
_written = monotonic()


def count(path: str) -> None:
    """Counts a path that was answered with 404. Never raises an exception of the database.

    Left out are paths with an e-mail address, and those of the site itself that may hold a token or no reader sees.
    """
    global _written
    if len(path) > LONGEST or '@' in path or path.startswith(_OWN) or sanitise.without_controls(path) != path:
        return
    with _lock:
        _counts[path] += 1
        is_due = monotonic() - _written > WRITTEN_EVERY or len(_counts) >= WRITTEN_AT
        if is_due:
            _written = monotonic()
    if is_due:
        write()


def write() -> None:
    """Writes what this process has counted."""
    with _lock:
        counts = dict(_counts)
        _counts.clear()
    if not counts:
        return
    today = timezone.localdate()
    values = [today, sorted(counts), [counts[path] for path in sorted(counts)], today, MOST, today]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_WRITE, values)
    except Error:
        return  # A count is not worth an error.


def delete_old() -> int:
    return MissedUrl.objects.filter(day__lt=timezone.localdate() - LISTED_FOR).delete()[0]


def most_missed(most: int) -> list[dict[str, Any]]:
    """{'path', 'times', 'last'} of the paths asked for most often, without those that have a redirect by now."""
    counted = MissedUrl.objects.values('path').annotate(times=Sum('count'), last=Max('day')).order_by('-times', 'path')
    rows = list(counted[: 2 * most])
    redirected = set(OldUrl.objects.filter(path__in=[url_forms.key(row['path']) for row in rows]).values_list('path'))
    return [row for row in rows if (url_forms.key(row['path']),) not in redirected][:most]
