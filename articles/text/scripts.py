"""Replaces scripts that show something of another site (a chart, a poll, a document) by links to what they showed."""

import re
from html import escape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from .markup import attributes, label

_SCRIPT = re.compile(r'<script\b([^<>]*)>(.*?)</script\s*>', re.I | re.S)
_URL = re.compile(r'["\'](https?://[^\s"\'<>\\]+)["\']')
# The element that a script fills, just before it.
_PLACE = re.compile(
    r'<[a-z][\w-]*\b([^<>]*\bdata-(?:src|url|href)\s*=[^<>]*)>(?:\s|</?[a-z][\w-]*\b[^<>]*>){0,3}$', re.I
)
_PLACE_REACH = 1000  # characters
_QUOTATION = re.compile(r'</blockquote>\s*(?:</p>\s*)?$', re.I)
# The names of scripts and folders that are the same whatever is shown.
_LOADER = re.compile(
    r'(?:all|api|app|assets?|async|bundle|client|core|dist|embeds?|index|javascripts?|js|lib|libs|loader|main|player'
    r'|public|resources|scripts?|sdk|static|v\d+|viewer|viz_v\d+|widgets?)(?:[._-](?!\d{4})\w+)*',
    re.I,
)
_NUMBERED = re.compile(r'\d|[a-z][A-Z]')


class Replaced(NamedTuple):
    """HTML without its scripts; the URLs of the links that stand in their place; hosts of scripts without a link."""

    html: str
    links: list[str]
    hosts: list[str]


def as_links(html: str) -> Replaced:
    """HTML whose scripts of other sites are links in paragraphs of their own, each URL once.

    A script that only decorates the quotation before it goes without a word, and so does one that names no site.
    """
    links: list[str] = []
    hosts: list[str] = []

    def link(script: re.Match) -> str:
        before = html[max(0, script.start() - _PLACE_REACH) : script.start()]
        urls = _urls(script)
        shown = _placed(before, urls) or next(filter(None, map(_page, urls)), '')
        if not shown or shown in links:
            host = _host(urls[0]) if urls else ''
            if host and not shown and host not in hosts and not _QUOTATION.search(before):
                hosts.append(host)
            return ''
        links.append(shown)
        return f'\n\n<p><a href="{escape(shown)}">{escape(label(shown))}</a></p>\n\n'

    return Replaced(_SCRIPT.sub(link, html), links, hosts)


def _urls(script: re.Match) -> list[str]:
    """The URLs a script names: that of its code, else those within its code."""
    src = attributes(script[1]).get('src', '').strip()
    urls = [src] if src else _URL.findall(script[2][:5000])[:5]
    return [f'https:{url}' if url.startswith('//') else url for url in urls if _host(url)]


def _placed(before: str, urls: list[str]) -> str:
    """The URL in the element that the script fills, which may be relative to that of the script."""
    place = _PLACE.search(before)
    if not place:
        return ''
    values = attributes(place[1])
    named = next(filter(None, (values.get(f'data-{name}', '').strip() for name in ('src', 'url', 'href'))), '')
    try:
        url = urljoin(f'https://{_host(urls[0])}/' if urls else '', named)
    except ValueError:
        return ''
    return url if _host(url) and url.startswith(('http://', 'https://')) else ''


def _page(url: str) -> str:
    """The page of what a script shows: its URL without .js, or the folder of a script that has a usual name.

    '' where nothing in the path is of this one thing.
    """
    parts = urlsplit(url)
    names = [name for name in parts.path.split('/') if name]
    if not names:
        return ''
    last, is_script, _ = names[-1].partition('.js')
    in_folder = bool(_LOADER.fullmatch(last))
    own = names[:-1] if in_folder else [*names[:-1], last]
    if not own or not is_script or _LOADER.fullmatch(own[-1]) or not _NUMBERED.search(own[-1]):
        return ''
    if not in_folder and len(own) < 2:
        return ''
    return f'https://{parts.netloc}/{"/".join(own)}{"/" if in_folder else ""}'


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ''
    except ValueError:
        return ''
