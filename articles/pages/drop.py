"""Drops the kept pages that a change touches."""

import json
from collections.abc import Mapping

from django.db import connection

from articles import lists

from . import keys, store

MOST = 200  # changed articles: after more of them all pages are dropped, which is quicker than finding the right ones

# The public articles just before and after each of these, which show each other.
NEIGHBOURS = """
SELECT beside.id
FROM articles_article changed CROSS JOIN LATERAL (
    (
        SELECT id FROM articles_article
        WHERE kind = 'article' AND public_from <= now()
            AND (published_on, public_from, id) < (changed.published_on, changed.public_from, changed.id)
        ORDER BY published_on DESC, public_from DESC, id DESC LIMIT 1
    ) UNION ALL (
        SELECT id FROM articles_article
        WHERE kind = 'article' AND public_from <= now()
            AND (published_on, public_from, id) > (changed.published_on, changed.public_from, changed.id)
        ORDER BY published_on, public_from, id LIMIT 1
    )
) beside
WHERE changed.id = ANY(%s) AND changed.kind = 'article' AND changed.public_from <= now()
"""

# What transactions that began at most that many seconds ago have changed.
RECENT = """
SELECT article_id, bool_or(NOT comments) FROM articles_change
WHERE at >= now() - make_interval(secs => %s) GROUP BY article_id LIMIT %s
"""


def everything() -> None:
    store.drop([keys.SITE])


def touched(changed: Mapping[int, bool]) -> None:
    """Drops what shows these articles: for each, whether more than its comments changed. 0 is the site as a whole."""
    if changed:
        dropped = keys_of(changed)
        store.drop(dropped, shared=shared_by_all() if keys.LISTS in dropped else None)


def changes_since(seconds: float) -> None:
    """Drops what transactions of anybody have changed that began in the last `seconds`, without waiting for others."""
    with connection.cursor() as cursor:
        cursor.execute(RECENT, [seconds, MOST + 1])
        touched(dict(cursor.fetchall()))


def keys_of(changed: Mapping[int, bool]) -> set[str]:
    """The keys of the pages that show these articles, given as for `touched`; of all pages where they are many."""
    articles = [pk for pk, itself in changed.items() if itself]
    if 0 in changed or len(changed) > MOST:
        return {keys.SITE}
    dropped = {keys.COMMENTS, *map(keys.article, changed)}
    if articles:
        with connection.cursor() as cursor:
            cursor.execute(NEIGHBOURS, [articles])
            dropped |= {keys.LISTS, *(keys.article(pk) for (pk,) in cursor.fetchall())}
    return dropped


def shared_by_all() -> str:
    """What every page shows of the archive: sections, pages, whether sections tell anything apart, the corrections."""
    sections = lists.Sections()
    return json.dumps([sections.header, sections.footer, sections.tell_apart, sections.has_corrections])
