"""Links and pictures in a body that are of the site it came from, and where they lead now."""

import re
from collections.abc import Mapping
from html import escape, unescape

from . import addresses, image_sources, placeholders

_LINK = re.compile(r'(?P<start><(?:a|img)\s[^<>]*?\b(?:href|src)=")(?P<url>[^"]*)', re.S)
# The places that wait for pictures hold links of their own. To look for either takes twenty times as long.
_GALLERY_OR_LINK = re.compile(f'{placeholders.GALLERY.pattern}|{_LINK.pattern}', re.S)
_UPLOADS = '/wp-content/uploads/'


def of_site(body_html: str, host: str) -> list[str]:
    """The addresses in a sanitised body, each once, that begin with / or are on that host, however it is written.

    Left out are files that are named whole: they have the address here that they had there.
    """
    if 'href="/' not in body_html and 'src="/' not in body_html and not (host and host in body_html):
        return []
    found = dict.fromkeys(unescape(link['url']) for link in _links(body_html).finditer(body_html) if link['url'])
    return [url for url in found if _is_of(url, host)]


def replaced(body_html: str, places: Mapping[str, str]) -> str:
    """The body with these addresses in place of those."""

    def place_of(link: re.Match) -> str:
        place = link['url'] and places.get(unescape(link['url']))
        return f'{link["start"]}{escape(place)}' if place else link[0]

    return _links(body_html).sub(place_of, body_html)


def _links(body_html: str) -> re.Pattern:
    return _GALLERY_OR_LINK if placeholders.GALLERY_START in body_html else _LINK


def _is_of(url: str, host: str) -> bool:
    if url.startswith(_UPLOADS):
        return image_sources.original(url) != url
    return (url.startswith('/') and not url.startswith('//')) or (bool(host) and addresses.host(url) == host)
