"""Joins articles with the items they show, which may be imported later or from another file.

Articles that an editor has changed since their import are left alone.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F

from articles.db.batches import batches
from articles.imports.store.files import path_of_attachment
from articles.imports.store.links import ImportedBody
from articles.models import Article, KeptItem, Media
from articles.text import placeholders, plain, sanitise
from articles.text.placeholders import Contents, File

from . import links

BATCH = 200


def join_lead_images() -> None:
    """Gives articles without a lead image the one that their key names, if that is imported."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE articles_article a SET lead_image_id = m.id FROM articles_media m
            WHERE a.lead_image_id IS NULL AND a.lead_image_key <> '' AND m.source_key = a.lead_image_key
                AND a.version = a.imported_version
            """
        )


def fill_bodies() -> None:
    """Fills placeholders of pictures, recordings and shared blocks, and replaces links, where their items are imported.

    Reads only articles with `pending_keys`: the source keys of items that their bodies have placeholders of, and the
    URLs of links. Those of what is still not imported stay pending.
    """
    pending = Article.objects.exclude(pending_keys=[]).filter(version=F('imported_version'))
    pending = pending.only('body_html', 'pending_keys', 'source_key').annotate(url=F('provenance__url'))
    for batch in batches(pending, BATCH):
        imported = _imported({key for article in batch for key in article.pending_keys})
        linked = links.link_bodies(
            [
                ImportedBody(article.pk, article.source_key or '', article.url or '', _filled(article, imported))
                for article in batch
            ]
        )
        rows = [_changed_row(article, *linked[article.pk]) for article in batch]
        _write([row for row in rows if row])


def _filled(article: Article, imported: Contents) -> str:
    """The body with its placeholders filled. `imported` has its contents by source key, placeholders have numbers."""

    def by_number(contents: Mapping[str, Any]) -> dict[str, Any]:
        # Of this article's keys only: items of two sites may have the same number.
        return {_number(key): contents[key] for key in article.pending_keys if key in contents}

    body = placeholders.fill(article.body_html, Contents(*map(by_number, imported)))
    return body if body == article.body_html else sanitise.article_html(body)


def _changed_row(article: Article, body: str, pending_urls: list[str]) -> tuple[int, str, str, str] | None:
    """Primary key, body as HTML and as text, and pending keys as JSON; None if none of them changes."""
    site = article.source_key.removesuffix(_number(article.source_key))
    keys = [*(f'{site}{number}' for number in placeholders.numbers(body)), *pending_urls]
    if (body, keys) == (article.body_html, article.pending_keys):
        return None
    return article.pk, body, plain.from_html(body), json.dumps(keys)


def _write(rows: list[tuple[int, str, str, str]]) -> None:
    """Writes all rows with one statement, since the triggers run once for each."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE articles_article a SET body_html = row.html, body_text = row.text, pending_keys = row.keys
            FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::jsonb[]) AS row (id, html, text, keys)
            WHERE a.id = row.id AND a.version = a.imported_version
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )


def _imported(keys: Collection[str]) -> Contents:
    """What is imported of the items with these source keys, by source key."""
    children = defaultdict(list)
    media_of_parents = Media.objects.filter(parent_key__in=keys)
    for media in sorted(media_of_parents, key=lambda media: (int(media.meta.get('menu_order') or 0), media.pk)):
        children[media.parent_key].append(_file(media))
    blocks = KeptItem.objects.filter(source_key__in=keys, kind='wp_block')
    return Contents(
        files={media.source_key: _file(media) for media in Media.objects.filter(source_key__in=keys)},
        children=children,
        blocks={block.source_key: block.record['body_html'] for block in blocks},
    )


def _file(media: Media) -> File:
    """A picture or recording with the URL that it has here, even while its file is not imported yet."""
    path = path_of_attachment(media.source_url, media.meta)
    url = f'{settings.MEDIA_URL}{path}' if path and not media.file else media.address
    return File(url, media.alt, media.caption)


def _number(key: str) -> str:
    """The number of an item on its old site, which ends its source key."""
    return key.rpartition(':')[2]
