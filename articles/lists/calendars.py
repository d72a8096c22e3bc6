"""A month as calendars show it: weeks of seven days, each with the articles it has."""

import calendar
from collections.abc import Mapping
from datetime import date

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format


def weeks(month: date, days: Mapping[int, object]) -> list[list[tuple[int, object]]]:
    """(day of the month, what `days` has for it) by week; 0 stands for a day of another month."""
    turned = calendar.Calendar((get_format('FIRST_DAY_OF_WEEK') - 1) % 7)
    return [[(day, days.get(day)) for day in week] for week in turned.monthdayscalendar(month.year, month.month)]


def weekdays() -> list[tuple[str, str]]:
    """The days of the week, (short name, name), in the order in which the site's language has them."""
    turned = calendar.Calendar((get_format('FIRST_DAY_OF_WEEK') - 1) % 7)
    return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in turned.iterweekdays()]
