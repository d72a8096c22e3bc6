"""Finds or creates the authors, categories and tags of records."""

from collections.abc import Iterable

from django.db.models import Model, Q

from articles.models import Author, Category, ImportRun, Tag, TermMerge
from articles.readers.record import AuthorRecord, TermRecord
from articles.text import slugs


class Terms:
    """Caches the authors, categories and tags of one site, and creates those that are missing as part of `run`.

    An author is identified by key and site, or else by slug *and* name, so that two people with the same slug on two
    sites stay two. A tag is identified by its slug, a category by its slug and parent. A source that is not a site,
    such as a text copy, does not know parents: there a slug alone is enough if only one category has it. What editors
    merged into another is that other one, unless it is there again.
    """

    def __init__(self, site: str, run: ImportRun) -> None:
        self.site, self.run = site, run
        self.authors: dict[tuple[str, str], Author] = {}
        self.categories: dict[tuple[int | None, str], Category] = {}
        self.tags: dict[str, Tag] = {}
        self.merges: dict[type[Model], list[tuple[dict, Model]]] = {}

    def author(self, record: AuthorRecord) -> Author:
        slug = slugs.slugify(record.slug or record.name) or 'author'
        identity = (record.key or slug, record.name)
        if identity not in self.authors:
            self.authors[identity] = self._existing_author(record, slug) or self._new_author(record, slug)
        return self.authors[identity]

    def load_authors(self, records: Iterable[AuthorRecord]) -> None:
        """Finds those of the site's own authors that an import has made before, in one query."""
        by_key = {self._key(record): record for record in records if record.key}
        for author in Author.objects.filter(source_key__in=by_key):
            record = by_key[author.source_key]
            self.authors[record.key, record.name] = author

    def category(self, record: TermRecord) -> Category:
        parent = self.category(record.parent) if record.parent else None
        slug = slugs.slugify(record.slug or record.name) or 'category'
        identity = (parent and parent.pk, slug)
        if identity not in self.categories:
            self.categories[identity] = (
                self._only_category(slug)
                or self._merged_category(parent, slug)
                or Category.objects.get_or_create(
                    parent=parent,
                    slug=slug,
                    defaults={'name': record.name[:200], 'description': record.description, 'run': self.run},
                )[0]
            )
        return self.categories[identity]

    def tag(self, record: TermRecord) -> Tag:
        slug = slugs.slugify(record.slug or record.name) or 'tag'
        if slug not in self.tags:
            self.load_tags([record])
        return self.tags[slug]

    def load_tags(self, records: list[TermRecord]) -> None:
        """Finds or creates many tags in two queries, and one that is made once."""
        by_slug = {slugs.slugify(record.slug or record.name) or 'tag': record for record in records}
        unknown = {slug: record for slug, record in by_slug.items() if slug not in self.tags}
        if unknown:
            merged = {columns['slug']: into for columns, into in self._merged(Tag) if columns['slug'] in unknown}
            Tag.objects.bulk_create(
                [
                    Tag(slug=slug, name=r.name[:200], description=r.description, run=self.run)
                    for slug, r in unknown.items()
                    if slug not in merged
                ],
                ignore_conflicts=True,
            )
            self.tags |= merged | {tag.slug: tag for tag in Tag.objects.filter(slug__in=unknown)}

    def forget(self) -> None:
        """Empties the cache, which may hold what a rolled-back transaction created."""
        self.authors.clear()
        self.categories.clear()
        self.tags.clear()
        self.merges.clear()

    def _existing_author(self, record: AuthorRecord, slug: str) -> Author | None:
        if record.key and (author := Author.objects.filter(source_key=self._key(record)).first()):
            return author
        for columns, into in self._merged(Author):
            if record.key and columns['source_key'] == self._key(record):
                return into
        namesakes = Author.objects.filter(name__iexact=record.name, slug__startswith=slug)
        if record.key:
            # Two logins of one site are two people, even under the same name.
            namesakes = namesakes.exclude(Q(source_key__isnull=False) & Q(source_key__startswith=f'{self.site}:'))
        if (namesake := namesakes.order_by('pk').first()) or record.key:
            return namesake
        merged = self._merged(Author)
        return next((into for old, into in merged if (old['slug'], old['name']) == (slug, record.name)), None)

    def _only_category(self, slug: str) -> Category | None:
        namesakes = [] if self.site else list(Category.objects.filter(slug=slug)[:2])
        return namesakes[0] if len(namesakes) == 1 else None

    def _merged_category(self, parent: Category | None, slug: str) -> Category | None:
        identity = (parent and parent.pk, slug)
        merged = (into for old, into in self._merged(Category) if (old['parent_id'], old['slug']) == identity)
        into = next(merged, None)
        return None if into and Category.objects.filter(parent=parent, slug=slug).exists() else into

    def _merged(self, model: type[Model]) -> list[tuple[dict, Model]]:
        if model not in self.merges:
            self.merges[model] = TermMerge.objects.in_force(model)
        return self.merges[model]

    def _new_author(self, record: AuthorRecord, slug: str) -> Author:
        return Author.objects.create(
            name=record.name[:200],
            slug=slugs.free(slug, set(Author.objects.filter(slug__startswith=slug).values_list('slug', flat=True))),
            bio=record.bio,
            email=record.email[:254],
            source_key=self._key(record) if record.key else None,
            run=self.run,
        )

    def _key(self, record: AuthorRecord) -> str:
        return f'{self.site}:{record.key}'
