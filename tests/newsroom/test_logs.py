"""The logs: each fault can be found by its id, refusals are in the access log, nothing private is anywhere."""

import json
import logging
import re
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse
from gunicorn.config import Config

from articles.middleware import tracing
from newsroom import logs
from tests.factories import make_article


@pytest.fixture
def log(monkeypatch):
    """What is written to the standard error, as text; `access` is what a request writes to the standard output."""
    handlers = {}
    for name, stream in (('', 'stderr'), ('gunicorn.access', 'stdout')):
        handlers[name] = handler = logging.StreamHandler(StringIO())
        handler.setFormatter(logs.Lines())
        if stream == 'stderr':
            handler.addFilter(logs.NoRefusals())
        monkeypatch.setattr(logging.getLogger(name), 'handlers', [handler])
        monkeypatch.setattr(logging.getLogger(name), 'level', logging.INFO)
    return lambda name='': handlers[name].stream.getvalue()


@pytest.fixture
def gunicorn(monkeypatch):
    monkeypatch.setattr(logging.config, 'dictConfig', lambda _: None)  # pytest has the handlers
    return logs.Gunicorn(Config())


def failing(error):
    def fail(*args, **kwargs):
        raise error

    return fail


def answered(gunicorn, path, ms=12, status='200 OK', **environ):
    """Writes the line that gunicorn writes once a request is answered."""
    environ = RequestFactory().get(path, **environ).environ | {'RAW_URI': path}
    gunicorn.access(SimpleNamespace(status=status, sent=345), None, environ, timedelta(milliseconds=ms))


@pytest.mark.usefixtures('static_files', 'db')
def test_a_fault_is_found_by_the_number_that_its_page_shows_and_so_is_each_line_of_its_traceback(monkeypatch, log):
    reverse('front')  # The URLs, which hold this function too, are loaded before.
    monkeypatch.setattr('articles.lists.whole', failing(ZeroDivisionError('by zero')))
    response = Client(raise_request_exception=False).get('/')
    number = re.search(r'<strong>(\w{12})</strong>', response.content.decode())[1]
    lines = log().splitlines()
    assert [line for line in lines if number not in line] == []
    assert f'ERROR django.request {number} Internal Server Error: /' in lines[0]
    assert lines[-1] == f'{number} | ZeroDivisionError: by zero'


@pytest.mark.usefixtures('static_files')
def test_of_an_outage_each_request_says_one_line(monkeypatch, log):
    monkeypatch.setattr(connection, 'ensure_connection', failing(OperationalError('connection refused\nIs it on?')))
    for _ in range(3):
        assert Client(raise_request_exception=False).get('/').status_code == 503
    assert len(log().splitlines()) == 3
    assert log().count('Service Unavailable: / (connection refused)') == 3


def test_refused_requests_say_nothing_but_an_unknown_host_is_named_in_one_line(log, db, static_files):
    strict = Client(enforce_csrf_checks=True)
    for response in (strict.get('/nothing/'), strict.post('/'), strict.get('/search/?q=' + 'x' * 2000)):
        assert 400 <= response.status_code < 500
    assert [line for line in log().splitlines() if 'django.request' in line] == []
    before = len(log().splitlines())
    assert strict.get('/', headers={'host': 'evil.example'}).status_code == 400
    assert len(log().splitlines()) == before + 1
    assert "Invalid HTTP_HOST header: 'evil.example'" in log()


def test_the_access_log_says_what_was_asked_and_how_much_it_took(gunicorn, log, client, db, static_files):
    make_article('Flood')
    request = client.get('/').wsgi_request
    gunicorn.access(
        SimpleNamespace(status='200 OK', sent=345), None, request.META | {'RAW_URI': '/'}, timedelta(milliseconds=12)
    )
    trace = request.META[tracing.KEY]
    assert trace.queries > 0
    assert log('gunicorn.access').endswith(
        f'Z INFO gunicorn.access {trace.id} GET / 200 12ms {trace.queries}q 345B 127.0.0.0/24\n'
    )


def test_a_slow_request_is_a_warning(gunicorn, log):
    answered(gunicorn, '/tag/flood/', ms=2130)
    assert ' WARNING gunicorn.access - GET /tag/flood/ 200 2130ms' in log('gunicorn.access')


@pytest.mark.parametrize(
    ('path', 'environ', 'shown'),  # the path as it was sent
    [
        ('/search/?q=my+illness', {}, 'GET /search/ 200'),
        ('/follow/stop/c2VjcmV0:x/', {}, '/follow/stop/(token)/'),
        ('/comments/held/c2VjcmV0:x/', {}, '/comments/held/(token)/'),
        ('/author/jo.doe@example.org/', {}, '/author/(e-mail)/'),
        ('/a%0Ab%1b%5b2J/', {}, '/a%0Ab%1b%5b2J/'),
        ('/%C3%A9\xe9/', {}, '/%C3%A9%E9/'),
        ('/', {'REMOTE_ADDR': '203.0.113.77'}, ' 203.0.113.0/24\n'),
        ('/', {'REMOTE_ADDR': '2001:db8:1:2::3'}, ' 2001:db8:1::/48\n'),
        ('/', {'REMOTE_ADDR': ''}, ' -\n'),
    ],
)
def test_the_access_log_says_nothing_private_on_one_line(gunicorn, log, path, environ, shown):
    answered(gunicorn, path, **environ)
    assert shown in log('gunicorn.access')
    assert log('gunicorn.access').count('\n') == 1
    for secret in ('illness', 'c2VjcmV0', 'jo.doe', '113.77', '::3'):
        assert secret not in log('gunicorn.access')


def test_messages_say_nothing_private(log):
    logging.getLogger('gunicorn.error').warning('Invalid request from ip=203.0.113.77: Invalid line /x?q=illness')
    values = 'duplicate key\nDETAIL:  Key (email)=(a@b.example) exists.\nLINE 1: SELECT illness\n     ^'
    try:
        raise ValueError(values)
    except ValueError:
        logging.getLogger('articles.mail').exception('mail to jo.doe@example.org failed')
    assert 'duplicate key' in log()
    for secret in ('203.0.113.77', 'illness', 'a@b', 'jo.doe'):
        assert secret not in log()


def test_a_long_message_is_read_in_time_that_grows_with_its_length(log):
    logging.getLogger('articles').warning('x' * 1_000_000 + '@')
    assert len(log()) > 1_000_000


def test_the_same_traceback_is_written_once_a_minute_and_each_fault_says_its_cause(log):
    for count in range(50):
        try:
            raise ZeroDivisionError('by zero')
        except ZeroDivisionError:
            logging.getLogger('articles').exception('fault %s', count)
    assert log().count('Traceback') == 1
    assert log().count('ZeroDivisionError: by zero') == 50
    assert len(log().splitlines()) < 50 + 10


def test_json_has_one_object_a_line(gunicorn, log, monkeypatch):
    for name in ('', 'gunicorn.access'):
        logging.getLogger(name).handlers[0].setFormatter(logs.Json())
    answered(gunicorn, '/tag/flood/?x=1')
    access = json.loads(log('gunicorn.access'))
    assert {'path': '/tag/flood/', 'status': 200, 'ms': 12, 'queries': 0}.items() <= access.items()
    try:
        raise ZeroDivisionError('by zero')
    except ZeroDivisionError:
        logging.getLogger('articles.index').exception('it\nfailed')
    said = json.loads(log())
    assert (said['level'], said['logger'], said['message']) == ('ERROR', 'articles.index', 'it failed')
    assert said['traceback'].endswith('ZeroDivisionError: by zero')


def test_django_is_given_these_formats():
    assert settings.LOGGING['formatters']['line']['()'] in ('newsroom.logs.Lines', 'newsroom.logs.Json')
