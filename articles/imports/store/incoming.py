"""One article record on its way into the database, with what the store has found out about it so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from articles.db.copy import new_ids
from articles.imports.store import counterparts
from articles.imports.store.links import LinkedBody
from articles.models import Article
from articles.readers.digests import comments_digest, digest
from articles.readers.record import ArticleRecord

ARTICLE_KINDS = {'post': Article.Kind.ARTICLE, 'page': Article.Kind.PAGE}
_ERASED = ExpressionWrapper(
    Q(provenance__original__isnull=False, provenance__original__content=None), output_field=BooleanField()
)


@dataclass(eq=False)
class Incoming:
    """A record and the article it becomes.

    `existing` is the article as it was before this batch, with `original_id` and `erased` (whether its original was
    erased); None for a new one. `outcome` is created, updated, unchanged or conflict. `slug`, `body` and `columns` are
    filled in for those that are written or in conflict.
    """

    record: ArticleRecord
    pk: int
    existing: Article | None
    outcome: str = 'unchanged'
    slug: str = ''
    body: LinkedBody | None = None
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.existing is None

    @property
    def is_erased(self) -> bool:
        return self.existing is not None and self.existing.erased

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether the article came from a saved page and the record from an export of the same site, or the reverse."""
        formats = {self.record.body_format, self.existing.body_format} if self.existing else set()
        return formats == {'wordpress', 'html'}

    @property
    def is_poorer(self) -> bool:
        """Whether the article came from an export, and the record is a saved page of it, which never has as much."""
        return self.is_from_elsewhere and self.record.body_format == 'html'

    @property
    def kind(self) -> str:
        return ARTICLE_KINDS[self.record.kind].value

    @property
    def digest(self) -> str:
        return digest(self.record)

    @property
    def comments_digest(self) -> str:
        return comments_digest(self.record)

    @property
    def import_digests(self) -> tuple[str, ...]:
        """The digests of all imported versions, this one included."""
        return with_digest(self.existing.import_digests if self.existing else (), self.digest)

    @property
    def comments_digests(self) -> tuple[str, ...]:
        return with_digest(self.existing.comments_digests if self.existing else (), self.comments_digest)


def look_up(records: list[ArticleRecord]) -> list[Incoming]:
    """Looks up the articles of records, in one query, and reserves primary keys for those that are new.

    The outcome of each is created or unchanged, until its digest is compared.
    """
    existing = _at_keys({record.source_key: record.source_key for record in records})
    missing = [record for record in records if record.source_key not in existing]
    existing |= _at_keys(counterparts.of_saved_pages(missing)) | _at_keys(counterparts.of_exports(missing))
    reserved_ids = iter(new_ids(Article, sum(record.source_key not in existing for record in records)))
    items = []
    for record in records:
        article = existing.get(record.source_key)
        outcome = 'unchanged' if article else 'created'
        items.append(Incoming(record, article.pk if article else next(reserved_ids), article, outcome))
    return items


def _at_keys(keys: dict[str, str]) -> dict[str, Article]:
    """The articles at the keys that are the values, by the keys of `keys`."""
    articles = {
        article.source_key: article
        for article in Article.objects.filter(source_key__in=keys.values())
        .only('source_key', 'body_format', 'import_digests', 'comments_digests', 'version', 'imported_version')
        .annotate(original_id=F('provenance__original'), erased=_ERASED)
    }
    return {key: articles[stored] for key, stored in keys.items() if stored in articles}


def with_outcome(items: Iterable[Incoming], *outcomes: str) -> list[Incoming]:
    """The items with one of these outcomes, in order."""
    return [item for item in items if item.outcome in outcomes]


def with_digest(digests: Iterable[str], digest: str) -> tuple[str, ...]:
    """These digests, with `digest` at the end if it is new and not empty."""
    digests = tuple(digests)
    return digests if not digest or digest in digests else (*digests, digest)
