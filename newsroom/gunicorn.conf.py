"""How gunicorn serves the site, and what runs beside it: `gunicorn -c newsroom/gunicorn.conf.py newsroom.wsgi`.

The master runs the embedded PostgreSQL (unless DATABASE_URL is set) and a process with the followers (unless FOLLOWERS
is 0), restarts it if it dies, and stops it after its workers. All are forked from the master, so that they share what
it loaded.
"""

import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.urls import get_resolver

from newsroom import embedded_postgres, environment

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'newsroom.settings')
try:
    environment.load()
except environment.InvalidLine as error:
    sys.exit(f'Newsroom cannot start: {error}')
wsgi_app = 'newsroom.wsgi'
bind = os.environ.get('BIND') or f'127.0.0.1:{os.environ.get("PORT") or 8000}'
worker_class = 'gthread'
workers = int(os.environ.get('WEB_CONCURRENCY') or 2)
threads = 16  # of which most make pages, or wait for their turn to: articles/middleware/turns.py
preload_app = True  # Workers share what the master loaded, and new ones start at once.
timeout = 30
graceful_timeout = 10
keepalive = 5
loglevel = 'warning'
logger_class = 'newsroom.logs.Gunicorn'
control_socket_disable = True
# The umask we were started with. gunicorn's own default is 0 while it forks a worker, and a follower started at that
# moment would inherit it and write files that anyone may change.
umask = os.umask(0o077)
os.umask(umask)
# Django decides which forwarded headers to trust, by the setting PROXIES. gunicorn would trust any local process.
secure_scheme_headers = {}
forwarder_headers = ''

IDLE = '30s'  # after which PostgreSQL ends the connection of a thread that makes no pages, which opens another later
ARENAS, M_ARENA_MAX = 2, -8
with suppress(AttributeError):  # glibc's malloc would take memory for each thread apart, and keep it.
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)

WITH_PARENT = 'NEWSROOM_WITH_PARENT' in os.environ  # set by `make run`: the site stops when make has ended
CHECK_INTERVAL = 1  # second


def when_ready(arbiter):
    """Runs in the master before it forks workers. State is kept on the arbiter, since this file may be reloaded."""
    get_resolver().url_patterns  # noqa: B018  Loads every view now, so that workers share them and errors show at once.
    from articles.management import followers  # noqa: F401  Also what they need.

    if not settings.SECRET_KEY_STAYS:
        arbiter.log.warning('SECRET_KEY is not set: whoever is logged in is logged out by each restart.')
    try:
        arbiter.postgres = embedded_postgres.use(settings.DATA_DIR)
        arbiter.postgres.__enter__()
    except embedded_postgres.PostgresError as error:
        sys.exit(f'Newsroom cannot start: {error}')
    open_sockets(arbiter.LISTENERS)
    discard_pages()
    if settings.METRICS_TOKEN:
        counts().clear()
    # What is loaded now stays loaded: the collector of a child need not look at it, and so copy the pages it shares.
    gc.collect()
    gc.freeze()
    # Nothing is forked while the supervisor starts PostgreSQL: it would inherit that process's pipes and keep them
    # open.
    arbiter.forking = threading.Lock()
    release = arbiter.forking.release
    os.register_at_fork(before=arbiter.forking.acquire, after_in_parent=release, after_in_child=release)
    arbiter.stopping = threading.Event()
    arbiter.supervisor = threading.Thread(target=supervise, args=(arbiter, os.getppid()), daemon=True)
    arbiter.supervisor.start()


def on_reload(arbiter):
    from articles.pages import drop, store  # once the site is loaded

    drop.everything()
    store.close()  # A worker must not inherit it.


def post_fork(arbiter, worker):
    options = connections.settings['default']['OPTIONS']
    if not settings.POOLER:
        # PostgreSQL takes the last of two: what DATABASE_URL sets is in force.
        options['options'] = f'-c idle_session_timeout={IDLE} {options.get("options", "")}'


def post_worker_init(worker):
    if settings.METRICS_TOKEN:
        counts().begin()
    if worker.age == 1:
        sys.stdout.write(f'Newsroom is at {settings.SITE_URL}/ (admin: {settings.SITE_URL}/admin/; stop with Ctrl-C)\n')
        sys.stdout.flush()


def child_exit(arbiter, worker):
    """Runs in the master."""
    if settings.METRICS_TOKEN:
        counts().end(worker.pid)


def on_exit(arbiter):
    """Runs in the master, after its workers have ended."""
    arbiter.stopping.set()
    arbiter.supervisor.join()
    arbiter.postgres.__exit__(None, None, None)


def counts():
    from articles.health import counts  # once the site is loaded

    return counts


def open_sockets(listeners):
    """Lets whoever may read a Unix socket connect to it: that is writing, which the umask of our files denies."""
    for listener in listeners:
        if listener.FAMILY == socket.AF_UNIX and (path := Path(os.fsdecode(listener.getsockname()))).is_socket():
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o444) >> 1)


def discard_pages():
    """Pages of another version, or with other settings, are not shown again; nor is their file read by another."""
    from articles.pages import store  # once the site is loaded

    store.discard()


def supervise(arbiter, parent):
    """Restarts the database server and the followers when they die, until the site stops."""
    followers = None
    while not arbiter.stopping.is_set():
        with arbiter.forking:
            try:
                arbiter.postgres.ensure_running()
            except embedded_postgres.PostgresError as error:
                arbiter.log.error('%s', error)
        if followers and has_ended(followers):
            arbiter.log.warning('The followers ended and will be restarted.')
            followers = None
        if settings.FOLLOWERS:
            followers = followers or fork_followers(arbiter)
        if WITH_PARENT and os.getppid() != parent:  # The terminal was closed, or make was killed.
            os.kill(os.getpid(), signal.SIGTERM)
        arbiter.stopping.wait(CHECK_INTERVAL)
    if followers:
        stop_followers(followers)


def fork_followers(arbiter):
    """Returns the id of a new process with the followers. Call it in a thread: it has no others of the master's."""
    master = os.getpid()
    if followers := os.fork():
        return followers
    status = 1
    try:
        os.setsid()  # Ctrl-C does not reach it: the master stops it after the workers.
        for number in (*arbiter.SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        for listener in arbiter.LISTENERS:
            listener.close()
        from articles.management import followers as work
        from articles.management.worker_command import Lifetime

        lifetime = Lifetime(master)
        work.run(work.names(), lifetime.stopped, lifetime.wait)
        status = 0
    except Exception:
        arbiter.log.exception('The followers cannot run.')
    finally:
        os._exit(status)


def has_ended(process):
    try:
        return os.waitpid(process, os.WNOHANG) != (0, 0)
    except ChildProcessError:  # The master has waited for it among its workers.
        return True


def stop_followers(followers):
    with suppress(ProcessLookupError):
        os.kill(followers, signal.SIGTERM)
    deadline = time.monotonic() + graceful_timeout
    while not has_ended(followers):
        if time.monotonic() > deadline:
            os.kill(followers, signal.SIGKILL)
            return
        time.sleep(0.05)
