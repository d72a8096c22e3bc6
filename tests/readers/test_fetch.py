"""Fetching from a server that behaves well, and from those that do not."""

import gzip
import socket
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from articles.readers import fetch
from articles.readers.fetch import Failed, Fetcher, is_public

PRIVATE = [
    '127.0.0.1', '127.8.8.8', '0.0.0.0', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1',
    '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.1.1.1', '240.0.0.1',
    '255.255.255.255', '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1',
    '64:ff9b::808:808', '64:ff9b:1::808:808', '2002:7f00:1::', '2002:808:808::1', '2001::1', '2001:db8::1', '100::1',
    'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', 'ff0e::1', '', 'old.example',
    '127.1', '2130706433', '0x7f000001',
]  # fmt: skip


@pytest.mark.parametrize('address', PRIVATE)
def test_an_address_that_is_not_everyones_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize('address', ['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:80e::200e'])
def test_a_public_address_is_allowed(address):
    assert is_public(address)


@contextmanager
def serving(answer):
    """A server at which `answer(handler)` answers every GET; yields its port and the list of paths asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            answer(self)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(('', 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


def say(handler, content=b'', status=200, **headers):
    handler.send_response(status)
    for name, value in {'Content_Length': len(content), **headers}.items():
        handler.send_header(name.replace('_', '-'), value)
    handler.end_headers()
    handler.wfile.write(content)


def lead(handler, to):
    say(handler, status=302, Location=to.format(port=handler.server.server_port))


@pytest.fixture
def fetcher(monkeypatch):
    """Makes a fetcher that may ask this machine at one port."""
    monkeypatch.setattr(fetch, 'PAUSE', 0)
    return lambda port: Fetcher(allows=lambda address: address == '127.0.0.1', ports=frozenset({port}))


def test_content_comes_as_it_is(fetcher):
    with serving(lambda handler: say(handler, b'picture')) as (port, asked):
        assert fetcher(port).get(f'http://127.0.0.1:{port}/2017/Überschwemmung 1.jpg?a=b') == b'picture'
    assert asked == ['/2017/%C3%9Cberschwemmung%201.jpg?a=b']


def test_packed_content_is_unpacked(fetcher):
    with serving(lambda h: say(h, gzip.compress(b'picture'), Content_Encoding='gzip')) as (port, _):
        assert fetcher(port).get(f'http://127.0.0.1:{port}/') == b'picture'


def test_three_redirects_are_followed_and_a_fourth_is_not(fetcher):
    def answer(handler):
        left = int(handler.path.strip('/'))
        say(handler, b'there') if not left else say(handler, status=302, Location=f'/{left - 1}')

    with serving(answer) as (port, _):
        assert fetcher(port).get(f'http://127.0.0.1:{port}/3') == b'there'
        with pytest.raises(Failed, match='3 redirects'):
            fetcher(port).get(f'http://127.0.0.1:{port}/4')


@pytest.mark.parametrize(
    'place', ['http://127.0.0.2:{port}/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'ftp://127.0.0.1/', 'http://[']
)
def test_a_redirect_is_checked_like_the_address_itself(fetcher, place):
    with serving(partial(lead, to=place)) as (port, asked), pytest.raises(Failed, match=r'address|URL|port'):
        fetcher(port).get(f'http://127.0.0.1:{port}/')
    assert asked == ['/']


@pytest.mark.parametrize(
    'url',
    [
        'http://127.0.0.1/', 'http://localhost/', 'http://[::1]/', 'http://169.254.169.254/latest/', 'https://10.0.0.1/',
        'http://2130706433/', 'http://0x7f.1/', 'http://8.8.8.8:8080/', 'http://8.8.8.8:22/', 'http://u:p@8.8.8.8/',
        'file:///etc/passwd', 'gopher://8.8.8.8/', '//8.8.8.8/', '/etc/passwd', '', 'http://', 'http://[', 'http://8:x/',
    ],
)  # fmt: skip
def test_what_is_not_of_the_public_web_is_not_asked(monkeypatch, url):
    monkeypatch.setattr(socket, 'create_connection', lambda *_, **__: pytest.fail('connected'))
    with pytest.raises(Failed):
        Fetcher().get(url)


def test_a_name_with_one_private_address_among_public_ones_is_not_asked(monkeypatch):
    both = [(0, 0, 0, '', (address, 80)) for address in ('8.8.8.8', '10.0.0.1')]
    monkeypatch.setattr(socket, 'getaddrinfo', lambda *_, **__: both)
    monkeypatch.setattr(socket, 'create_connection', lambda *_, **__: pytest.fail('connected'))
    with pytest.raises(Failed, match='public'):
        Fetcher().get('http://both.example/')


def test_a_name_is_resolved_once_so_that_a_second_answer_leads_nowhere(monkeypatch, fetcher):
    with serving(lambda handler: say(handler, b'here')) as (port, _):
        answers = iter([[(0, 0, 0, '', ('127.0.0.1', port))]])
        resolve = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            'getaddrinfo',
            lambda host, *args, **kw: next(answers) if 'rebinding' in host else resolve(host, *args, **kw),
        )
        assert fetcher(port).get(f'http://rebinding.example:{port}/') == b'here'


def test_what_is_too_large_is_not_kept(monkeypatch, fetcher):
    monkeypatch.setattr(fetch, 'LARGEST', 1000)
    with serving(lambda handler: say(handler, b'x' * 1001)) as (port, _), pytest.raises(Failed, match='larger'):
        fetcher(port).get(f'http://127.0.0.1:{port}/')


def test_what_is_too_large_once_unpacked_is_not_kept(monkeypatch, fetcher):
    monkeypatch.setattr(fetch, 'LARGEST', 1000)
    packed = gzip.compress(bytes(100_000))
    with serving(lambda h: say(h, packed, Content_Encoding='gzip')) as (port, _), pytest.raises(Failed, match='larger'):
        fetcher(port).get(f'http://127.0.0.1:{port}/')


@pytest.mark.parametrize('start', [b'', b'HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nx'], ids=['nothing', 'a byte'])
def test_a_server_that_hangs_is_left(monkeypatch, fetcher, start):
    monkeypatch.setattr(fetch, 'LONGEST', 0.2)
    done = Event()

    def hang(handler):
        handler.wfile.write(start)
        handler.wfile.flush()
        done.wait(10)

    with serving(hang) as (port, _):
        with pytest.raises(Failed, match=r'no answer|too early'):
            fetcher(port).get(f'http://127.0.0.1:{port}/')
        done.set()


def test_an_answer_that_breaks_off_is_not_kept(fetcher):
    with serving(lambda handler: say(handler, b'half', Content_Length=100)) as (port, _), pytest.raises(Failed):
        fetcher(port).get(f'http://127.0.0.1:{port}/')


def test_a_host_that_is_silent_three_times_is_asked_no_more(fetcher):
    with serving(lambda handler: handler.wfile.write(b'nonsense\r\n\r\n')) as (port, asked):
        patient = fetcher(port)
        for number in range(5):
            with pytest.raises(Failed):
                patient.get(f'http://127.0.0.1:{port}/{number}')
    assert asked == ['/0', '/1', '/2']


def test_a_missing_file_says_so(fetcher):
    with serving(lambda handler: say(handler, status=404)) as (port, _), pytest.raises(Failed, match='404'):
        fetcher(port).get(f'http://127.0.0.1:{port}/')


def test_a_response_without_a_length_that_the_deadline_cuts_off_is_not_a_whole_file(fetcher, monkeypatch):
    monkeypatch.setattr(fetch, 'LONGEST', 0.5)

    def begin(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b'half a picture')
        handler.wfile.flush()
        Event().wait(2)

    with serving(begin) as (port, _), pytest.raises(Failed, match='no answer within'):
        fetcher(port).get(f'http://127.0.0.1:{port}/flood.jpg')
