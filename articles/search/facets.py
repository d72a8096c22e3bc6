"""What results can be narrowed to, and what they are narrowed to already, as links."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.lists import Section, Sections
from articles.models import Author, Tag

from .question import Question
from .results import Search

MOST_SECTIONS, MOST_NAMES = 15, 10


@dataclass(frozen=True)
class Choice:
    """Something that results can be narrowed to, how many would be left, and the address of those."""

    name: str
    count: int
    question: Question

    @property
    def address(self) -> str:
        return self.question.address()


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
    """The facets that have a choice left, and what is chosen, in two queries."""
    question = search.question
    found, chosen = [], []
    if section:
        above = section.lineage[-2] if len(section.lineage) > 1 else None
        chosen.append(Chosen(_('Section'), section.name, question.but(category=path(above)).address()))
    shown = section.shown_below if section else sections
    counts = search.commonest('category', MOST_SECTIONS, frozenset(one.pk for one in shown))
    below = [(sections.get(pk), n) for pk, n in counts.items()]
    found.append(Facet(_('Section'), [Choice(one.name, n, question.but(category=path(one))) for one, n in below]))
    for kind, name, field, model in (
        (_('Topic'), 'tag', 'tags', Tag),
        (_('Author'), 'author', 'authors', Author),
    ):
        slugs = getattr(question, field)
        counts = search.commonest(name, most(slugs))
        wanted = model.objects.filter(Q(pk__in=counts) | Q(slug__in=slugs)).order_by()
        known = list(wanted.values_list('pk', 'slug', 'name', named=True))
        names = {one.slug: one.name for one in known}
        for slug in slugs:
            rest = tuple(other for other in slugs if other != slug)
            chosen.append(Chosen(kind, names.get(slug, slug), question.but(**{field: rest}).address()))
        by_pk = {one.pk: one for one in known if one.slug not in slugs}
        choices = [
            Choice(by_pk[pk].name, n, question.but(**{field: (*slugs, by_pk[pk].slug)}))
            for pk, n in counts.items()
            if pk in by_pk
        ]
        found.append(Facet(kind, choices))
    return [facet for facet in found if facet.choices], chosen


def path(section: Section | None) -> str:
    """How a section stands in the address of a search."""
    return '/'.join(above.slug for above in section.lineage) if section else ''


def most(chosen: tuple[str, ...]) -> int:
    """How many are wanted of which some are chosen already, since those are not shown again."""
    return MOST_NAMES + len(chosen)
