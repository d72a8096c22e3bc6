"""What an article with 10,000 comments costs beside one with 50, and how long one act on a flood takes.

    python -m bench.comments

The pages are made anew in turns; their cost is the CPU time of Python and of the connection's PostgreSQL process. The
flood is 10,000 held comments with one text, from as many networks. It uses a database of its own on the site's server.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

import psutil
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import RequestFactory
from django.urls import resolve

from articles.comments import alike, moderation
from articles.models import Article, Comment
from bench import database
from newsroom import embedded_postgres
from tests.factories import make_article

NASTY = 'Cheap pills at <a href="https://pills.example/">pills.example</a>'


def fill(article: Article, count: int, **fields) -> None:
    """Adds comments: every third one begins a thread, and the two after it reply to it."""
    start = datetime(2017, 11, 23, tzinfo=UTC)
    first = (Comment.objects.order_by('-pk').values_list('pk', flat=True).first() or 0) + 1
    Comment.objects.bulk_create(
        (
            Comment(
                **{
                    'pk': first + n,
                    'number': first + n,
                    'article': article,
                    'parent_id': first + n - n % 3 if n % 3 else None,
                    'status': 'approved',
                    'author_name': f'Name {n}',
                    'body_html': f'<p>I saw it from bridge {n}, and it was higher than in 1986.</p>',
                    'body_text': f'I saw it from bridge {n}, and it was higher than in 1986.',
                    'sanitiser_version': 1,
                    'posted': start + timedelta(minutes=n),
                }
                | fields
                | {name: value(n) for name, value in fields.items() if callable(value)}
            )
            for n in range(count)
        ),
        batch_size=2000,
    )


def cost(act: Callable[[], object]) -> float:
    """Milliseconds of CPU, of Python and of the PostgreSQL process of the connection."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_backend_pid()')
        server = psutil.Process(cursor.fetchone()[0])
    before, began = server.cpu_times(), time.process_time()
    act()
    after = server.cpu_times()
    return (time.process_time() - began + after.user - before.user + after.system - before.system) * 1000


def page(article: Article) -> Callable[[], object]:
    address = article.get_absolute_url()
    view = resolve(address)

    def show():
        response = view.func(RequestFactory().get(address), *view.args, **view.kwargs)
        assert response.status_code == 200

    return show


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--comments', type=int, default=10_000)
    parser.add_argument('--rounds', type=int, default=20, help='of ten pages each')
    options = parser.parse_args()
    with embedded_postgres.use(settings.DATA_DIR, make=True):
        measure(options)
        connection.close()


def measure(options: argparse.Namespace) -> None:
    database.use_new('bench_comments')
    few, many = make_article('Few'), make_article('Many')
    fill(few, 50)
    fill(many, options.comments)
    with connection.cursor() as cursor:
        cursor.execute('ANALYZE')
    shows = [page(few), page(many)]
    for show in shows:
        show()
    rounds = [
        [cost(lambda show=show: [show() for _ in range(10)]) / 10 for show in shows] for _ in range(options.rounds)
    ]
    small, large = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(of_many / of_few for of_few, of_many in rounds)
    print(f'50 comments {small:.1f} ms of CPU, {options.comments:,} comments {large:.1f} ms: {ratio:.2f} times')
    editor = User.objects.create_user('editor')
    flood = {'status': 'held', 'body_text': 'Cheap pills', 'body_html': NASTY, 'network_hash': lambda n: f'{n}'}
    fill(few, options.comments, **flood)
    group = alike.Group('text', Comment.objects.latest('pk').pk, Comment.objects.latest('pk').pk)
    for act in ('spam', 'undo'):
        began = time.monotonic()
        if act == 'spam':
            change = moderation.spam(group.comments(), by=editor)
        else:
            moderation.restore(change, by=editor)
        print(f'{act} of {len(change.before):,} held comments that are alike: {time.monotonic() - began:.1f} s')


if __name__ == '__main__':
    main()
