"""A month as a calendar: weeks of seven days, in the order of the site's language."""

import calendar
from collections.abc import Mapping
from datetime import date

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format


def weeks(month: date, days: Mapping[int, object]) -> list[list[tuple[int, object]]]:
    """The weeks of a month as pairs of a day and its value in `days`; the day is 0 outside of the month."""
    ordered = calendar.Calendar((get_format('FIRST_DAY_OF_WEEK') - 1) % 7)
    return [[(day, days.get(day)) for day in week] for week in ordered.monthdayscalendar(month.year, month.month)]


def weekdays() -> list[tuple[str, str]]:
    """The (short name, name) of each day of the week, from the one that weeks begin with in the site's language."""
    ordered = calendar.Calendar((get_format('FIRST_DAY_OF_WEEK') - 1) % 7)
    return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in ordered.iterweekdays()]
