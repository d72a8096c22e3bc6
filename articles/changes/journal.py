"""Reads the change journal: which articles have changed since a position, without skipping any.

Rows become visible in the order of commits, not of transaction ids: those of a slow transaction appear late. So a row
is read only once every transaction that could still add an earlier one has ended (`pg_snapshot_xmin`).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from articles.models import Article, Change

KEPT = timedelta(days=30)  # how long a follower may stop and still find all changes since
AFTER_ALL_ARTICLES = 2**62
MOST_CHECKED = 2000  # changes that are checked again with each search


class Position(NamedTuple):
    """How far a follower has read: the last transaction and article in the journal, and a time, the `clock`.

    Scheduled articles become public without a row in the journal; those due until the clock (aware) are read.
    """

    xid: int
    article_id: int
    clock: datetime


def now() -> Position:
    """The end of what can be read now: all changes that are committed later come after it.

    So do a few committed ones, if an older transaction is still running; a follower that starts here reads them again.
    """
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_snapshot_xmin(pg_current_snapshot())::text, now()')
        xmin, clock = cursor.fetchone()
    return Position(int(xmin) - 1, AFTER_ALL_ARTICLES, clock)


def changes(after: Position, limit: int = 1000) -> tuple[list[int], Position]:
    """(primary keys, new position): articles that changed or became public after a position, each once.

    Reads up to `limit` rows of the journal; the articles that became public by time alone come on top of those.
    """
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
    due = Article.objects.filter(public_from__gt=after.clock, public_from__lte=clock).values_list('pk', flat=True)
    changed = dict.fromkeys([article for _, article in rows] + list(due))
    xid, article_id = rows[-1] if rows else (after.xid, after.article_id)
    return list(changed), Position(int(xid), article_id, clock)


def last() -> tuple[int, int]:
    """Transaction and article of the last committed change, even where `changes` does not return it yet."""
    row = Change.objects.order_by('-xid', '-article_id').values_list('xid', 'article_id').first()
    return (int(row[0]), row[1]) if row else (0, 0)


def hidden_since(position: Position) -> list[int]:
    """Articles among the first 2,000 changes after a position that are not public now."""
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
            [str(position.xid), position.article_id, MOST_CHECKED],
        )
        return [article for (article,) in cursor.fetchall()]


def enter(articles: list[int]) -> None:
    """Adds these articles to the journal as if they had changed, so that every follower handles them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO articles_change (article_id) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING', [articles]
        )


def is_lost(position: Position) -> bool:
    """Whether a follower has to start anew: rows after its position may be deleted, or it is of another database.

    A database restored from a dump counts its transactions from the beginning, so that the position is ahead of them.
    """
    present = now()
    return position.clock < present.clock - KEPT or position.xid > present.xid + 1


def trim() -> int:
    """Deletes rows that are too old for any follower; returns their number."""
    return Change.objects.filter(at__lt=now().clock - KEPT - timedelta(days=1)).delete()[0]
