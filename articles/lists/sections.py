"""The tree of categories, whole, in one query: a few hundred rows that every page needs for its addresses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from .addresses import spellings

# Written out: every page asks it, and Django takes longer to write it than PostgreSQL to answer it.
SECTIONS = """
SELECT id, name, slug, description,
    EXISTS (SELECT FROM articles_categorylisting WHERE category_id = category.id AND listed_from <= %s), parent_id
FROM articles_category category ORDER BY name, id
"""


@dataclass(eq=False)
class Section:
    """A category in its place. `in_use`: it, or one below it, has articles that readers may see."""

    pk: int
    name: str
    slug: str
    description: str
    in_use: bool
    above: 'Section | None' = field(default=None, repr=False)
    below: 'list[Section]' = field(default_factory=list, repr=False)

    @cached_property
    def lineage(self) -> 'list[Section]':
        """The sections from the top down to this one; a loop among them is cut."""
        lineage, section = [], self
        while section and section not in lineage:
            lineage.insert(0, section)
            section = section.above
        return lineage

    @cached_property
    def address(self) -> str:
        return reverse('category', args=['/'.join(section.slug for section in self.lineage)])

    @property
    def shown_below(self) -> 'list[Section]':
        return [section for section in self.below if section.in_use]


class Sections:
    """Iterates over the sections at the top that are in use, in the order of their names. Read when first needed."""

    @cached_property
    def _all(self) -> dict[int, Section]:
        with connection.cursor() as cursor:
            cursor.execute(SECTIONS, [timezone.now()])
            rows = cursor.fetchall()
        found = {row[0]: Section(*row[:-1]) for row in rows}
        for pk, *_, parent in rows:
            if parent:
                found[pk].above = found[parent]
                found[parent].below.append(found[pk])
        return found

    def __iter__(self) -> Iterator[Section]:
        return (section for section in self._all.values() if section.in_use and not section.above)

    def get(self, pk: int) -> Section | None:
        return self._all.get(pk)

    def has(self, path: str) -> bool:
        """Whether a section, in use or not, has the last part of the path for its slug."""
        return any(section.slug in spellings(path.rpartition('/')[2]) for section in self._all.values())

    def at(self, path: str) -> Section:
        """The section with that path, or else the one its last part names, wherever it stands. Raises Http404."""
        parts = [spellings(slug) for slug in path.split('/')]
        namesakes = [section for section in self._all.values() if section.slug in parts[-1] and section.in_use]
        for section in namesakes:
            lineage = section.lineage
            if len(lineage) == len(parts) and all(s.slug in part for s, part in zip(lineage, parts, strict=True)):
                return section
        if not namesakes:
            raise Http404
        return min(namesakes, key=lambda section: (len(section.lineage), section.pk))
