"""Reads the change journal: which articles have changed since a position, without skipping any.

Rows become visible in the order of commits, not of transaction ids: those of a slow transaction appear late. So a row
is read only once every transaction that could still add an earlier one has ended (`pg_snapshot_xmin`).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from articles.models import Article, Change, FrontStory

KEPT = timedelta(days=30)  # how long a follower may stop and still find all changes since
AFTER_ALL_ARTICLES = 2**62
MOST_CHECKED = 2000  # changes that are checked again with each search


class Position(NamedTuple):
    """How far a follower has read: the last transaction and article in the journal, and a time, the `clock`.

    Scheduled articles become public, and stories leave the front page, without a row in the journal; those due until
    the clock (aware) are read.
    `database` is the identity of the database, and `landmark` the newest row read, as _LANDMARK writes it. Both are
    empty in positions that an earlier version stored.
    """

    xid: int
    article_id: int
    clock: datetime
    database: str = ''
    landmark: str = ''


# Names the database as no dump can: of a table that was restored, in whichever cluster, the number is another one.
# A standby has the identity of its primary.
_IDENTITY = """
(SELECT system_identifier FROM pg_control_system()) || '/'
|| (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || 'articles_change'::regclass::oid
"""
_LANDMARK = "xid || ' ' || article_id || ' ' || extract(epoch FROM at)"


def now() -> Position:
    """The end of what can be read now: all changes that are committed later come after it.

    So do a few committed ones, if an older transaction is still running; a follower that starts here reads them again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text, now(), {_IDENTITY}, coalesce((
                SELECT {_LANDMARK} FROM articles_change WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
                ORDER BY xid DESC, article_id DESC LIMIT 1
            ), '')
            """  # noqa: S608
        )
        xmin, clock, database, landmark = cursor.fetchone()
    return Position(int(xmin) - 1, AFTER_ALL_ARTICLES, clock, database, landmark)


def changes(after: Position, limit: int = 1000) -> tuple[dict[int, bool], Position]:
    """(articles, new position): those that changed or became public after a position.

    The articles are primary keys, each with whether more than its comments changed; 0 stands for what the site shows
    besides articles, such as descriptions of its lists. Reads up to `limit` rows of the journal; the articles that
    became public by time alone come on top of those.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT xid::text, article_id, {_LANDMARK}, NOT comments FROM articles_change
            WHERE (xid, article_id) > (%s::text::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY xid, article_id LIMIT %s
            """,  # noqa: S608
            [str(after.xid), after.article_id, limit],
        )
        rows = cursor.fetchall()
        cursor.execute(f'SELECT now(), {_IDENTITY}')
        clock, database = cursor.fetchone()
    due = Article.objects.filter(public_from__gt=after.clock, public_from__lte=clock).values_list('pk', flat=True)
    changed: dict[int, bool] = {}
    for _, article, _, itself in rows:
        changed[article] = changed.get(article, False) or itself
    over = FrontStory.objects.filter(until__gt=after.clock, until__lte=clock).values_list('article', flat=True)
    changed |= dict.fromkeys([*due, *over], True)
    xid, article_id, landmark = rows[-1][:3] if rows else (after.xid, after.article_id, after.landmark)
    # The identity that the position began with: had the database been replaced since, the next `is_lost` must notice.
    return changed, Position(int(xid), article_id, clock, after.database or database, landmark)


def held_back(limit: int) -> dict[tuple[str, int], bool]:
    """What is committed, but not returned by `changes` while an older transaction runs: the newest `limit` changes.

    By transaction and article, each with whether more than its comments changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT xid::text, article_id, NOT comments FROM articles_change
            WHERE xid >= pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid DESC, article_id DESC LIMIT %s
            """,
            [limit],
        )
        return {(xid, article): itself for xid, article, itself in cursor.fetchall()}


def last() -> tuple[int, int]:
    """Transaction and article of the last committed change, even where `changes` does not return it yet.

    A database restored in another cluster has rows of transactions that are still to come there; they are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT xid::text, article_id FROM articles_change WHERE xid < pg_snapshot_xmax(pg_current_snapshot())
            ORDER BY xid DESC, article_id DESC LIMIT 1
            """
        )
        xid, article_id = cursor.fetchone() or (0, 0)
    return int(xid), article_id


def lag(position: Position) -> timedelta:
    """How long the oldest change has been waiting that could be read after a position; zero if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT now() - at FROM articles_change
            WHERE (xid, article_id) > (%s::text::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY xid, article_id LIMIT 1
            """,
            [str(position.xid), position.article_id],
        )
        (waited,) = cursor.fetchone() or (timedelta(0),)
    return waited


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

    That is one restored from a dump, which has another identity, or one set back to an earlier moment: there the last
    row that the follower has read is missing, or was written at another time.
    """
    present = now()
    if position.clock < present.clock - KEPT or position.xid > present.xid + 1:
        return True
    if position.database and position.database != present.database:
        return True
    return bool(position.landmark) and position.landmark != present.landmark and not _exists(position.landmark)


def _exists(landmark: str) -> bool:
    """Whether the journal has this row, or is allowed to have deleted it."""
    xid, article_id, at = landmark.split()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT to_timestamp(%s) < now() - %s OR EXISTS (
                SELECT FROM articles_change WHERE xid = %s::text::xid8 AND article_id = %s AND {_LANDMARK} = %s
            )
            """,  # noqa: S608
            [float(at), KEPT, xid, int(article_id), landmark],
        )
        return cursor.fetchone()[0]


def trim() -> int:
    """Deletes rows that are too old for any follower; returns their number."""
    return Change.objects.filter(at__lt=now().clock - KEPT - timedelta(days=1)).delete()[0]
