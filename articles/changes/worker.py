"""Work that goes on for as long as its process runs: what follows the journal, and what runs imports."""

from collections.abc import Callable
from logging import Logger

from django.db import InterfaceError, OperationalError, connection


def keep_on(
    step: Callable[[], object],
    logger: Logger,
    *,
    pause: float,
    stopped: Callable[[], bool],
    wait: Callable[[float], object],
) -> None:
    """Calls `step` until `stopped()`; a database that is away is waited for.

    Between two steps it waits for `pause` seconds, unless the step returned something true: that more is to be done.
    """
    away = False
    while not stopped():
        try:
            more = step()
            if away:
                logger.info('the database is back')
            away = False
        except (OperationalError, InterfaceError) as error:
            if not away:
                logger.warning('waiting for the database: %s', error)
            more, away = False, True
            connection.close()
        if not more:
            wait(pause)
    logger.info('stopped')
