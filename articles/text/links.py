"""Finds and replaces the URLs of links and pictures in a body that point to the site it came from."""

import re
from collections.abc import Mapping
from html import escape, unescape

from . import image_sources, placeholders, url_forms

_LINK = re.compile(r'(?P<start><(?:a|img)\s[^<>]*?\b(?:href|src)=")(?P<url>[^"]*)', re.S)
# The links in the placeholder of a gallery are skipped. Searching for both takes twenty times as long as for links.
_GALLERY_OR_LINK = re.compile(f'{placeholders.GALLERY.pattern}|{_LINK.pattern}', re.S)
_UPLOADS = '/wp-content/uploads/'


def of_site(body_html: str, host: str) -> list[str]:
    """The URLs in a sanitised body, each once, that begin with / or are on `host`, with or without "www.".

    Leaves out full-size files in the uploads folder, whose path is the same on this site.
    """
    if 'href="/' not in body_html and 'src="/' not in body_html and not (host and host in body_html):
        return []
    urls = dict.fromkeys(unescape(link['url']) for link in _links(body_html).finditer(body_html) if link['url'])
    return [url for url in urls if _is_of(url, host)]


def replaced(body_html: str, targets: Mapping[str, str]) -> str:
    """The body with each URL that is a key of `targets` replaced by its value."""

    def with_target(link: re.Match) -> str:
        target = link['url'] and targets.get(unescape(link['url']))
        return f'{link["start"]}{escape(target)}' if target else link[0]

    return _links(body_html).sub(with_target, body_html)


def _links(body_html: str) -> re.Pattern:
    return _GALLERY_OR_LINK if placeholders.GALLERY_START in body_html else _LINK


def _is_of(url: str, host: str) -> bool:
    if url.startswith(_UPLOADS):
        return image_sources.original(url) != url
    return (url.startswith('/') and not url.startswith('//')) or (bool(host) and url_forms.host(url) == host)
