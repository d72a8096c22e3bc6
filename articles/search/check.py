"""Compares the index with the database, and repairs what differs."""

import time

from tantivy import FieldType, Query

from articles.changes import journal
from articles.models import Article

from . import follow, index, schema

PATIENCE = 60  # seconds that the index may take to catch up with the journal
CHUNK = 100_000  # documents


def check() -> list[int]:
    """The ids of the articles that differ between index and database, which are indexed again.

    They are entered into the journal, for the process that follows it. Raises Busy if that takes more than a minute.
    """
    try:
        follower = follow.Follower()
    except follow.Busy:
        follower = None
    _catch_up(follower)
    everything = {*Article.objects.values_list('pk', flat=True), *_digests(index.snapshot())}
    differing = _differing(sorted(everything))
    if differing:
        # Articles that were changed during the comparison differ only until the index has caught up.
        _catch_up(follower)
        differing = _differing(differing)
    journal.enter(differing)
    _catch_up(follower)
    return differing


def _catch_up(follower: follow.Follower | None) -> None:
    """Waits until the index holds the last change made before this call; `follower` writes it, or else another process.

    A change becomes readable only when all transactions that began before it have ended.
    """
    deadline, last = time.monotonic() + PATIENCE, journal.last()
    while True:
        if follower:
            follower.catch_up()
        if index.is_current(index.live()) and index.snapshot().position[:2] >= last:
            return
        if time.monotonic() > deadline:
            raise follow.Busy('the search index did not catch up; try again when less is being written')
        time.sleep(follow.PAUSE)


def _differing(pks: list[int]) -> list[int]:
    snapshot, categories = index.snapshot(), schema.Categories()
    indexed, differing = _digests(snapshot), []
    for start in range(0, len(pks), follow.BATCH):
        batch = pks[start : start + follow.BATCH]
        rows = schema.rows(Article.objects.filter(pk__in=batch))
        expected = {row[0]: schema.digest(row, categories, snapshot.position.clock) for row in rows}
        differing += [pk for pk in batch if indexed.get(pk) != expected.get(pk)]
    return differing


def _digests(snapshot: index.Snapshot) -> dict[int, int]:
    """The digest of each article in the index, by id; 0 for an article that has two documents."""
    digests: dict[int, int] = {}
    searcher = snapshot.searcher
    articles = Query.range_query(snapshot.schema, 'id', FieldType.Unsigned, 0)
    for offset in range(0, searcher.num_docs, CHUNK):
        docs = [doc for _, doc in searcher.search(articles, CHUNK, count=False, offset=offset).hits]
        for pk, digest in zip(snapshot.values('id', docs), snapshot.values('digest', docs), strict=True):
            digests[pk] = 0 if pk in digests else digest
    return digests
