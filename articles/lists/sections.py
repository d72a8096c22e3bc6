"""The sections of the archive as pages show them."""

from collections.abc import Iterator
from functools import cached_property

from django.http import Http404

from .state import Section, State, read_state
from .url_lookup import spellings


class Sections:
    """All sections, read when first needed. Iterates over the top ones that are in use, by name."""

    @cached_property
    def state(self) -> State:
        return read_state()

    @property
    def _all(self) -> dict[int, Section]:
        return self.state.sections

    @property
    def pages(self) -> list[tuple[str, str]]:
        """The (title, URL) of each public page, such as *About*, that is not below another, and has a text."""
        return self.state.pages

    @property
    def on_front(self) -> list[tuple[Section, int]]:
        """The sections that editors chose for the front page, in order, with how many articles each; empty without."""
        return self.state.on_front

    @property
    def header(self) -> list[tuple[str, str]]:
        """The (label, URL) of each link at the top of every page: those of the editors, or else the main sections."""
        return self.state.header

    @property
    def footer(self) -> list[tuple[str, str]]:
        """The (label, URL) of each link at the foot: those of the editors, then every page that is not among them."""
        return self.state.footer

    @property
    def has_corrections(self) -> bool:
        """Whether there are corrections of articles to list."""
        return self.state.has_corrections

    @property
    def main(self) -> list[Section]:
        """The top sections with most of the newest articles, by name. Where one holds all others, those below it; where
        there is only one at all, none."""
        return self.state.main

    @property
    def by_address(self) -> dict[str, int]:
        """The ids of all sections, by their URLs."""
        return {section.address: section.pk for section in self._all.values()}

    @property
    def in_use(self) -> int:
        """The number of sections, at every depth, that have public articles."""
        return self.state.in_use

    @property
    def tell_apart(self) -> bool:
        """Whether they say anything about an article: not where there is only one, in which all are filed."""
        return self.state.tell_apart

    def __iter__(self) -> Iterator[Section]:
        return iter(self.state.top)

    def of(self, article) -> Section | None:
        """The first section an article is filed under, from `filed_under`, that says something about it."""
        filed = (self.get(pk) for pk in article.filed_under)
        return next((section for section in filed if section and not section.is_default), None)

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
