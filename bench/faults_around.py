"""Faults of what stands around a site: its clients, a pooler, a standby, an index that hangs, a restore."""

import contextlib
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import requests

from bench.victim import HOST, Database, Site, free_port, until
from newsroom import embedded_postgres

if TYPE_CHECKING:
    from bench.faults import Stage

CLIENTS = 500
NGINX = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; user root;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{site}; }} }}
}}
"""
PGBOUNCER = """[databases]
newsroom = host={host} port=5432 user=newsroom dbname=newsroom
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
auth_type = any
pool_mode = transaction
default_pool_size = 10
unix_socket_dir =
"""


def broken_table(stage: 'Stage') -> None:
    """A column that the site needs is away for a while: an error for readers, with an id that is in the log."""
    with stage.fault('a column renamed: each error is found by its id') as took:
        rename = 'ALTER TABLE articles_article RENAME COLUMN {} TO {}'
        stage.database.sql(rename.format('standfirst', 'away'))
        time.sleep(10)
        stage.database.sql(rename.format('away', 'standfirst'))
        took.append(stage.heal())
        assert stage.witness.ids, 'no error was shown'


def hung_follower(stage: 'Stage') -> None:
    """Another machine withdraws what this one keeps, and then nobody can ask the database any more."""
    with stage.fault('followers stopped, withdrawn elsewhere, database cut') as took:
        witness = stage.witness
        chosen = [article for article in witness.paths if article not in witness.withdrawn][:5]
        for article in chosen:
            witness.get(witness.paths[article])
        (followers,) = stage.site.processes('followers')
        followers.suspend()
        for article in chosen:
            witness.withdraw_elsewhere(article)
        said = until(lambda: not witness.samples[-1].healthy, 60)
        stage.relay.signal(signal.SIGKILL)
        for _ in range(3):
            time.sleep(3)
            for article in chosen:
                with contextlib.suppress(OSError):
                    witness.look(article)
        stage.relay.begin()
        followers.resume()
        took.append(stage.heal())
        assert said, 'the site went on to say ready'


def wedged_index(stage: 'Stage') -> None:
    """With followers of their own, the one of the index is stopped: a warning, and search tells nothing withdrawn."""
    site = stage.site
    with stage.fault('index stopped for 40 s') as took:
        site.end()
        names = ('follow', 'index', 'run_imports')
        apart = {name: site.popen(sys.executable, 'manage.py', name) for name in names}
        site.begin(FOLLOWERS='0')
        stage.heal()
        apart['index'].send_signal(signal.SIGSTOP)
        samples = len(stage.witness.samples)
        time.sleep(40)
        assert all(one.healthy for one in stage.witness.samples[samples:]), 'not ready for an index that lags'
        assert 'index' in stage.witness.get('/readyz').text
        apart['index'].send_signal(signal.SIGCONT)
        begun = time.monotonic()
        until(lambda: 'warning' not in stage.witness.get('/readyz').text.replace('the last backup', ''))
        took.append(time.monotonic() - begun)
        site.end()
        for process in apart.values():
            process.terminate()
            process.wait()
        site.begin()
        stage.heal()


def crowd(stage: 'Stage') -> None:
    """Five hundred readers, each with a connection of their own, half of them asking for what is made."""
    with stage.fault(f'{CLIENTS} clients for 20 s') as took:
        paths, ended = list(stage.witness.paths.values()), threading.Event()
        answers: Counter[str] = Counter()

        def read(number: int) -> None:
            with requests.Session() as session:
                while not ended.is_set():
                    path = f'/?nobody={number}' if number % 2 else paths[number % len(paths)]
                    try:
                        answers[f'{stage.witness.get(path, session, timeout=60).status_code}'] += 1
                    except requests.RequestException as error:
                        answers[type(error).__name__] += 1

        threads = [threading.Thread(target=read, args=[number]) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(20)
        ended.set()
        begun = time.monotonic()
        for thread in threads:
            thread.join()
        took.append(stage.witness.healthy_after(begun))
        print(f'answers: {dict(answers)}')


def slow_clients(stage: 'Stage') -> None:
    """Three hundred clients that send a byte a second, through nginx; others are served meanwhile."""
    with stage.fault('300 slow clients, by nginx') as took, nginx(stage) as port:
        import socket

        slow = [socket.create_connection((HOST, port)) for _ in range(300)]
        for second in range(20):
            for one in slow:
                with contextlib.suppress(OSError):
                    one.sendall(b'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '[second : second + 1] or b'x')
            begun = time.monotonic()
            assert requests.get(f'http://{HOST}:{port}/livez', timeout=5).status_code == 200
            took.append(time.monotonic() - begun)
            time.sleep(1)
        for one in slow:
            one.close()


@contextlib.contextmanager
def nginx(stage: 'Stage') -> Iterator[int]:
    folder, port = stage.folder / 'nginx', free_port()
    folder.mkdir()
    (folder / 'nginx.conf').write_text(NGINX.format(folder=folder, port=port, site=stage.site.port))
    server = subprocess.Popen(['nginx', '-c', folder / 'nginx.conf'])
    until(lambda: answers(port))
    try:
        yield port
    finally:
        server.terminate()
        server.wait()


def answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        return requests.get(f'http://{HOST}:{port}/livez', timeout=5).ok
    return False


def pgbouncer(stage: 'Stage') -> None:
    """The site by a pooler in transaction mode, which is killed again and again while an import runs."""
    site, port = stage.site, free_port()
    file = stage.folder / 'pgbouncer.ini'
    file.write_text(PGBOUNCER.format(host=embedded_postgres.socket_dir(stage.database.data_dir), port=port))
    account = stage.database.account

    def begin() -> subprocess.Popen:
        return subprocess.Popen(['pgbouncer', '-q', file], stderr=subprocess.DEVNULL, **account)

    stage.folder.chmod(0o755)
    with stage.fault('by pgbouncer, which is killed 5 times') as took:
        site.end()
        pooler = begin()
        site.settings |= {'DATABASE_URL': f'postgresql://newsroom@{HOST}:{port}/newsroom', 'POOLER': '1'}
        site.begin()
        stage.heal()
        for _ in range(5):
            stage.import_more()
            time.sleep(4)
            pooler.kill()
            pooler.wait()
            time.sleep(2)
            pooler = begin()
            took.append(stage.heal())
        stage.stop_import()
        stage.import_more()
        stage.stop_import()
        assert stage.importing.returncode == 0, 'an import by the pooler failed'
        site.manage('export_archive', str(stage.folder / 'export'))
        assert 'Story7' in stage.witness.get('/search/', params={'q': 'story7'}).text
        site.end()
        pooler.terminate()
        pooler.wait()
        stage.stand()


def standby(stage: 'Stage') -> None:
    """A replica with READ_ONLY=1: what is withdrawn on the primary is hidden there, and its PostgreSQL is restarted."""
    folder = stage.folder / 'standby'
    copy = Database(folder)
    folder.mkdir()
    copy._hand_over(folder)
    base = [embedded_postgres.binaries() / 'pg_basebackup', '-D', folder / 'postgres', '-R', '-c', 'fast']
    host = embedded_postgres.socket_dir(stage.database.data_dir)
    subprocess.run([*base, '-h', host, '-U', 'newsroom'], check=True, cwd=folder, **stage.database.account)
    with (folder / 'postgres/postgresql.auto.conf').open('a') as configuration:
        configuration.write('hot_standby_feedback = on\n')  # as docs/operations.md says
    with (
        stage.fault('standby: withdrawn on the primary, restarted, primary away') as took,
        copy,
        contextlib.ExitStack() as ends,
    ):
        socket_dir = embedded_postgres.socket_dir(folder)
        replica = Site(folder / 'site', f'postgresql://newsroom@/newsroom?host={socket_dir}', READ_ONLY='1')
        shutil.copytree(stage.site.folder / 'static', replica.folder / 'static')
        replica.begin()
        ends.callback(replica.end)
        get = f'http://{HOST}:{replica.port}'
        assert until(lambda: ready(get), 90), 'a standby is never ready'
        witness = stage.witness
        chosen = [article for article in witness.paths if article not in witness.withdrawn][:10]
        for article in chosen:
            assert requests.get(get + witness.paths[article], timeout=9).status_code == 200
            assert until(lambda article=article: witness.act('withdraw', article)), 'not withdrawn'
            witness.withdrawn[article] = time.monotonic()
            begun = time.monotonic()
            path = get + witness.paths[article]
            assert until(lambda path=path: requests.get(path, timeout=9).status_code == 410), 'shown for a minute'
            took.append(time.monotonic() - begun)
        copy.pg_ctl('restart', '-m', 'immediate', '-l', 'start.log')
        begun = time.monotonic()
        assert until(lambda: ready(get), 60), 'not ready after a restart of the standby'
        took.append(time.monotonic() - begun)
        stage.database.pg_ctl('restart', '-m', 'fast', '-l', 'start.log')
        assert ready(get), 'a standby needs its primary'
        assert requests.get(get + '/?nobody=1', timeout=9).status_code == 200
        took.append(stage.heal())


def ready(url: str) -> bool:
    with contextlib.suppress(OSError):
        return requests.get(f'{url}/readyz', timeout=9).ok
    return False


def restore(stage: 'Stage') -> None:
    """The database of a running site is replaced by a backup, in which articles are withdrawn that are public now."""
    with stage.fault('restored into the same cluster, under the running site') as took:
        witness, site, database = stage.witness, stage.site, stage.database
        witness.writing.clear()
        time.sleep(3)
        backups = stage.folder / 'backups'
        site.manage('backup', str(backups), '--verbosity=0')
        hidden = list(witness.withdrawn)[-5:]
        kept = dict(witness.withdrawn)
        for article in hidden:
            del witness.withdrawn[article]
            assert until(lambda article=article: witness.act('publish', article)), 'not published'
        for article in hidden:
            path = witness.paths[article]
            assert until(lambda path=path: witness.get(path).status_code == 200), 'published and not shown'
        time.sleep(3)
        database.sql('DROP DATABASE newsroom WITH (FORCE)', database='postgres')
        database.sql('CREATE DATABASE newsroom', database='postgres')
        site.manage('restore', str(backups))
        begun = time.monotonic()
        took.append(witness.healthy_after(begun))
        witness.withdrawn = dict.fromkeys(kept, begun + 6)
        while time.monotonic() < begun + 15:
            for article in hidden:
                witness.look(article)
        witness.writing.set()


FAULTS = {
    one.__name__: one
    for one in (broken_table, hung_follower, wedged_index, crowd, slow_clients, pgbouncer, standby, restore)
}
