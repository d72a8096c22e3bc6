"""Where links of imported bodies lead now: to what came from the same site, or to lists and files that are here."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

from articles.models import Article, OldUrl, Provenance
from articles.redirects import lookup
from articles.redirects.current import FIELDS, Place, place_of
from articles.text import addresses
from articles.text.addresses import host
from articles.text.links import of_site, replaced

_NUMBER = re.compile(r'/(?:[^?]*/)?(?:index\.php)?\?(?:p|page_id)=(\d+)(?=[&#]|$)')
_DATED = re.compile(r'/\d{4}/\d\d/\d\d/.')


class Body(NamedTuple):
    """A body of an import, as sanitised HTML, with the article's `source_key` and where it stood; both may be empty."""

    article: int
    source_key: str
    url: str
    html: str


class Led(NamedTuple):
    """What became of a body, and the addresses in it whose targets are not here yet."""

    html: str
    waiting: list[str]


def lead(bodies: list[Body]) -> dict[int, Led]:
    """These bodies, by article, with the links to the sites they came from leading to where their targets live now.

    A handful of queries for any number of them.
    """
    links = {body.article: of_site(body.html, host(body.url)) for body in bodies}
    places = _places([body for body in bodies if links[body.article]], links)
    led = {}
    for body in bodies:
        known = places.get(body.article, {})
        waiting = [url for url in links[body.article] if url not in known]
        led[body.article] = Led(replaced(body.html, known) if known else body.html, waiting)
    return led


def _places(bodies: list[Body], links: Mapping[int, list[str]]) -> dict[int, dict[str, str]]:
    """By article, and by each of its links that leads somewhere: where.

    Two sites may have used one address, or one number: a link leads to an article of the site that it stood on, or
    nowhere yet.
    """
    if not bodies:
        return {}
    found = lookup.find(_worth_asking({url for urls in links.values() for url in urls}))
    numbered = _numbered(bodies, links)
    origins = _origins({place.article for place in found.values()} - {None})
    led: dict[int, dict[str, str]] = {body.article: {} for body in bodies}
    for body in bodies:
        for url in links[body.article]:
            place = numbered.get(_key(body, url))
            if not place and (there := found.get(url)) and _is_of_same_site(body, origins.get(there.article)):
                place = there if there.article or url.startswith('/') else None
            if place and place.url:
                led[body.article][url] = _with_fragment(place.url, url)
    return led


def _origins(articles: set[int]) -> dict[int, tuple[str, str]]:
    """The `source_key` and the former address of each of these articles that was imported."""
    found = Provenance.objects.filter(article__in=articles)
    return {pk: (key, url) for pk, key, url in found.values_list('article', 'article__source_key', 'url')}


def _is_of_same_site(body: Body, origin: tuple[str, str] | None) -> bool:
    """Whether a body came from the site of that origin; what came from none, a list say, is of every site."""
    if not origin:
        return True
    key, url = origin
    if _site(key) and _site(body.source_key):
        return _site(key) == _site(body.source_key)  # Of a network of sites, several share a host.
    return host(url) == host(body.url)


def _site(key: str) -> str:
    """The site in the `source_key` of what came out of WordPress; '' for anything else."""
    return key.rpartition(':')[0] if key.startswith('wordpress:') else ''


def _worth_asking(urls: set[str]) -> list[str]:
    """Those that may lead somewhere: of the many links of saved pages few do, which one query tells."""
    paths = {url: addresses.key(url) for url in urls if not url.startswith('/')}
    known = set(OldUrl.objects.filter(path__in=paths.values()).values_list('path', flat=True)) if paths else set()
    return [url for url in urls if url not in paths or paths[url] in known or _DATED.match(paths[url])]


def _numbered(bodies: list[Body], links: Mapping[int, list[str]]) -> dict[str, Place]:
    """The places of articles that links name by the numbers of their own site, by `source_key`."""
    keys = {_key(body, url) for body in bodies for url in links[body.article]} - {''}
    rows = Article.objects.filter(source_key__in=keys).only('source_key', *FIELDS) if keys else ()
    return {article.source_key: place_of(article) for article in rows}


def _key(body: Body, url: str) -> str:
    """The `source_key` of what a link names by its number; '' where it names it otherwise."""
    site = _site(body.source_key)
    number = site and _NUMBER.match(url)
    return f'{site}:{number[1]}' if number else ''


def _with_fragment(address: str, url: str) -> str:
    fragment = urlsplit(url).fragment
    return iri_to_uri(f'{address}#{fragment}' if fragment else address)
