"""Reads times of a day as people type them."""

import re
from datetime import time

_TIME = re.compile(
    r'(?P<hour>\d{1,2}) ?(?:[:.h] ?(?P<minute>\d{2})(?::(?P<second>\d{2}))?)? ?(?P<half>[ap]\.?m?\.?|h|uhr)?', re.I
)
_FOUR_DIGITS = re.compile(r'(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>)(?P<half>)')
_WORDS = {'noon': time(12), 'midday': time(12), 'midnight': time(0)}


def read(text: str) -> time | None:
    """A time from 6am, 6.30, 6:30 pm, 18h, 1830, noon; None if it is none."""
    typed = ' '.join(text.lower().split())
    if typed in _WORDS:
        return _WORDS[typed]
    match = _FOUR_DIGITS.fullmatch(typed) or _TIME.fullmatch(typed)
    if not match:
        return None
    hour, half = int(match['hour']), (match['half'] or '')[:1]
    if half in ('a', 'p'):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == 'p')
    try:
        return time(hour, int(match['minute'] or 0), int(match['second'] or 0))
    except ValueError:
        return None
