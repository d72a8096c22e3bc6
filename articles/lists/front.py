"""The articles of the front page, chosen with two queries whose cost does not grow with the archive."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Page
from django.db.models import QuerySet, Value
from django.utils import timezone

from articles.models import Article, CategoryListing

from .listings import Listing
from .pages import SIZE, numbered
from .sections import Section

PINNED = 3  # articles at the top, whatever their age
BESIDE = 4  # articles beside the lead story
OF_SECTION = 4
YEARS_BACK = 50
OF_PAST_YEARS = 6


@dataclass(frozen=True)
class Front:
    """`page` is page 1 of the archive. `past` has one article of each earlier year, published on this day, or, where
    `on_the_day` is false, in the week up to it."""

    page: Page
    opening: list[Article]
    recent: list[Article]
    by_section: list[tuple[Section, list[Article]]]
    past: list[Article]
    on_the_day: bool


def front(listing: Listing, today: date) -> Front:
    """The front page on a day. No article appears twice, except those of past years."""
    places = _places(listing, today)
    stories = list(dict.fromkeys(places['pinned'] + places['newest']))
    shown = set(stories)
    by_section = []
    for section in listing.sections:
        chosen = [pk for pk in places[f'section {section.pk}'] if pk not in shown][:OF_SECTION]
        shown.update(chosen)
        by_section.append((section, chosen))
    on_the_day = bool(places['day'])
    past = places['day' if on_the_day else 'week'][:OF_PAST_YEARS]
    by_pk = Article.objects.public().for_listing().in_bulk(shown | set(past))
    stories, past = _present(stories, by_pk), _present(past, by_pk)
    return Front(
        page=numbered(stories, 1, listing.source.total),
        opening=stories[: 1 + BESIDE],
        recent=stories[1 + BESIDE :],
        by_section=[(section, articles) for section, pks in by_section if (articles := _present(pks, by_pk))],
        past=past,
        on_the_day=on_the_day,
    )


def _places(listing: Listing, today: date) -> dict[str, list[int]]:
    """The ids of the candidates for each place on the page, newest first, in one query."""
    articles = Article.objects.public().listed().newest_first()
    rows = [_candidates(articles[:SIZE], 'newest'), _candidates(articles.filter(pinned=True)[:PINNED], 'pinned')]
    links = CategoryListing.objects.filter(listed_from__lte=timezone.now()).order_by('-listed_from', '-article')
    for section in listing.sections:
        # Enough even if all articles shown above are of this section.
        newest = links.filter(category=section.pk)[: SIZE + PINNED + OF_SECTION]
        rows.append(_candidates(newest, f'section {section.pk}', 'article', 'listed_from'))
    years = {start.year for start in listing.source.counts if start.year < today.year}
    for day in filter(None, (_same_day(today, year) for year in sorted(years)[-YEARS_BACK:])):
        rows.append(_candidates(articles.filter(published_on=day)[:1], 'day'))
        rows.append(_candidates(articles.filter(published_on__range=(day - timedelta(days=6), day))[:1], 'week'))
    places = defaultdict(list)
    for _, pk, place in sorted(rows[0].union(*rows[1:], all=True), reverse=True):
        places[place].append(pk)
    return places


def _candidates(rows: QuerySet, place: str, key: str = 'pk', moment: str = 'public_from') -> QuerySet:
    return rows.annotate(place=Value(place)).values_list(moment, key, 'place')


def _same_day(day: date, year: int) -> date | None:
    """The same day in another year; None for 29 February in a year without one."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _present(pks: list[int], by_pk: dict[int, Article]) -> list[Article]:
    """The articles in the order of the ids, without those withdrawn between the two queries."""
    return [by_pk[pk] for pk in pks if pk in by_pk]
