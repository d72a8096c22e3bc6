"""The lists that have an address. Each function raises Http404 for what has none."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format

from articles.models import Article, Author, CategoryListing, Tag

from .addresses import by_slug
from .pages import SIZE, Linked, Page, Period, following
from .sections import Sections


@dataclass(frozen=True, slots=True)
class Step:
    """A list that another leads to: one above it, or one of its parts."""

    name: str
    address: str
    count: int | None = None


@dataclass(frozen=True)
class Listing:
    """A list of articles, newest first. `kind` says what it is a list of; `address` is that of its first page."""

    kind: str
    title: str
    address: str
    source: Linked | Period
    sections: Sections
    description: str = ''
    above: tuple[Step, ...] = ()
    parts: tuple[Step, ...] = ()
    may_be_empty: bool = False

    def page(self, number: int) -> Page:
        """Page `number`, counted from 1. Raises Http404 where it would be empty."""
        offset, total = (number - 1) * SIZE, self.source.total
        articles = self._fetch(offset, SIZE, Article.objects.public().for_listing()) if offset < total else []
        if not articles and not (self.may_be_empty and number == 1):
            raise Http404
        return Page(number, max(-(-total // SIZE), 1), total, articles)

    def newest(self, size: int) -> list[Article]:
        """The newest articles whole, as feeds have them. Raises Http404 where there are none."""
        articles = self._fetch(0, size, Article.objects.public().for_reading())
        if not articles and not self.may_be_empty:
            raise Http404
        return articles

    def _fetch(self, offset: int, size: int, articles) -> list[Article]:
        found = articles.filter(pk__in=self.source.ids(offset, size))
        return sorted(found, key=self.source.place, reverse=True)


def whole() -> Listing:
    period = Period(None, None, 'month')
    years = Counter()
    for start, n in period.counts.items():
        years[start.year] += n
    parts = tuple(Step(str(year), reverse('year', args=[year]), n) for year, n in years.items())
    return Listing('', '', reverse('front'), period, Sections(), parts=parts, may_be_empty=True)


def dated(year: int, month: int | None = None, day: int | None = None) -> Listing:
    """The list of a year, a month or a day."""
    given = [number for number in (year, month, day) if number is not None]
    try:
        first = date(*given, *[1] * (3 - len(given)))
        end = following(first, 'day') if day else following(first if month else first.replace(month=12), 'month')
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    period = Period(first, end, 'day' if month else 'month')
    steps = [
        Step(date_format(first, form), reverse(name, args=given[: depth + 1]))
        for depth, (name, form) in enumerate([('year', 'Y'), ('month', 'F Y'), ('day', 'j F Y')][: len(given)])
    ]
    return Listing(
        'Archive',
        steps[-1].name,
        steps[-1].address,
        period,
        Sections(),
        above=tuple(steps[:-1]),
        parts=() if day else _parts(period),
    )


def category(path: str) -> Listing:
    sections = Sections()
    section = sections.at(path)
    return Listing(
        'Section',
        section.name,
        section.address,
        Linked(CategoryListing.objects.filter(category=section.pk)),
        sections,
        section.description,
        above=tuple(Step(above.name, above.address) for above in section.lineage[:-1]),
        parts=tuple(Step(below.name, below.address) for below in section.shown_below),
    )


def tag(slug: str) -> Listing:
    tag = by_slug(Tag.objects.all(), slug)
    return Listing('Topic', tag.name, tag.get_absolute_url(), Linked(tag.article_links), Sections(), tag.description)


def author(slug: str) -> Listing:
    author = by_slug(Author.objects.only('name', 'slug', 'bio'), slug)
    return Listing('Author', author.name, author.get_absolute_url(), Linked(author.bylines), Sections(), author.bio)


def _parts(period: Period) -> tuple[Step, ...]:
    """The months of a year, or the days of a month, that have articles."""
    name, form = ('month', 'F') if period.part == 'month' else ('day', 'j')
    steps = []
    for start, n in reversed(period.counts.items()):
        where = [start.year, start.month] if name == 'month' else [start.year, start.month, start.day]
        steps.append(Step(date_format(start, form), reverse(name, args=where), n))
    return tuple(steps)
