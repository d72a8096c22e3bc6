"""Follows the change journal on this machine and remembers its position.

Each machine follows the journal by itself, with a position of its own in DATA_DIR.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.db import Error, connection
from django.utils import timezone

from articles.changes import journal, worker
from articles.changes import position as saved
from articles.comments import bans, moderation, spam
from articles.editorial import passwords, second_factor, working_copies
from articles.following import announcements, outbox, subscriptions
from articles.images import ahead
from articles.pages import drop, store
from articles.redirects import missed

logger = logging.getLogger('articles.follow')

PAUSE = 0.5  # seconds
HOUSEKEEPING = timedelta(hours=1)
FAILED_LOG_INS = timedelta(days=1)  # They count for an hour. People type passwords into the field of the name.
LOG_INS = timedelta(days=90)  # with their addresses, for who looks into a stolen account
MAIL_PAUSE = 5  # seconds
MAIL_PAUSE_AFTER_FAILURE = 60
AHEAD = timedelta(minutes=1)  # between two looks at which pictures are on the front page


def follow(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Follows the journal until `stopped()`, and keeps trying while the database is not available."""
    position, tidied, looked = saved.load(), None, None
    handled: set[tuple[str, int]] = set()
    forgetting = False
    copying, mailing = threading.Thread(), threading.Thread()

    def step() -> bool:
        nonlocal position, tidied, looked, handled, forgetting, copying, mailing
        position = catch_up(position)
        handled = drop_held_back(handled)
        if tidied is None or position.clock - tidied > HOUSEKEEPING:
            tidy()
            tidied, forgetting = position.clock, True
        if forgetting:  # A few pages at a time, since changes wait meanwhile.
            forgetting = store.forget()
        if not copying.is_alive() and (looked is None or position.clock - looked > AHEAD):
            copying, looked = threading.Thread(target=_copy_pictures, args=[stopped, wait]), position.clock
            copying.start()
        if subscriptions.is_offered() and not mailing.is_alive():
            mailing = threading.Thread(target=_send_mails, args=[stopped, wait])
            mailing.start()
        return forgetting

    worker.repeat('follow', step, logger, pause=PAUSE, stopped=stopped, wait=wait)
    for thread in (copying, mailing):
        if thread.is_alive():
            thread.join()


def _copy_pictures(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Makes copies of pictures: beside the follower, since one takes up to seconds, in which changes would wait."""
    try:
        for _ in ahead.copies():
            if stopped():
                break
            wait(PAUSE)
    except Error as error:
        logger.warning('copies of pictures are made later: %s', error)
    finally:
        connection.close()


def _send_mails(stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Sends what is due, news announced: beside the follower, since a mail server may take long to answer."""
    try:
        passwords.send_requested(stopped)
        announcements.announce()
        if not outbox.send(stopped):
            wait(MAIL_PAUSE)
    except (Error, OSError, SMTPException) as error:
        logger.warning('mails are sent later: %s', type(error).__name__)
        wait(MAIL_PAUSE_AFTER_FAILURE)
    finally:
        connection.close()


def catch_up(position: journal.Position | None) -> journal.Position:
    """Handles every change after a position (None: from now on); saves the position reached, and returns it."""
    if position is None or journal.is_lost(position):
        drop.everything()
        saved.save(position := journal.now())
    while True:
        changed, reached = journal.changes(position)
        if not changed:
            return reached
        drop.touched(changed)
        saved.save(reached)
        position = reached


def drop_held_back(handled: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Drops what was changed by now without waiting for older transactions, such as those of an import.

    The journal returns these changes later, and they are handled again. Takes and returns those handled here.
    """
    changes = journal.held_back(drop.MOST + 1)
    changed: dict[int, bool] = {}
    for xid, article in changes.keys() - handled:
        changed[article] = changed.get(article, False) or changes[xid, article]
    drop.touched(changed)
    return set(changes)


def tidy() -> None:
    """Deletes what is outdated; of a standby that is done on its primary."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')::bool")
        if cursor.fetchone()[0]:
            return
    moderation.forget_networks()
    subscriptions.tidy()
    announcements.tidy()
    spam.trim()
    bans.tidy()
    journal.trim()
    working_copies.delete_old()
    second_factor.delete_abandoned()
    missed.delete_old()
    forget_log_ins()


def forget_log_ins() -> None:
    """Deletes sessions that have ended, failed log-ins that count no more, and who logged in where, after some time."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - FAILED_LOG_INS).delete()
    AccessLog.objects.filter(attempt_time__lt=now - LOG_INS).delete()
