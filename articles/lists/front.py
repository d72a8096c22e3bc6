"""The articles of the front page, chosen with two queries whose cost does not grow with the archive."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from articles.db.compiled import Compiled
from articles.models import Article

from .listings import Listing
from .pages import SIZE, numbered
from .state import Section

PINNED = 3  # articles at the top, whatever their age
BESIDE = 4  # articles beside the lead story
MOST_CHOSEN = 20  # articles that editors may choose; those that are not beside the lead are first below it
OF_SECTION = 3
OF_SECTION_IN_WORDS = 5
OF_LARGE_SECTION = 5
YEARS_BACK = 50
OF_PAST_YEARS = 6
ROW = 5  # of the most recent articles beside each other, and the first row may have pictures
COLUMNS = 4  # sections beside each other
FEWEST = 2  # articles of a block: one old article alone makes none
LEAST_WIDTH = 480  # pixels of a picture that can be shown large


# Raw SQL: Django cannot write LATERAL, and PostgreSQL plans a union of a query for each section and year for longer.
PLACES = """
WITH public AS NOT MATERIALIZED (
    SELECT id, public_from, published_on, pinned FROM articles_article
    WHERE kind = 'article' AND public_from <= %(now)s
)
(
    SELECT public_from, id, 'newest', 0 AS position FROM public
    ORDER BY published_on DESC, public_from DESC, id DESC LIMIT %(newest)s
) UNION ALL (
    SELECT public_from, id, 'pinned', 0 FROM public WHERE pinned
    ORDER BY published_on DESC, public_from DESC, id DESC LIMIT %(pinned)s
)
UNION ALL SELECT public_from, public.id, 'chosen', position
FROM articles_frontstory story JOIN public ON public.id = story.article_id
WHERE until IS NULL OR until > %(now)s
UNION ALL SELECT listed_from, article_id, 'section ' || section, 0
FROM unnest(%(sections)s::bigint[]) section CROSS JOIN LATERAL (
    SELECT listed_from, article_id FROM articles_categorylisting
    WHERE category_id = section AND listed_from <= %(now)s
    ORDER BY listed_from DESC, article_id DESC LIMIT %(of_section)s
) listed
UNION ALL SELECT public_from, id, 'day', 0
FROM unnest(%(days)s::date[]) day CROSS JOIN LATERAL (
    SELECT public_from, id FROM public WHERE published_on = day
    ORDER BY published_on DESC, public_from DESC, id DESC LIMIT 1
) that_day
UNION ALL SELECT public_from, id, 'week', 0
FROM unnest(%(days)s::date[]) day CROSS JOIN LATERAL (
    SELECT public_from, id FROM public WHERE published_on BETWEEN day - 6 AND day
    ORDER BY published_on DESC, public_from DESC, id DESC LIMIT 1
) that_week
"""


@dataclass(frozen=True)
class Block:
    """A section with its newest articles that are nowhere else on the front page."""

    section: Section
    articles: list[Article]


@dataclass(frozen=True)
class Front:
    """`page` is page 1 of the archive. `lead` is None while there are no articles.

    `recent` follow those, `pictured` first: a row of articles that all have pictures, or all if all have, or none.

    `above` and `below` are the blocks of sections before and after `large`, the one that is shown larger, if any.
    `past` has one article of each earlier year, published on this day, or, where `on_the_day` is false, in the week up
    to it.
    """

    page: Page
    lead: Article | None
    beside: list[Article]
    recent: list[Article]
    pictured: list[Article]
    above: list[Block]
    large: Block | None
    below: list[Block]
    past: list[Article]
    on_the_day: bool


def front(listing: Listing, today: date) -> Front:
    """The front page on a day. No article appears twice, except those of past years."""
    places = _places(listing, today)
    stories = list(dict.fromkeys(places['chosen'] + places['pinned'] + places['newest']))
    shown = set(stories)
    of_sections = []
    of_editors = listing.sections.on_front
    for section, most in of_editors or [(section, OF_LARGE_SECTION) for section in listing.sections.main]:
        chosen = [pk for pk in places[f'section {section.pk}'] if pk not in shown][:most]
        shown.update(chosen)
        of_sections.append((section, chosen))
    on_the_day = len(places['day']) >= FEWEST
    past = places['day' if on_the_day else 'week'][:OF_PAST_YEARS]
    by_pk = {one.pk: one for one in _cards(at=timezone.now(), pks=sorted(shown | set(past)))}
    stories, past = _present(stories, by_pk), _present(past, by_pk)
    recent = stories[1 + BESIDE :]
    row = recent[:ROW] if _all_have_pictures(recent[:ROW]) else []
    pictured = recent if row and all(map(has_picture, recent)) else row
    blocks = [Block(section, _present(pks, by_pk)) for section, pks in of_sections]
    if of_editors:
        above, large, below = [block for block in blocks if block.articles], None, []
    else:
        above, large, below = _around_the_large([block for block in blocks if len(block.articles) >= FEWEST])
    return Front(
        page=numbered(stories, 1, listing.source.total),
        lead=stories[0] if stories else None,
        beside=stories[1 : 1 + BESIDE],
        pictured=pictured,
        recent=recent[len(pictured) :],
        above=above,
        large=large,
        below=below,
        past=past if len(past) >= FEWEST else [],
        on_the_day=on_the_day,
    )


def can_be_large(article: Article) -> bool:
    """Whether an article has a picture that is here and wide enough to be shown over most of the page."""
    return has_picture(article) and (article.picture.width or LEAST_WIDTH) >= LEAST_WIDTH


def has_picture(article: Article) -> bool:
    """Whether it has a picture that a card can show."""
    return bool(article.picture and article.picture.fits_a_card)


def _all_have_pictures(articles: list[Article]) -> bool:
    return len(articles) == ROW and all(map(has_picture, articles))


def _around_the_large(blocks: list[Block]) -> tuple[list[Block], Block | None, list[Block]]:
    """The blocks above and below the one that is larger than the others: it has a large picture, if there is one, and
    most of the newest articles. The others keep their order. Of two, which share the width, neither is larger."""
    if len(blocks) in (0, 2):
        return _cut(blocks), None, []
    large = max(blocks, key=lambda block: (can_be_large(block.articles[0]), block.section.weight()))
    others = _cut([block for block in blocks if block is not large])
    above = len(others) if len(others) <= COLUMNS else (len(others) + 1) // 2
    return others[:above], large, others[above:]


def _cut(blocks: list[Block]) -> list[Block]:
    """The blocks at the length of the others; one without a picture, beside some with one, has more headlines."""
    pictured = [has_picture(block.articles[0]) for block in blocks]
    return [
        Block(block.section, block.articles[: OF_SECTION if has or not any(pictured) else OF_SECTION_IN_WORDS])
        for block, has in zip(blocks, pictured, strict=True)
    ]


def _places(listing: Listing, today: date) -> dict[str, list[int]]:
    """The ids of the candidates for each place on the page, newest first, in one query."""
    chosen = [section for section, _ in listing.sections.on_front] or listing.sections.main
    years = sorted({start.year for start in listing.source.counts if start.year < today.year})[-YEARS_BACK:]
    given = {
        'now': timezone.now(),
        'newest': SIZE,
        'pinned': PINNED,
        'sections': [section.pk for section in chosen],
        # Enough even if all articles shown above are of this section.
        'of_section': SIZE + PINNED + MOST_CHOSEN + OF_LARGE_SECTION,
        'days': list(filter(None, (_same_day(today, year) for year in years))),
    }
    places = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(PLACES, given)
        rows = sorted(cursor.fetchall(), reverse=True)
    for _, pk, place, _position in sorted(rows, key=lambda row: row[3]):
        places[place].append(pk)
    return places


def _same_day(day: date, year: int) -> date | None:
    """The same day in another year; None for 29 February in a year without one."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None


@Compiled
def _cards(at: datetime, pks: list[int]) -> QuerySet:
    return Article.objects.public(at).for_listing().filter(pk__in=pks)


def _present(pks: list[int], by_pk: dict[int, Article]) -> list[Article]:
    """The articles in the order of the ids, without those withdrawn between the two queries."""
    return [by_pk[pk] for pk in pks if pk in by_pk]
