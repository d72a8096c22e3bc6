"""How well searches find what people mean, on judged queries, beside SQLite's FTS5, bm25s and PostgreSQL.

    python -m bench.relevance --data DIR
    python -m bench.relevance --data DIR --small --check
    python -m bench.relevance --data DIR --grid
    python -m bench.relevance --data DIR --leave-one-out

DIR holds exports (`time.xml.xz`, `cran.xml.xz`, `med.xml.xz`, `news.xml.xz`) and their queries (`*-queries.json`,
`known-item.json`). Each collection is imported into a database of its own, which is used again by later runs. Judged
queries are scored by nDCG of the first ten results, known items by the reciprocal rank of the one right article.
`--small` takes TIME, Cranfield and a third of the known items; `--check` measures Newsroom alone, and fails below a
mark. The others need `pip install --group bench`. `--grid` tries other weights, one by one. `--leave-one-out` tries
several together, and prints each set's score under the weights that the others choose; it fails more than 0.02 below a
mark.
"""

import argparse
import json
import lzma
import math
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from articles.imports import run as import_run
from articles.models import Article
from articles.search import follow, memory
from articles.search.params import InvalidSearch, SearchParams
from articles.search.results import Search
from articles.search.weights import WEIGHTS
from bench import database
from newsroom import embedded_postgres

LISTED = 1000  # results that are looked at
TOLERANCE = 0.02  # below a mark, for a set that had no part in the choice of weights
SITE = settings.DATA_DIR
# The sets of queries by collection: the file, the form, and the mark that the product has to reach.
SETS = {
    'time': (('time-queries', 'short', 0.72), ('time-queries', 'long', 0.70)),
    'cran': (('cran-queries', 'short', 0.41),),
    'med': (('med-queries', 'short', 0.55),),
    'news': (
        ('reut-queries', 'short', 0.79),
        ('known-item', '3words', 0.90),
        ('known-item', 'headline', 0.95),
        ('known-item', 'wrongword', 0.85),
        ('known-item', 'phrase5', 0.94),
        ('known-item', 'name', 0.42),
        ('known-item', 'nameyear', 0.49),
    ),
}
SMALL = ('time', 'cran', 'news')
GRID = {
    'title': (0.25, 0.5, 0.75, 1.0, 2.0),
    'rarity': (0.0, 0.25, 0.5, 0.75),
    'name': (0.0, 0.25, 0.5),
    'other_form': (0.0, 0.25, 0.5, 1.0),
    'near': (0.0, 0.25, 0.35, 0.5, 0.7),
    'near_in_title': (0.0, 0.25, 0.5, 1.0),
    'gap': (0, 1, 2, 4),
    'wide_gap': (4, 6, 8, 16),
    'gap_in_title': (1, 2, 4),
    'pairs': (1, 2, 4),
    'pairs_in_title': (1, 2, 4, 8),
}
# Those that are tried in every combination, to see which the sets choose for each other: weights, then gaps and pairs.
TOGETHER = (
    {'title': (0.5, 1.0), 'rarity': (0.25, 0.5), 'near': (0.25, 0.5), 'near_in_title': (0.25, 0.5)},
    {'wide_gap': (4, 6, 8), 'gap_in_title': (1, 2), 'pairs_in_title': (2, 4)},
)

Finder = Callable[[str], list[int]]
Scores = dict[str, tuple[float, dict[str, float]]]  # the mark of each set, and its scores by what searched


class Judged(NamedTuple):
    """A set of queries, each with the slugs of the articles that are right."""

    name: str
    mark: float
    queries: list[tuple[str, set[str]]]
    known: bool


def read_sets(data: Path, collection: str, small: bool) -> Iterator[Judged]:
    for file, form, mark in SETS[collection]:
        known = file == 'known-item'
        if small and collection == 'news' and not known:
            continue
        read = json.loads((data / f'{file}.json').read_text())
        if known:
            queries = [(query, {slug}) for slug, query in read[form]][:: 3 if small else 1]
        else:
            prefix = file.partition('-')[0]
            right = {n: {f'{prefix}-{one}' for one in read['rel'].get(n, ())} for n in read['queries'][form]}
            queries = [(query, right[n]) for n, query in read['queries'][form].items() if right[n]]
        yield Judged(form if known else f'{file.partition("-")[0]} {form}', mark, queries, known)


def score(judged: Judged, find: Finder, slugs: dict[int, str]) -> float:
    """The mean nDCG@10, or the mean reciprocal rank of a known item."""
    total = 0.0
    for query, right in judged.queries:
        found = [slugs[pk] for pk in find(query)]
        if judged.known:
            total += next((1 / rank for rank, slug in enumerate(found, 1) if slug in right), 0.0)
        else:
            ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(right)) + 1))
            gained = sum(1 / math.log2(rank + 1) for rank, slug in enumerate(found[:10], 1) if slug in right)
            total += gained / ideal
    return total / len(judged.queries)


def product_search(query: str) -> list[int]:
    try:
        return [one.pk for one in Search(SearchParams(query)).listed(0, LISTED)]
    except InvalidSearch:
        return []


def use(data: Path, collection: str) -> dict[int, str]:
    """Connects to the database of a collection, imports and indexes it if it is new, and returns the slugs by id."""
    settings.DATA_DIR = SITE / 'bench' / f'relevance-{collection}'
    database.use(f'newsroom_bench_relevance_{collection}')
    if not Article.objects.exists():
        with tempfile.TemporaryDirectory() as folder:
            export = Path(folder) / f'{collection}.xml'
            export.write_bytes(lzma.decompress((data / f'{collection}.xml.xz').read_bytes()))
            import_run.run([('wxr', export)], zone=timezone.get_current_timezone())
    follow.Follower()  # Builds the index where it is missing or of another version.
    return dict(Article.objects.values_list('pk', 'slug'))


def peers_over_this_archive() -> dict[str, Finder]:
    from bench import peers  # The libraries are needed for this alone.

    rows = Article.objects.values_list('pk', 'title', 'body_text', 'published_on')
    documents = [peers.Document(*row[:3], f'{row[3]:%Y %B}') for row in rows]
    return {name: make(documents) for name, make in peers.PEERS.items()}


def compare(data: Path, collections: list[str], small: bool, with_peers: bool) -> Scores:
    """The mark of each set, and its scores by what searched."""
    scores: Scores = {}
    for collection in collections:
        slugs = use(data, collection)
        finders = {'Newsroom': product_search} | (peers_over_this_archive() if with_peers else {})
        for judged in read_sets(data, collection, small):
            scores[judged.name] = (
                judged.mark,
                {name: score(judged, find, slugs) for name, find in finders.items()},
            )
    return scores


def print_table(scores: Scores) -> None:
    names = list(next(iter(scores.values()))[1])
    print(f'| queries | {" | ".join(names)} | mark |\n|---|{"---|" * len(names)}---|')
    for judged, (mark, by_name) in scores.items():
        print(f'| {judged} | {" | ".join(f"{by_name[name]:.3f}" for name in names)} | {mark:.2f} |')


def try_weights(data: Path, collections: list[str], small: bool) -> None:
    standard = asdict(WEIGHTS)
    changes = [{name: value} for name, values in GRID.items() for value in values if standard[name] != value]
    _, table = _tried(data, collections, small, [{}, *changes])
    print(f'{"":24}', *(f'{name[:9]:>9}' for name in table))
    for n, change in enumerate([{}, *changes]):
        label = ' '.join(f'{name}={value}' for name, value in change.items()) or 'as they are'
        print(f'{label:24}', *(f'{scores[n]:9.3f}' for scores in table.values()))


def leave_one_out(data: Path, collections: list[str], small: bool) -> None:
    combinations = [
        [dict(zip(weights, values, strict=True)) for values in product(*weights.values())] for weights in TOGETHER
    ]
    marks, table = _tried(data, collections, small, [change for tried in combinations for change in tried])
    below, start = [], 0
    for tried in combinations:
        print('\nset left out  score  best  mark  weights that the other sets choose')
        scores_of = {name: scores[start : start + len(tried)] for name, scores in table.items()}
        start += len(tried)
        for left_out, own in scores_of.items():
            others = [scores for name, scores in scores_of.items() if name != left_out]
            best = max(range(len(tried)), key=lambda n: sum(scores[n] for scores in others))
            print(f'{left_out:12} {own[best]:6.3f} {max(own):.3f} {marks[left_out]:5.2f}  {tried[best]}')
            below += [left_out] if own[best] < marks[left_out] - TOLERANCE else []
    if below:
        sys.exit(f'More than {TOLERANCE} below the mark: {", ".join(below)}.')


def _tried(
    data: Path, collections: list[str], small: bool, changes: list[dict[str, float]]
) -> tuple[dict[str, float], dict[str, list[float]]]:
    """The mark of each set, and its score under each of the changes of weights."""
    marks: dict[str, float] = {}
    table: dict[str, list[float]] = {}
    for collection in collections:
        slugs = use(data, collection)
        for judged in read_sets(data, collection, small):
            marks[judged.name] = judged.mark
            table[judged.name] = [_score_with(judged, change, slugs) for change in changes]
    return marks, table


def _score_with(judged: Judged, change: dict[str, float], slugs: dict[int, str]) -> float:
    standard = asdict(WEIGHTS)
    memory.forget()
    WEIGHTS.__dict__.update(change)
    try:
        return score(judged, product_search, slugs)
    finally:
        WEIGHTS.__dict__.update(standard)
        memory.forget()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', type=Path, required=True, metavar='DIR')
    parser.add_argument('--small', action='store_true', help='TIME, Cranfield and a third of the known items')
    parser.add_argument('--check', action='store_true', help='fail below the marks')
    parser.add_argument('--grid', action='store_true', help='try other weights')
    parser.add_argument('--leave-one-out', action='store_true', help='try weights that the other sets choose')
    options = parser.parse_args()
    if not options.data.exists():
        print(f'The judged collections are not at hand ({options.data}): relevance is not measured.')
        return
    collections = list(SMALL if options.small else SETS)
    with embedded_postgres.use(settings.DATA_DIR, make=True):
        if options.grid or options.leave_one_out:
            (try_weights if options.grid else leave_one_out)(options.data, collections, options.small)
            return
        scores = compare(options.data, collections, options.small, with_peers=not options.check)
    print_table(scores)
    below = [name for name, (mark, by_name) in scores.items() if by_name['Newsroom'] < mark]
    if options.check and below:
        sys.exit(f'Below the mark: {", ".join(below)}.')


if __name__ == '__main__':
    main()
