"""The tree of categories, the pages such as *About* and the site's own settings, read in one query: a few hundred rows,
which every page needs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Media, MenuLink, Site
from articles.text import uncategorized

MAIN = 8  # sections in the navigation and on the front page
NEWEST = 100  # articles by which these are chosen
PAGES = 100  # pages linked in the footer

# Which transactions are committed: equal only while no other has been. A standby does not list those that are running.
SNAPSHOT = 'CASE WHEN NOT pg_is_in_recovery() THEN pg_current_snapshot()::text END'

# Raw SQL: every page runs this query, and Django takes longer to compile it than PostgreSQL to run it.
SECTIONS = f"""
WITH newest AS (
    SELECT id FROM articles_article WHERE kind = 'article' AND public_from <= %(now)s
    ORDER BY published_on DESC, public_from DESC, id DESC LIMIT %(newest)s
), recent AS (
    SELECT category_id, count(*) AS articles
    FROM newest JOIN articles_categorylisting listing ON listing.article_id = newest.id GROUP BY category_id
)
SELECT category.id, name, slug, description, COALESCE(recent.articles, 0),
    (
        SELECT listed_from FROM articles_categorylisting
        WHERE category_id = category.id AND listed_from <= %(now)s ORDER BY listed_from DESC LIMIT 1
    ),
    parent_id, sort_key, 'category'
FROM articles_category category LEFT JOIN recent ON recent.category_id = category.id
UNION ALL
(
    SELECT id, title, slug, '', 0, NULL, NULL, '', 'page' FROM articles_article
    WHERE kind = 'page' AND slug <> '' AND slug NOT LIKE '%%/%%' AND body_html <> '' AND public_from <= %(now)s
    ORDER BY slug LIMIT %(pages)s
)
UNION ALL
(
    SELECT 0, '', '', '', 0, NULL, NULL, '', 'corrections'
    FROM articles_publicchange correction JOIN articles_article article ON article.id = correction.article_id
    WHERE correction.kind = 'correction' AND NOT note_is_closed AND article.kind = 'article' AND public_from <= %(now)s
    LIMIT 1
)
UNION ALL
SELECT 0, (to_jsonb(site) || jsonb_build_object('logo', to_jsonb(logo)))::text, '', '', 0, NULL, NULL, '', 'site'
FROM articles_site site
LEFT JOIN (SELECT id, file, alt, width, height FROM articles_media WHERE file <> '') logo ON logo.id = site.logo_id
UNION ALL
SELECT link.id, COALESCE(NULLIF(label, ''), page.title, ''), COALESCE(page.slug, url), menu, position, NULL,
    category_id, '', CASE WHEN page.id IS NULL THEN 'link' ELSE 'link to a page' END
FROM articles_menulink link LEFT JOIN articles_article page ON page.id = link.page_id
WHERE page_id IS NULL OR page.public_from <= %(now)s
UNION ALL
SELECT category_id, '', '', '', position, NULL, articles, '', 'on the front page' FROM articles_frontsection
UNION ALL
SELECT 0, {SNAPSHOT}, '', '', 0,
    (SELECT min(public_from) FROM articles_article WHERE public_from > %(now)s), NULL, '', 'snapshot'
ORDER BY sort_key, name, id
"""  # noqa: S608


@dataclass(eq=False)
class Section:
    """A category in its tree, with what is filed in it or below it: the time of its newest public article, and how many
    of the newest articles of the site are among them."""

    pk: int
    name: str
    slug: str
    description: str
    recent: int
    newest: datetime | None
    parent: 'Section | None' = field(default=None, repr=False)
    children: 'list[Section]' = field(default_factory=list, repr=False)

    @cached_property
    def lineage(self) -> 'list[Section]':
        """The sections from the top of the tree down to this one; a cycle of parents ends where it began."""
        lineage, section = [], self
        while section and section not in lineage:
            lineage.insert(0, section)
            section = section.parent
        return lineage

    @cached_property
    def address(self) -> str:
        return reverse('category', args=['/'.join(section.slug for section in self.lineage)])

    def weight(self) -> tuple:
        """The sort key of sections by size and freshness."""
        return self.recent, self.newest

    @property
    def in_use(self) -> bool:
        return self.newest is not None

    @cached_property
    def is_default(self) -> bool:
        """Whether it only holds what nobody filed, such as *Uncategorized*: it has a list, but readers need no link."""
        return uncategorized.is_default(self.name)

    @property
    def visible_children(self) -> 'list[Section]':
        return [section for section in self.children if section.in_use]


@dataclass(eq=False, frozen=True)
class State:
    """What one reading of the table gave. Equal readings share one, so that what is made of it is made once."""

    sections: dict[int, Section]
    pages: list[tuple[str, str]]
    has_corrections: bool
    site: Site
    menus: dict[str, list[tuple[str, str]]]
    on_front: list[tuple[Section, int]]

    @cached_property
    def top(self) -> list[Section]:
        return [section for section in self.sections.values() if section.in_use and not section.parent]

    @cached_property
    def main(self) -> list[Section]:
        tops = [section for section in self.top if self.tell_apart and not section.is_default]
        while len(tops) == 1 and tops[0].visible_children:
            tops = tops[0].visible_children
        chosen = sorted(tops, key=Section.weight, reverse=True)[:MAIN]
        return [section for section in tops if section in chosen]

    @cached_property
    def header(self) -> list[tuple[str, str]]:
        return self.menus[MenuLink.Menu.HEADER] or [(section.name, section.address) for section in self.main]

    @cached_property
    def footer(self) -> list[tuple[str, str]]:
        chosen = self.menus[MenuLink.Menu.FOOTER]
        addresses = {address for _, address in chosen}
        return [*chosen, *(page for page in self.pages if page[1] not in addresses)]

    @cached_property
    def in_use(self) -> int:
        return sum(section.in_use and not section.is_default for section in self.sections.values())

    @cached_property
    def tell_apart(self) -> bool:
        return sum(section.in_use for section in self.sections.values()) > 1


# Where a request keeps the state that it has read; None outside requests.
_of_request: ContextVar['list[State] | None'] = ContextVar('state of the archive', default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it, the state of the archive is read once, when it is first needed."""
    token = _of_request.set([])
    try:
        yield
    finally:
        _of_request.reset(token)


class _Reading(NamedTuple):
    """A state as it was read, the `SNAPSHOT` of that, and the times from and until which it is right without commits:
    by then a scheduled article becomes public."""

    state: State
    snapshot: str
    since: datetime
    until: datetime | None


_last: _Reading | None = None


def read_state() -> State:
    """The state of the archive, which is read anew only where a transaction was committed since this process did."""
    known = _of_request.get()
    if known:
        return known[0]
    now = timezone.now()
    state = _unchanged(now) or _read(now)
    if known is not None:
        known.append(state)
    return state


def _unchanged(now: datetime) -> State | None:
    last = _last
    # A transaction sees what it has written itself.
    if not last or connection.in_atomic_block or now < last.since or (last.until and now >= last.until):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {SNAPSHOT}')
        return last.state if cursor.fetchone() == (last.snapshot,) else None


def _read(now: datetime) -> State:
    global _last
    with connection.cursor() as cursor:
        cursor.execute(SECTIONS, {'now': now, 'newest': NEWEST, 'pages': PAGES})
        rows = cursor.fetchall()
    _, snapshot, _, _, _, until, *_ = next(row for row in rows if row[-1] == 'snapshot')
    state = _state(tuple(row for row in rows if row[-1] != 'snapshot'))
    if snapshot and not connection.in_atomic_block:
        _last = _Reading(state, snapshot, now, until)
    return state


@lru_cache(maxsize=2)
def _state(rows: tuple[tuple, ...]) -> State:
    filed = [row for row in rows if row[-1] == 'category']
    sections = {row[0]: Section(*row[:6]) for row in filed}
    for pk, *_, parent, _, _ in filed:
        if parent:
            sections[pk].parent = sections[parent]
            sections[parent].children.append(sections[pk])
    pages = [(title or slug, _page_address(slug)) for _, title, slug, *_, kind in rows if kind == 'page']
    has_corrections = any(row[-1] == 'corrections' for row in rows)
    site = next((_site(row[1]) for row in rows if row[-1] == 'site'), Site())
    pages.sort(key=lambda page: page[0].casefold())
    chosen = sorted((row for row in rows if row[-1] == 'on the front page'), key=lambda row: (row[4], row[0]))
    on_front = [(sections[row[0]], row[6]) for row in chosen if sections[row[0]].in_use]
    return State(sections, pages, has_corrections, site, _menus(rows, sections), on_front)


def _menus(rows: tuple[tuple, ...], sections: dict[int, Section]) -> dict[str, list[tuple[str, str]]]:
    menus: dict[str, list[tuple[str, str]]] = {menu: [] for menu in MenuLink.Menu}
    links = [row for row in rows if row[-1] in ('link', 'link to a page')]
    for _pk, label, target, menu, _position, _, category, _, kind in sorted(links, key=lambda row: (row[4], row[0])):
        section = sections.get(category)
        if section and section.in_use:
            menus[menu].append((label or section.name, section.address))
        elif not category:
            menus[menu].append((label or target, target if kind == 'link' else _page_address(target)))
    return menus


def _site(values: str) -> Site:
    stored = json.loads(values)
    logo = stored.pop('logo')
    site = Site(**stored)
    site.logo = Media(**logo) if logo else None
    return site


@lru_cache
def _page_address(slug: str) -> str:
    return Article(kind=Article.Kind.PAGE, slug=slug).get_absolute_url()
