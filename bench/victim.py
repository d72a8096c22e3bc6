"""A site to break: its own PostgreSQL server, reached through a connection that can be cut, gunicorn and its followers.

Whatever systemd would restart is restarted here as well: gunicorn and PostgreSQL, when they were killed.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2

from articles.management import followers
from newsroom import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
HOST = '127.0.0.1'


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return trial.getsockname()[1]


def until(condition, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(done)


class Database(embedded_postgres.Server):
    """PostgreSQL in a folder, `with Database(folder):`. Without another user, it is ours to kill."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(data_dir)
        self.hands = threading.Lock()  # One starts or stops it at a time.

    def sql(self, query: str, *values: object, database: str = embedded_postgres.DATABASE) -> list[tuple]:
        """Asks the server itself, past whatever was cut; returns the rows."""
        connection = psycopg2.connect(
            host=embedded_postgres.socket_dir(self.data_dir), dbname=database, user=embedded_postgres.DATABASE
        )
        with contextlib.closing(connection):
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []

    def pg_ctl(self, *arguments: str) -> None:
        with self.hands:
            self._run('pg_ctl', *arguments, '-w', '-D', '.')

    def postmaster(self) -> psutil.Process:
        return psutil.Process(int((self.cluster / 'postmaster.pid').read_text().splitlines()[0]))

    def backends(self) -> list[psutil.Process]:
        """The processes that serve connections of the site."""
        of_site = f' {embedded_postgres.DATABASE} {embedded_postgres.DATABASE} '
        return [child for child in self.postmaster().children() if of_site in ' '.join(child.cmdline())]

    def socket(self) -> Path:
        return embedded_postgres.socket_dir(self.data_dir) / f'.s.PGSQL.{embedded_postgres.PORT}'


class Relay:
    """What a network is: socat, between the site and PostgreSQL, in a process group that signals cut or silence."""

    def __init__(self, database: Database) -> None:
        self.database, self.port = database, free_port()
        self.begin()

    def begin(self) -> None:
        """The network is there again."""
        listen = f'TCP-LISTEN:{self.port},bind={HOST},fork,reuseaddr,backlog=200'
        self.process = subprocess.Popen(
            ['socat', listen, f'UNIX-CONNECT:{self.database.socket()}'],
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )

    def signal(self, number: int) -> None:
        os.killpg(self.process.pid, number)
        if number == signal.SIGKILL:
            self.process.wait()

    def url(self) -> str:
        return f'postgresql://newsroom@{HOST}:{self.port}/{embedded_postgres.DATABASE}'


class Site:
    """A site in a folder of its own, with gunicorn on a port of its own."""

    def __init__(self, folder: Path, url: str, **own: str) -> None:
        self.folder, self.port = folder, free_port()
        self.settings = {
            'DATA_DIR': str(folder),
            'DATABASE_URL': url,
            'SECRET_KEY': 'of a benchmark',
            'SITE_URL': f'http://{HOST}:{self.port}',
            'PORT': str(self.port),
            'PROXIES': '1',
        } | own
        self.master: subprocess.Popen | None = None
        self.log = folder.parent.parent / f'{folder.parent.name}-{folder.name}.log'
        folder.mkdir(parents=True)

    def popen(self, *command: str, **own: str) -> subprocess.Popen:
        environment = os.environ | self.settings | own
        with self.log.open('ab') as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)

    def manage(self, *arguments: str, **own: str) -> str:
        """Runs a command to its end; returns what it printed. Raises CalledProcessError."""
        command = [sys.executable, 'manage.py', *arguments]
        environment = os.environ | self.settings | own
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()
        return done.stdout.strip()

    def begin(self, *before: str, **own: str) -> None:
        """Starts gunicorn, behind `before` if given: a program that runs another one."""
        config = ['-c', 'newsroom/gunicorn.conf.py', 'newsroom.wsgi']
        self._again = (*before, sys.executable, '-m', 'gunicorn', *config), own
        self.master = self.popen(*self._again[0], **own)

    def revive(self) -> None:
        """Starts gunicorn again if it has ended unasked; what it left is ended first, as by KillMode=mixed."""
        if self.master and self.master.poll() is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.master.pid, signal.SIGKILL)
            command, own = self._again
            self.master = self.popen(*command, **own)

    def end(self) -> None:
        master, self.master = self.master, None
        if master and master.poll() is None:
            self.gunicorn(master).send_signal(signal.SIGTERM)
            try:
                master.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(master.pid, signal.SIGKILL)
                master.wait()

    @staticmethod
    def gunicorn(master: subprocess.Popen) -> psutil.Process:
        """gunicorn's master: the process itself, or the one behind the program it was started with."""
        process = psutil.Process(master.pid)
        return process if process.cmdline()[1:3] == ['-m', 'gunicorn'] else process.children()[0]

    def processes(self, kind: str) -> list[psutil.Process]:
        """Those of a kind that run: master, worker or followers."""
        if not self.master or self.master.poll() is not None:
            return []
        master = self.gunicorn(self.master)
        if kind == 'master':
            return [master]
        children = [(child, child.name() == followers.NAME) for child in master.children()]
        return [child for child, follows in children if follows == (kind == 'followers')]


@contextlib.contextmanager
def supervised(site: Site, database: Database) -> Iterator[None]:
    """Restarts what was killed, as systemd would."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            site.revive()
            with database.hands, contextlib.suppress(embedded_postgres.PostgresError):
                database.ensure_running()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        site.end()
