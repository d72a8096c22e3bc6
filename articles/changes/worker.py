"""The loop of long-running processes, which follow the journal or run imports."""

from collections.abc import Callable
from logging import Logger

from django.db import InterfaceError, OperationalError, connection


def repeat(
    step: Callable[[], object],
    logger: Logger,
    *,
    pause: float,
    stopped: Callable[[], bool],
    wait: Callable[[float], object],
) -> None:
    """Calls `step` until `stopped()`, and keeps trying while the database is not available.

    Between two steps it waits for `pause` seconds, unless the step returned True: there is more to do.
    """
    away = False
    while not stopped():
        try:
            more = step()
            if away:
                logger.info('the database is available again')
            away = False
        except (OperationalError, InterfaceError) as error:
            if not away:
                logger.warning('waiting for the database: %s', error)
            more, away = False, True
            connection.close()
        if not more:
            wait(pause)
    logger.info('stopped')
