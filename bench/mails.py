"""Kills the sender of mails again and again, and counts how often each subscriber was told.

    python -m bench.mails --kills 20

A thousand addresses follow an article, a comment on it is approved, and a mail server (aiosmtpd, of the group `bench`)
takes what a process sends that is killed with SIGKILL. Then comments that are held, spam, imported or withdrawn cause
none. It uses a database of its own on the site's server.
"""

import argparse
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

from aiosmtpd.controller import Controller
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from articles.comments import moderation, writers
from articles.following import announcements, outbox
from articles.models import Comment, Follower, Mail, Subscription
from bench import database
from newsroom import embedded_postgres
from tests.factories import make_article, make_comment

DATABASE = 'bench_mails'
LONGEST_LIFE = 1.0  # seconds from a sender's first mail to its end, at most


class Inbox:
    """Takes every mail, and counts them by recipient."""

    def __init__(self) -> None:
        self.by_recipient: Counter[str] = Counter()

    async def handle_DATA(self, server, session, envelope) -> str:
        self.by_recipient.update(envelope.rcpt_tos)
        return '250 OK'

    @property
    def count(self) -> int:
        return sum(self.by_recipient.values())


def send_for_ever() -> None:
    """What a killed process was doing. Its retries come after a second, not after minutes."""
    outbox.FIRST_PAUSE = timedelta(seconds=1)
    while True:
        announcements.announce()
        if not outbox.send():
            time.sleep(0.05)


def sender(port: int) -> subprocess.Popen:
    environment = os.environ | {'EMAIL_URL': f'smtp://127.0.0.1:{port}', 'PYTHONWARNINGS': 'ignore'}
    return subprocess.Popen([sys.executable, '-m', 'bench.mails', '--send'], env=environment)


def until(done, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.01)
    return done()


def killed(inbox: Inbox, port: int, kills: int) -> None:
    chance = random.Random(20)
    for _ in range(kills):
        before = inbox.count
        process = sender(port)
        until(lambda before=before: inbox.count > before)
        time.sleep(chance.uniform(0, LONGEST_LIFE / 4))
        process.kill()
        process.wait()
    process = sender(port)
    until(lambda: not Mail.objects.filter(sent=None, given_up=None).exists())
    process.kill()
    process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--kills', type=int, default=20)
    parser.add_argument('--subscribers', type=int, default=1000)
    parser.add_argument('--send', action='store_true', help='what the processes run that are killed')
    options = parser.parse_args()
    if options.send:
        database.use(DATABASE)
        send_for_ever()
    with embedded_postgres.use(settings.DATA_DIR, make=True):
        measure(options)
        connection.close()


def measure(options: argparse.Namespace) -> None:
    database.use_new(DATABASE)
    settings.EMAIL_URL = 'smtp://127.0.0.1'
    article, editor = make_article('Flood'), User.objects.create_user('editor')
    then = timezone.now() - timedelta(minutes=1)
    followers = Follower.objects.bulk_create(Follower(email=f'{n}@mail.example') for n in range(options.subscribers))
    Subscription.objects.bulk_create(
        Subscription(follower=follower, article=article, made=then, confirmed=then) for follower in followers
    )
    inbox = Inbox()
    with socket.create_server(('127.0.0.1', 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname='127.0.0.1', port=port)
    controller.start()
    moderation.approve(make_comment(article, 'I was there.', status='held'), by=editor)
    killed(inbox, port, options.kills)
    times = Counter(inbox.by_recipient.values())
    print(f'{options.kills} kills: told by number of mails {dict(times)}, of {options.subscribers}')
    told = inbox.count
    make_comment(article, status='held')
    make_comment(article, status='spam')
    moderation.approve(make_comment(article, source_key='old', status='held'), by=editor)
    withdrawn = make_comment(article, status='held')
    moderation.approve(withdrawn, by=editor)
    writers.withdraw(Comment.objects.get(pk=withdrawn.pk))
    process = sender(port)
    time.sleep(5)
    process.kill()
    process.wait()
    print(f'mails of comments that are held, spam, imported or withdrawn: {inbox.count - told}')
    controller.stop()


if __name__ == '__main__':
    main()
