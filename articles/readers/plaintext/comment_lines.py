"""Recognises the lines of comments: who wrote one and when, its first line in a list, the buttons below it."""

import re
from datetime import datetime, time, tzinfo
from typing import NamedTuple

from . import dates

_ITEM = re.compile(r'^(?P<indent>\s*)(?:(?P<number>\d+)\.|[•*‣◦▪□☆○■★◎●△+#@-]|(?<=\s)o)\s+(?P<text>\S.*)$')
_BUTTON = re.compile(
    r'(?:reply|antworten(?:löschen)?|löschen|liken|like|gefällt mir|gast|guest|edit|share|report|melden|répondre'
    r'|responder|zitieren|translate|loading\W*|lädt\W*|daumen hoch\W*\d*\W*daumen runter\W*(?:antworten)?|\W*\d*)\W*',
    re.IGNORECASE,
)
LONGEST_BUTTON = 40
_LONGEST = 120
_LONGEST_NAME = 40
_LONGEST_TIME = 45  # with what may be beside it: the number of the comment, a button
_PING = re.compile(r'^(?P<kind>pingback|trackback)s?:\s*(?P<rest>.*)$', re.IGNORECASE)
SAID = (
    r'(?:says|said|wrote|writes|replied|commented|sagte?|schreibt|schrieb|meinte?|antwortete?t?|kommentierte?|dit|a dit'
    r'|a écrit|écrit|dice|dijo|escribió|escribe|comentó|disse|diz|escreveu|comentou|ha (?:scritto|detto|commentato)'
    r'|scrive|zegt|zei|schreef|schrijft|pisze|napisał(?:a|\(a\))?|säger|sade|skrev|skriver|sier|sanoi|kirjoitti|dedi'
    r'|говорит|пишет|написал(?:а|\(а\))?|сказал(?:а|\(а\))?|より|قال|يقول|كتب)'
)
_SAYS = re.compile(
    # Copies may lack the space between the name and a word that only screen readers get.
    rf'^(?P<name>.{{1,60}}?)(?:\s+|(?<=\w)(?=\w+\s?:$)){SAID}\b(?P<more>[^:：]{{0,60}}?)[\s:：.…]*$',
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r'\w{3}\.$')  # and not an initial
_SAID_BEFORE_DAY = re.compile(rf'\s+{SAID}$', re.IGNORECASE)
# What says how long ago it was, in 40 languages, from Unicode's CLDR. "vor 3 Stunden": before the number …
_BEFORE_AGE = 'acum|hace|há|il y a|pirms|pred|prieš|prije|před|vor|πριν από|пре|преди|לפני|قبل|منذ'
# "3 hours ago", "3 時間前": … or after its unit, which some languages write without a space.
_AFTER_AGE = 'ago|atrás|eest|ezelőtt|fa|geleden|her|sedan|siden|sitten|temu|yang lalu|önce|назад|тому|پیش|전'
_GLUED_AGE = (
    'か月前|个月前|分前|分钟前|周前|天前|小时前|年前|日前|時間前|秒前|秒钟前|週間前'
    '|(?:ปี|เดือน|สัปดาห์|วัน|ชั่วโมง|นาที|วินาที)ที่(?:แล้ว|ผ่านมา)'
)
# How old a comment is, where a page counts from today: "3 hours ago", "vor 3 Stunden", "3 часа назад".
_AGO = re.compile(
    rf'^(?P<name>.{{1,40}}?)?[\s,·•|-]*(?<![^\W\d])(?:(?:{_BEFORE_AGE}) (?:\d+|eine[mr]|une?|uma?) ?\w+'
    rf'|(?:\d+|an?) ?\w+ (?:{_AFTER_AGE})\b|\d+ ?(?:{_GLUED_AGE}))\W*(?:\w+\W*)?$',
    re.IGNORECASE,
)
# A day without a year, with its time: "A. Reader Jun 20th at 1:38 pm", "A. Reader, 9 janvier à 13:06".
_THIS_YEAR = re.compile(
    r'^(?P<name>\D{1,40}?)\s+(?:\d{1,2}\W{0,2}\s?[^\W\d]{3,12}|[^\W\d]{3,12}\.? \d{1,2}[^\W\d]{0,2})\W{1,2}'
    r'(?:[^\W\d]{1,3} ){0,3}\d{1,2} ?[:h.] ?\d\d\b'
)
# Day and time in numbers, whatever their order: "5/4/2015 15:12", "28.09.1913:39".
_NUMBERS = re.compile(r'\d{1,4}(?:[./-]\d{1,4}){2}\D{0,5}\d{1,2}[:.h]\d\d(?!\d)')
# What is before the name in an attribution …
_BEFORE_NAME = re.compile(
    r'^(?:.*\b(?:posted|submitted|written|sent|envoyé|posté|publié|écrit|rédigé|enviado|escrito|publicado|geschrieben'
    r'|verfasst|gepostet|inviato|scritto|pubblicato|geplaatst|geschreven|skrivet|skrevet|postat|inlagt|dodan[ey]'
    r'|napisan[ey]) )?'
    r'(?:by|von|par|por|from|di|da|door|от|av|af|przez)\b:?\s+'
    r'|^(?:#?\d+[.)]?\s+|\[[^\]]*\]\s*|posted by:\s*|re: .*\sby\s|(?:napisał|dodał)(?:a|\(a\))?:?\s+)+',
    re.IGNORECASE,
)
# … and after it.
_WEEKDAYS = (
    'mon tue wed thu fri sat sun mo di mi do fr sa so lun mar mer jeu ven sam dim mié jue vie sáb dom seg ter qua'
)
_WEEKDAY = rf'(?:{"|".join(_WEEKDAYS.split())}|[^\W\d]+(?:day|tag))'
_AFTER_NAME = re.compile(
    rf'(?:[\s,–—|·•»(\[:-]|\s(?:le|am|on|at|el|em|il|op|den|die|dnia|w dniu|à|a las|vom|on the|wrote)\b'
    rf'|(?<=[\s,]){_WEEKDAY}[.,]+'
    rf'|(?<=[»|,·•–—]\s){_WEEKDAY})+$',
    re.IGNORECASE,
)
_NAME_BELOW = re.compile(
    r'(?:,|\s)\s*(?:by|von|par|por|di|da|door|av|af|przez|от)\s+(?P<name>\S.{0,38})$', re.IGNORECASE
)


class Attribution(NamedTuple):
    """Who wrote a comment and when: the line above its text, or below it as a signature. The author may be ''."""

    author: str
    published: datetime | None = None
    kind: str = 'comment'
    has_clock: bool = False
    is_said: bool = False
    is_age: bool = False


def attribution(text: str, zone: tzinfo | None = None, day_first: bool = False) -> Attribution | None:
    """Author and time of a comment, if the line holds nothing else; None for any other line. Times are in `zone`.

    `day_first`: the day is before the month where both are numbers.
    """
    if len(text) > _LONGEST:
        return None
    if ping := _PING.match(text):
        return Attribution(ping['rest'], None, ping['kind'].lower())
    if re.search(r'\d_|_\d', text):
        text = text.replace('_', ' ')  # Some copies underline links.
    says = _SAYS.match(text)
    # “I said so on the Tuesday” is text and no attribution.
    if says and says['more'].strip() and not text.endswith((':', '：')) and not re.search(r'\d', says['more']):
        says = None
    begin, end, day = next(dates.days_in(text, day_first), (0, 0, None))
    numbers = _NUMBERS.search(text) if not day else None
    if numbers:
        begin, end = numbers.span()
    if not end and not says:
        if this_year := _THIS_YEAR.match(text):
            return Attribution(_bare(this_year['name']), has_clock=True)
        ago = _AGO.match(text)
        return Attribution(_bare(ago['name'] or ''), is_age=True) if ago else None
    name = says['name'] if says else _bare(text[:begin])
    if not says and (below := _NAME_BELOW.search(text[end:])):
        name = below['name']
    if not says and (len(name) > _LONGEST_NAME or _ENDS_SENTENCE.search(name) or text[:begin].rstrip().endswith(':')):
        return None
    clock = dates.time_in(text[end:]) if end else None
    when = datetime.combine(day, clock or time(), zone) if day else None
    has_clock = bool(numbers) or _ends_with_clock(text[end:])
    return Attribution(_BEFORE_NAME.sub('', name).strip(), when, 'comment', has_clock, bool(says))


def _ends_with_clock(text: str) -> bool:
    """Whether there is a time of day, and little after it."""
    return dates.time_in(text) is not None and len(text) < _LONGEST_TIME


def item(line: str) -> re.Match[str] | None:
    """A line that is an item of a list, and not the number of a day."""
    match = _ITEM.match(line)
    begin = next((begin for begin, _, _ in dates.days_in(line)), None) if match and match['number'] else None
    return None if begin is not None and not line[:begin].strip() else match


def text_of(line: str) -> str:
    """A line without the bullet or number of its list."""
    match = item(line)
    return match['text'] if match else line.strip()


def is_button(line: str) -> bool:
    """Whether the text of a line is a button below a comment in one of the languages known."""
    return bool(_BUTTON.fullmatch(line[:80]))


def without_digits(line: str) -> str:
    """The text of a line without digits and a plural's s: the same for buttons that count."""
    return re.sub(r'\d+', '', text_of(line)).strip().rstrip('s')


def is_moment(line: str) -> bool:
    """Whether a line is a day with its time, and little besides."""
    day = next(dates.days_in(line), None)
    return (
        len(line) < 60 and day is not None and not line[: day[0]].strip() and dates.time_in(line[day[1] :]) is not None
    )


def _bare(text: str) -> str:
    name = _SAID_BEFORE_DAY.sub('', _AFTER_NAME.sub('', _BEFORE_NAME.sub('', text.strip()))).strip(' –—')
    return '' if dates.PUBLISHED.fullmatch(name) else name
