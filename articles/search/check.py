"""Whether the index holds what the database holds."""

import time

from tantivy import FieldType, Query

from articles.changes import journal
from articles.models import Article

from . import follow, index, schema

PATIENCE = 60  # seconds for the process that follows to come up to the present
CHUNK = 100_000  # documents


def check() -> list[int]:
    """The articles that the index has otherwise than the database, which are then indexed again.

    They are entered into the journal, so that whoever follows takes them up. Raises Busy where that takes too long.
    """
    try:
        follower = follow.Follower()
    except follow.Busy:
        follower = None
    _come_up(follower)
    everything = {*Article.objects.values_list('pk', flat=True), *_digests(index.snapshot())}
    differing = _differing(sorted(everything))
    if differing:
        # What changed meanwhile differed only for a moment.
        _come_up(follower)
        differing = _differing(differing)
    journal.enter(differing)
    _come_up(follower)
    return differing


def _come_up(follower: follow.Follower | None) -> None:
    """Brings the index up to the last change there is by now, or waits until another process has.

    A change may have to wait itself, for transactions that began before it.
    """
    deadline, last = time.monotonic() + PATIENCE, journal.last()
    while True:
        if follower:
            follower.catch_up()
        if index.snapshot().position[:2] >= last:
            return
        if time.monotonic() > deadline:
            raise follow.Busy('the search index did not come up to the last change; try again when less is written')
        time.sleep(follow.PAUSE)


def _differing(pks: list[int]) -> list[int]:
    snapshot, categories = index.snapshot(), schema.Categories()
    indexed, differing = _digests(snapshot), []
    for start in range(0, len(pks), follow.BATCH):
        batch = pks[start : start + follow.BATCH]
        rows = schema.rows(Article.objects.filter(pk__in=batch))
        expected = {row[0]: schema.document(row, categories, snapshot.position.clock)['digest'] for row in rows}
        differing += [pk for pk in batch if indexed.get(pk) != expected.get(pk)]
    return differing


def _digests(snapshot: index.Snapshot) -> dict[int, int]:
    """The digest of each article in the index, by id; 0 for one that stands there twice."""
    found, searcher = {}, snapshot.searcher
    articles = Query.range_query(snapshot.schema, 'id', FieldType.Unsigned, 0)
    for offset in range(0, searcher.num_docs, CHUNK):
        hits = [address for _, address in searcher.search(articles, CHUNK, count=False, offset=offset).hits]
        digests = searcher.fast_field_values('digest', hits)
        for pk, digest in zip(searcher.fast_field_values('id', hits), digests, strict=True):
            found[pk] = 0 if pk in found else digest
    return found
