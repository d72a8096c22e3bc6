"""Normal forms of URLs, by which two URLs of the same page compare equal."""

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_SLASHES = re.compile(r'//+')
_FRONT_CONTROLLER = re.compile(r'/index\.php(?=/|$)', re.I)


@lru_cache(maxsize=1024)
def site(url: str) -> str:
    """Host and path of a site's URL: 'example.org/blog' for 'https://Example.org/blog/' and 'http://example.org/blog'."""
    parts = urlsplit(url.strip())
    return f'{_in_ascii(parts.netloc.lower())}{parts.path.rstrip("/")}'


@lru_cache(maxsize=4096)
def host(url: str) -> str:
    """The host of a URL as the network knows it (IDNs in punycode), without "www."; '' where it has none."""
    try:
        return _in_ascii((urlsplit(url).hostname or '').removeprefix('www.'))
    except ValueError:
        return ''


def host_spellings(host: str) -> list[str]:
    """A host as it may be written in a link: in punycode, and in its own letters."""
    ascii_host = _in_ascii(host)
    if 'xn--' not in ascii_host:
        return [ascii_host]
    with suppress(UnicodeError):
        return [ascii_host, ascii_host.encode().decode('idna')]
    return [ascii_host]


def _in_ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode('idna').decode()
    except UnicodeError:
        return host


@lru_cache(maxsize=4096)
def path_of(url: str) -> str:
    """The path of a URL, absolute or relative; '' for an invalid one such as http://[."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ''


def folder(url: str) -> str:
    """The folder of a site: '/blog' for http://example.org/blog/; '' for a site at the root of its host."""
    return f'/{path}' if (path := key(url).partition('?')[0].strip('/')) else ''


@lru_cache(maxsize=4096)
def key(url: str) -> str:
    """The key by which a request matches an old URL: path and query, decoded, in NFC, without a trailing slash.

    Takes an absolute URL or one that begins with / or ?; '' for anything else. WordPress serves /index.php/… as /…, and
    // as /.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ''
    if parts.scheme not in ('', 'http', 'https') or not (parts.path.startswith('/') or not parts.path):
        return ''
    path = unquote(parts.path)
    if '//' in path:
        path = _SLASHES.sub('/', path)
    if '.' in path:
        path = _FRONT_CONTROLLER.sub('', path, count=1)
    path = path.rstrip('/') or '/'
    query = f'?{unquote(parts.query)}' if parts.query else ''
    return unicodedata.normalize('NFC', f'{path}{query}')
