"""Former versions of articles: whoever saves an article keeps the current version first.

The values of a version are a JSON object: the columns of the article, except those that identify article and version or
can be derived; and `authors`, `categories` and `tags` as lists of {'id', 'name'}, in their order. In a
former version, `provenance` has its URL in the source, and where its values were found there.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import connection, models

from articles.models import Article, ArticleCategory, ArticleTag, Byline, Media
from articles.text import plain

LINKS = {'authors': (Byline, 'author'), 'categories': (ArticleCategory, 'category'), 'tags': (ArticleTag, 'tag')}
# The content of an article; and its URL and settings.
CONTENT = ('title', 'standfirst', 'body', 'authors', 'categories', 'tags', 'lead_image', 'language')
PLACE = ('slug', 'published', 'pinned', 'comments_open')
# The text is derived from the HTML, generated columns from others; the rest identifies article and version.
NO_VALUES = ('id', 'source_key', 'version', 'edited_by_id', 'body_text')
_GENERATED = [field.attname for field in Article._meta.concrete_fields if field.generated]

_VALUES = f"""
    to_jsonb(a) - ARRAY{[*NO_VALUES, *_GENERATED]}
    || jsonb_build_object(
        'authors', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name) ORDER BY l.position), '[]')
            FROM articles_byline l JOIN articles_author w ON w.id = l.author_id WHERE l.article_id = a.id
        ),
        'categories', (
            SELECT coalesce(
                jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) ORDER BY l.is_primary DESC, l.id), '[]'
            )
            FROM articles_articlecategory l JOIN articles_category c ON c.id = l.category_id WHERE l.article_id = a.id
        ),
        'tags', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) ORDER BY t.name, t.id), '[]')
            FROM articles_articletag l JOIN articles_tag t ON t.id = l.tag_id WHERE l.article_id = a.id
        )
    )
"""  # noqa: S608  (names of columns, all of them from above)
# A version that an import wrote has a run and an original. Its `modified` is the source's, so `saved` is the run's.
_KEEP = f"""
    INSERT INTO articles_revision (article_id, version, saved, by_id, run_id, document_id, original_id, "values")
    SELECT a.id, a.version, coalesce(r.started, a.modified), a.edited_by_id, r.id, p.document_id, p.original_id,
        {_VALUES} || jsonb_build_object('provenance', jsonb_build_object('url', p.url, 'fields', p.fields))
    FROM articles_article a
        LEFT JOIN articles_provenance p ON p.article_id = a.id
        LEFT JOIN articles_importrun r
            ON r.id = p.run_id AND a.version = a.imported_version AND a.edited_by_id IS NULL
    WHERE a.id = ANY (%s)
"""  # noqa: S608


class SourcedBody(NamedTuple):
    """A body as HTML, with its source in `format`, an `Article.Format`."""

    source: str
    format: str
    html: str


def keep(articles: Collection[int]) -> None:
    """Stores the current version of each article. Call it once before saving a new version, in the same transaction."""
    if articles:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [list(articles)])


def values(article: Article) -> dict[str, Any]:
    """The values of the current version."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {_VALUES} FROM articles_article a WHERE a.id = %s', [article.pk])  # noqa: S608
        return models.JSONField().from_db_value(cursor.fetchone()[0], None, connection)


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an article with these values, as Python values."""
    fields = {field.attname: field for field in Article._meta.concrete_fields}
    written = {name: fields[name].to_python(value) for name, value in values.items() if name in fields}
    return written | {'body_text': plain.from_html(values['body_html'])}


def links(values: Mapping[str, Any]) -> dict[str, list[models.Model]]:
    """The authors, categories and tags in these values, in order, without those that have been deleted since."""
    linked = {}
    for name, (model, column) in LINKS.items():
        existing = model._meta.get_field(column).related_model.objects.in_bulk([one['id'] for one in values[name]])
        linked[name] = [existing[one['id']] for one in values[name] if one['id'] in existing]
    return linked


def set_links(article: Article, name: str, things: list[models.Model]) -> None:
    """Replaces its authors, categories or tags; their order counts, and the first category becomes the primary one."""
    model, column = LINKS[name]
    model.objects.filter(article=article).delete()
    rows = [model(article=article, **{column: thing}) for thing in things]
    for place, row in enumerate(rows):
        if name == 'authors':
            row.position = place
        elif name == 'categories':
            row.is_primary = place == 0
    model.objects.bulk_create(rows)


def content(values: Mapping[str, Any], names: Collection[str] = CONTENT) -> dict[str, Any]:
    """The named values as arguments for `publishing.save`."""
    columns_of, links_of = columns(values), links(values)
    derived = {'body': lambda: SourcedBody(values['body_source'], values['body_format'], values['body_html'])}
    derived['lead_image'] = lambda: lead_image(values)
    return {
        name: derived[name]() if name in derived else links_of[name] if name in LINKS else columns_of[name]
        for name in names
    }


def lead_image(values: Mapping[str, Any]) -> Media | None:
    """The lead image, found by its source key where an import has not joined it yet."""
    if 'lead_image_id' in values:
        return Media.objects.filter(pk=values['lead_image_id']).first()
    return Media.objects.filter(source_key=values['lead_image_key'] or None).first()
