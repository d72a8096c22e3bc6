"""Times in the format of a WordPress export: local time and GMT."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from articles.export.wxr.xml import element

NONE = '0000-00-00 00:00:00'
_QUARTER = timedelta(minutes=15)


def both(name: str, moment: datetime | None, day: date | None = None) -> str:
    """The elements `name` and `name`_gmt for an aware datetime. The local date is `day`, where that is given."""
    if not moment:
        return element(name, NONE) + element(f'{name}_gmt', NONE)
    gmt = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    local = timezone.localtime(moment, timezone.get_default_timezone()).replace(tzinfo=None, microsecond=0)
    return element(name, _on(day, local, gmt)) + element(f'{name}_gmt', gmt)


def _on(day: date | None, local: datetime, gmt: datetime) -> datetime:
    """The local time, or that of the nearest UTC offset, in quarters of an hour, at which it was that day."""
    if not day or local.date() == day:
        return local
    if day > local.date():
        return gmt - (gmt - datetime.combine(day, time.min)) // _QUARTER * _QUARTER
    return gmt + (datetime.combine(day, time.max) - gmt) // _QUARTER * _QUARTER
