"""The dates of a WordPress export, which gives local time and GMT, and often only one of them."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache

_QUARTER = timedelta(minutes=15)
# WordPress stores a missing date as 0000-00-00, and prints that as this date.
_NO_DATE = datetime(1999, 11, 30)  # noqa: DTZ001


def moment(local: str, gmt: str, zone: tzinfo, printed: str = '') -> datetime | None:
    """The aware moment of publication in the site's UTC offset, so that its date is the day in the old URL.

    `local` and `gmt` are as in wp:post_date and wp:post_date_gmt, `printed` is as in pubDate, `zone` is the site's time
    zone. Without GMT, `local` is in `zone`; without local time, GMT is used; without either, `printed`. None if no date
    can be read.
    """
    at_site, at_gmt = _naive(local.strip()), _naive(gmt.strip())
    if at_site and at_gmt and (offset := _zone(at_site - at_gmt)):
        return at_site.replace(tzinfo=offset)
    if at_site:
        return at_site.replace(tzinfo=zone)
    if at_gmt:
        return at_gmt.replace(tzinfo=UTC).astimezone(zone)
    return _printed(printed, zone)


def plausible(offset: timedelta) -> bool:
    """Whether a UTC offset is in use anywhere."""
    return timedelta(hours=-12) <= offset <= timedelta(hours=14) and not offset % _QUARTER


# An export has few offsets: cached, each is made once, and pickled once for a batch of records.
@lru_cache(maxsize=256)
def _zone(offset: timedelta) -> timezone | None:
    return timezone(offset) if plausible(offset) else None


def _naive(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    # In the first and last year of the calendar, conversion to another time zone may overflow.
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
