"""The one place that opens addresses: of public machines, over the web, within limits, and politely.

What an import names may be anything, so a name is resolved once and the address it has is what is connected to:
a second answer of the same name can lead nowhere else. Never called while a request is answered.
"""

import socket
import ssl
import time
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

LONGEST = 5  # seconds, redirects included
LARGEST = 10 * 1024 * 1024  # bytes, inflated
MOST_REDIRECTS = 3
PAUSE = 0.2  # seconds between two requests to a host
PATIENCE = 3  # times in a row that a host may be silent before it is asked no more
AGENT = 'Newsroom (moves an archive; fetches each file once)'

_REDIRECTS = (301, 302, 303, 307, 308)
_INFLATED = {'gzip': zlib.MAX_WBITS | 16, 'x-gzip': zlib.MAX_WBITS | 16, 'deflate': zlib.MAX_WBITS}


class Failed(Exception):
    """Why there is nothing to be had at an address."""


def is_public(address: str) -> bool:
    """Whether anyone on the internet means the same machine by this IP address, and only that one.

    Ranges of IPv6 that hold an address of IPv4 are refused, whichever they hold: RFC 4291 and 6052 reserve them.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    inside = getattr(ip, 'sixtofour', None) or getattr(ip, 'is_site_local', False)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or inside)


@dataclass
class Fetcher:
    """Fetches one file after the other. `allows` says which IP addresses may be asked, at which `ports`.

    `asked`: when each host was asked last. `silent`: how often in a row it gave no answer.
    """

    allows: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    asked: dict[str, float] = field(default_factory=dict)
    silent: Counter = field(default_factory=Counter)

    def get(self, url: str) -> bytes:
        """What the address answers with. Raises Failed with the reason, whatever went wrong."""
        until, answer = time.monotonic() + LONGEST, url
        for _ in range(MOST_REDIRECTS + 1):
            parts = _checked(answer, url)
            answer, url = self._ask(parts, until), parts.geturl()
            if isinstance(answer, bytes):
                return answer
        raise Failed(f'more than {MOST_REDIRECTS} redirects')

    def _ask(self, parts: SplitResult, until: float) -> bytes | str:
        """The content at an address, or the address that it redirects to."""
        host, secure = parts.hostname, parts.scheme == 'https'
        port = parts.port or (443 if secure else 80)
        if port not in self.ports:
            raise Failed(f'port {port} is not one of the web')
        if self.silent[host] >= PATIENCE:
            raise Failed('its host has not answered before')
        self._wait(host)
        try:
            with self._connected(host, port, secure, until) as connection:
                answer = _answer(connection, parts)
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            self.silent[host] += 1
            late = time.monotonic() >= until
            raise Failed(f'no answer within {LONGEST} s' if late else f'{error or type(error).__name__}') from None
        self.silent[host] = 0
        return answer

    @contextmanager
    def _connected(self, host: str, port: int, secure: bool, until: float):
        address = self._resolved(host, port, until)
        stream = socket.create_connection((address, port), timeout=_left(until))
        # A time limit of a socket begins anew with every byte; this one does not.
        stop = Timer(_left(until), _shut, [stream])
        stop.start()
        connection = HTTPConnection(host, port)
        try:
            connection.sock = (
                ssl.create_default_context().wrap_socket(stream, server_hostname=host) if secure else stream
            )
            yield connection
        finally:
            stop.cancel()
            connection.close()
            stream.close()

    def _resolved(self, host: str, port: int, until: float) -> str:
        """The address of a host. One that has an address of its own network besides is not asked at all."""
        # The resolver has no time limit of its own.
        resolver = ThreadPoolExecutor(1)
        try:
            found = resolver.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(_left(until))
        finally:
            resolver.shutdown(wait=False)
        addresses = [entry[4][0] for entry in found]
        if not all(map(self.allows, addresses)):
            raise Failed('not an address of the public internet')
        return addresses[0]

    def _wait(self, host: str) -> None:
        time.sleep(max(0.0, self.asked.get(host, 0.0) + PAUSE - time.monotonic()))
        self.asked[host] = time.monotonic()


def _checked(url: str, base: str) -> SplitResult:
    """The parts of an address of the web, its host as it is written in names. Raises Failed for any other."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        if parts.scheme not in ('http', 'https') or not parts.hostname:
            raise Failed('not an address of the web')
        if '@' in parts.netloc:
            raise Failed('the address names a user')
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode('idna').decode()
        port = f':{parts.port}' if parts.port else ''
    except ValueError:
        raise Failed('not an address of the web') from None
    return parts._replace(netloc=(f'[{host}]' if ':' in host else host) + port)


def _answer(connection: HTTPConnection, parts: SplitResult) -> bytes | str:
    path = (parts.path or '/') + (f'?{parts.query}' if parts.query else '')
    headers = {'User-Agent': AGENT, 'Accept-Encoding': 'identity', 'Connection': 'close'}
    connection.request('GET', quote(path, safe="/%:@!$&'()*+,;=~?"), headers=headers)
    response = connection.getresponse()
    if response.status in _REDIRECTS and (place := response.headers.get('Location')):
        return place
    if response.status != 200:
        raise Failed(f'answered with {response.status}')
    return _content(response)


def _content(response: HTTPResponse) -> bytes:
    """The body, inflated where a server packs what it was asked not to pack; counted as it comes."""
    encoding = (response.headers.get('Content-Encoding') or 'identity').lower()
    if encoding != 'identity' and encoding not in _INFLATED:
        raise Failed(f'packed as {encoding}')
    inflate = zlib.decompressobj(_INFLATED[encoding]) if encoding in _INFLATED else None
    content, received = bytearray(), 0
    while chunk := response.read(1 << 16):
        received += len(chunk)
        content += inflate.decompress(chunk, LARGEST + 1 - len(content)) if inflate else chunk
        if max(len(content), received) > LARGEST:
            raise Failed(f'larger than {LARGEST >> 20} MB')
    if response.length or (inflate and not inflate.eof):
        raise Failed('the answer ended too early')
    return bytes(content)


def _left(until: float) -> float:
    """Seconds until then."""
    return max(0.1, until - time.monotonic())


def _shut(stream: socket.socket) -> None:
    try:
        stream.shutdown(socket.SHUT_RDWR)
    except OSError:
        stream.close()
