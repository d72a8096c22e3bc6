"""The lists with a URL: of the whole archive, a period, a category, a tag or an author.

Each function that makes one raises Http404 where there is no such list.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from urllib.parse import quote, urlencode, urlsplit

from django.core.paginator import Page
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article, Author, CategoryListing, Media, Tag

from . import calendars
from .pages import SIZE, Linked, Period, following, numbered
from .sections import Sections
from .url_lookup import by_slug

MOST_BARS = 24  # years; more are drawn as decades


@dataclass(frozen=True, slots=True)
class Step:
    """A link from one list to another: to one that contains it, to a neighbour, or to a part of it.

    `label` is a short name. `address` is empty for a period without articles.
    """

    name: str
    address: str
    count: int | None = None
    label: str = ''


@dataclass(frozen=True)
class Listing:
    """A list of articles, newest first. `kind` names what it is a list of; `address` is the path of its first page.

    `parts` link to parts of it: years or months, as `part` says, or sections where that is ''. Days are in `weeks`
    instead. `narrowed` are the search parameters that select the same articles, and `followed` is the query string of a
    search that does: '' for a period. `portrait` and `contacts` are those of an author.
    """

    kind: str
    title: str
    address: str
    source: Linked | Period
    sections: Sections
    description: str = ''
    above: tuple[Step, ...] = ()
    parts: tuple[Step, ...] = ()
    part: str = ''
    weeks: Sequence = ()
    may_be_empty: bool = False
    narrowed: dict = field(default_factory=dict)
    followed: str = ''
    portrait: Media | None = None
    contacts: tuple[Step, ...] = ()

    def page(self, number: int) -> Page:
        """Page `number`, counted from 1. Raises Http404 if it has no articles."""
        offset, total = (number - 1) * SIZE, self.source.total
        articles = self._fetch(offset, SIZE, Article.objects.public().for_listing()) if offset < total else []
        if not articles and not (self.may_be_empty and number == 1):
            raise Http404
        return numbered(articles, number, total)

    @property
    def pages(self) -> int:
        return max(-(-self.source.total // SIZE), 1)

    def had(self, number: int) -> bool:
        """Whether the old site may have had a page with this number, if it had fewer articles on each."""
        return 1 < number <= self.source.total

    def newest(self, size: int) -> list[Article]:
        """The newest articles with their bodies, for feeds. Raises Http404 if there are none."""
        articles = self._fetch(0, size, Article.objects.public().for_reading())
        if not articles and not self.may_be_empty:
            raise Http404
        return articles

    def _fetch(self, offset: int, size: int, articles) -> list[Article]:
        page = articles.filter(pk__in=self.source.ids(offset, size))
        return sorted(page, key=self.source.sort_key, reverse=True)

    @property
    def years(self) -> list[int]:
        """The years that readers can jump to: for lists of several pages that are not of a period themselves."""
        return self.source.years if isinstance(self.source, Linked) and self.source.total > SIZE else []

    def neighbours(self) -> dict[str, Step]:
        """For a year, month or day: the nearest ones 'before' and 'after' it that have articles, in one query."""
        if not isinstance(self.source, Period):
            return {}
        around = {}
        for day in self.source.days_beside():
            given = [day.year, day.month, day.day][: len(self.above) + 1]
            around['before' if day < self.source.first else 'after'] = _dated_step(given)
        return around


def whole() -> Listing:
    period = Period(None, None, 'month')
    years = Counter()
    for start, n in period.counts.items():
        years[start.year] += n
    parts = tuple(_part([year], years[year]) for year in range(min(years), max(years) + 1)) if years else ()
    return Listing('', '', reverse('front'), period, Sections(), parts=parts, part='year', may_be_empty=True)


def dated(year: int, month: int | None = None, day: int | None = None) -> Listing:
    """The list of a year, month or day."""
    given = [number for number in (year, month, day) if number is not None]
    try:
        first = date(*given, *[1] * (3 - len(given)))
        end = following(first, 'day') if day else following(first if month else first.replace(month=12), 'month')
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    period = Period(first, end, 'day' if month else 'month')
    steps = [_dated_step(given[: depth + 1]) for depth in range(len(given))]
    parts, days = (), {}
    if month is None:
        parts = tuple(_part([year, n], period.counts.get(date(year, n, 1), 0)) for n in range(1, 13))
    elif day is None:
        days = {start.day: _dated_step([year, month, start.day], n) for start, n in period.counts.items()}
    return Listing(
        _('Archive'),
        steps[-1].name,
        steps[-1].address,
        period,
        Sections(),
        above=tuple(steps[:-1]),
        parts=parts,
        part='month',
        weeks=calendars.weeks(first, days) if days else (),
    )


def category(path: str) -> Listing:
    sections = Sections()
    section = sections.at(path)
    return Listing(
        _('Section'),
        section.name,
        section.address,
        Linked(CategoryListing.objects.filter(category=section.pk)),
        sections,
        section.description,
        followed=urlencode({'category': '/'.join(parent.slug for parent in section.lineage)}),
        above=tuple(Step(parent.name, parent.address) for parent in section.lineage[:-1]),
        parts=tuple(Step(child.name, child.address) for child in section.visible_children),
    )


def tag(slug: str) -> Listing:
    tag = by_slug(Tag.objects.all(), slug)
    return Listing(
        _('Topic'),
        tag.name,
        tag.get_absolute_url(),
        Linked(tag.article_links),
        Sections(),
        tag.description,
        narrowed={'tags': (tag.slug,)},
        followed=urlencode({'tag': tag.slug}),
    )


def author(slug: str) -> Listing:
    author = by_slug(Author.objects.select_related('portrait'), slug)
    return Listing(
        _('Author'),
        author.name,
        author.get_absolute_url(),
        Linked(author.bylines),
        Sections(),
        author.bio,
        narrowed={'authors': (author.slug,)},
        followed=urlencode({'author': author.slug}),
        portrait=author.portrait,
        contacts=_contacts(author),
    )


def _contacts(author: Author) -> tuple[Step, ...]:
    """Links to the e-mail address for readers and the website of an author, by the address and the host."""
    host = (urlsplit(author.website).hostname or '').removeprefix('www.')
    links = (author.contact, f'mailto:{quote(author.contact)}'), (host, author.website)
    return tuple(Step(name, url) for name, url in links if name)


def _dated_step(given: list[int], count: int | None = None) -> Step:
    """The link to a year, month or day, `given` as one to three numbers."""
    return replace(_uncounted(tuple(given), get_language()), count=count)


@lru_cache(maxsize=20_000)
def _uncounted(given: tuple[int, ...], language: str) -> Step:
    """The link to a period. Cached, since the front page has one to every year."""
    name, format, short = [('year', 'Y', 'Y'), ('month', _('F Y'), 'M'), ('day', _('j F Y'), 'j')][len(given) - 1]
    first = date(*given, *[1] * (3 - len(given)))
    return Step(capfirst(date_format(first, format)), reverse(name, args=given), None, date_format(first, short))


def by_year(listing: Listing, counts: dict[int, int]) -> tuple[Step, ...]:
    """Links to the years of a list, oldest first, from the number of its articles in each year."""
    steps = []
    for year in reversed(listing.years):
        step = _dated_step([year], counts.get(year, 0))
        steps.append(replace(step, address=f'{listing.address}?year={year}' if step.count else ''))
    return tuple(steps)


def in_decades(years: tuple[Step, ...], index: str = '') -> tuple[Step, ...]:
    """Years as they are, or, of more than MOST_BARS, the decades with the sum of their articles.

    A decade leads to its newest year with articles: to its list, or to its line in the `index` of years at a URL.
    """
    if len(years) <= MOST_BARS:
        return years
    steps = []
    for decade, several in groupby(years, lambda year: int(year.name) // 10):
        of_decade = list(several)
        newest = next((year for year in reversed(of_decade) if year.address), None)
        address = '' if not newest else f'{index}#y{newest.name}' if index else newest.address
        name = f'{decade}0–{decade % 10}9'
        steps.append(Step(name, address, sum(year.count or 0 for year in of_decade), name))
    return tuple(steps)


def _part(given: list[int], count: int) -> Step:
    step = _dated_step(given, count)
    return step if count else replace(step, address='')
