"""The tree of categories, read in one query: a few hundred rows, which every page needs for its URLs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from .addresses import spellings

# Raw SQL: every page runs this query, and Django takes longer to compile it than PostgreSQL to run it.
SECTIONS = """
SELECT id, name, slug, description,
    EXISTS (SELECT FROM articles_categorylisting WHERE category_id = category.id AND listed_from <= %s), parent_id
FROM articles_category category ORDER BY name, id
"""


@dataclass(eq=False)
class Section:
    """A category in its tree. `in_use` says that it, or a category below it, has public articles."""

    pk: int
    name: str
    slug: str
    description: str
    in_use: bool
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

    @property
    def visible_children(self) -> 'list[Section]':
        return [section for section in self.children if section.in_use]


class Sections:
    """All sections, read when first needed. Iterates over the top ones that are in use, by name."""

    @cached_property
    def _all(self) -> dict[int, Section]:
        with connection.cursor() as cursor:
            cursor.execute(SECTIONS, [timezone.now()])
            rows = cursor.fetchall()
        sections = {row[0]: Section(*row[:-1]) for row in rows}
        for pk, *_, parent in rows:
            if parent:
                sections[pk].parent = sections[parent]
                sections[parent].children.append(sections[pk])
        return sections

    def __iter__(self) -> Iterator[Section]:
        return (section for section in self._all.values() if section.in_use and not section.parent)

    def get(self, pk: int) -> Section | None:
        return self._all.get(pk)

    def has(self, path: str) -> bool:
        """Whether the last part of the path is the slug of a section, in use or not."""
        return any(section.slug in spellings(path.rpartition('/')[2]) for section in self._all.values())

    def at(self, path: str) -> Section:
        """The section with this path, or else the topmost one with its last part as slug. Raises Http404."""
        parts = [spellings(slug) for slug in path.split('/')]
        candidates = [section for section in self._all.values() if section.slug in parts[-1] and section.in_use]
        for section in candidates:
            lineage = section.lineage
            if len(lineage) == len(parts) and all(s.slug in part for s, part in zip(lineage, parts, strict=True)):
                return section
        if not candidates:
            raise Http404
        return min(candidates, key=lambda section: (len(section.lineage), section.pk))
