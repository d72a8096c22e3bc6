"""Measures how long Varnish shows an article as it was before an edit, with the recipe in deploy/varnish.vcl.

    python -m bench.varnish --edits 50

takes the archive of DATA_DIR, with ports of its own; varnish and varnish-modules have to be installed. Each article
is requested until Varnish answers by itself, then its title is changed in the database, as another machine would, and
the page requested until it shows that. The former titles come back at the end.
"""

import argparse
import contextlib
import random
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests
from django.conf import settings

from articles.models import Article
from bench import serve
from newsroom import embedded_postgres

PORT = 8461
RECIPE = Path(settings.BASE_DIR) / 'deploy/varnish.vcl'
LIMIT = 30  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m bench.varnish', description=__doc__)
    parser.add_argument('--edits', type=int, default=50)
    given = parser.parse_args()
    own = {'SHARED_CACHE': '1', 'PURGE_URL': f'http://127.0.0.1:{PORT}/', 'PORT': str(serve.PORT)}
    with embedded_postgres.use(settings.DATA_DIR):
        articles = list(Article.objects.public().listed().order_by('pk'))
        chosen = random.Random(1).sample(articles, min(given.edits, len(articles)))
        with serve.gunicorn(['-c', 'newsroom/gunicorn.conf.py'], **own), varnish():
            time.sleep(3)  # The followers have begun.
            took = [edit(article) for article in chosen]
    print(f'{len(took)} edits, each shown after {statistics.median(took):.2f} s (median), {max(took):.2f} s (longest)')


def edit(article: Article) -> float:
    """Seconds from a commit until the page that Varnish has shows it."""
    path, title = article.get_absolute_url(), f'Edited at {time.time()}'
    until(lambda: ' ' in get(path).headers['X-Varnish'])  # the number of the request, and of the one that was kept
    Article.objects.filter(pk=article.pk).update(title=title)
    begun = time.monotonic()
    until(lambda: title in get(path).text)
    took = time.monotonic() - begun
    Article.objects.filter(pk=article.pk).update(title=article.title)
    return took


def get(path: str) -> requests.Response:
    host = urlsplit(settings.SITE_URL).netloc
    return requests.get(f'http://127.0.0.1:{PORT}{path}', headers={'Host': host}, timeout=LIMIT)


def until(condition) -> None:
    deadline = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)


@contextlib.contextmanager
def varnish() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        recipe = Path(folder, 'site.vcl')
        recipe.write_text(re.sub(r'(\.port = )"8000"', rf'\1"{serve.PORT}"', RECIPE.read_text()))
        recipe.chmod(0o644)
        Path(folder).chmod(0o755)
        command = ['varnishd', '-F', '-n', f'{folder}/state', '-a', f'127.0.0.1:{PORT}', '-f', recipe]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                until(answers)
                yield
            finally:
                process.terminate()


def answers() -> bool:
    try:
        return get('/livez').ok
    except requests.ConnectionError:
        return False


if __name__ == '__main__':
    main()
