"""Finds the current place of old URLs: the one look-up, for one URL or a hundred thousand."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.urls import resolve

from articles import lists
from articles.models import Article, OldUrl
from articles.redirects.current import FIELDS, GONE, HIDDEN, CurrentPlaces, Place, place_of
from articles.text.wordpress_urls import Reading, readings

MOST_STEPS = 5  # an old URL may redirect to another old URL
MOST_ABOVE = 4  # folders in the path of a row that ends with BELOW
BELOW = '/*'  # ends the path of a row that redirects everything below it


def find(urls: Iterable[str]) -> dict[str, Place]:
    """{url: place} of the URLs that are known, in a handful of queries for any number of them.

    Takes URLs as `url_forms.key` does. The caller has to know that they belong to this site or to an imported one.
    Each round looks up all pending URLs; one that redirects to another old URL is pending again, with the readings of
    that. A URL that is still pending after the last round, as in a cycle, is not known.
    """
    places: dict[str, Place] = {}
    pending = {url: readings(url) for url in urls}
    for _ in range(MOST_STEPS):
        if not pending:
            break
        known = _Known({reading.key for candidates in pending.values() for reading in candidates})
        outcomes = {url: known.outcome(candidates) for url, candidates in pending.items()}
        places |= {url: outcome for url, outcome in outcomes.items() if isinstance(outcome, Place)}
        pending = {url: outcome for url, outcome in outcomes.items() if isinstance(outcome, list)}
    return places


class _Row(NamedTuple):
    """What an old URL redirects to: an article or a URL (`target`); neither if what it showed is gone for good."""

    article: int | None
    target: str


# What a round says about a URL: its place; or readings to look up in the next round; or None if it is not known.
_Outcome = Place | list[Reading] | None


class _Known:
    """Everything that the tables hold about a set of keys: current pages, and redirects of them or a folder above."""

    def __init__(self, keys: set[str]) -> None:
        paths = keys | {key.lower() for key in keys} | {path for key in keys for path in _folder_paths(key)}
        rows = OldUrl.objects.filter(path__in=paths).values_list('path', 'article', 'target')
        self.rows = {path: _Row(article, target) for path, article, target in rows}
        articles = Article.objects.filter(pk__in={row.article for row in self.rows.values() if row.article})
        self.places = {article.pk: place_of(article) for article in articles.only(*FIELDS)} if self.rows else {}
        self.current = CurrentPlaces(keys)

    def outcome(self, candidates: list[Reading]) -> _Outcome:
        """The outcome of the first reading that is known; redirects of folders come after all others."""
        exact = filter(None, map(self._exact, candidates))
        of_folders = filter(None, map(self._of_folder, candidates))
        return next(exact, None) or next(of_folders, None)

    def _exact(self, reading: Reading) -> _Outcome:
        """The outcome of a reading without regard to folders. A public page at the URL wins over a redirect."""
        place = self.current.place(reading.key)
        row = self.rows.get(reading.key) or self.rows.get(reading.key.lower())
        if row and not (place and place.url):
            if row.target:
                return _readings_of_target(row.target, reading.part)
            place = self.places.get(row.article, HIDDEN) if row.article else GONE
        return _place_of_part(place, reading) if place else None

    def _of_folder(self, reading: Reading) -> list[Reading] | None:
        """The readings of the target of a folder redirect: /about for /blog/about, where /blog/* redirects to /*."""
        for path in _folder_paths(reading.key):
            if row := self.rows.get(path):
                rest = reading.key.removeprefix(path.removesuffix(BELOW))
                return _readings_of_target(row.target.removesuffix(BELOW) + rest, reading.part)
        return None


def _folder_paths(key: str) -> list[str]:
    """The paths of the folder redirects that would apply to a key, the longest first: /a/b/* and /a/* for /a/b."""
    names = key.partition('?')[0].split('/', MOST_ABOVE + 1)[1 : MOST_ABOVE + 1]
    return [f'/{"/".join(names[:depth])}{BELOW}' for depth in range(len(names), 0, -1) if names[0]]


def _readings_of_target(target: str, part: str) -> list[Reading]:
    """The readings of a redirect's target, with the part of the old URL where they have none themselves."""
    return [Reading(reading.key, reading.part or part) for reading in readings(target)]


def _place_of_part(place: Place, reading: Reading) -> Place | None:
    """The feed or page of a place that a reading names; None where there is none."""
    if not (place.url and reading.part):
        return place
    match = resolve(unquote(urlsplit(place.url).path))
    if reading.part == 'body':
        return place if match.url_name in ('article', 'page') else None
    if reading.part.startswith('feed'):
        return place._replace(url=f'{place.url}{reading.part}/') if match.url_name in HAVE_FEEDS else place
    if match.url_name not in LISTS:
        return place
    # The URL pattern of a list passes the function that makes the list as `find`.
    listing = lists.whole() if match.url_name == 'front' else match.kwargs['find'](**match.captured_kwargs)
    number = int(reading.part.removeprefix('page/'))
    if number <= listing.pages:
        return Place(f'{place.url}{reading.part}/')
    # A page that a list no longer has redirects to the list. /page/N/ reads as a page of the front page whatever N is,
    # so there the old site has to have had such a page.
    return place if match.url_name != 'front' or listing.had(number) else None


LISTS = ('front', 'category', 'tag', 'author', 'year', 'month', 'day')
HAVE_FEEDS = (*LISTS, 'article', 'page')
