"""Moments as exports write them, in the offset of the site: an article's day is the day it had there."""

from datetime import UTC, datetime, tzinfo


def iso(text: str, zone: tzinfo) -> datetime | None:
    """An ISO 8601 moment in `zone`; one without an offset is UTC. None where it is no moment of the years 2 to 9998."""
    try:
        return within(datetime.fromisoformat(text.strip()), zone)
    except ValueError:
        return None


def within(moment: datetime, zone: tzinfo) -> datetime | None:
    """The moment in `zone`; a naive one is UTC. None at the ends of the calendar, which other zones do not have."""
    if not 1 < moment.year < 9999:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)
