"""Reading the change journal: which articles have changed since, in an order that skips none.

Rows become visible in the order of commits, not of their numbers: a slow transaction's rows appear after later ones. So
a row is taken only once every transaction that could still add an earlier one has ended (`pg_snapshot_xmin`).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from articles.models import Article, Change

KEPT = timedelta(days=30)
MOST_AWAITED = 2000  # changes that are looked at again with each search


class Position(NamedTuple):
    """How far a follower has read: the last transaction and article it took, and the time up to which it saw articles
    come due (aware)."""

    xid: int
    article_id: int
    clock: datetime


def now() -> Position:
    """The present: everything committed so far lies before it, everything after it is still to be taken."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_snapshot_xmin(pg_current_snapshot())::text, now()')
        xmin, clock = cursor.fetchone()
    return Position(int(xmin) - 1, 2**62, clock)


def changes(after: Position, limit: int = 1000) -> tuple[list[int], Position]:
    """Up to `limit` articles that changed after a position, or came due since; and the position after them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT xid::text, article_id FROM articles_change
            WHERE (xid, article_id) > (%s::text::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY xid, article_id LIMIT %s
            """,
            [str(after.xid), after.article_id, limit],
        )
        rows = cursor.fetchall()
        cursor.execute('SELECT now()')
        (clock,) = cursor.fetchone()
    # Time publishes too: a scheduled article becomes public without a write.
    due = Article.objects.filter(public_from__gt=after.clock, public_from__lte=clock).values_list('pk', flat=True)
    changed = dict.fromkeys([article for _, article in rows] + list(due))
    last = (int(rows[-1][0]), rows[-1][1]) if rows else (after.xid, after.article_id)
    return list(changed), Position(*last, clock)


def last() -> tuple[int, int]:
    """The transaction and the article of the last change that is committed, whether or not it may be taken yet."""
    found = Change.objects.order_by('-xid', '-article_id').values_list('xid', 'article_id').first()
    return (int(found[0]), found[1]) if found else (0, 0)


def hidden_since(position: Position) -> list[int]:
    """Articles that changed after a position and that readers may not see now; of very many changes, some of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT c.article_id
            FROM (
                SELECT article_id FROM articles_change WHERE (xid, article_id) > (%s::text::xid8, %s)
                ORDER BY xid, article_id LIMIT %s
            ) c LEFT JOIN articles_article a ON a.id = c.article_id
            WHERE a.public_from IS NULL OR a.public_from > now()
            """,
            [str(position.xid), position.article_id, MOST_AWAITED],
        )
        return [article for (article,) in cursor.fetchall()]


def enter(articles: list[int]) -> None:
    """Has every follower take these articles up, as if they had changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO articles_change (article_id) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING', [articles]
        )


def is_lost(position: Position) -> bool:
    """Whether rows after a position may be gone: it is older than what is kept, or of another database's past."""
    present = now()
    return position.clock < present.clock - KEPT or position.xid > present.xid + 1


def trim() -> int:
    """Deletes rows that no follower may still ask for; returns how many."""
    return Change.objects.filter(at__lt=now().clock - KEPT - timedelta(days=1)).delete()[0]
