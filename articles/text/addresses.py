"""Addresses of other sites and of this one, as keys that compare."""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_SLASHES = re.compile(r'//+')
_FRONT_CONTROLLER = re.compile(r'/index\.php(?=/|$)', re.I)


@lru_cache(maxsize=1024)
def site(url: str) -> str:
    """Host and path of a site's address: 'https://Example.org/blog/' and 'http://example.org/blog' are one site."""
    parts = urlsplit(url.strip())
    return f'{parts.netloc.lower()}{parts.path.rstrip("/")}'


@lru_cache(maxsize=4096)
def host(url: str) -> str:
    """The host of an address, without "www."; '' where it has none."""
    try:
        return (urlsplit(url).hostname or '').removeprefix('www.')
    except ValueError:
        return ''


def path_of(address: str) -> str:
    """The path of an address, absolute or not; '' where it is none, as in http://[."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ''


def folder(url: str) -> str:
    """'/blog' of a site that stands at http://example.org/blog/; '' of one that has its host for itself."""
    return f'/{path}' if (path := key(url).partition('?')[0].strip('/')) else ''


@lru_cache(maxsize=4096)
def key(url: str) -> str:
    """What an old address and a request for it have in common: path and query, decoded, without closing slash.

    Takes an absolute address or one that begins with / or ?; '' for what is no such address. WordPress answers at
    /index.php as it does at /, and at // as at /.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ''
    if parts.scheme not in ('', 'http', 'https') or not (parts.path.startswith('/') or not parts.path):
        return ''
    path = _FRONT_CONTROLLER.sub('', _SLASHES.sub('/', unquote(parts.path)), count=1).rstrip('/') or '/'
    query = f'?{unquote(parts.query)}' if parts.query else ''
    return unicodedata.normalize('NFC', f'{path}{query}')
