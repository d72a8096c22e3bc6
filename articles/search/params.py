"""The parameters of a search, as they appear in a URL: the same for page, feed, JSON and CSV."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.text import sanitise

from . import parser, query, words

LONGEST = 1000  # characters
BLANK = '\0'  # which no parameter has
MOST_NAMES = 5  # tags, and as many authors, that results can be narrowed to
ORDERS = ('relevance', 'newest', 'oldest')
MATCHES = ('most', 'all')
SYNONYMS = ('yes', 'no')
ON = re.compile(r'\d{4}(-\d\d(-\d\d)?)?')
TOO_COMPLEX = {
    'deep': gettext_lazy('Brackets can be %(deepest)s deep at most.'),
    'many': gettext_lazy(
        'At most %(most)s words, phrases and beginnings can be combined by OR, NOT, minus and brackets. Leave some out.'
    ),
    'long phrase': gettext_lazy('A phrase has at most %(phrase)s words. Leave some out, or the quotes.'),
}


class InvalidSearch(Exception):
    """A URL has a parameter that cannot be used. The message says what is wrong and what would be right."""


@dataclass(frozen=True)
class SearchParams:
    """`text` is in the query language, `category` is a path, `tags` and `authors` are slugs, `on` is a period.

    With `match` 'most', articles that have only most of the words may follow those that have all. With `synonyms` 'no',
    names do not stand for their synonyms.
    """

    text: str = ''
    category: str = ''
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    on: str = ''
    order: str = 'relevance'
    match: str = 'most'
    synonyms: str = 'yes'

    @classmethod
    def parse(cls, given: QueryDict) -> 'SearchParams':
        """The parameters of a request. Raises InvalidSearch."""
        text = text_of(given)
        names = ('category', 'on', 'order', 'match', 'synonyms')
        category, on, order, match, synonyms = (clean_text(given.get(name, '')) for name in names)
        if order not in ('', *ORDERS):
            raise InvalidSearch(_('Results can be ordered by %s.') % ', '.join(ORDERS))
        if match not in ('', *MATCHES):
            raise InvalidSearch(_('“match” can be %s.') % ', '.join(MATCHES))
        if synonyms not in ('', *SYNONYMS):
            raise InvalidSearch(_('“synonyms” can be %s.') % ', '.join(SYNONYMS))
        if on and not (ON.fullmatch(on) and query.period(on)):
            raise InvalidSearch(
                _('“%s” is not a year, a month or a day, such as 2017, 2017-11 or 2017-11-22.') % on[:40]
            )
        chosen = [
            tuple(dict.fromkeys(filter(None, map(clean_text, given.getlist(name))))) for name in ('tag', 'author')
        ]
        if any(len(slugs) > MOST_NAMES for slugs in chosen):
            raise InvalidSearch(
                _('Results can be narrowed to %(n)s topics and %(n)s authors at most.') % {'n': MOST_NAMES}
            )
        tags, authors = chosen
        choices = (order or 'relevance', match or 'most', synonyms or 'yes')
        params = cls(text, category.strip('/'), tags, authors, on, *choices)
        params.parsed  # noqa: B018  (raises InvalidSearch)
        return params

    @property
    def is_empty(self) -> bool:
        return not self.parsed.clauses and not self.is_narrowed

    @property
    def is_narrowed(self) -> bool:
        return replace(self, text='', order='relevance', match='most', synonyms='yes') != SearchParams()

    @property
    def parsed(self) -> query.ParsedQuery:
        """Raises InvalidSearch where the text combines more than can be looked up."""
        return _parsed(self.text, settings.LANGUAGE_CODE)

    @property
    def days(self) -> tuple[int, int] | None:
        return query.period(self.on) if self.on else None

    @property
    def interval(self) -> str:
        """The interval of the timeline: 'year', or 'month' within a year, or 'day' within a month or a day."""
        return {0: 'year', 4: 'month'}.get(len(self.on), 'day')

    @property
    def effective_order(self) -> str:
        """The order of the results: newest instead of relevance where the query has no words to rank by."""
        return self.order if self.order != 'relevance' or any(True for _ in self.parsed.marked) else 'newest'

    def replace(self, **changes: Any) -> 'SearchParams':
        """These parameters with some of them changed."""
        return replace(self, **changes)

    @property
    def without_text(self) -> list[tuple[str, str]]:
        """Every parameter of the URL except the text, as (name, value)."""
        named = [('category', self.category), ('on', self.on), *(('tag', slug) for slug in self.tags)]
        named += [
            *(('author', slug) for slug in self.authors),
            ('order', '' if self.order == 'relevance' else self.order),
            ('match', '' if self.match == 'most' else self.match),
            ('synonyms', '' if self.synonyms == 'yes' else self.synonyms),
        ]
        return [(name, value) for name, value in named if value]

    def urls(self, **blank: Any) -> Callable[[str], str]:
        """A function from a text to the URL of these parameters with that text where `blank` has BLANK.

        A page has many such URLs, and making each from the start takes ten times as long.
        """
        before, _, after = self.replace(**blank).url().partition(quote_plus(BLANK))
        return lambda text: f'{before}{quote_plus(text)}{after}'

    def url(self, view: str = 'search', **more: object) -> str:
        """The path and query string of these results as shown by a view; `more` are further parameters, if set."""
        named = [('q', self.text)] if self.text else []
        named += [*self.without_text, *((name, str(value)) for name, value in more.items() if value)]
        return f'{_path(view)}?{urlencode(named)}'


@lru_cache(maxsize=1000)
def _parsed(text: str, site_language: str) -> query.ParsedQuery:
    try:
        return parser.parse(text, _months(site_language))
    except parser.TooComplex as refused:
        limits = {'deepest': parser.DEEPEST, 'most': parser.MOST, 'phrase': parser.MOST_IN_PHRASE}
        raise InvalidSearch(TOO_COMPLEX[refused.code] % limits) from None


@lru_cache
def _months(site_language: str) -> dict[str, int]:
    """The months by their names, in English and in the site's language."""
    with translation.override(site_language):
        local = [(n, words.exact(str(name))) for names in (MONTHS, MONTHS_3) for n, name in names.items()]
    return parser.MONTHS | {name[0]: n for n, name in local if len(name) == 1}


@lru_cache
def _path(view: str) -> str:
    return reverse(view)


def date_param(first: date, interval: str) -> str:
    """The value of the parameter `on` for the year, month or day that begins on `first`."""
    return first.isoformat()[: {'year': 4, 'month': 7, 'day': 10}[interval]]


def text_of(given: QueryDict) -> str:
    """What was typed into the search, of a request. Raises InvalidSearch where it is too long."""
    text = clean_text(given.get('q', ''))
    if len(text) > LONGEST:
        raise InvalidSearch(
            _('A search has at most %(most)s characters, and this one has %(n)s. Leave some words out.')
            % {'most': LONGEST, 'n': len(text)}
        )
    return text


def clean_text(text: str) -> str:
    """A parameter of a URL without control characters, and with single spaces."""
    return ' '.join(sanitise.without_controls(text).split())
