"""Finds days and times of day in text, in the languages of most European and American pages."""

import re
from collections.abc import Iterator
from datetime import date, time

# A name of two words has a low line between them.
_MONTHS = (
    'january jan januar jänner januari janvier enero gennaio janeiro stycznia ocak января январь يناير جانفي'
    ' كانون_الثاني janv ene gen sty янв gener ledna ianuarie január tammikuuta ιανουαρίου січня ינואר ژانویه'
    ' جنوری जनवरी',
    'february feb februar feber februari février fevrier febrero febbraio fevereiro lutego şubat февраля'
    ' февраль فبراير فيفري شباط fév févr fev lut фев febrer února februarie február helmikuuta φεβρουαρίου'
    ' лютого פברואר فوریه فروری फ़रवरी',
    'march mar märz maerz mrz maart mars marzo março marca mart марта март مارس آذار marts març března martie'
    ' március maaliskuuta μαρτίου березня מרץ مارچ मार्च',
    'april apr avril abril aprile kwietnia nisan апреля апрель أبريل إبريل أفريل نيسان abr kwi апр dubna'
    ' aprilie április huhtikuuta απριλίου квітня אפריל آوریل اپریل अप्रैल',
    'may mai mayo maggio maio mei maj maja mayıs мая май مايو ماي أيار mag maig května május toukokuuta μαΐου'
    ' травня מאי مه مئی मई',
    'june jun juni juin junio giugno junho czerwca haziran июня июнь يونيو جوان حزيران giu cze июн juny června'
    ' iunie június kesäkuuta ιουνίου червня יוני ژوئن جون जून',
    'july jul juli juillet julio luglio julho lipca temmuz июля июль يوليو جويلية تموز juil lug lip июл juliol'
    ' července iulie július heinäkuuta ιουλίου липня יולי ژوئیه جولائی जुलाई',
    'august aug août aout agosto augustus augusti sierpnia ağustos августа август أغسطس أوت آب ago sie авг'
    ' agost srpna augusztus elokuuta αυγούστου серпня אוגוסט اوت اگست अगस्त',
    'september sep sept septembre septiembre settembre setembro września eylül сентября сентябрь سبتمبر أيلول'
    ' wrz сен сент setembre září septembrie szeptember syyskuuta σεπτεμβρίου вересня ספטמבר سپتامبر ستمبر'
    ' सितंबर',
    'october oct oktober okt octobre octubre ottobre outubro października ekim октября октябрь أكتوبر'
    ' تشرين_الأول ott paź окт října octombrie október lokakuuta οκτωβρίου жовтня אוקטובר اکتبر اکتوبر अक्टूबर',
    'november nov novembre noviembre novembro listopada kasım ноября ноябрь نوفمبر تشرين_الثاني lis ноя'
    ' listopadu noiembrie marraskuuta νοεμβρίου листопада נובמבר نوامبر نومبر नवंबर',
    'december dec dezember dez décembre diciembre dicembre dezembro grudnia aralık декабря декабрь ديسمبر'
    ' كانون_الأول déc dic gru дек desember desembre prosince decembrie joulukuuta δεκεμβρίου грудня דצמבר'
    ' دسامبر دسمبر दिसंबर',
)
_MONTH = {name.replace('_', ' '): number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMES = '|'.join(sorted(_MONTH, key=len, reverse=True))
_WEEKDAYS = ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')
_YEAR = r'(?P<y>(?:1[6-9]|20)\d\d)'
# The digits of Arabic, Persian, Hindi, Bengali, Thai, and wide ones, by the first of each ten.
_DIGITS = {first + number: str(number) for first in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10) for number in range(10)}
# Without a year there is no date: most lines are told by this alone.
_may_have_day = re.compile(r'(?:1[6-9]|20)\d\d|\d[./]\d\d?[./]\d\d').search
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf'(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[.º])?\s*(?:de|of|d[’\'])?\s*ב?(?P<b>{_NAMES})\.?[,،]?\s*'
        rf'(?:del?\s+)?{_YEAR}',
        # Some themes print the day in a separate box, whose text is directly followed by the year: 'Apr 042013'.
        rf'(?:(?<!\w)|(?<=[^\W\d_])(?-i:(?=[A-Z])))'
        rf'(?=[^\d]{{3,20}}\d)(?P<b>{_NAMES})\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?<=[\s,\d]){_YEAR}(?!\d)',
        rf'(?<![\w.]){_YEAR}\.?\s+(?P<b>{_NAMES})\.?\s+(?P<d>\d{{1,2}})(?!\d)',
        rf'(?<![\w.]){_YEAR}(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d)',
        # A day and its time may be glued to each other, and to the name before them: 'maria28.09.1913:39'.
        r'(?<!\d)(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>(?:20)?\d\d)(?=[0-2]\d:[0-5]\d)',
        rf'(?<![\w.])(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}(?!\d)',
        r'(?<![\w.])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d\d)(?![\d.])',
        rf'(?<!\d){_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일]',
        rf'(?<![\w/-])(?:(?P<weekday>{"|".join(_WEEKDAYS)})\w*,? )?'
        rf'(?P<one>\d{{1,2}})(?P<s>[-/])(?P<two>\d{{1,2}})(?P=s){_YEAR}(?!\d)',
    )
)
_SHORT = re.compile(r'(?<![\w/])(?P<one>\d\d?)/(?P<two>\d\d?)/(?P<y>\d\d)(?![\d/])')
# How the line with the date of publication begins.
PUBLISHED = re.compile(
    r'^\W*(?:(?:posted|published|submitted|written|added|created|publié|posté|mis en ligne|rédigé|écrit|envoyé'
    r'|veröffentlicht|geschrieben|erstellt|eingestellt|gepostet|verfasst|publicado|enviado|escrito|pubblicato|inserito'
    r'|scritto|inviato|geplaatst|gepubliceerd|geschreven|opublikowan[oey]|dodan[oey]|napisan[oey]|publicerad|skriven'
    r'|skrevet|lagt (?:ut|inn)|julkaistu|опубликовано)\b|نشر)',
    re.IGNORECASE,
)
_IN_URL = re.compile(r'(?<!\w)((?:1[6-9]|20)\d\d)(?:/(\d\d?)/(\d\d?)(?=/|$)|-(\d\d)-(\d\d)(?!\d))')
_TIME = re.compile(
    r'(?<![\d.:])([01]?\d|2[0-3])(?:[:.]|\s?h\s?)([0-5]\d)(?![\d.]*\d)\s*([ap](?:\.\s?)?m(?![^\W\d])|[صم](?!\w))?',
    re.IGNORECASE,
)
# In German "am" is before a day.
_HOUR = re.compile(r'(?<![\d.:,/-])([01]?\d|2[0-3])\s?(?:h(?!\w)|uhr\b|([ap]\.m\.|pm\b|am\b(?! \d)))', re.IGNORECASE)


def days_in(line: str, day_first: bool = False) -> Iterator[tuple[int, int, date]]:
    """Yields (start, end, day) of every date with day, month and year in `line`, in the order of the patterns.

    `day_first`: the day is before the month where both are numbers. Where that is not known, skips dates in which they
    are ambiguous (03/04/2020), unless the day of the week is beside them.
    """
    line = _with_digits(line)
    if not _may_have_day(line):
        return
    for pattern in (*_PATTERNS, _SHORT) if day_first else _PATTERNS:
        for match in pattern.finditer(line):
            if day := _day(match.groupdict(), day_first):
                yield *match.span(), day


def _with_digits(line: str) -> str:
    return line if line.isascii() else line.translate(_DIGITS)


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
    line = _with_digits(line)
    if match := _TIME.search(line):
        hour, minute, half = match.groups()
    elif match := _HOUR.search(line):
        hour, minute, half = match[1], '0', match[2]
    else:
        return None
    if half and int(hour) <= 12:
        return time(int(hour) % 12 + (12 if half[0] in 'pPم' else 0), int(minute))
    return time(int(hour), int(minute))


def _day(parts: dict[str, str], day_first: bool) -> date | None:
    if 'one' in parts:
        one, two = int(parts['one']), int(parts['two'])
        is_clear = one > 12 or two > 12 or one == two
        if not is_clear and not day_first:
            return _on_weekday(one, two, int(parts['y']), parts['weekday'])
        is_first = not is_clear or one > 12
        parts |= {'d': str(one if is_first else two), 'm': str(two if is_first else one)}
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
