"""The site's own settings: what the environment sets, and for the rest what the admin has."""

from contextlib import suppress
from copy import copy

from django.conf import settings
from django.db import Error

from articles.models import Site

from .state import read_state

# Fields of the table, and the variables of the environment that win over them.
VARIABLES = {
    'name': 'SITE_NAME',
    'training_crawlers': 'TRAINING_CRAWLERS',
    'corrections': 'CORRECTIONS',
    'public_history': 'PUBLIC_HISTORY',
}
_last = Site()
_merged: tuple = (None, (), _last)  # of which settings, with which values of the environment, and what came of it


def site() -> Site:
    """The settings that are in force; while the database is away, those that were last read."""
    global _last
    with suppress(Error):
        _last = read_state().site
    return last_site()


def last_site() -> Site:
    """The settings as this process last read them, without asking the database. All callers share them."""
    global _merged
    stored, values = _last, tuple(getattr(settings, name) for name in VARIABLES.values())
    merged = _merged
    if merged[0] is not stored or merged[1] != values:
        current = copy(stored)
        for field in locked():
            setattr(current, field, getattr(settings, VARIABLES[field]))
        current.name = current.name or 'Newsroom'
        _merged = merged = stored, values, current
    return merged[2]


def locked() -> dict[str, str]:
    """The fields that the environment sets, each with what sets it."""
    values = {field: getattr(settings, name) for field, name in VARIABLES.items()}
    return {
        field: f'{VARIABLES[field]} in {settings.SOURCES.get(VARIABLES[field], "the settings")}'
        for field, value in values.items()
        if value not in (None, '')
    }
