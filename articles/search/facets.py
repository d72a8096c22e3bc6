"""What results can be narrowed to, and what they are narrowed to already, as links."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from articles.lists import Section, Sections
from articles.search.params import SearchParams

from .results import Search
from .schema import Term

MOST_SECTIONS, MOST_NAMES = 15, 10
# Written out like all that every page of results asks.
NAMES = """
SELECT 'tag', id, name, slug FROM articles_tag WHERE id = ANY(%s) OR slug = ANY(%s) UNION ALL
SELECT 'author', id, name, slug FROM articles_author WHERE id = ANY(%s) OR slug = ANY(%s)
"""


@dataclass(frozen=True)
class Choice:
    """Something that results can be narrowed to, how many would be left, and the address of those."""

    name: str
    count: int
    params: SearchParams

    @property
    def address(self) -> str:
        return self.params.address()


@dataclass(frozen=True)
class Facet:
    name: str
    choices: list[Choice]


@dataclass(frozen=True)
class Chosen:
    """What results are narrowed to, and the address of those that would be found without it."""

    kind: str
    name: str
    address: str


def facets(search: Search, sections: Sections, section: Section | None) -> tuple[list[Facet], list[Chosen]]:
    """The facets that have a choice left, and what is chosen, in one query."""
    params = search.params
    found, chosen = [], []
    if section:
        above = section.lineage[-2] if len(section.lineage) > 1 else None
        chosen.append(Chosen(_('Section'), section.name, params.replace(category=path(above)).address()))
    shown = section.shown_below if section else sections
    counts = search.commonest('category', MOST_SECTIONS, frozenset(one.pk for one in shown))
    below = [(sections.get(pk), n) for pk, n in counts.items()]
    found.append(Facet(_('Section'), [Choice(one.name, n, params.replace(category=path(one))) for one, n in below]))
    commonest = {
        name: search.commonest(name, most(slugs)) for name, slugs in (('tag', params.tags), ('author', params.authors))
    }
    named = _named(params, commonest)
    for kind, name, field in ((_('Topic'), 'tag', 'tags'), (_('Author'), 'author', 'authors')):
        slugs = getattr(params, field)
        names = {one.slug: one.name for one in named[name].values()}
        for slug in slugs:
            rest = tuple(other for other in slugs if other != slug)
            chosen.append(Chosen(kind, names.get(slug, slug), params.replace(**{field: rest}).address()))
        choices = [
            Choice(one.name, n, params.replace(**{field: (*slugs, one.slug)}))
            for pk, n in commonest[name].items()
            if (one := named[name].get(pk)) and one.slug not in slugs
        ]
        found.append(Facet(kind, choices))
    return [facet for facet in found if facet.choices], chosen


def _named(params: SearchParams, commonest: dict[str, dict[int, int]]) -> dict[str, dict[int, Term]]:
    """The topics and the authors that are the commonest, or chosen, by their ids."""
    ids = {name: list(counts) for name, counts in commonest.items()}
    named = {'tag': {}, 'author': {}}
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [ids['tag'], list(params.tags), ids['author'], list(params.authors)])
        for of, *term in cursor.fetchall():
            named[of][term[0]] = Term(*term)
    return named


def path(section: Section | None) -> str:
    """How a section stands in the address of a search."""
    return '/'.join(above.slug for above in section.lineage) if section else ''


def most(chosen: tuple[str, ...]) -> int:
    """How many are wanted of which some are chosen already, since those are not shown again."""
    return MOST_NAMES + len(chosen)
