"""The articles that are shown beside an article: those published just before and after it, and those like it."""

from django.db import connection
from django.utils import timezone

from articles.models import Article, Media
from articles.search.related import related

RELATED = 4
SUBJECT = 4000  # characters of a text by which related articles are searched

# Raw SQL: PostgreSQL plans a union of three of Django's queries, each with its pictures, for twice as long.
BESIDE = """
WITH public AS NOT MATERIALIZED (
    SELECT id, kind, title, slug, language, published_on, public_from, lead_image_id, body_html
    FROM articles_article
    WHERE kind = 'article' AND public_from <= %(now)s
), beside AS (
    -- `published_on` lets the index begin at the day; the other condition excludes the rest of that day.
    (
        SELECT *, 'older' AS side FROM public
        WHERE published_on <= %(day)s
            AND (published_on < %(day)s OR public_from < %(moment)s OR (public_from = %(moment)s AND id < %(pk)s))
        ORDER BY published_on DESC, public_from DESC, id DESC LIMIT 1
    ) UNION ALL (
        SELECT *, 'newer' FROM public
        WHERE published_on >= %(day)s
            AND (published_on > %(day)s OR public_from > %(moment)s OR (public_from = %(moment)s AND id > %(pk)s))
        ORDER BY published_on, public_from, id LIMIT 1
    ) UNION ALL SELECT *, 'related' FROM public WHERE id = ANY(%(like)s)
)
SELECT side, beside.title, beside.id, kind, slug, language, published_on, media.id, file, alt, width, height
FROM beside LEFT JOIN articles_media media ON media.id = COALESCE(lead_image_id, articles_first_picture(body_html))
"""


def beside(article: Article) -> dict:
    """'neighbours': the articles published just before ('older') and after ('newer'); 'related': those like it.

    The article has to be fetched with the beginning of its text as `subject`.
    """
    like = related(article.pk, f'{article.title} {article.standfirst}', article.subject)
    given = {
        'now': timezone.now(),
        'day': article.published_on,
        'moment': article.public_from,
        'pk': article.pk,
        'like': like,
    }
    with connection.cursor() as cursor:
        cursor.execute(BESIDE, given)
        rows = cursor.fetchall()
    known = {row[2]: row for row in rows if row[0] == 'related'}
    return {
        'neighbours': {row[0]: _article(row) for row in rows if row[0] != 'related'},
        'related': [_article(row) for row in _different(article, [known[pk] for pk in like if pk in known])],
    }


def _different(article: Article, rows: list[tuple]) -> list[tuple]:
    """The first RELATED of these rows, without those that share a title: they are one story."""
    titles, distinct = {article.title.casefold()}, []
    for row in rows:
        if row[1].casefold() not in titles and len(distinct) < RELATED:
            titles.add(row[1].casefold())
            distinct.append(row)
    return distinct


def _article(row: tuple) -> Article:
    _, title, pk, kind, slug, language, day, *picture = row
    shown = Article(pk=pk, kind=kind, title=title, slug=slug, language=language, published_on=day)
    if picture[0]:
        shown.lead_image = Media(**dict(zip(('pk', 'file', 'alt', 'width', 'height'), picture, strict=True)))
    return shown
