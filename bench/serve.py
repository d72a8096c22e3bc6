"""Measures how the site serves pages through gunicorn: kept, made anew, and bare gunicorn with the same bytes.

    python -m bench.serve --pages 2000

takes the archive of DATA_DIR, with its own settings and ports of its own. All three are asked for the same different
articles by the same clients over kept-alive connections: rate, processor time of the workers for each answer, memory.
Kept pages and bare gunicorn take turns, so that their ratio does not depend on what else the machine does.
"""

import argparse
import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from statistics import median
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import psutil
from django.conf import settings

from articles.management import followers
from articles.models import Article
from newsroom import embedded_postgres

PORT, BARE_PORT = 8460, 8462
HEADERS = 'Accept-Encoding: br, gzip\r\nUser-Agent: bench'
ROUNDS = 5
READY = 60  # seconds

# Answers each path with the bytes and headers that the site gave for the first one.
BARE = """
import base64, json, os
status, headers, body = json.loads(os.environ['BENCH_ANSWER'])
body = base64.b64decode(body)
def application(environ, start_response):
    start_response(status, [(name, value) for name, value in headers])
    return [body]
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m bench.serve', description=__doc__)
    parser.add_argument('--pages', type=int, default=2000, help='different articles')
    parser.add_argument('--clients', type=int, default=4)
    given = parser.parse_args()
    with embedded_postgres.use(settings.DATA_DIR):
        articles = list(Article.objects.public().listed().only('kind', 'slug', 'published_on').order_by('pk'))
        chosen = random.Random(1).sample(articles, min(given.pages, len(articles)))
        paths = [article.get_absolute_url() for article in chosen]
        with site() as server:
            first = ask_one(paths[0])
            report('made', server, paths, given.clients, 1)
            with bare(first) as other:
                compare(server, other, paths, given.clients)
            report('kept, 304', server, paths, given.clients, ROUNDS, f'{HEADERS}\r\nIf-None-Match: *')
            report('front page, kept', server, ['/'] * given.pages, given.clients, ROUNDS)
            front = [f'/?nobody={n}' for n in range(given.pages // 10)]
            report('front page, made', server, front, given.clients, 1)
            print(f'memory of gunicorn and its followers: {memory(server):.0f} MB (PSS)')


class Round(NamedTuple):
    """Requests a second, milliseconds of the workers' time for each, and bytes of each."""

    rate: float
    cost: float
    size: float


def compare(site: psutil.Process, other: psutil.Process, paths: list[str], clients: int) -> None:
    """Prints how kept pages and bare gunicorn compare, in rounds that alternate."""
    pairs = [(measure(site, paths, clients), measure(other, paths, clients, port=BARE_PORT)) for _ in range(ROUNDS)]
    show('kept', [kept for kept, _ in pairs])
    show('bare gunicorn', [bare for _, bare in pairs])
    for what, ratios in (
        ('rate', [kept.rate / bare.rate for kept, bare in pairs]),
        ('processor time', [kept.cost / bare.cost for kept, bare in pairs]),
    ):
        print(f'kept / bare, {what}: {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})', flush=True)


def report(name: str, server: psutil.Process, paths: list[str], clients: int, rounds: int, headers: str = HEADERS):
    show(name, [measure(server, paths, clients, headers) for _ in range(rounds)])


def show(name: str, rounds: list[Round]) -> None:
    """Prints the best of several rounds."""
    rate, cost = max(one.rate for one in rounds), min(one.cost for one in rounds)
    print(f'{name:18} {rate:8.0f} a second   {cost:7.3f} ms   {rounds[-1].size:8.0f} bytes', flush=True)


def measure(server: psutil.Process, paths: list[str], clients: int, headers: str = HEADERS, port: int = PORT) -> Round:
    used, start = processor_time(server), time.perf_counter()
    with ProcessPoolExecutor(clients) as pool:
        sizes = list(pool.map(ask, [paths[n::clients] for n in range(clients)], [headers] * clients, [port] * clients))
    took, cost = time.perf_counter() - start, processor_time(server) - used
    return Round(len(paths) / took, 1000 * cost / len(paths), sum(sizes) / len(paths))


def ask(paths: list[str], headers: str, port: int) -> int:
    """Requests each path in turn over one connection; returns how many bytes came. Raises ValueError for errors."""
    size = 0
    with socket.create_connection(('127.0.0.1', port)) as connection:
        stream = connection.makefile('rb')
        for path in paths:
            connection.sendall(request(path, headers))
            status, _, length = head(stream)
            if status not in (200, 304):
                raise ValueError(f'{status} {path}')
            size += len(stream.read(length))
    return size


def ask_one(path: str) -> tuple[list[list[str]], bytes]:
    with socket.create_connection(('127.0.0.1', PORT)) as connection:
        stream = connection.makefile('rb')
        connection.sendall(request(path, HEADERS))
        _, headers, length = head(stream)
        return headers, stream.read(length)


def request(path: str, headers: str) -> bytes:
    host = urlsplit(settings.SITE_URL).netloc
    return f'GET {quote(path, safe="/?=%")} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n\r\n'.encode()


def head(stream) -> tuple[int, list[list[str]], int]:
    """(status, header lines, length of the content) of an answer."""
    status, headers, length = int(stream.readline().split()[1]), [], 0
    while (line := stream.readline().strip()) and line:
        name, _, value = line.decode().partition(': ')
        headers.append([name, value])
        if name.lower() == 'content-length':
            length = int(value)
    return status, headers, 0 if status == 304 else length


@contextlib.contextmanager
def site() -> Iterator[psutil.Process]:
    with gunicorn(['-c', 'newsroom/gunicorn.conf.py'], PORT=str(PORT)) as server:
        time.sleep(3)  # The follower reads the journal before anything kept is trusted.
        yield server


@contextlib.contextmanager
def bare(answer: tuple[list[list[str]], bytes]) -> Iterator[psutil.Process]:
    """gunicorn with the site's own settings, and a function that returns one answer of the site."""
    import base64
    import json
    import tempfile

    headers = [line for line in answer[0] if line[0] not in ('Server', 'Date', 'Connection')]
    text = json.dumps(['200 OK', headers, base64.b64encode(answer[1]).decode()])
    with tempfile.TemporaryDirectory() as folder:
        with open(f'{folder}/bare.py', 'w') as file:
            file.write(BARE)
        given = f'-k gthread --threads 16 -w 2 --keep-alive 5 --preload -b 127.0.0.1:{BARE_PORT}'.split()
        arguments = [*given, '--chdir', folder, 'bare:application']
        with gunicorn(arguments, BARE_PORT, BENCH_ANSWER=text) as server:
            yield server


@contextlib.contextmanager
def gunicorn(arguments: list[str], port: int = PORT, **environment: str) -> Iterator[psutil.Process]:
    # Pages are kept for the site's own host only, which follows PORT otherwise.
    environment = os.environ | {'SITE_URL': settings.SITE_URL} | environment
    command = [sys.executable, '-m', 'gunicorn', *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + READY
        while True:
            try:
                socket.create_connection(('127.0.0.1', port)).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def processor_time(server: psutil.Process) -> float:
    """Seconds that the workers have used."""
    workers = [child for child in server.children() if child.name() != followers.NAME]
    return sum(worker.cpu_times().user + worker.cpu_times().system for worker in workers)


def memory(server: psutil.Process) -> float:
    """Megabytes of gunicorn, its workers and its followers, each shared page counted once."""
    return sum(one.memory_full_info().pss for one in [server, *server.children(recursive=True)]) / 1e6


if __name__ == '__main__':
    main()
