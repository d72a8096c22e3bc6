"""Where links of imported bodies lead now: to what came from the same site, or to lists and files that are here."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri

from articles import whereabouts
from articles.living import FIELDS, Place, place_of
from articles.models import Article, OldUrl, Provenance
from articles.text import addresses
from articles.text.addresses import host

_NUMBER = re.compile(r'/(?:[^?]*/)?(?:index\.php)?\?(?:p|page_id)=(\d+)(?=[&#]|$)')

_DATED = re.compile(r'/\d{4}/\d\d/\d\d/.')


def places(articles: list[Article], links: Mapping[int, list[str]]) -> dict[int, dict[str, str]]:
    """By the key of each of these articles, and by each of its links that leads somewhere: where.

    The articles have their `source_key` and, as `url`, where they stood. Two sites may have used one address, or one
    number: a link leads to an article of the site that it stood on, or nowhere yet.
    """
    found = whereabouts.find(_worth_asking({url for urls in links.values() for url in urls}))
    numbered = _numbered(articles, links)
    keys = {place.article for place in found.values()} - {None}
    sites = {pk: host(url) for pk, url in Provenance.objects.filter(article__in=keys).values_list('article', 'url')}
    led: dict[int, dict[str, str]] = {article.pk: {} for article in articles}
    for article in articles:
        site = host(article.url or '')
        for url in links[article.pk]:
            place = numbered.get(_key(article, url))
            if not place and (there := found.get(url)) and sites.get(there.article, site) == site:
                place = there if there.article or url.startswith('/') else None
            if place and place.address:
                led[article.pk][url] = _with_fragment(place.address, url)
    return led


def _worth_asking(urls: set[str]) -> list[str]:
    """Those that may lead somewhere: of the many links of saved pages few do, which one query tells."""
    paths = {url: addresses.key(url) for url in urls if not url.startswith('/')}
    known = set(OldUrl.objects.filter(path__in=paths.values()).values_list('path', flat=True)) if paths else set()
    return [url for url in urls if url not in paths or paths[url] in known or _DATED.match(paths[url])]


def _numbered(articles: list[Article], links: Mapping[int, list[str]]) -> dict[str, Place]:
    """The places of articles that links name by the numbers of their own site, by `source_key`."""
    keys = {_key(article, url) for article in articles for url in links[article.pk]} - {''}
    rows = Article.objects.filter(source_key__in=keys).only('source_key', *FIELDS) if keys else ()
    return {article.source_key: place_of(article) for article in rows}


def _key(article: Article, url: str) -> str:
    """The `source_key` of what a link names by its number; '' where it names it otherwise."""
    number = url.startswith('/') and (article.source_key or '').startswith('wordpress:') and _NUMBER.match(url)
    return f'{article.source_key.rpartition(":")[0]}:{number[1]}' if number else ''


def _with_fragment(address: str, url: str) -> str:
    fragment = urlsplit(url).fragment
    return iri_to_uri(f'{address}#{fragment}' if fragment else address)
