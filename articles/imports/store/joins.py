"""Joins articles with the items they show, which may be imported later or from another file.

Articles that an editor has changed since their import are left alone.
"""

import json
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.db.models import F

from articles.db.batches import batches
from articles.imports.store.files import path_of_attachment
from articles.imports.store.links import ImportedBody
from articles.models import Article, KeptItem, Media
from articles.text import placeholders, plain, sanitise
from articles.text.placeholders import Arrived, File

from . import links

BATCH = 200


def join_lead_images() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE articles_article a SET lead_image_id = m.id FROM articles_media m
            WHERE a.lead_image_id IS NULL AND a.lead_image_key <> '' AND m.source_key = a.lead_image_key
                AND a.version = a.imported_version
            """
        )


def fill_bodies() -> None:
    """Replaces placeholders in bodies by the pictures, recordings and shared blocks they stand for, and pending links.

    Touches only articles with `pending_keys`.
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
        rows = []
        for article in batch:
            rows += _changed(article, *linked[article.pk])
        _write(rows)


def _filled(article: Article, imported: dict[str, dict]) -> str:
    keys = article.pending_keys
    arrived = Arrived(**{kind: {_number(k): known[k] for k in keys if k in known} for kind, known in imported.items()})
    body = placeholders.fill(article.body_html, arrived)
    return body if body == article.body_html else sanitise.article_html(body)


def _changed(article: Article, body: str, pending_urls: list[str]) -> list[tuple[int, str, str, str]]:
    """The new row of an article, if it changes: primary key, body as HTML and as text, and pending keys as JSON."""
    site = article.source_key.removesuffix(_number(article.source_key))
    keys = [*(f'{site}{number}' for number in placeholders.numbers(body)), *pending_urls]
    changes = (body, keys) != (article.body_html, article.pending_keys)
    return [(article.pk, body, plain.from_html(body), json.dumps(keys))] if changes else []


def _write(rows: list[tuple[int, str, str, str]]) -> None:
    """One statement for all rows: the triggers run once per statement, and one article at a time they are expensive."""
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


def _imported(keys: Iterable[str]) -> dict[str, dict]:
    """The imported items among these keys: attachments, attachments by parent, and shared blocks as HTML."""
    files, files_of = {}, defaultdict(list)
    for media in Media.objects.filter(source_key__in=keys):
        files[media.source_key] = _file(media)
    children = Media.objects.filter(parent_key__in=keys)
    for media in sorted(children, key=lambda media: (int(media.meta.get('menu_order') or 0), media.pk)):
        files_of[media.parent_key].append(_file(media))
    blocks = KeptItem.objects.filter(source_key__in=keys, kind='wp_block')
    return {
        'files': files,
        'files_of': files_of,
        'blocks': {block.source_key: block.record['body_html'] for block in blocks},
    }


def _file(media: Media) -> File:
    """With the URL that it has here, though the file itself may be imported later."""
    path = path_of_attachment(media.source_url, media.meta)
    url = f'{settings.MEDIA_URL}{path}' if path and not media.file else media.address
    return File(url, media.alt, media.caption)


def _number(key: str) -> str:
    return key.rpartition(':')[2]
