"""Authors, categories and tags of records, found in the database or made there, each asked for once."""

from django.db.models import Q

from articles.models import Author, Category, ImportRun, Tag
from articles.readers.record import AuthorRecord, TermRecord
from articles.text import slugs


class Terms:
    """Remembers every author, category and tag it has met.

    An author is the one with the same key of the same site; else the one of that address (slug) *and* name, so that
    two people who share an address on two sites stay two. A tag is its slug, a category its slug and its place. Sources
    that are no site, such as text copies, know no places: to them a category is the only one of that slug. What it
    makes is noted as made by `run`.
    """

    def __init__(self, site: str, run: ImportRun) -> None:
        self.site, self.run = site, run
        self.authors: dict[tuple[str, str], Author] = {}
        self.categories: dict[tuple[int | None, str], Category] = {}
        self.tags: dict[str, Tag] = {}

    def author(self, record: AuthorRecord) -> Author:
        slug = slugs.slugify(record.slug or record.name) or 'author'
        met = (record.key or slug, record.name)
        if met not in self.authors:
            self.authors[met] = self._known_author(record, slug) or self._new_author(record, slug)
        return self.authors[met]

    def category(self, record: TermRecord) -> Category:
        parent = self.category(record.parent) if record.parent else None
        slug = slugs.slugify(record.slug or record.name) or 'category'
        place = (parent and parent.pk, slug)
        if place not in self.categories:
            self.categories[place] = (
                self._placed(slug)
                or Category.objects.get_or_create(
                    parent=parent,
                    slug=slug,
                    defaults={'name': record.name[:200], 'description': record.description, 'run': self.run},
                )[0]
            )
        return self.categories[place]

    def tag(self, record: TermRecord) -> Tag:
        slug = slugs.slugify(record.slug or record.name) or 'tag'
        if slug not in self.tags:
            self.meet_tags([record])
        return self.tags[slug]

    def meet_tags(self, records: list[TermRecord]) -> None:
        """Finds or makes many tags in two queries."""
        wanted = {slugs.slugify(record.slug or record.name) or 'tag': record for record in records}
        unknown = {slug: record for slug, record in wanted.items() if slug not in self.tags}
        if unknown:
            Tag.objects.bulk_create(
                [
                    Tag(slug=slug, name=r.name[:200], description=r.description, run=self.run)
                    for slug, r in unknown.items()
                ],
                ignore_conflicts=True,
            )
            self.tags.update({tag.slug: tag for tag in Tag.objects.filter(slug__in=unknown)})

    def forget(self) -> None:
        """Drops what a rolled-back transaction may have made."""
        self.authors.clear()
        self.categories.clear()
        self.tags.clear()

    def _known_author(self, record: AuthorRecord, slug: str) -> Author | None:
        if record.key and (known := Author.objects.filter(source_key=self._key(record)).first()):
            return known
        namesakes = Author.objects.filter(name__iexact=record.name, slug__startswith=slug)
        if record.key:
            # Two logins of one site are two people, whatever names they show.
            namesakes = namesakes.exclude(Q(source_key__isnull=False) & Q(source_key__startswith=f'{self.site}:'))
        return namesakes.order_by('pk').first()

    def _placed(self, slug: str) -> Category | None:
        namesakes = [] if self.site else list(Category.objects.filter(slug=slug)[:2])
        return namesakes[0] if len(namesakes) == 1 else None

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
