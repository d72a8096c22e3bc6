"""How gunicorn serves the site, and what runs beside it: `gunicorn -c newsroom/gunicorn.conf.py newsroom.wsgi`.

The master keeps the embedded PostgreSQL (unless DATABASE_URL names another), the processes that follow the change
journal and the one that runs imports, starts them again when they die, and stops them after its workers.
"""

import os
import signal
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.urls import get_resolver

from newsroom import embedded_postgres

wsgi_app = 'newsroom.wsgi'
bind = os.environ.get('BIND') or f'127.0.0.1:{os.environ.get("PORT") or 8000}'
worker_class = 'gthread'
workers = int(os.environ.get('WEB_CONCURRENCY') or 2)
threads = 4
preload_app = True  # Workers share what the master loaded, and a new one is there at once.
http_parser = 'fast'  # gunicorn_h1c
timeout = 30
graceful_timeout = 10
keepalive = 5
loglevel = 'warning'
control_socket_disable = True
# As we were given it. gunicorn's own default is 0 while it makes a worker, and a follower started in that moment would
# go on with it and write files that anyone may change.
umask = os.umask(0o077)
os.umask(umask)
# Forwarded headers are Django's to judge, by the setting PROXIES. Here they would be believed from any local process.
secure_scheme_headers = {}
forwarder_headers = ''

WITH_PARENT = 'NEWSROOM_WITH_PARENT' in os.environ  # set by `make run`: the site ends when make is gone
BETWEEN_LOOKS = 1  # second
FOLLOWERS = ('follow', 'index', 'run_imports')  # commands
FOLLOWER_PAUSE = 5  # seconds before a follower that died is started again


def when_ready(arbiter):
    """Runs in the master, before it has workers. What has to outlive a reload of this file stays with the arbiter."""
    get_resolver().url_patterns  # noqa: B018  Loads every view now: the workers share them, and what is broken shows.
    arbiter.postgres = embedded_postgres.use(settings.DATA_DIR)
    arbiter.postgres.__enter__()
    # No worker is forked while the keeper starts something: it would inherit the pipes of that and keep them open.
    arbiter.forking = threading.Lock()
    release = arbiter.forking.release
    os.register_at_fork(before=arbiter.forking.acquire, after_in_parent=release, after_in_child=release)
    arbiter.stopping = threading.Event()
    arbiter.keeper = threading.Thread(target=keep_company, args=(arbiter, os.getppid()), daemon=True)
    arbiter.keeper.start()


def post_worker_init(worker):
    if worker.age == 1:
        sys.stdout.write(f'Newsroom is at {settings.SITE_URL}/ (admin: {settings.SITE_URL}/admin/; stop with Ctrl-C)\n')
        sys.stdout.flush()


def on_exit(arbiter):
    """Runs in the master, after its workers have ended."""
    arbiter.stopping.set()
    arbiter.keeper.join()
    arbiter.postgres.__exit__(None, None, None)


def keep_company(arbiter, parent):
    """Keeps the database server and the followers running until the site stops."""
    followers, due = dict.fromkeys(FOLLOWERS), dict.fromkeys(FOLLOWERS, 0)
    while not arbiter.stopping.is_set():
        with arbiter.forking:
            try:
                arbiter.postgres.ensure_running()
            except embedded_postgres.PostgresError as error:
                arbiter.log.error('%s', error)
            for command, follower in followers.items():
                if follower and follower.poll() is not None:
                    arbiter.log.warning('manage.py %s ended and is started again.', command)
                    follower, due[command] = None, time.monotonic() + FOLLOWER_PAUSE
                if not follower and time.monotonic() >= due[command]:
                    follower = start_follower(command)
                followers[command] = follower
        if WITH_PARENT and os.getppid() != parent:  # The terminal was closed, or make was killed.
            os.kill(os.getpid(), signal.SIGTERM)
        arbiter.stopping.wait(BETWEEN_LOOKS)
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
    # It is told whose child it is: we may be gone before it can ask. In a session of its own, so that Ctrl-C reaches it
    # through us only, after the workers.
    arguments = [sys.executable, 'manage.py', command, f'--with-parent={os.getpid()}']
    return subprocess.Popen(arguments, start_new_session=True)  # noqa: S603
