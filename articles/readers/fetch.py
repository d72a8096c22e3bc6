"""Fetches files from public web servers, within limits and politely; nothing else in the app opens URLs.

The URLs in an import may be hostile. A host name is resolved once, and the connection goes to the address that was
checked, so a second DNS answer cannot redirect it. Never called while an HTTP request is being answered.
"""

import socket
import ssl
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
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
PATIENCE = 3  # failures in a row after which a host is not tried again
AGENT = 'Newsroom (moves an archive; fetches each file once)'

_REDIRECTS = (301, 302, 303, 307, 308)
_INFLATED = {'gzip': zlib.MAX_WBITS | 16, 'x-gzip': zlib.MAX_WBITS | 16, 'deflate': zlib.MAX_WBITS}


class Failed(Exception):
    """A file that could not be fetched; the message says why."""


def is_public(address: str) -> bool:
    """Whether an IP address is that of one machine on the public internet.

    False for every IPv6 address that embeds an IPv4 address (RFC 4291, RFC 6052), whichever it is.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    inside = getattr(ip, 'sixtofour', None) or getattr(ip, 'is_site_local', False)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or inside)


@dataclass
class Fetcher:
    """Fetches one file after the other, only from IP addresses that `allows` accepts, at one of `ports`.

    `last_request`: the time of the last request to each host (time.monotonic). `failures`: of each host, in a row.
    """

    allows: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    last_request: dict[str, float] = field(default_factory=dict)
    failures: Counter = field(default_factory=Counter)

    def get(self, url: str) -> bytes:
        """The content at a URL, redirects followed. Raises Failed with the reason, whatever went wrong."""
        deadline, target = time.monotonic() + LONGEST, url
        for _ in range(MOST_REDIRECTS + 1):
            parts = _checked(target, url)
            answer, url = self._request(parts, deadline), parts.geturl()
            if isinstance(answer, bytes):
                return answer
            target = answer
        raise Failed(f'more than {MOST_REDIRECTS} redirects')

    def _request(self, parts: SplitResult, deadline: float) -> bytes | str:
        """The content at a URL (bytes), or the URL that it redirects to (str)."""
        host, secure = parts.hostname or '', parts.scheme == 'https'
        port = parts.port or (443 if secure else 80)
        if port not in self.ports:
            raise Failed(f'port {port} is not one of the web')
        if self.failures[host] >= PATIENCE:
            raise Failed('its host failed several times before')
        self._wait(host)
        try:
            with self._connected(host, port, secure, deadline) as connection:
                answer = _answer(connection, parts)
            # A response without a length that is cut off at the deadline looks like a whole one.
            if time.monotonic() >= deadline:
                raise TimeoutError
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            self.failures[host] += 1
            late = time.monotonic() >= deadline
            raise Failed(f'no answer within {LONGEST} s' if late else f'{error or type(error).__name__}') from None
        self.failures[host] = 0
        return answer

    @contextmanager
    def _connected(self, host: str, port: int, secure: bool, deadline: float) -> Iterator[HTTPConnection]:
        address = self._resolved(host, port, deadline)
        stream = socket.create_connection((address, port), timeout=_left(deadline))
        # The time limit of a socket begins again with every byte; this one does not.
        stop = Timer(_left(deadline), _shut, [stream])
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

    def _resolved(self, host: str, port: int, deadline: float) -> str:
        """The IP address of a host. Raises Failed if `allows` refuses any of its addresses."""
        # The resolver has no time limit of its own.
        resolver = ThreadPoolExecutor(1)
        try:
            entries = resolver.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(_left(deadline))
        finally:
            resolver.shutdown(wait=False)
        addresses = [str(entry[4][0]) for entry in entries]
        if not all(map(self.allows, addresses)):
            raise Failed('not an address of the public internet')
        return addresses[0]

    def _wait(self, host: str) -> None:
        time.sleep(max(0.0, self.last_request.get(host, 0.0) + PAUSE - time.monotonic()))
        self.last_request[host] = time.monotonic()


def _checked(url: str, base: str) -> SplitResult:
    """The parts of a web URL, relative ones joined to `base`, the host in ASCII (IDNA). Raises Failed for any other."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        if parts.scheme not in ('http', 'https') or not parts.hostname:
            raise Failed('not a URL of the web')
        if '@' in parts.netloc:
            raise Failed('the URL names a user')
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode('idna').decode()
        port = f':{parts.port}' if parts.port else ''
    except ValueError:
        raise Failed('not a URL of the web') from None
    return parts._replace(netloc=(f'[{host}]' if ':' in host else host) + port)


def _answer(connection: HTTPConnection, parts: SplitResult) -> bytes | str:
    path = (parts.path or '/') + (f'?{parts.query}' if parts.query else '')
    headers = {'User-Agent': AGENT, 'Accept-Encoding': 'identity', 'Connection': 'close'}
    connection.request('GET', quote(path, safe="/%:@!$&'()*+,;=~?"), headers=headers)
    response = connection.getresponse()
    if response.status in _REDIRECTS and (location := response.headers.get('Location')):
        return location
    if response.status != 200:
        raise Failed(f'answered with {response.status}')
    return _content(response)


def _content(response: HTTPResponse) -> bytes:
    """The body, inflated if the server compressed it against the request. Raises Failed above LARGEST bytes."""
    encoding = (response.headers.get('Content-Encoding') or 'identity').lower()
    if encoding != 'identity' and encoding not in _INFLATED:
        raise Failed(f'compressed as {encoding}')
    inflate = zlib.decompressobj(_INFLATED[encoding]) if encoding in _INFLATED else None
    content, received = bytearray(), 0
    while chunk := response.read(1 << 16):
        received += len(chunk)
        content += inflate.decompress(chunk, LARGEST + 1 - len(content)) if inflate else chunk
        if max(len(content), received) > LARGEST:
            raise Failed(f'larger than {LARGEST >> 20} MB')
    if response.length or (inflate and not inflate.eof):
        raise Failed('the response ended too early')
    return bytes(content)


def _left(deadline: float) -> float:
    """Seconds left until a deadline on the monotonic clock; never 0, which sockets take for no time limit."""
    return max(0.1, deadline - time.monotonic())


def _shut(stream: socket.socket) -> None:
    try:
        stream.shutdown(socket.SHUT_RDWR)
    except OSError:
        stream.close()
