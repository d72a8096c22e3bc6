"""Facets: the sections, tags and authors to narrow results to, and the ones chosen already, as links."""

from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.lists import Section, Sections
from articles.search.params import SearchParams

from . import words
from .results import Search
from .schema import Term

MOST_SECTIONS, MOST_NAMES = 15, 10
# Raw SQL, as all queries of a page of results: Django takes longer to compile them than PostgreSQL to run them.
NAMES = """
SELECT 'tag', id, name, slug FROM articles_tag WHERE id = ANY(%s) OR slug = ANY(%s) UNION ALL
SELECT 'author', id, name, slug FROM articles_author WHERE id = ANY(%s) OR slug = ANY(%s)
"""


@dataclass(frozen=True)
class Choice:
    """A section, tag or author that results can be narrowed to, and the number of results that would remain."""

    name: str
    count: int
    params: SearchParams

    @property
    def url(self) -> str:
        return self.params.url()


@dataclass(frozen=True)
class Facet:
    name: str
    choices: list[Choice]


@dataclass(frozen=True)
class Chosen:
    """Something that results are narrowed to, and the URL of the same search without it."""

    kind: str
    name: str
    url: str


def facets(
    search: Search, sections: Sections, section: Section | None
) -> tuple[list[Facet], list[Chosen], list[Chosen]]:
    """The facets that offer a choice, what has been chosen, and the pages of what the query is the name of.

    Takes one query besides that of `sections`.
    """
    params = search.params
    shown, chosen = [_section_facet(search, sections, section)], []
    if section:
        parent = section.lineage[-2] if len(section.lineage) > 1 else None
        chosen.append(Chosen(_('Section'), section.name, params.replace(category=path(parent)).url()))
    commonest = {
        name: search.commonest(name, most(slugs)) for name, slugs in (('tag', params.tags), ('author', params.authors))
    }
    terms = _terms(params, commonest)
    for kind, name, field in ((_('Topic'), 'tag', 'tags'), (_('Author'), 'author', 'authors')):
        slugs = getattr(params, field)
        names = {term.slug: term.name for term in terms[name].values()}
        for slug in slugs:
            rest = tuple(other for other in slugs if other != slug)
            chosen.append(Chosen(kind, names.get(slug, slug), params.replace(**{field: rest}).url()))
        choices = [
            Choice(term.name, n, params.replace(**{field: (*slugs, term.slug)}))
            for pk, n in commonest[name].items()
            if (term := terms[name].get(pk)) and term.slug not in slugs
        ]
        shown.append(Facet(kind, choices))
    named = [] if params.is_narrowed else _named(params.text, sections, terms)
    return [facet for facet in shown if facet.choices], chosen, named


def _named(text: str, sections: Sections, terms: dict[str, dict[int, Term]]) -> list[Chosen]:
    """The pages of the top section, and of those of the commonest authors and tags, that the query is the name of."""
    asked = words.exact(text)
    if not asked:
        return []
    in_use = (one for one in sections if words.exact(one.name) == asked)
    found = [Chosen(_('Section'), one.name, one.address) for one in in_use]
    for kind, name in ((_('Author'), 'author'), (_('Topic'), 'tag')):
        of_name = [term for term in terms[name].values() if words.exact(term.name) == asked]
        found += [Chosen(kind, term.name, reverse(name, args=[term.slug])) for term in of_name]
    return found


def _section_facet(search: Search, sections: Sections, section: Section | None) -> Facet:
    """The sections right below the chosen one, or those at the top."""
    below = section.visible_children if section else sections
    counts = search.commonest('category', MOST_SECTIONS, frozenset(one.pk for one in below))
    choices = [(child, n) for pk, n in counts.items() if (child := sections.get(pk))]
    return Facet(
        _('Section'), [Choice(child.name, n, search.params.replace(category=path(child))) for child, n in choices]
    )


def _terms(params: SearchParams, commonest: dict[str, dict[int, int]]) -> dict[str, dict[int, Term]]:
    """The tags and authors that are the commonest, or chosen, by their ids."""
    ids = {name: list(counts) for name, counts in commonest.items()}
    terms: dict[str, dict[int, Term]] = {'tag': {}, 'author': {}}
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [ids['tag'], list(params.tags), ids['author'], list(params.authors)])
        for name, *row in cursor.fetchall():
            terms[name][row[0]] = Term(*row)
    return terms


def path(section: Section | None) -> str:
    """The value of the parameter `category` for a section: 'world/asia'."""
    return '/'.join(parent.slug for parent in section.lineage) if section else ''


def most(chosen: tuple[str, ...]) -> int:
    """How many of the commonest tags or authors to count, since the chosen ones among them are not offered again."""
    return MOST_NAMES + len(chosen)
