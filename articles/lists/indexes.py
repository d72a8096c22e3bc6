"""The indexes: every topic or author in alphabetical order, with the number of public articles."""

import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone

from articles.models import Author, CategoryListing, Tag
from articles.text import sort_keys

MOST_ON_ONE_PAGE = 600  # names; of more, each letter has a page of its own
COMMONEST = 60
OTHER = '…'  # stands for names that begin with no letter, or with one of thousands


class Entry(NamedTuple):
    name: str
    address: str
    count: int


class Index(NamedTuple):
    """`letters` are all initials in order. `groups` are (initial, entries): all of them, or those of one letter.
    `commonest` are the entries with most articles; empty where they would be most of what is there."""

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


def initial(name: str) -> str:
    """The letter under which a name stands in an index: without accents, in upper case; digits are all under '0'."""
    first = next((c for c in unicodedata.normalize('NFKD', name) if c.isalnum()), '')
    if first.isdecimal():
        return '0'
    # Scripts of syllables or words have no alphabet of a size that could be shown.
    return first.upper()[:1] if first.isalpha() and first < '\u3040' else OTHER


def _index(model: type[Tag] | type[Author], links: str, letter: str) -> Index:
    rows = model.objects.filter(**{f'{links}__listed_from__lte': timezone.now()}).annotate(n=Count(links))
    entries = [Entry(row.name, row.get_absolute_url(), row.n) for row in rows.only('name', 'slug').order_by('sort_key')]
    entries.sort(key=lambda entry: _rank(initial(entry.name)))
    groups = [(first, list(group)) for first, group in groupby(entries, key=lambda entry: initial(entry.name))]
    letters = [first for first, _ in groups]
    is_divided = len(entries) > MOST_ON_ONE_PAGE
    if is_divided or letter:
        groups = [group for group in groups if group[0] == letter]
    many = len(entries) > 2 * COMMONEST and not letter
    commonest = sorted(entries, key=lambda entry: -entry.count)[:COMMONEST] if many else []
    return Index(len(entries), letters, groups, commonest, is_divided)


@lru_cache(maxsize=1000)
def _rank(first: str) -> tuple[bool, str]:
    return first == OTHER, sort_keys.of(first)
