"""The address and network a request came from. Comments keep only a keyed hash of the network."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def client_address(environ: dict[str, Any]) -> IPv4Address | IPv6Address | None:
    """The visitor's address by the environ of a request: what the outermost of our own `settings.PROXIES` saw.

    Each proxy adds the address it saw at the right end of X-Forwarded-For; what is left of ours was sent by the visitor
    and may be invented. Where the header is too short or holds no address, the address of the connection counts; None
    where that is none either (a Unix socket).
    """
    hops = environ.get('HTTP_X_FORWARDED_FOR', '').split(',')
    forwarded = hops[-settings.PROXIES] if 0 < settings.PROXIES <= len(hops) else ''
    return _parsed(forwarded) or _parsed(environ.get('REMOTE_ADDR', ''))


def network(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The visitor's network, by its first address: one IPv4 address, or 64 bits of IPv6, as a household is given."""
    address = client_address(request.META)
    return IPv6Address(int(address) >> 64 << 64) if isinstance(address, IPv6Address) else address


def network_hash(request: HttpRequest) -> str:
    """64 hexadecimal digits, the same for every request from one network and of no use without the secret key."""
    first = network(request)
    value = int(first) >> 64 if isinstance(first, IPv6Address) else first
    return salted_hmac('articles.comments.client_ip', str(value), algorithm='sha256').hexdigest()


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith('['):
        text = text[1:].partition(']')[0]
    elif text.count(':') == 1:
        text = text.partition(':')[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, 'ipv4_mapped', None) or address
