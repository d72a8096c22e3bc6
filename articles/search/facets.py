"""Facets: the sections, tags and authors to narrow results to, the ones chosen already, and typical tags, as links."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.lists import Section, Sections
from articles.search.params import BLANK, SearchParams

from . import words
from .results import Search
from .schema import Term

MOST_SECTIONS, MOST_NAMES, MOST_TYPICAL = 15, 10, 4
# Raw SQL, as all queries of a page of results: Django takes longer to compile them than PostgreSQL to run them.
# Whoever guesses a slug is not told the name that only drafts have.
NAMES = """
SELECT 'tag', id, name, slug FROM articles_tag tag WHERE id = ANY(%s) OR slug = ANY(%s)
    AND EXISTS (SELECT FROM articles_articletag WHERE tag_id = tag.id AND listed_from <= now()) UNION ALL
SELECT 'author', id, name, slug FROM articles_author author WHERE id = ANY(%s) OR slug = ANY(%s)
    AND EXISTS (SELECT FROM articles_byline WHERE author_id = author.id AND listed_from <= now())
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A section, tag or author that results can be narrowed to, and the number of results that would remain; or the
    page of a tag, and the number of articles there."""

    name: str
    count: int
    url: str


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


class Narrowing(NamedTuple):
    """The facets that offer a choice, what has been chosen, the pages of what the query is the name of; and of the tags
    that are typical of the results, the results that have each (`narrower`), and all articles that do (`like`)."""

    shown: list[Facet]
    chosen: list[Chosen]
    named: list[Chosen]
    narrower: list[Choice]
    like: list[Choice]


def facets(search: Search, sections: Sections, section: Section | None) -> Narrowing:
    """What results can be narrowed to. Takes one query besides that of `sections`."""
    params = search.params
    shown, chosen = [_section_facet(search, sections, section)], []
    if section:
        parent = section.lineage[-2] if len(section.lineage) > 1 else None
        chosen.append(Chosen(_('Section'), section.name, params.replace(category=path(parent)).url()))
    commonest = {
        name: search.commonest(name, most(slugs)) for name, slugs in (('tag', params.tags), ('author', params.authors))
    }
    typical = search.typical_tags(MOST_TYPICAL)
    terms = _terms(params, commonest | {'tag': commonest['tag'] | typical})
    for kind, name, field in ((_('Topic'), 'tag', 'tags'), (_('Author'), 'author', 'authors')):
        slugs = getattr(params, field)
        names = {term.slug: term.name for term in terms[name].values()}
        for slug in slugs:
            rest = tuple(other for other in slugs if other != slug)
            chosen.append(Chosen(kind, names.get(slug, slug), params.replace(**{field: rest}).url()))
        url = params.urls(**{field: (*slugs, BLANK)})
        choices = [
            Choice(term.name, n, url(term.slug))
            for pk, n in commonest[name].items()
            if (term := terms[name].get(pk)) and term.slug not in slugs
        ]
        shown.append(Facet(kind, choices))
    return Narrowing(
        [facet for facet in shown if facet.choices],
        chosen,
        [] if params.is_narrowed else _named(params.text, sections, terms),
        *_by_tags(search, typical, terms['tag']),
    )


def by_typical_tags(search: Search) -> tuple[list[Choice], list[Choice]]:
    """`Narrowing.narrower` and `Narrowing.like` alone. Takes one query."""
    typical = search.typical_tags(MOST_TYPICAL)
    return _by_tags(search, typical, _terms(search.params, {'tag': typical, 'author': {}})['tag'])


def _by_tags(search: Search, counts: dict[int, int], tags: dict[int, Term]) -> tuple[list[Choice], list[Choice]]:
    """Where to go by tags, given the number of results by their ids: to fewer results, and to more articles."""
    params, narrower, like = search.params, [], []
    url = params.urls(tags=(*params.tags, BLANK))
    for pk, n in counts.items():
        if not (tag := tags.get(pk)):
            continue
        if n < search.total and tag.slug not in params.tags:
            narrower.append(Choice(tag.name, n, url(tag.slug)))
        if (total := search.in_archive(tag.slug)) > n:
            like.append(Choice(tag.name, total, reverse('tag', args=[tag.slug])))
    return narrower, like


def _named(text: str, sections: Sections, terms: dict[str, dict[int, Term]]) -> list[Chosen]:
    """The pages of the top section, and of those of the commonest authors and tags, that the query is the name of."""
    typed = words.exact(text)
    if not typed:
        return []
    in_use = (one for one in sections if words.exact(one.name) == typed)
    named = [Chosen(_('Section'), one.name, one.address) for one in in_use]
    for kind, name in ((_('Author'), 'author'), (_('Topic'), 'tag')):
        of_name = [term for term in terms[name].values() if words.exact(term.name) == typed]
        named += [Chosen(kind, term.name, reverse(name, args=[term.slug])) for term in of_name]
    return named


def _section_facet(search: Search, sections: Sections, section: Section | None) -> Facet:
    """The sections right below the chosen one, or those at the top."""
    below = section.visible_children if section else sections
    counts = search.commonest('category', MOST_SECTIONS, frozenset(one.pk for one in below))
    choices = [(child, n) for pk, n in counts.items() if (child := sections.get(pk))]
    url = search.params.urls(category=BLANK)
    return Facet(_('Section'), [Choice(child.name, n, url(path(child))) for child, n in choices])


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
