"""Where somebody is logged in. Only the staff has sessions: readers and commenters get no cookie."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

MOST = 10_000  # that are looked through


class LoggedIn(NamedTuple):
    """A session: its key, and since when it has been as it is, from logging in or from the code after that."""

    key: str
    since: datetime


def of(user: User) -> list[LoggedIn]:
    """The sessions of an account that have not expired, newest first."""
    sessions = Session.objects.filter(expire_date__gt=timezone.now()).order_by('-expire_date')[:MOST]
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return [
        LoggedIn(session.session_key, session.expire_date - age)
        for session in sessions.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]


def end(user: User, *, keep: str | None = None) -> int:
    """Logs an account out everywhere but in the session with the key `keep`; returns how many sessions ended."""
    keys = [one.key for one in of(user) if one.key != keep]
    return Session.objects.filter(session_key__in=keys).delete()[0]
