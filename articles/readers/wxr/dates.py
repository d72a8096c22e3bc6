"""The dates of a WordPress export: local, GMT, and often one of them missing."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache

_QUARTER = timedelta(minutes=15)
# WordPress writes a date it does not have as 0000-00-00, which it turns into this one where it has to print it.
_NO_DATE = datetime(1999, 11, 30)  # noqa: DTZ001


def moment(local: str, gmt: str, zone: tzinfo, printed: str = '') -> datetime | None:
    """When something was published, in the offset of the place, so that its date is the day in its old address.

    `local` and `gmt` are as in wp:post_date and wp:post_date_gmt, `printed` as in pubDate; `zone` is the site's. What
    is missing or makes no sense falls back: no GMT to local time in the zone, no local time to GMT, none to `printed`.
    """
    here, there = _naive(local.strip()), _naive(gmt.strip())
    if here and there and (offset := _zone(here - there)):
        return here.replace(tzinfo=offset)
    if here:
        return here.replace(tzinfo=zone)
    if there:
        return there.replace(tzinfo=UTC).astimezone(zone)
    return _printed(printed, zone)


def plausible(offset: timedelta) -> bool:
    """Whether clocks anywhere are this far from GMT."""
    return timedelta(hours=-12) <= offset <= timedelta(hours=14) and not offset % _QUARTER


# An export has few offsets, and most of them for every date: each is made once, and goes to another process once.
@lru_cache(maxsize=256)
def _zone(offset: timedelta) -> timezone | None:
    return timezone(offset) if plausible(offset) else None


def _naive(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    # At the ends of the calendar another zone has no date for it.
    if not 1 < date.year < 9999:
        return None
    return date.replace(tzinfo=None) if date.tzinfo else date


def _printed(text: str, zone: tzinfo) -> datetime | None:
    if ' -' in text.split(':')[0]:
        return None  # a negative year, which the parser takes for one of this century
    try:
        date = parsedate_to_datetime(text)
        if date.replace(tzinfo=None) == _NO_DATE or not 1 < date.year < 9999:
            return None
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
