"""Sends odd input through the whole search page: naughty strings, random mixtures of words, signs and operators, and
what takes longest to read: a thousand characters of stop words, brackets in brackets.

    python -m bench.typed --strings blns.json --generated 2000

The archive of `bench.search` has to be there. `blns.json` is the Big List of Naughty Strings,
https://github.com/minimaxir/big-list-of-naughty-strings; any JSON list of strings will do. Prints the queries that gave
an error, and those that took more than 100 ms of CPU twice in a row (50 ms for the longest); fails if there are any.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

from articles.search import memory
from bench import search
from newsroom import embedded_postgres
from newsroom.run import collect_static_files

SLOW, SLOW_EXTREME = 100, 50  # milliseconds of CPU
EXTREMES = [
    ('the of and to in a is that it for ' * 30)[:1000],
    *(f'{"(" * deep}flood{")" * deep}' for deep in (20, 200, 499)),
    *('(' * 1000, '"' * 1000, '-' * 1000, '*' * 1000, 'NOT ' * 250, 'a* ' * 333, 'a OR ' * 200),
    ' '.join(map(str, range(250))),
]  # fmt: skip
SIGNS = [
    *('"', '-', ' OR ', '*', '~3', '~9999', ':', '(', ')', '\\', '/', '+', '^', '[', ']', '{', '}', '!', '?', '\x00'),
    *('title:', 'author:', 'tag:', 'category:', 'before:', 'after:', 'on:', '2017', '2017-11', '2017-02-30', '0000'),
    *('ß', '字', '北京', 'İ', 'ﬁ', '\u202e', '\u0301', '😀', 'َ', 'é', '\ud800', '%', "'", ';', '<b>', '&amp;'),
]
FILTERS = ({}, {}, {'category': 'section-1'}, {'tag': 'tag-1'}, {'on': '2017'}, {'order': 'newest'}, {'page': '2'})


def generated(count: int):
    chance = random.Random(515)
    for _ in range(count):
        parts = [
            chance.choice(SIGNS) if chance.random() < 0.5 else search.word(int(200_000 ** chance.random()))
            for _ in range(chance.randrange(1, 14))
        ]
        typed = ''.join(part + chance.choice(('', ' ')) for part in parts)
        yield {'q': typed.encode(errors='surrogatepass').decode(errors='replace'), **chance.choice(FILTERS)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--articles', type=int, default=100_000)
    parser.add_argument('--strings', type=Path, metavar='FILE')
    parser.add_argument('--generated', type=int, default=2000)
    options = parser.parse_args()
    queries = [{'q': text} for text in json.loads(options.strings.read_text())] if options.strings else []
    queries += generated(options.generated)
    with embedded_postgres.use(settings.DATA_DIR, make=True):
        collect_static_files()
        search.use_own_database(options.articles)
        if not search.is_built():
            sys.exit(f'This archive has not been made yet: python -m bench.search --articles {options.articles}')
        failed = send(queries, SLOW) + send([{'q': text} for text in EXTREMES], SLOW_EXTREME)
        connection.close()
    sys.exit(failed > 0)


def send(queries: list[dict], limit: int) -> int:
    """The number of queries that gave an error or took longer than `limit`, which are printed."""
    client = Client(raise_request_exception=False, headers={'host': settings.SITE_URL.partition('://')[2]})
    taken, errors, slow = [], 0, 0
    for query in queries:
        status, took = request(client, query)
        if took > limit:
            took = min(took, request(client, query)[1])
        if status not in (200, 400, 404):
            errors += 1
            print(status, query)
        if took > limit:
            slow += 1
            print(f'{took:.0f} ms', query)
        taken.append(took)
    print(f'{len(queries)} queries, {errors} errors, {slow} slow')
    print(f'p95 {search.p95(taken):.1f} ms, longest {max(taken):.1f} ms of CPU')
    return errors + slow


def request(client: Client, query: dict) -> tuple[int, float]:
    """The status of a response made with an empty cache, and the milliseconds of CPU it took."""
    memory.forget()
    start = time.process_time()
    response = client.get('/search/', query)
    return response.status_code, 1000 * (time.process_time() - start)


if __name__ == '__main__':
    main()
