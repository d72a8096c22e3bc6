"""A flood of comments at a running site: what readers notice, what is lost, and what moderators have to do about it.

    python -m bench.flood --posts 10000 --seconds 60

Every post comes from a network of its own and takes the way of a reader's: through gunicorn, the form and its stamp.
Readers open articles, kept and made anew, at a steady rate: first alone, then beside the flood. Afterwards 50 posts of
one network arrive at once. PostgreSQL, gunicorn and its followers are the benchmark's own, in a folder that is deleted.
"""

import argparse
import http.client
import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from bench.victim import HOST, Database, Site, until

READERS = 0.05  # seconds from one reader to the next
AT_ONCE = 50
MAKE = """
import json
from articles.comments import forms
from tests.factories import make_article
articles = [make_article() for _ in range(50)]
addresses = [article.get_absolute_url() for article in articles]
print(json.dumps([articles[0].pk, forms.make_stamp(articles[0], seconds=60), addresses]))
"""
DECIDE = """
import json, time
from django.contrib.auth.models import User
from articles.comments import alike, moderation
from articles.models import Comment
newest = Comment.objects.filter(status='held').latest('pk')
groups = {one.way: one for one in alike.groups([newest])[0]}
began = time.monotonic()
change = moderation.spam(groups['link'].comments(), by=User.objects.create_user('editor'))
print(json.dumps([{way: one.size for way, one in groups.items()}, len(change.before), time.monotonic() - began]))
"""


class Flood:
    def __init__(self, site: Site, database: Database) -> None:
        self.site, self.database = site, database
        self.article, self.stamp, self.addresses = json.loads(site.manage('shell', '-c', MAKE).splitlines()[-1])
        self.answers: Counter[int] = Counter()
        self.lock = threading.Lock()

    def send(self, network: int, name: str, text: str) -> int:
        """Posts a comment; returns the status of the answer, 0 without one."""
        form = {'name': name, 'text': text, 'email': '', 'stamp': self.stamp}
        address = f'10.{network >> 16 & 255}.{network >> 8 & 255}.{network & 255}'
        headers = {'Content-Type': 'application/x-www-form-urlencoded', 'X-Forwarded-For': address}
        try:
            connection = http.client.HTTPConnection(HOST, self.site.port, timeout=60)
            connection.request('POST', f'/respond/{self.article}/', urlencode(form), headers)
            status = connection.getresponse().status
            connection.close()
        except OSError:
            status = 0
        with self.lock:
            self.answers[status] += 1
        return status

    def send_all(self, posts: int, seconds: float) -> float:
        """Posts at a steady rate, as far as the site keeps up; returns how many seconds that took."""
        began = time.monotonic()

        def one(number: int) -> None:
            time.sleep(max(0.0, began + number * seconds / posts - time.monotonic()))
            # The same name and text would be one comment that was sent twice.
            name, text = (f'Bo {number}', 'Cheap pills') if number % 2 else ('Bo', f'Cheap pills for number {number}')
            self.send(number, name, f'{text} at https://pills.example/')

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(one, range(posts)))
        return time.monotonic() - began

    def read_until(self, done: Callable[[], bool]) -> list[float]:
        """Opens articles, every fourth made anew, until `done`; returns the milliseconds that each took."""
        took, number = [], 0
        while not done():
            number += 1
            address = self.addresses[number % len(self.addresses)] + (f'?nobody={number}' if number % 4 == 0 else '')
            began = time.monotonic()
            connection = http.client.HTTPConnection(HOST, self.site.port, timeout=60)
            connection.request('GET', address)
            answer = connection.getresponse()
            assert answer.status == 200, f'{answer.status} {address}'
            answer.read()
            connection.close()
            took.append((time.monotonic() - began) * 1000)
            time.sleep(max(0.0, READERS - (time.monotonic() - began)))
        return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--posts', type=int, default=10_000)
    parser.add_argument('--seconds', type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / 'site'
        site = Site(data, '')  # The embedded PostgreSQL.
        with Database(data) as database:
            site.manage('migrate', '--verbosity=0')
            site.manage('collectstatic', '--noinput', '--verbosity=0')
            flood = Flood(site, database)
            site.begin()
            try:
                until(lambda: is_up(site))
                measure(flood, options)
            finally:
                site.end()


def is_up(site: Site) -> bool:
    try:
        connection = http.client.HTTPConnection(HOST, site.port, timeout=5)
        connection.request('GET', '/livez')
        return connection.getresponse().status == 200
    except OSError:
        return False


def measure(flood: Flood, options: argparse.Namespace) -> None:
    flood.read_until(_after(3))  # What is loaded once is loaded.
    idle = flood.read_until(_after(options.seconds / 2))
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(flood.send_all, options.posts, options.seconds)
        beside = flood.read_until(sending.done)
    print(f'{options.posts:,} posts in {sending.result():.0f} s, answered {dict(flood.answers)}')
    for percent in (50, 95):
        alone, flooded = _percentile(idle, percent), _percentile(beside, percent)
        times = f'{flooded / alone:.2f} times'
        print(f'readers, {percent} of 100: {alone:.0f} ms alone, {flooded:.0f} ms beside it: {times}')
    ((stored,),) = flood.database.sql('SELECT count(*) FROM articles_comment')
    print(f'accepted {flood.answers[303]:,}, stored {stored:,}')
    sizes, decided, took = json.loads(flood.site.manage('shell', '-c', DECIDE).splitlines()[-1])
    print(f'groups of the newest {sizes}; one act decided {decided:,} in {took:.1f} s')
    together = threading.Barrier(AT_ONCE)

    def at_once(number: int) -> int:
        together.wait()
        return flood.send(2**24 - 1, 'Bo', f'At once {number}')

    with ThreadPoolExecutor(AT_ONCE) as pool:
        print(f'{AT_ONCE} posts of one network at once, answered {dict(Counter(pool.map(at_once, range(AT_ONCE))))}')


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[len(values) * percent // 100]


if __name__ == '__main__':
    main()
