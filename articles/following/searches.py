"""Which of some new articles a search that is followed finds."""

from django.http import Http404

from articles import lists
from articles.search import index
from articles.search.matching import Matching
from articles.search.results import Search

from . import subscriptions


def indexed(ids: list[int]) -> list[int]:
    """Those of some articles, by id, that the index has by now. Raises index.Missing."""
    snapshot = index.snapshot()
    hits = snapshot.searcher.search(Matching(snapshot).among(ids), len(ids), count=False).hits
    return snapshot.values('id', [doc for _, doc in hits])


def results(search: str, ids: list[int]) -> set[int]:
    """Those of some articles, by id, that a search finds; none where its section is gone. Raises index.Missing."""
    if not ids:
        return set()
    params = subscriptions.params_of(search)
    try:
        section = lists.Sections().at(params.category) if params.category else None
    except Http404:
        return set()
    return Search(params, section).among(ids)
