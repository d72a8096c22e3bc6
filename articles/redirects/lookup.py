"""Where what stood at an address of before lives now: the one look-up, for one address or a hundred thousand."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.urls import resolve

from articles import lists
from articles.models import Article, OldUrl
from articles.redirects.current import FIELDS, GONE, HIDDEN, Living, Place, place_of
from articles.text.wordpress_urls import Reading, readings

MOST_STEPS = 5  # an old address may lead to another that is old as well
MOST_ABOVE = 4  # folders that such a row may have
BELOW = '/*'  # ends the path of a row that leads everything below it


def find(urls: Iterable[str]) -> dict[str, Place]:
    """Where each address leads, of those that are known: a handful of queries for any number of them.

    Takes addresses as `addresses.key` does; the caller knows that they are of this site, or of one that was imported.
    """
    found: dict[str, Place] = {}
    asked = {url: readings(url) for url in urls}
    for _ in range(MOST_STEPS):
        if not asked:
            break
        known = _Known({reading.key for meant in asked.values() for reading in meant})
        outcomes = {url: known.outcome(meant) for url, meant in asked.items()}
        found |= {url: outcome for url, outcome in outcomes.items() if isinstance(outcome, Place)}
        asked = {url: outcome for url, outcome in outcomes.items() if isinstance(outcome, list)}
    return found


class _Row(NamedTuple):
    article: int | None
    target: str


class _Known:
    """What the archive knows of some keys."""

    def __init__(self, keys: set[str]) -> None:
        paths = keys | {key.lower() for key in keys} | {path for key in keys for path in _above(key)}
        rows = OldUrl.objects.filter(path__in=paths).values_list('path', 'article', 'target')
        self.rows = {path: _Row(article, target) for path, article, target in rows}
        articles = Article.objects.filter(pk__in={row.article for row in self.rows.values() if row.article})
        self.places = {article.pk: place_of(article) for article in articles.only(*FIELDS)} if self.rows else {}
        self.living = Living(keys)

    def outcome(self, meant: list[Reading]) -> Place | list[Reading] | None:
        """What the first reading that is known leads to; what is known only by where it stands comes last."""
        return next(filter(None, map(self._itself, meant)), None) or next(filter(None, map(self._below, meant)), None)

    def _itself(self, reading: Reading) -> Place | list[Reading] | None:
        """The place a reading leads to, or the readings of where it is sent on to. An address in use wins."""
        place = self.living.place(reading.key)
        row = self.rows.get(reading.key) or self.rows.get(reading.key.lower())
        if row and not (place and place.address):
            if row.target:
                return _sent_on(row.target, reading.part)
            place = self.places.get(row.article, HIDDEN) if row.article else GONE
        return _part(place, reading) if place else None

    def _below(self, reading: Reading) -> list[Reading] | None:
        """/blog/about at /about, where a row leads all below /blog/* to /*."""
        for path in _above(reading.key):
            if row := self.rows.get(path):
                rest = reading.key.removeprefix(path.removesuffix(BELOW))
                return _sent_on(row.target.removesuffix(BELOW) + rest, reading.part)
        return None


def _above(key: str) -> list[str]:
    """The paths of the rows that would lead a key together with its neighbours, the nearest first."""
    names = key.partition('?')[0].split('/', MOST_ABOVE + 1)[1 : MOST_ABOVE + 1]
    return [f'/{"/".join(names[:depth])}{BELOW}' for depth in range(len(names), 0, -1) if names[0]]


def _sent_on(target: str, part: str) -> list[Reading]:
    return [Reading(reading.key, reading.part or part) for reading in readings(target)]


def _part(place: Place, reading: Reading) -> Place | None:
    """The part of a place that a reading means; None where it has no such part."""
    if not (place.address and reading.part):
        return place
    match = resolve(unquote(urlsplit(place.address).path))
    if reading.part == 'body':
        return place if match.url_name in ('article', 'page') else None
    if reading.part.startswith('feed'):
        return place._replace(address=f'{place.address}{reading.part}/') if match.url_name in HAVE_FEEDS else place
    if match.url_name not in LISTS:
        return place
    found = lists.whole() if match.url_name == 'front' else match.kwargs['find'](**match.captured_kwargs)
    number = int(reading.part.removeprefix('page/'))
    if number <= found.pages:
        return Place(f'{place.address}{reading.part}/')
    # The front page stands for everything: for what was never there as well, if it were not for this.
    return place if match.url_name != 'front' or found.had(number) else None


LISTS = ('front', 'category', 'tag', 'author', 'year', 'month', 'day')
HAVE_FEEDS = (*LISTS, 'article', 'page')
