"""Replaces links in imported bodies by the current URLs of articles, lists and files of the same site."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

from articles.models import Article, OldUrl, Provenance
from articles.redirects import lookup
from articles.redirects.current import FIELDS, Place, place_of
from articles.text import url_forms
from articles.text.links import of_site, replaced
from articles.text.url_forms import host

_NUMBER = re.compile(r'/(?:[^?]*/)?(?:index\.php)?\?(?:p|page_id)=(\d+)(?=[&#]|$)')
_DATED = re.compile(r'/\d{4}/\d\d/\d\d/.')


class ImportedBody(NamedTuple):
    """An imported body as sanitised HTML, with primary key, `source_key` and former URL of its article.

    The last two may be empty.
    """

    article: int
    source_key: str
    url: str
    html: str


class LinkedBody(NamedTuple):
    """A body with its links replaced, and the URLs in it whose targets are not imported yet."""

    html: str
    pending_urls: list[str]


def link_bodies(bodies: list[ImportedBody]) -> dict[int, LinkedBody]:
    """Replaces links to the bodies' own sites by the current URLs of their targets; returns the bodies by article.

    The number of queries does not depend on the number of bodies.
    """
    links = {body.article: of_site(body.html, host(body.url)) for body in bodies}
    targets = _targets([body for body in bodies if links[body.article]], links)
    linked = {}
    for body in bodies:
        known = targets.get(body.article, {})
        pending_urls = [url for url in links[body.article] if url not in known]
        linked[body.article] = LinkedBody(replaced(body.html, known) if known else body.html, pending_urls)
    return linked


def _targets(bodies: list[ImportedBody], links: Mapping[int, list[str]]) -> dict[int, dict[str, str]]:
    """The current URLs of the links that have a target here, by article and former URL.

    Two sites may have used the same URL or the same number, so a link is only replaced by an article of its own site.
    """
    if not bodies:
        return {}
    places = lookup.find(_with_possible_target({url for urls in links.values() for url in urls}))
    numbered = _numbered(bodies, links)
    origins = _origins({place.article for place in places.values()} - {None})
    targets: dict[int, dict[str, str]] = {body.article: {} for body in bodies}
    for body in bodies:
        for url in links[body.article]:
            place = numbered.get(_key(body, url))
            candidate = None if place else places.get(url)
            if candidate and _is_of_same_site(body, origins.get(candidate.article)):
                place = candidate if candidate.article or url.startswith('/') else None
            if place and place.url:
                targets[body.article][url] = _with_fragment(place.url, url)
    return targets


def _origins(articles: set[int]) -> dict[int, tuple[str, str]]:
    """The `source_key` and the former URL of each of these articles that was imported."""
    imported = Provenance.objects.filter(article__in=articles)
    return {pk: (key, url) for pk, key, url in imported.values_list('article', 'article__source_key', 'url')}


def _is_of_same_site(body: ImportedBody, origin: tuple[str, str] | None) -> bool:
    """Whether a body came from the site of that origin; what has no origin, such as a list, belongs to every site."""
    if not origin:
        return True
    key, url = origin
    if _site(key) and _site(body.source_key):
        return _site(key) == _site(body.source_key)  # The sites of a network may share a host.
    return host(url) == host(body.url)


def _site(key: str) -> str:
    """The site in the `source_key` of an item of WordPress; '' for anything else."""
    return key.rpartition(':')[0] if key.startswith('wordpress:') else ''


def _with_possible_target(urls: set[str]) -> list[str]:
    """The URLs that may have a target here: of the many links of saved pages few do, and one query tells which."""
    paths = {url: url_forms.key(url) for url in urls if not url.startswith('/')}
    known = set(OldUrl.objects.filter(path__in=paths.values()).values_list('path', flat=True)) if paths else set()
    return [url for url in urls if url not in paths or paths[url] in known or _DATED.match(paths[url])]


def _numbered(bodies: list[ImportedBody], links: Mapping[int, list[str]]) -> dict[str, Place]:
    """The current places of articles that links name by number, as in /?p=7, by `source_key`."""
    keys = {_key(body, url) for body in bodies for url in links[body.article]} - {''}
    rows = Article.objects.filter(source_key__in=keys).only('source_key', *FIELDS) if keys else ()
    return {article.source_key: place_of(article) for article in rows}


def _key(body: ImportedBody, url: str) -> str:
    """The `source_key` of the item that a link names by number; '' for other links."""
    site = _site(body.source_key)
    number = site and _NUMBER.match(url)
    return f'{site}:{number[1]}' if number else ''


def _with_fragment(current: str, url: str) -> str:
    fragment = urlsplit(url).fragment
    return iri_to_uri(f'{current}#{fragment}' if fragment else current)
