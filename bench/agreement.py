"""Compares random searches with their meaning, worked out from the texts without an index.

    python -m bench.agreement --searches 2000

Queries are nested and have fields and dates. Totals, facets, the timeline, the page, JSON, CSV and the feed of each
must have the articles that a brute-force reader of the grammar, written apart from the parser, gives.
"""

import argparse

from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment

from articles.search import follow
from bench import database
from newsroom import embedded_postgres
from newsroom.run import collect_static_files
from tests.search import agreement


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--searches', type=int, default=2000)
    options = parser.parse_args()
    setup_test_environment()  # Responses keep what templates were given.
    with embedded_postgres.use(settings.DATA_DIR):
        collect_static_files()
        settings.DATA_DIR = settings.DATA_DIR / 'bench' / 'agreement'
        database.use_new('newsroom_bench_agreement')
        agreement.make_archive()
        follow.rebuild()
        client = Client(headers={'host': settings.SITE_URL.partition('://')[2]})
        print(f'{agreement.compare(client, options.searches)} searches agree in every form')


if __name__ == '__main__':
    main()
