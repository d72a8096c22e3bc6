"""Tells the versions of a page for telephones, printers and other sites from the page itself, which they name."""

import re
from urllib.parse import urlsplit

from articles.text import url_forms

# AMP: amp.dev/documentation/guides-and-tutorials/learn/spec/amphtml (required markup); /embed/ is WordPress' own.
_AMP = re.compile(rb'<html\b[^>]{0,300}?\s(?:amp|\xe2\x9a\xa1)(?=[\s=>])', re.I)
_NO_INDEX = re.compile(rb'<meta\b[^>]{0,200}?\bnoindex\b', re.I)
_ENDING = re.compile(r'(?<=[^/])/(?:amp|embed|print)(?:/|\.html?)?$')
_PRINTED = re.compile(r'(?<=[^/])/print/?$')
_HOST = re.compile(r'^(?:m|mobile|amp|wap|touch)\.')


def is_preview(data: bytes) -> bool:
    """Whether a page is the preview of an article that WordPress makes for other sites: its embed template."""
    return b'class="wp-embed-footer"' in data


def original(data: bytes, url: str, declared: str) -> str:
    """The URL of the article that a page at this URL is a version of; '' for a page that is none.

    `declared`: its canonical URL; '' for none.
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return ''
    is_amp = bool(_AMP.search(data, 0, 5000))
    if declared and _key(declared) != _key(url):
        known = url_forms.path_of(declared).rstrip('/')
        is_elsewhere = _HOST.sub('', url_forms.host(url)) == url_forms.host(declared) and path.rstrip('/') == known
        return declared if is_amp or is_elsewhere or (known and _ENDING.sub('', path) == known) else ''
    own = _ENDING if is_amp and not declared else _PRINTED
    if own.search(path) and not declared and (is_amp or _NO_INDEX.search(data, 0, 20_000)):
        return f'{own.sub("", url.partition("?")[0])}/'
    return ''


def _key(url: str) -> str:
    return f'{url_forms.host(url)}{url_forms.key(url)}'
