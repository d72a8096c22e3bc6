"""Sends what nobody should type through the whole search page: naughty strings, and queries made of words and signs.

    python bench/typed.py --strings blns.json --generated 2000

Over the archive of `bench/search.py`, which has to be there. `blns.json` is the Big List of Naughty Strings,
https://github.com/minimaxir/big-list-of-naughty-strings; any list of strings in JSON will do. Says which answers were
errors, and which were slow twice in a row.
"""

# ruff: noqa: E402  (Django is set up before what needs it is imported)

import argparse
import json
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'newsroom.settings')

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client

from articles.search import memory
from bench import search
from newsroom import embedded_postgres
from newsroom.run import collect_static_files

SLOW = 100  # milliseconds
SIGNS = [
    *('"', '-', ' OR ', '*', '~3', '~9999', ':', '(', ')', '\\', '/', '+', '^', '[', ']', '{', '}', '!', '?', '\x00'),
    *('title:', 'author:', 'tag:', 'category:', 'before:', 'after:', 'on:', '2017', '2017-11', '2017-02-30', '0000'),
    *('ß', '字', '北京', 'İ', 'ﬁ', '\u202e', '\u0301', '😀', 'َ', 'é', '\ud800', '%', "'", ';', '<b>', '&amp;'),
]
NARROWED = ({}, {}, {'category': 'section-1'}, {'tag': 'topic-1'}, {'on': '2017'}, {'order': 'newest'}, {'page': '2'})


def generated(count: int):
    chance = random.Random(515)
    for _ in range(count):
        parts = [
            chance.choice(SIGNS) if chance.random() < 0.5 else search.word(int(200_000 ** chance.random()))
            for _ in range(chance.randrange(1, 14))
        ]
        typed = ''.join(part + chance.choice(('', ' ')) for part in parts)
        yield {'q': typed.encode(errors='surrogatepass').decode(errors='replace'), **chance.choice(NARROWED)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--articles', type=int, default=100_000)
    parser.add_argument('--strings', type=Path, metavar='FILE')
    parser.add_argument('--generated', type=int, default=2000)
    options = parser.parse_args()
    asked = [{'q': one} for one in json.loads(options.strings.read_text())] if options.strings else []
    asked += generated(options.generated)
    with embedded_postgres.use(settings.DATA_DIR):
        collect_static_files()
        search.use_own_database(options.articles)
        if not search.is_built():
            sys.exit(f'There is no such archive yet: python bench/search.py --articles {options.articles}')
        send(asked)
        connection.close()


def send(asked: list[dict]) -> None:
    client = Client(raise_request_exception=False, headers={'host': settings.SITE_URL.partition('://')[2]})
    taken, errors, slow = [], 0, 0
    for one in asked:
        status, took = answered(client, one)
        if took > SLOW:
            took = min(took, answered(client, one)[1])
        if status not in (200, 400, 404):
            errors += 1
            print(status, one)
        if took > SLOW:
            slow += 1
            print(f'{took:.0f} ms', one)
        taken.append(took)
    print(f'{len(asked)} asked, {errors} errors, {slow} slow; p95 {search.p95(taken):.1f} ms, longest {max(taken):.1f}')


def answered(client: Client, asked: dict) -> tuple[int, float]:
    """The status of an answer that none before has helped, and how many milliseconds it took."""
    memory.forget()
    start = time.perf_counter()
    response = client.get('/search/', asked)
    return response.status_code, 1000 * (time.perf_counter() - start)


if __name__ == '__main__':
    main()
