"""The indexes: every topic or author in alphabetical order, with the number of public articles."""

from collections import Counter
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone

from articles.models import Author, CategoryListing, Tag
from articles.text import initials, sort_keys

MOST_ON_ONE_PAGE = 600  # names; of more, each letter has a page of its own
COMMONEST = 60


class Entry(NamedTuple):
    name: str
    address: str
    count: int


class Index(NamedTuple):
    """`letters` are all initials in order. `groups` are (initial, entries): all of them, or those of one letter.
    `commonest` are those with most articles, if several; empty where they would be most of what is there."""

    total: int
    letters: list[str]
    groups: list[tuple[str, list[Entry]]]
    commonest: list[Entry]
    is_divided: bool


def tags(letter: str = '') -> Index:
    return _index(Tag, 'article_links', letter)


def authors(letter: str = '') -> Index:
    return _index(Author, 'bylines', letter)


def by_section() -> Counter[int]:
    """The number of public articles in each section and those below it, by its id."""
    listed = CategoryListing.objects.filter(listed_from__lte=timezone.now())
    return Counter(dict(listed.values_list('category').annotate(n=Count('article'))))


def _index(model: type[Tag] | type[Author], links: str, letter: str) -> Index:
    rows = model.objects.filter(**{f'{links}__listed_from__lte': timezone.now()}).annotate(n=Count(links))
    entries = [Entry(row.name, row.get_absolute_url(), row.n) for row in rows.only('name', 'slug').order_by('sort_key')]
    is_divided = len(entries) > MOST_ON_ONE_PAGE
    # Of few names in Han, nearly each would have a radical of its own.
    first_of = {entry: initials.of(entry.name, by_radical=is_divided) for entry in entries}
    entries.sort(key=lambda entry: _rank(first_of[entry]))
    groups = [(first, list(group)) for first, group in groupby(entries, key=first_of.__getitem__)]
    letters = [first for first, _ in groups]
    if is_divided or letter:
        groups = [group for group in groups if group[0] == letter]
    many = len(entries) > 2 * COMMONEST and not letter
    commonest = sorted((entry for entry in entries if entry.count > 1), key=lambda entry: -entry.count) if many else []
    return Index(len(entries), letters, groups, commonest[:COMMONEST], is_divided)


@lru_cache(maxsize=1000)
def _rank(first: str) -> tuple[bool, str]:
    return first == initials.OTHER, sort_keys.of(first)
