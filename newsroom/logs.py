"""What the logs say, as lines or as JSON, and what they never say.

Each line of a request has its id, which the page for a fault shows. No line has a reader's whole address, the query of
a URL, a token of a link, or an e-mail address.
"""

import json
import logging
import logging.config
import re
import time
from datetime import timedelta
from ipaddress import ip_network
from typing import Any
from urllib.parse import quote

from django.conf import settings
from gunicorn import glogging

from articles.comments.client_ip import client_address
from articles.middleware import tracing

SLOW = 1000  # milliseconds: the line of a request that takes longer is a warning
LONGEST_PATH = 300  # characters
REPEATED_AFTER = 60  # seconds after which the same traceback is written again
MOST_KNOWN = 100  # tracebacks
_TOKEN = re.compile(r'(/(?:follow/(?:confirm|stop|all)|comments/held)/)[^/\s]+')  # in the URLs of mails and forms
_EMAIL = re.compile(r'[^\s@/<>()\'"=:,]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+')
# What PostgreSQL adds to an error: values of rows, and the place in the statement with what was searched for.
_VALUES = re.compile(r'\b(DETAIL|LINE \d+): .*')
_ADDRESS = re.compile(r'(?<=ip=)[0-9a-fA-F.:]+')  # as gunicorn says where an invalid request is from
_QUERY = re.compile(r'\?\S+')


class Lines(logging.Formatter):
    """A line for people. Those of a traceback have the request's id too, so that searching for it finds them.

    The same traceback is written once a minute, since a fault in a page may come with each of its readers.
    """

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[str, float] = {}  # tracebacks, and when

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, and a line for each of its traceback."""
        said = fields(record)
        access = said.pop('access', None)
        head = f'{said["time"]} {said["level"]} {said["logger"]} {said["request"] or "-"}'
        if access:
            return f'{head} {access_line(access)}'
        trace = said.get('traceback', '').splitlines()
        if trace and not self._is_due(said['traceback'], record.created):
            return f'{head} {said["message"]} ({trace[-1]}; the traceback is above)'
        return '\n'.join([f'{head} {said["message"]}', *(f'{said["request"] or "-"} | {line}' for line in trace)])

    def _is_due(self, traceback: str, now: float) -> bool:
        if now - self._written.get(traceback, 0) < REPEATED_AFTER:
            return False
        if len(self._written) >= MOST_KNOWN:
            self._written.clear()
        self._written[traceback] = now
        return True


class Json(logging.Formatter):
    """An object of JSON on one line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        said = fields(record)
        return json.dumps(said | said.pop('access', {}), ensure_ascii=False)


class NoRefusals(logging.Filter):
    """Leaves out what Django says of each request that it refuses, such as a 404: the access log has it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.name != 'django.request' or getattr(record, 'status_code', 500) >= 500


class Gunicorn(glogging.Logger):
    """gunicorn's log, written as the site's own."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True
        logging.config.dictConfig(settings.LOGGING)

    def access(self, resp: Any, req: Any, wsgi: dict[str, Any], request_time: timedelta) -> None:
        """Writes the line of a request that has been answered."""
        trace, ms = wsgi.get(tracing.KEY), round(request_time / timedelta(milliseconds=1))
        said = {
            'method': wsgi['REQUEST_METHOD'],
            'path': _path(wsgi['RAW_URI']),
            'status': int(str(resp.status).split(' ')[0]),
            'ms': ms,
            'queries': trace.queries if trace else 0,
            'bytes': getattr(resp, 'sent', 0),
            'network': network(wsgi),
        }
        extra = {'access': said, 'request_id': trace.id if trace else ''}
        if settings.METRICS_TOKEN:
            from articles.health import counts  # Its library is loaded by the master, and only where it is wanted.

            counts.count(trace.view if trace else None, said['path'], said['status'], request_time.total_seconds())
        self.access_log.log(logging.WARNING if ms >= SLOW else logging.INFO, '', extra=extra)


def _path(uri: str) -> str:
    return quote(uri.partition('?')[0].encode('latin-1'), safe="/%:@!$&'()*+,;=~")[:LONGEST_PATH]


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What is said of a record: time (UTC), level, logger, id of the request, message, traceback, and `access`."""
    said: dict[str, Any] = {
        'time': time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created)) + f'.{int(record.msecs):03}Z',
        'level': record.levelname,
        'logger': record.name,
        'request': getattr(record, 'request_id', '') or tracing.request_id(),
    }
    if access := getattr(record, 'access', None):
        return said | {'access': access | {'path': without_secrets(access['path'])}}
    text = record.getMessage()
    if record.name.startswith('gunicorn'):
        text = _ADDRESS.sub('(hidden)', _QUERY.sub('', text))
    said['message'] = ' '.join(without_secrets(text).split('\n'))
    if record.exc_info and record.exc_info[1]:
        # Of a refusal and of an outage the cause is enough, since both may come in thousands.
        if getattr(record, 'status_code', 500) == 500:
            said['traceback'] = without_secrets(logging.Formatter().formatException(record.exc_info))
        else:
            cause = str(record.exc_info[1]).partition('\n')[0]
            said['message'] += f' ({without_secrets(cause)})'
    return said


def without_secrets(text: str) -> str:
    """A text without tokens of links, e-mail addresses and values from the database."""
    return _EMAIL.sub('(e-mail)', _TOKEN.sub(r'\1(token)', _VALUES.sub(r'\1: (hidden)', text)))


def access_line(access: dict[str, Any]) -> str:
    return '{method} {path} {status} {ms}ms {queries}q {bytes}B {network}'.format_map(access)


def network(environ: dict[str, Any]) -> str:
    """The network that a request came from, as a part of the internet and not as a household: 24 bits of an IPv4
    address, 48 of an IPv6 address; '-' where it has none."""
    address = client_address(environ)
    if address is None:
        return '-'
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))
