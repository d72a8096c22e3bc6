"""How gunicorn serves the site, and what runs beside it: `gunicorn -c newsroom/gunicorn.conf.py newsroom.wsgi`.

The master runs the embedded PostgreSQL (unless DATABASE_URL is set) and the commands in FOLLOWERS, restarts those that
die, and stops them after its workers.
"""

import gc
import os
import signal
import subprocess
import sys
import threading
import time

from django.conf import settings
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

WITH_PARENT = 'NEWSROOM_WITH_PARENT' in os.environ  # set by `make run`: the site stops when make has ended
CHECK_INTERVAL = 1  # second
FOLLOWERS = ('follow', 'index') if settings.READ_ONLY else ('follow', 'index', 'run_imports')  # commands
RESTART_DELAY = 5  # seconds before a follower that died is restarted


def when_ready(arbiter):
    """Runs in the master before it forks workers. State is kept on the arbiter, since this file may be reloaded."""
    get_resolver().url_patterns  # noqa: B018  Loads every view now, so that workers share them and errors show at once.
    if not settings.SECRET_KEY_STAYS:
        arbiter.log.warning('SECRET_KEY is not set: whoever is logged in is logged out by each restart.')
    try:
        arbiter.postgres = embedded_postgres.use(settings.DATA_DIR)
        arbiter.postgres.__enter__()
    except embedded_postgres.PostgresError as error:
        sys.exit(f'Newsroom cannot start: {error}')
    discard_pages()
    # No worker is forked while the supervisor starts a process: it would inherit that process's pipes and keep them
    # open.
    arbiter.forking = threading.Lock()
    release = arbiter.forking.release
    os.register_at_fork(before=arbiter.forking.acquire, after_in_parent=release, after_in_child=release)
    arbiter.stopping = threading.Event()
    arbiter.supervisor = threading.Thread(target=supervise, args=(arbiter, os.getppid()), daemon=True)
    arbiter.supervisor.start()
    # What is loaded now stays loaded: the collector of a worker need not look at it, and so copy the pages it shares.
    gc.collect()
    gc.freeze()


def on_reload(arbiter):
    from articles.pages import drop, store  # once the site is loaded

    drop.everything()
    store.close()  # A worker must not inherit it.


def post_worker_init(worker):
    if worker.age == 1:
        sys.stdout.write(f'Newsroom is at {settings.SITE_URL}/ (admin: {settings.SITE_URL}/admin/; stop with Ctrl-C)\n')
        sys.stdout.flush()


def on_exit(arbiter):
    """Runs in the master, after its workers have ended."""
    arbiter.stopping.set()
    arbiter.supervisor.join()
    arbiter.postgres.__exit__(None, None, None)


def discard_pages():
    """Pages of another version, or with other settings, are not shown again; nor is their file read by another."""
    from articles.pages import store  # once the site is loaded

    store.discard()


def supervise(arbiter, parent):
    """Restarts the database server and the followers when they die, until the site stops."""
    followers, due = dict.fromkeys(FOLLOWERS), dict.fromkeys(FOLLOWERS, 0)
    while not arbiter.stopping.is_set():
        with arbiter.forking:
            try:
                arbiter.postgres.ensure_running()
            except embedded_postgres.PostgresError as error:
                arbiter.log.error('%s', error)
            for command, follower in followers.items():
                if follower and follower.poll() is not None:
                    arbiter.log.warning('manage.py %s ended and will be restarted.', command)
                    follower, due[command] = None, time.monotonic() + RESTART_DELAY
                if not follower and time.monotonic() >= due[command]:
                    follower = start_follower(command)
                followers[command] = follower
        if WITH_PARENT and os.getppid() != parent:  # The terminal was closed, or make was killed.
            os.kill(os.getpid(), signal.SIGTERM)
        arbiter.stopping.wait(CHECK_INTERVAL)
    stop_followers([follower for follower in followers.values() if follower])


def stop_followers(followers):
    for follower in followers:
        follower.terminate()
    for follower in followers:
        try:
            follower.wait(timeout=graceful_timeout)
        except subprocess.TimeoutExpired:
            follower.kill()


def start_follower(command):
    # It gets our process id, since we may have ended before it can ask for its parent's. It has a session of its own,
    # so that Ctrl-C does not reach it: we stop it after the workers.
    arguments = [sys.executable, 'manage.py', command, f'--with-parent={os.getpid()}']
    return subprocess.Popen(arguments, start_new_session=True)  # noqa: S603
