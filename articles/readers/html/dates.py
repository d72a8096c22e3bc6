"""When an article was published and last changed."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from itertools import chain, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

import htmldate
from dateutil import parser
from lxml.html import HtmlElement

from articles.readers.html.document import Document, Found, called, text_of
from articles.readers.plaintext import dates as text_dates

from . import title as html_title

# What it has to say of single pages is no part of our report.
logging.getLogger('htmldate').setLevel(logging.CRITICAL)

_PUBLISHED_METAS = (
    'article:published_time', 'og:article:published_time', 'og:published_time', 'datepublished', 'parsely-pub-date',
    'sailthru.date', 'dc.date.issued', 'dcterms.issued', 'dcterms.created', 'dc.date.created',
    'citation_publication_date',
    'citation_date', 'article.published', 'article:published', 'published_time_telegram', 'published-date',
    'publish-date',
    'publish_date', 'pubdate', 'publishdate', 'publication_date', 'cxenseparse:recs:publishtime', 'vr:published_time',
    'rnews:datepublished', 'originalpublicationdate', 'dc.date', 'dcterms.date', 'dcterms.available', 'bt:pubdate',
    'date', 'created', 'article_date_original', 'last-modified', 'dcsext.articlefirstpublished',
)  # fmt: skip
_MODIFIED_METAS = (
    'article:modified_time', 'og:article:modified_time', 'og:updated_time', 'datemodified', 'dcterms.modified',
    'dc.date.modified', 'lastmod', 'last-modified', 'modified_time',
)  # fmt: skip
# Of the text after a picture or in the list of what is new, a date says nothing about the article.
_is_called_date = called(
    r'publish|entry-date|post[-_]?date|(?:^|[-_ ])date(?:$|[-_ ])|dateline|timestamp|time-?stamp|posted[-_ ]?on'
    r'|pub[-_]?date'
    r'|byline|(?:^|[ -_])meta(?:$|[-_ ])|post-?info|datum|fecha|created|submitted'
)
_is_called_update = called(r'updat|modif|aktualisiert|mis à jour|actualiz')
_DIGITS = re.compile(r'\d{14}|\d{12}|\d{8}')
# What is missing in a date comes from these, and then shows.
_DEFAULTS = datetime(2000, 1, 1), datetime(2001, 2, 2)  # noqa: DTZ001
_EARLIEST = 1850
_PLACES = {'E': 'America/New_York', 'C': 'America/Chicago', 'M': 'America/Denver', 'P': 'America/Los_Angeles'}
# The names of zones that the rules of mail know (RFC 5322, section 4.3), and those without their middle letter.
_ZONES = {f'{first}{kind}T': ZoneInfo(place) for first, place in _PLACES.items() for kind in ('S', 'D', '')}
# A line that says when an article was published: so many characters at most, of so many pieces, and so many elements
# below or above the title.
_LINE, _PIECES, _BELOW, _ABOVE = 60, 8, 80, 30
_BESIDE = 18  # characters that may stand with a date that stands alone
# How far zones are from UTC, and by what they differ.
_FURTHEST, _STEP = timedelta(hours=14), timedelta(minutes=15)


class Dates(NamedTuple):
    """`published` and `modified` hold aware datetimes, or None where the page does not say."""

    published: Found
    modified: Found


def dates(page: Document, title: str, zone: tzinfo) -> Dates:
    """Both dates, of an article with that title; `zone` is the site's, for times without an offset."""
    published = next(_believed(_published(page, title), zone), Found(None, '', 0))
    modified = next(_believed(_modified(page), zone), Found(None, '', 0))
    if published.value:
        local = _in_local_time(_on_day(published.value, page.url, zone), page, zone)
        published = Found(local, published.origin, published.confidence)
        if modified.value and modified.value < published.value:
            modified = Found(None, '', 0)
    return Dates(published, modified)


def moment(text: str, zone: tzinfo) -> datetime | None:
    """An aware moment from a date as machines or people write one; a day without a time begins at midnight."""
    text = ' '.join(text.split())[:100]
    found = _from_machine(text) or _from_people(text)
    if not found or not _EARLIEST < found.year < 2200:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _from_machine(text: str) -> datetime | None:
    if _DIGITS.fullmatch(text):
        text = f'{text[:8]}T{text[8:]}' if len(text) > 8 else text
    elif text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), tz=parser.isoparser().parse_tzstr('Z'))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    # "2017-11-22 09:30:00 +0100", "Wed, 22 Nov 2017 09:30:00 GMT": a date with all its parts, never half of one.
    if not re.search(r'(?<!\d)(?:18|19|20)\d\d(?!\d)', text) or not re.search(r'\d{1,2}\D', text):
        return None
    if not re.match(r'\d{4}[-/]\d\d?[-/]\d\d?\b|[A-Za-z]{3,9},? ', text):
        return None
    try:
        first, second = (parser.parse(text, default=default, tzinfos=_zone) for default in _DEFAULTS)
    except (ValueError, OverflowError, parser.ParserError):
        return None
    return first if first == second else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    return _ZONES.get(name) if offset is None else timezone(timedelta(seconds=offset))


def _from_people(text: str) -> datetime | None:
    first = min(text_dates.days_in(text), default=None)
    return first and datetime.combine(first[2], text_dates.time_in(text) or time())


def _believed(candidates: Iterator[Found], zone: tzinfo) -> Iterator[Found]:
    for found in candidates:
        when = moment(found.value, zone)
        if when:
            yield Found(when, found.origin, found.confidence)


def _published(page: Document, title: str) -> Iterator[Found]:
    yield from _strings('json-ld', 0.95, page.article.get('datePublished'), page.article.get('dateCreated'))
    yield from _strings('meta', 0.9, *(page.meta(name) for name in _PUBLISHED_METAS))
    yield from _marked(page, ('datePublished', 'dateCreated'), 'published')
    yield from _strings('json-ld', 0.8, *(thing.get('datePublished') for thing in page.linked.things))
    if day := text_dates.day_in_address(page.url):
        yield Found(day.isoformat(), 'address', 0.85)
    yield from _visible(page)
    yield from _strings('line', 0.6, *_beside(title, page))
    # Its extensive search makes a first of January of any year that stands in the page.
    if found := htmldate.find_date(page.tree, original_date=True, extensive_search=False, max_date='2100-01-01'):
        yield Found(found, 'htmldate', 0.5)
    yield from _strings('text', 0.4, *_alone(page))


def _modified(page: Document) -> Iterator[Found]:
    yield from _strings('json-ld', 0.95, page.article.get('dateModified'))
    yield from _strings('meta', 0.9, *(page.meta(name) for name in _MODIFIED_METAS))
    yield from _marked(page, ('dateModified',), 'updated')


def _strings(origin: str, confidence: float, *values) -> Iterator[Found]:
    return (Found(value, origin, confidence) for value in values if isinstance(value, str) and value)


def _marked(page: Document, names: tuple[str, ...], hentry: str) -> Iterator[Found]:
    """Microdata, and the classes of hAtom: https://microformats.org/wiki/hatom."""
    for name in names:
        for element in page.elements:
            if name in (element.get('itemprop') or ''):
                yield Found(_value(element), 'itemprop', 0.85)
    for element in page.elements:
        if element.tag in ('time', 'abbr', 'span') and hentry in (element.get('class') or '').split():
            yield Found(_value(element), 'hatom', 0.8)


def _visible(page: Document) -> Iterator[Found]:
    """Dates that readers see: in time elements, then in what themes mark as a date or byline."""
    times = [element for element in page.elements if element.tag == 'time']
    for element in sorted(times, key=_is_called_update):
        yield Found(_value(element), 'time', 0.7)
    for element in page.elements:
        if _is_called_date(element):
            text = text_of(element)
            if 5 < len(text) < 200:
                yield Found(text, 'byline', 0.6)


def _beside(title: str, page: Document) -> Iterator[str]:
    """Lines with a date below the title, then above it: short ones, and the beginnings of those that begin with it."""
    wanted, elements = html_title.key(title), page.elements
    headings = (
        n for n, e in enumerate(elements) if e.tag in ('h1', 'h2', 'h3') and html_title.key(text_of(e)) == wanted
    )
    at = next(headings, None)
    if at is None:
        return
    for element in (*elements[at : at + _BELOW], *reversed(elements[max(0, at - _ABOVE) : at])):
        line = ' '.join(' '.join(piece[:200] for piece in islice(element.itertext(), _PIECES)).split())
        starts = [start for start, _, _ in text_dates.days_in(line[:_LINE])]
        if starts and (len(line) <= _LINE or min(starts) < 3):
            yield line[:_LINE]


def _alone(page: Document) -> Iterator[str]:
    """Dates that stand alone, anywhere in the page."""
    for element in page.tree.iter('*'):
        line = ' '.join((element.text or '')[:200].split())
        if len(line) <= _LINE and any(len(line) - end + start <= _BESIDE for start, end, _ in text_dates.days_in(line)):
            yield line


def _value(element: HtmlElement) -> str:
    for name in ('datetime', 'content', 'title'):
        if (value := element.get(name)) and any(character.isdigit() for character in value):
            return value
    return text_of(element)


def _on_day(when: datetime, url: str, zone: tzinfo) -> datetime:
    """The same moment with the offset by which its day is the one in the address."""
    day = text_dates.day_in_address(url)
    return next((form for form in (when, when.astimezone(zone)) if form.date() == day), when)


def _in_local_time(when: datetime, page: Document, zone: tzinfo) -> datetime:
    """The same moment with the offset in which the page prints it, where it does."""
    if when.utcoffset():
        return when
    utc = when.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    for found in _believed(chain(_strings('meta', 0.9, *_contents(page)), _visible(page)), zone):
        printed = found.value.replace(tzinfo=None, second=0, microsecond=0)
        offset = printed - utc
        # A day without a time begins at midnight, which says nothing of an offset.
        if printed.time() != time() and offset and abs(offset) <= _FURTHEST and not offset % _STEP:
            return when.astimezone(timezone(offset))
    return when


def _contents(page: Document) -> Iterator[str]:
    return (content for name in _PUBLISHED_METAS for content in page.metas(name))
