"""Measures what the whole site takes when idle: gunicorn, its followers and PostgreSQL; and a start's processor time.

    python -m bench.memory --requests 20000

takes the archive of DATA_DIR, whose PostgreSQL has to be the embedded one. Articles, lists, feeds and searches are
requested first, then the site rests for a minute. Each shared page of memory is counted once (PSS).
"""

import argparse
import random
import time
from pathlib import Path

import psutil
from django.conf import settings

from articles.management import followers
from articles.models import Article, Tag
from bench import serve
from newsroom import embedded_postgres

OTHERS = ('/', '/page/2/', '/feed/', '/author/', '/search/?q=flood', '/readyz')
IDLE = 60  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m bench.memory', description=__doc__)
    parser.add_argument('--requests', type=int, default=20_000)
    parser.add_argument('--idle', type=int, default=IDLE, help='seconds')
    given = parser.parse_args()
    with embedded_postgres.use(settings.DATA_DIR):
        chosen = paths(given.requests)
        with serve.site() as server:
            serve.ask_one('/livez')
            print(f'start, until it answers: {started(server):.2f} s of processor time in gunicorn and its workers')
            serve.report('requests', server, chosen, 4, 1)
            time.sleep(given.idle)
            total = 0.0
            for name, size in sorted(by_part(server).items()):
                print(f'{name:40} {size:6.0f} MB')
                total += size
            print(f'{"together":40} {total:6.0f} MB')


def paths(count: int) -> list[str]:
    """Different articles; every tenth is a list, a feed or a search."""
    draw = random.Random(1)
    articles = Article.objects.public().listed().only('kind', 'slug', 'published_on').order_by('pk')
    found = [article.get_absolute_url() for article in articles[:count]]
    lists = [*OTHERS, *(tag.get_absolute_url() for tag in Tag.objects.order_by('pk')[:500])]
    return [draw.choice(lists if n % 10 == 9 else found) for n in range(count)]


def started(server: psutil.Process) -> float:
    """Seconds that gunicorn and its workers have used."""
    return serve.processor_time(server) + sum(server.cpu_times()[:2])


def by_part(server: psutil.Process) -> dict[str, float]:
    """Megabytes (PSS) of each part: gunicorn's master, workers, followers, and PostgreSQL with what it shares."""
    sizes: dict[str, float] = {}
    postmaster = int((Path(settings.DATA_DIR) / 'postgres/postmaster.pid').read_text().splitlines()[0])
    for root in (server, psutil.Process(postmaster)):
        for process in (root, *root.children(recursive=True)):
            name = 'PostgreSQL' if root.pid == postmaster else role(process, server)
            sizes[name] = sizes.get(name, 0) + process.memory_full_info().pss / 1e6
    return sizes


def role(process: psutil.Process, server: psutil.Process) -> str:
    if process.name() == followers.NAME:
        return followers.NAME
    return "gunicorn's master" if process == server else "gunicorn's workers"


if __name__ == '__main__':
    main()
