"""Pages of results, on which near-duplicates are folded behind the first of them, wherever they would have stood."""

from functools import cached_property
from typing import NamedTuple

from articles.models import Article

from .results import DEEPEST, SIZE, WINDOW, Search

# Raw SQL: Django takes longer to compile this query than PostgreSQL to run it, and every page of results runs it.
RESULTS = """
SELECT id, kind, slug, title, language, published_on, standfirst, body_text,
    ARRAY(
        SELECT json_build_object('name', w.name, 'slug', w.slug)
        FROM articles_byline b JOIN articles_author w ON w.id = b.author_id WHERE b.article_id = a.id ORDER BY position
    ) AS byline,
    ARRAY(
        SELECT category_id FROM articles_articlecategory WHERE article_id = a.id ORDER BY is_primary DESC, id LIMIT 1
    ) AS filed_under,
    (
        SELECT json_build_object('file', file, 'alt', alt, 'caption', caption, 'width', width, 'height', height)
        FROM articles_media WHERE id = COALESCE(a.lead_image_id, articles_first_picture(a.body_html))
    ) AS lead,
    ARRAY(
        SELECT t.name FROM articles_articletag l JOIN articles_tag t ON t.id = l.tag_id WHERE l.article_id = a.id
        ORDER BY t.name
    ) AS tag_names
FROM articles_article a WHERE id = ANY(%s) AND public_from <= %s
"""


class Shown(NamedTuple):
    """A result on a page: an article with the fields that are shown, the words of the query that it lacks (None if it
    has them all), and the near-duplicates that are folded behind it."""

    article: Article
    lacks: tuple[str, ...] | None
    alike: list[Article]


class Pages:
    """The pages of a search. Of those that have all words, the first 200 are compared, and of the others, too."""

    def __init__(self, search: Search) -> None:
        self.search = search

    def page(self, number: int) -> list[Shown]:
        """The results on a page, counted from 1; none beyond the last."""
        start = (number - 1) * SIZE
        groups = self._with_all(start)
        lacks: dict[int, tuple[str, ...] | None] = {}
        if len(groups) < SIZE and self._most:
            first = max(start - self.search.rows, 0)
            further = self._most[first : first + SIZE - len(groups)]
            lacks = dict(self.search.with_what_they_lack([group[0] for group in further]))
            groups = groups + further
        pks = [pk for group in groups for pk in group]
        articles = {one.pk: one for one in Article.objects.raw(RESULTS, [pks, self.search.at])}
        shown = []
        for group in groups:
            present = [articles[pk] for pk in group if pk in articles]
            if present:
                shown.append(Shown(present[0], lacks.get(group[0]), present[1:]))
        return shown

    @property
    def pageable(self) -> int:
        """The number of results that pages show, without those that are folded behind others."""
        return min(self.search.rows + len(self._most), DEEPEST)

    @cached_property
    def folded(self) -> dict[int, int]:
        """The ids of the near-duplicates, each with the id of the article that it is folded behind."""
        return {pk: first for first, *others in (*self.search.groups, *self._most) for pk in others}

    def _with_all(self, start: int) -> list[list[int]]:
        groups = self.search.groups[start : start + SIZE]
        if len(groups) == SIZE or len(self.search.groups) + self.search.folded < WINDOW:
            return groups
        beyond = max(start, len(self.search.groups)) + self.search.folded
        return groups + [[pk] for pk in self.search.ids(beyond, SIZE - len(groups))]

    @cached_property
    def _most(self) -> list[list[int]]:
        ids = self.search.also.ids
        if not ids:
            return []
        compared = self.search.remembered('groups of most', lambda: self.search.grouped(ids[:WINDOW]))
        return [*compared, *([pk] for pk in ids[WINDOW:])]
