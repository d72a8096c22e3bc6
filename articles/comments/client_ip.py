"""Where a request came from, kept only as a keyed hash: enough to count by, nothing to find a person with."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def client_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The visitor's address: what the outermost of our own `settings.PROXIES` proxies saw.

    Each proxy adds the address it saw at the right end of X-Forwarded-For; whatever stands left of ours was sent by the
    visitor and may be invented. A header that is too short or no address at all is answered with the address of the
    connection; None where that is none either (a Unix socket).
    """
    hops = request.META.get('HTTP_X_FORWARDED_FOR', '').split(',')
    forwarded = hops[-settings.PROXIES] if 0 < settings.PROXIES <= len(hops) else ''
    return _parsed(forwarded) or _parsed(request.META.get('REMOTE_ADDR', ''))


def network_hash(request: HttpRequest) -> str:
    """64 hexadecimal digits, the same for every request from one network and of no use without the secret key.

    A network is one IPv4 address or the first 64 bits of an IPv6 address, which is what a household is given.
    """
    address = client_address(request)
    network = int(address) >> 64 if address and address.version == 6 else address
    return salted_hmac('articles.comments.client_ip', str(network), algorithm='sha256').hexdigest()


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
