"""Finds the dates of publication and last change of an article."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from itertools import chain, islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import htmldate
from dateutil import parser
from lxml.html import HtmlElement

from articles.readers.html.document import Document, Finding, name_matcher, text_of
from articles.readers.html.wordpress import Marks
from articles.readers.plaintext import dates as text_dates

from . import title as html_title

# Its messages about single pages are not for the report of an import.
logging.getLogger('htmldate').setLevel(logging.CRITICAL)

_PUBLISHED_METAS = (
    'article:published_time', 'og:article:published_time', 'og:published_time', 'datepublished', 'parsely-pub-date',
    'sailthru.date', 'dc.date.issued', 'dcterms.issued', 'dcterms.created', 'dc.date.created',
    'citation_publication_date',
    'citation_date', 'article.published', 'article:published', 'published-date',
    'publish-date',
    'publish_date', 'pubdate', 'publishdate', 'publication_date', 'cxenseparse:recs:publishtime',
    'rnews:datepublished', 'originalpublicationdate', 'dc.date', 'dcterms.date', 'dcterms.available',
    'date', 'created', 'last-modified',
)  # fmt: skip
_MODIFIED_METAS = (
    'article:modified_time', 'og:article:modified_time', 'og:updated_time', 'datemodified', 'dcterms.modified',
    'dc.date.modified', 'lastmod', 'last-modified', 'modified_time',
)  # fmt: skip
# Names of elements whose date is that of the article.
_is_called_date = name_matcher(
    r'publish|entry-date|post[-_]?date|(?:^|[-_ ])date(?:$|[-_ ])|dateline|timestamp|time-?stamp|posted[-_ ]?on'
    r'|pub[-_]?date'
    r'|byline|(?:^|[ -_])meta(?:$|[-_ ])|post-?info|datum|fecha|created|submitted'
)
_is_called_update = name_matcher(r'updat|modif|aktualisiert|mis à jour|actualiz')
_RDFA = {
    'published': frozenset(
        'dc:created dcterms:created dc:issued dcterms:issued schema:dateCreated schema:datePublished'.split()
    ),
    'updated': frozenset('dc:modified dcterms:modified schema:dateModified'.split()),
}
_DIGITS = re.compile(r'\d{14}|\d{12}|\d{8}')
# dateutil fills in missing parts from a default: results that differ between two defaults show a missing part.
_DEFAULTS = datetime(2000, 1, 1), datetime(2001, 2, 2)  # noqa: DTZ001
_EARLIEST = 1599
_PLACES = {'E': 'America/New_York', 'C': 'America/Chicago', 'M': 'America/Denver', 'P': 'America/Los_Angeles'}
# The names of zones in RFC 5322, section 4.3, and the same without their middle letter (ET for EST and EDT).
_ZONES = {f'{first}{kind}T': ZoneInfo(place) for first, place in _PLACES.items() for kind in ('S', 'D', '')}
# Limits for a line with the date of an article: its characters, its pieces of text, and its distance in elements below
# or above the title.
_LINE, _PIECES, _BELOW, _ABOVE = 60, 8, 80, 30
_LABELLED, _LONG_LINE = text_dates.PUBLISHED, 100  # such a line may be longer
_BESIDE = 18  # characters besides the date on a line that holds only a date
# The largest UTC offset, and the unit of all offsets.
_FURTHEST, _STEP = timedelta(hours=14), timedelta(minutes=15)


class Dates(NamedTuple):
    """`published` and `modified` hold aware datetimes, or None where the page does not say."""

    published: Finding
    modified: Finding


def dates(page: Document, title: str, zone: tzinfo, marks: Marks | None = None) -> Dates:
    """Both dates of the article with this title; `zone` is the site's time zone, for times without a UTC offset.

    `marks`: what WordPress says of the page.
    """
    findings = _by_marks(page, marks, title) if marks else _published(page, title)
    first = page.day_first
    published = next(_parsed(findings, zone, first), Finding(None, '', 0))
    changed = _elements(marks.modified(), 'wordpress', 0.95) if marks else iter(())
    modified = next(_parsed(chain(changed, _modified(page)), zone, first), Finding(None, '', 0))
    if published.origin == 'address':
        published = _with_hour(published, page, zone)
    if published.value:
        local = _in_local_time(_on_day(published.value, page.url, zone), page, zone)
        published = Finding(local, published.origin, published.confidence)
        if modified.value and modified.value < published.value:
            modified = Finding(None, '', 0)
    return Dates(published, modified)


def moment(text: str, zone: tzinfo, day_first: bool = False) -> datetime | None:
    """An aware datetime from a date in text, machine-readable or not; midnight if it has no time; None for no date.

    `day_first`: the day is before the month where both are numbers; where that is not known, such a date is none.
    """
    text = ' '.join(text.split())[:100]
    when = _from_machine(text) or _from_people(text, day_first)
    if not when or not _EARLIEST < when.year < 2200:
        return None
    return when if when.tzinfo else when.replace(tzinfo=zone)


def _from_machine(text: str) -> datetime | None:
    if _DIGITS.fullmatch(text):
        text = f'{text[:8]}T{text[8:]}' if len(text) > 8 else text
    elif text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), tz=parser.isoparser().parse_tzstr('Z'))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    # "2017-11-22 09:30:00 +0100", "Wed, 22 Nov 2017 09:30:00 GMT": a complete date with time, never only a part.
    if not re.search(r'(?<!\d)(?:1[6-9]|20)\d\d(?!\d)', text) or not re.search(r'\d{1,2}\D', text):
        return None
    if not re.match(r'\d{4}[-/]\d\d?[-/]\d\d?\b|[A-Za-z]{3,9},? ', text):
        return None
    try:
        first, second = (parser.parse(text, default=default, tzinfos=_zone) for default in _DEFAULTS)
    except (ValueError, OverflowError, parser.ParserError):
        return None
    return first if first == second else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    return _ZONES.get(name or '') if offset is None else timezone(timedelta(seconds=offset))


def _from_people(text: str, day_first: bool) -> datetime | None:
    first = min(text_dates.days_in(text, day_first), default=None)
    return first and datetime.combine(first[2], text_dates.time_in(text) or time())


def _parsed(candidates: Iterator[Finding], zone: tzinfo, day_first: bool) -> Iterator[Finding]:
    for candidate in candidates:
        # What is written for programs may be in the form of theirs, whatever the language of the page.
        when = moment(candidate.value, zone, day_first and candidate.origin not in ('json-ld', 'meta'))
        if when:
            yield Finding(when, candidate.origin, candidate.confidence)


def _published(page: Document, title: str) -> Iterator[Finding]:
    yield from _strings('json-ld', 0.95, page.article.get('datePublished'), page.article.get('dateCreated'))
    yield from _strings('meta', 0.9, *(page.meta(name) for name in _PUBLISHED_METAS))
    yield from _marked(page, ('datePublished', 'dateCreated'), 'published')
    yield from _strings('json-ld', 0.8, *(thing.get('datePublished') for thing in page.linked.things))
    if day := text_dates.day_in_url(page.url):
        yield Finding(day.isoformat(), 'address', 0.85)
    yield from _visible(page)
    yield from _strings('line', 0.6, *lines_near(title, page))
    # Its extensive search would take any year in the page for the first of January.
    if text := htmldate.find_date(page.tree, original_date=True, extensive_search=False, max_date='2100-01-01'):
        yield Finding(text, 'htmldate', 0.5)
    yield from _strings('text', 0.4, *_lines_of_dates(page))


def _by_marks(page: Document, marks: Marks, title: str) -> Iterator[Finding]:
    """Nothing is guessed from the rest of the page: it shows comments and other items, which have dates as well."""
    yield from _strings('json-ld', 0.95, page.article.get('datePublished'))
    yield from _strings('meta', 0.9, page.meta('article:published_time', 'og:article:published_time'))
    yield from _elements(marks.published(), 'wordpress', 0.95)
    if marks.kind == 'page':
        return
    if day := text_dates.day_in_url(page.url):
        yield Finding(day.isoformat(), 'address', 0.85)
    own = Document.of(page, marks.whole)
    yield from _marked(own, ('datePublished', 'dateCreated'), 'published')
    yield from _visible(own)
    yield from _strings('line', 0.6, *lines_near(title, own))


def _elements(places: list[HtmlElement], origin: str, confidence: float) -> Iterator[Finding]:
    return (Finding(_value(place), origin, confidence) for place in places)


def _with_hour(day: Finding, page: Document, zone: tzinfo) -> Finding:
    """A day from the URL with the hour of a time element of that day."""
    for other in _parsed(chain(_marked(page, ('datePublished',), 'published'), _visible(page)), zone, page.day_first):
        if other.value.date() == day.value.date() and other.value.time() != time():
            return other
    return day


def _modified(page: Document) -> Iterator[Finding]:
    yield from _strings('json-ld', 0.95, page.article.get('dateModified'))
    yield from _strings('meta', 0.9, *(page.meta(name) for name in _MODIFIED_METAS))
    yield from _marked(page, ('dateModified',), 'updated')


def _strings(origin: str, confidence: float, *values: Any) -> Iterator[Finding]:
    return (Finding(value, origin, confidence) for value in values if isinstance(value, str) and value)


def _marked(page: Document, names: tuple[str, ...], hentry: str) -> Iterator[Finding]:
    """Dates in microdata, and in elements with a class of hAtom: https://microformats.org/wiki/hatom."""
    for name in names:
        for element in page.elements:
            if name in (element.get('itemprop') or ''):
                yield Finding(_value(element), 'itemprop', 0.85)
    for element in page.elements:
        # RDFa with the terms of Dublin Core, as Drupal has it.
        if element.get('content') and not _RDFA[hentry].isdisjoint((element.get('property') or '').split()):
            yield Finding(element.get('content'), 'rdfa', 0.85)
    for element in page.elements:
        if element.tag in ('time', 'abbr', 'span') and hentry in (element.get('class') or '').split():
            yield Finding(_value(element), 'hatom', 0.8)


def _visible(page: Document) -> Iterator[Finding]:
    """Visible dates: in time elements, then in elements that a theme names as a date or byline."""
    times = [element for element in page.elements if element.tag == 'time']
    for element in sorted(times, key=_is_called_update):
        yield Finding(_value(element), 'time', 0.7)
    for element in page.elements:
        if _is_called_date(element):
            text = text_of(element)
            if 5 < len(text) < 200:
                yield Finding(text, 'byline', 0.6)


def lines_near(title: str, page: Document) -> Iterator[str]:
    """Lines with a date below the title, then above it: short lines, and the start of lines that begin with a date."""
    elements, at = page.elements, html_title.position(page, title)
    if at is None:
        return
    for element in (*elements[at : at + _BELOW], *reversed(elements[max(0, at - _ABOVE) : at])):
        line = ' '.join(' '.join(piece[:200] for piece in islice(element.itertext(), _PIECES)).split())
        longest = _LONG_LINE if _LABELLED.match(line) else _LINE
        starts = [start for start, _, _ in text_dates.days_in(line[:longest], page.day_first)]
        if starts and (len(line) <= longest or min(starts) < 3):
            yield line[:longest]


def _lines_of_dates(page: Document) -> Iterator[str]:
    """Lines anywhere in the page that hold little besides a date."""
    for element in page.tree.iter('*'):
        line = ' '.join((element.text or '')[:200].split())
        days = text_dates.days_in(line, page.day_first) if len(line) <= _LINE else ()
        if any(len(line) - end + start <= _BESIDE for start, end, _ in days):
            yield line


def _value(element: HtmlElement) -> str:
    around = element.getparent()
    # Twenty Ten prints the day, and has the hour as the title of the link around it.
    if (
        element.tag == 'span'
        and around is not None
        and around.tag == 'a'
        and text_dates.time_in(around.get('title') or '')
    ):
        return f'{text_of(element)} {around.get("title")}'
    for name in ('datetime', 'content', 'title'):
        if (value := element.get(name)) and any(character.isdigit() for character in value):
            return value
    return text_of(element)


def _on_day(when: datetime, url: str, zone: tzinfo) -> datetime:
    """The same moment, in its own offset or in `zone`, whichever gives the day in the URL."""
    day = text_dates.day_in_url(url)
    return next((local for local in (when, when.astimezone(zone)) if local.date() == day), when)


def _in_local_time(when: datetime, page: Document, zone: tzinfo) -> datetime:
    """The same moment in the UTC offset in which the page also prints it; unchanged without such a date."""
    # A day without an hour says nothing of an offset.
    if when.utcoffset() or when.time() == time():
        return when
    utc = when.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    for other in _parsed(chain(_strings('meta', 0.9, *_contents(page)), _visible(page)), zone, page.day_first):
        printed = other.value.replace(tzinfo=None, second=0, microsecond=0)
        offset = printed - utc
        # Midnight is a day without a time, which shows no offset.
        if printed.time() != time() and offset and abs(offset) <= _FURTHEST and not offset % _STEP:
            return when.astimezone(timezone(offset))
    return when


def _contents(page: Document) -> Iterator[str]:
    return (content for name in _PUBLISHED_METAS for content in page.metas(name))
