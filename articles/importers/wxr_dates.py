"""The dates of a WordPress export: local, GMT, and often one of them missing."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

_QUARTER = timedelta(minutes=15)
# WordPress writes a date it does not have as 0000-00-00, which it turns into this one where it has to print it.
_NO_DATE = datetime(1999, 11, 30)  # noqa: DTZ001


def moment(local: str, gmt: str, zone: tzinfo, printed: str = '') -> datetime | None:
    """When something was published, in the offset of the place, so that its date is the day in its old address.

    `local` and `gmt` are as in wp:post_date and wp:post_date_gmt, `printed` as in pubDate; `zone` is the site's. What
    is missing or makes no sense falls back: no GMT to local time in the zone, no local time to GMT, none to `printed`.
    """
    here, there = _naive(local), _naive(gmt)
    if here and there and plausible(here - there):
        return here.replace(tzinfo=timezone(here - there))
    if here:
        return here.replace(tzinfo=zone)
    if there:
        return there.replace(tzinfo=UTC).astimezone(zone)
    return _printed(printed, zone)


def plausible(offset: timedelta) -> bool:
    """Whether clocks anywhere are this far from GMT."""
    return timedelta(hours=-12) <= offset <= timedelta(hours=14) and not offset % _QUARTER


def _naive(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    # At the ends of the calendar another zone has no date for it.
    return date.replace(tzinfo=None) if 1 < date.year < 9999 else None


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
