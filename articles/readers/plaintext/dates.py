"""Finds days and times of day in text, in the languages of most European and American pages."""

import re
from collections.abc import Iterator
from datetime import date, time

_MONTHS = (
    'january jan januar jänner januari janvier enero gennaio janeiro stycznia ocak января январь يناير',
    'february feb februar feber februari février fevrier febrero febbraio fevereiro lutego şubat'
    ' февраля февраль فبراير',
    'march mar märz maerz mrz maart mars marzo março marca mart марта март مارس',
    'april apr avril abril aprile kwietnia nisan апреля апрель أبريل إبريل',
    'may mai mayo maggio maio mei maj maja mayıs мая май مايو',
    'june jun juni juin junio giugno junho czerwca haziran июня июнь يونيو',
    'july jul juli juillet julio luglio julho lipca temmuz июля июль يوليو',
    'august aug août aout agosto augustus augusti sierpnia ağustos августа август أغسطس',
    'september sep sept septembre septiembre settembre setembro września eylül сентября сентябрь سبتمبر',
    'october oct oktober okt octobre octubre ottobre outubro października ekim октября октябрь أكتوبر',
    'november nov novembre noviembre novembro listopada kasım ноября ноябрь نوفمبر',
    'december dec dezember dez décembre diciembre dicembre dezembro grudnia aralık декабря декабрь ديسمبر',
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMES = '|'.join(sorted(_MONTH, key=len, reverse=True))
_WEEKDAYS = ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')
_YEAR = r'(?P<y>(?:1[6-9]|20)\d\d)'
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf'(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[.º])?\s*(?:de|of)?\s*(?P<b>{_NAMES})\.?[,،]?\s*(?:del?\s+)?{_YEAR}',
        # Some themes print the day in a separate box, whose text is directly followed by the year: 'Apr 042013'.
        rf'(?:(?<!\w)|(?<=[^\W\d_])(?-i:(?=[A-Z])))(?P<b>{_NAMES})\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?<=[\s,\d]){_YEAR}(?!\d)',
        rf'(?<![\w.]){_YEAR}(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d)',
        rf'(?<![\w.])(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}(?!\d)',
        r'(?<![\w.])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d\d)(?![\d.])',
        rf'(?<!\d){_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일]',
        rf'(?<![\w/-])(?:(?P<weekday>{"|".join(_WEEKDAYS)})\w*,? )?'
        rf'(?P<one>\d{{1,2}})(?P<s>[-/])(?P<two>\d{{1,2}})(?P=s){_YEAR}(?!\d)',
    )
)
_IN_URL = re.compile(r'(?<!\w)((?:1[6-9]|20)\d\d)(?:/(\d\d?)/(\d\d?)(?=/|$)|-(\d\d)-(\d\d)(?!\d))')
_TIME = re.compile(
    r'(?<![\d.:])([01]?\d|2[0-3])(?:[:.]|\s?h\s?)([0-5]\d)(?![\d.]*\d)\s*([ap]\.?m(?![^\W\d]))?', re.IGNORECASE
)


def days_in(line: str) -> Iterator[tuple[int, int, date]]:
    """Yields (start, end, day) of every date with day, month and year in `line`, in the order of the patterns.

    Skips dates in which day and month are ambiguous (03/04/2020), unless the day of the week is beside them.
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(line):
            if day := _day(match.groupdict()):
                yield *match.span(), day


def day_in_url(url: str) -> date | None:
    """The day in a permalink such as /2017/11/22/; None without one."""
    for year, *rest in _IN_URL.findall(url):
        month, day = filter(None, rest)
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def time_in(line: str) -> time | None:
    """The first time of day in `line`, in the 12 or 24 hour clock; None without one."""
    if not (match := _TIME.search(line)):
        return None
    hour, half = int(match[1]), (match[3] or '').lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith('p') else 0)
    return time(hour, int(match[2]))


def _day(parts: dict[str, str]) -> date | None:
    if 'one' in parts:
        one, two = int(parts['one']), int(parts['two'])
        if one <= 12 and two <= 12 and one != two:
            return _on_weekday(one, two, int(parts['y']), parts['weekday'])
        parts |= {'d': str(max(one, two)), 'm': str(min(one, two))}
    month = _MONTH[parts['b'].lower()] if 'b' in parts else int(parts['m'])
    year = int(parts['y'])
    try:
        return date(year + 2000 if year < 100 else year, month, int(parts['d']))
    except ValueError:
        return None


def _on_weekday(one: int, two: int, year: int, weekday: str | None) -> date | None:
    """The day of an ambiguous date that is on this day of the week, if only one is."""
    days = [date(year, month, day) for month, day in ((one, two), (two, one))]
    named = [day for day in days if weekday and _WEEKDAYS[day.weekday()] == weekday.lower()]
    return named[0] if len(named) == 1 else None
