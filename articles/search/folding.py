"""Looks up what tells near-duplicates among results apart from other articles."""

from django.db import connection

from . import alike
from .matching import Matching

BEGINNINGS = 'SELECT id, left(body_text, %s) FROM articles_article WHERE id = ANY(%s)'


def groups(matching: Matching, ids: list[int]) -> list[list[int]]:
    """The ids of articles, those of near-duplicates together (`alike.groups`)."""
    return alike.groups(ids, _sketches(matching, ids), _texts)


def _sketches(matching: Matching, ids: list[int]) -> dict[int, int]:
    """The sketches of texts by id; none in an index without them."""
    snapshot = matching.snapshot
    if 'sketch' not in snapshot.fields:
        return {}
    hits = snapshot.searcher.search(matching.among(ids), max(len(ids), 1), count=False).hits
    docs = [doc for _, doc in hits]
    return dict(zip(snapshot.values('id', docs), snapshot.values('sketch', docs), strict=True))


def _texts(pks: list[int]) -> dict[int, str]:
    if not pks:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS, [alike.READ, pks])
        return dict(cursor.fetchall())
