"""Which of some new articles a search that is followed finds."""

from articles.search import index
from articles.search.matching import Matching
from articles.search.params import InvalidSearch
from articles.search.results import Search

from . import kept


def indexed(ids: list[int]) -> list[int]:
    """Those of some articles, by id, that the index has by now. Raises index.Missing."""
    snapshot = index.snapshot()
    hits = snapshot.searcher.search(Matching(snapshot).among(ids), len(ids), count=False).hits
    return snapshot.values('id', [doc for _, doc in hits])


def results(search: str, ids: list[int]) -> set[int]:
    """Those of some articles, by id, that a search finds; none where what it is narrowed to is gone. Raises
    index.Missing."""
    if not ids:
        return set()
    try:
        params, section = kept.params_of(search)
    except InvalidSearch:
        return set()
    return Search(params, section).among(ids)
