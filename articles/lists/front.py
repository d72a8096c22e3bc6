"""What stands where on the front page, found at a cost that does not grow with the archive."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Value
from django.utils import timezone

from articles.models import Article, CategoryListing

from .listings import Listing
from .pages import SIZE, Page
from .sections import Section

PINNED = 3  # articles that stand first, whatever their age
BESIDE = 4  # articles beside the one that leads
OF_SECTION = 4
YEARS_BACK = 50
OF_PAST_YEARS = 6


@dataclass(frozen=True)
class Front:
    """`page`: as it counts among the pages of the archive. `past`: articles of this day, or else of the week up to it,
    in earlier years, one of each; `on_the_day` says which."""

    page: Page
    opening: list[Article]
    recent: list[Article]
    by_section: list[tuple[Section, list[Article]]]
    past: list[Article]
    on_the_day: bool


def front(listing: Listing, today: date) -> Front:
    """The front page of the whole archive on that day. No article stands on it twice, but for those of past years."""
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
    found = Article.objects.public().for_listing().in_bulk(shown | set(past))
    stories, past = _known(stories, found), _known(past, found)
    total = listing.source.total
    return Front(
        page=Page(1, max(-(-total // SIZE), 1), total, stories),
        opening=stories[: 1 + BESIDE],
        recent=stories[1 + BESIDE :],
        by_section=[(section, articles) for section, pks in by_section if (articles := _known(pks, found))],
        past=past,
        on_the_day=on_the_day,
    )


def _places(listing: Listing, today: date) -> dict[str, list[int]]:
    """The keys of the articles that may stand in each place, newest first, in one query."""
    articles = Article.objects.public().listed().newest_first()
    rows = [_candidates(articles[:SIZE], 'newest'), _candidates(articles.filter(pinned=True)[:PINNED], 'pinned')]
    links = CategoryListing.objects.filter(listed_from__lte=timezone.now()).order_by('-listed_from', '-article')
    for section in listing.sections:
        # As many as may stand above already, and those that are shown here.
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
    """That day in another year; None for a 29th of February that the year has not."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _known(pks: list[int], found: dict[int, Article]) -> list[Article]:
    return [found[pk] for pk in pks if pk in found]
