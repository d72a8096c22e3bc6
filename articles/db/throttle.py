"""How much one network may send in how long, exact also where much of it arrives at once."""

from datetime import timedelta
from math import ceil

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

# How many comments, or reports, a network may send in how long.
LIMITS = ((5, timedelta(minutes=10)), (30, timedelta(days=1)))


class TooMany(Exception):
    """A network has reached its limit; `wait` is the number of seconds until it can send again."""

    def __init__(self, wait: int):
        super().__init__(f'wait {wait} seconds')
        self.wait = wait


def lock(sender: str) -> None:
    """Waits for other posts of a network or address, and makes them wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))', [sender])


def check(sent: QuerySet, time: str) -> None:
    """Raises `TooMany` where a limit is reached by what the network sent before; `time` is the field with its time."""
    now = timezone.now()
    recent = sent.filter(**{f'{time}__gt': now - LIMITS[-1][1]}).order_by(f'-{time}')
    times = recent.values_list(time, flat=True)[: LIMITS[-1][0]]
    waits = [times[most - 1] + window - now for most, window in LIMITS if len(times) >= most]
    longest = max(waits, default=timedelta())
    if longest > timedelta():
        raise TooMany(ceil(longest.total_seconds()))
