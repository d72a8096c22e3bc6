"""The loop of long-running processes, which follow the journal or run imports."""

from collections.abc import Callable
from logging import Logger

from django.db import connection

from articles.db import outages

from . import heartbeat

AWAY = 1  # second, at least, between two tries while something is away


def repeat(
    name: str,
    step: Callable[[], object],
    logger: Logger,
    *,
    pause: float,
    stopped: Callable[[], bool],
    wait: Callable[[float], object],
    is_outage: Callable[[Exception], bool] = outages.is_outage,
    of: str = 'the database',
) -> None:
    """Calls `step` until `stopped()`, and keeps trying in an outage of the database, or `of` something else.

    Any other error ends it. Each step is a beat of the heartbeat `name`. Between two steps it waits for `pause`
    seconds, longer after an error, and not at all if the step returned True: there is more to do.
    """
    away = False
    while not stopped():
        try:
            more = step()
            heartbeat.beat(name)
            if away:
                logger.info('%s is available again', of)
            away = False
        except Exception as error:
            if not is_outage(error):
                raise
            if not away:
                logger.warning('waiting for %s: %s', of, error)
            more, away = False, True
            heartbeat.fail(name)
            connection.close()
        if not more:
            wait(max(pause, AWAY) if away else pause)
    logger.info('stopped')


def beating(name: str, stopped: Callable[[], bool]) -> Callable[[], bool]:
    """`stopped` for the inside of a long step, where each call is a beat: it is called whenever a part is done."""

    def beat_and_look() -> bool:
        heartbeat.beat(name)
        return stopped()

    return beat_and_look
