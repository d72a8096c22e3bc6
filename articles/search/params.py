"""What a reader asks for, as it stands in an address: the same for page, feed, JSON and CSV."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.text import sanitise

from . import query

LONGEST = 200  # characters
MOST_NAMES = 5  # tags, or authors, that results may be narrowed to
ORDERS = ('relevance', 'newest', 'oldest')
ON = re.compile(r'\d{4}(-\d\d(-\d\d)?)?')


class InvalidSearch(Exception):
    """The address asks for something that cannot be. The message says what is wrong and what would be right."""


@dataclass(frozen=True)
class SearchParams:
    """`text` is in the query language; `category` a path, tags and authors slugs, `on` a year, month or day."""

    text: str = ''
    category: str = ''
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    on: str = ''
    order: str = 'relevance'

    @classmethod
    def parse(cls, parameters: QueryDict) -> 'SearchParams':
        """Raises InvalidSearch."""
        text, category, on, order = (_clean(parameters.get(name, '')) for name in ('q', 'category', 'on', 'order'))
        if len(text) > LONGEST:
            raise InvalidSearch(
                _('A search has at most %(most)s characters, and this one has %(n)s. Leave some words out.')
                % {'most': LONGEST, 'n': len(text)}
            )
        if order not in ('', *ORDERS):
            raise InvalidSearch(_('Results can be ordered by %s.') % ', '.join(ORDERS))
        if on and not (ON.fullmatch(on) and query.period(on)):
            raise InvalidSearch(
                _('“%s” is not a year, a month or a day, such as 2017, 2017-11 or 2017-11-22.') % on[:40]
            )
        names = [
            tuple(dict.fromkeys(filter(None, map(_clean, parameters.getlist(name))))) for name in ('tag', 'author')
        ]
        if any(len(slugs) > MOST_NAMES for slugs in names):
            raise InvalidSearch(
                _('Results can be narrowed to %(n)s topics and %(n)s authors at most.') % {'n': MOST_NAMES}
            )
        return cls(text, category.strip('/'), *names, on, order or 'relevance')

    @property
    def is_empty(self) -> bool:
        return not self.parsed.clauses and replace(self, text='', order='relevance') == SearchParams()

    @property
    def parsed(self) -> query.ParsedQuery:
        return query.parse(self.text)

    @property
    def days(self) -> tuple[int, int] | None:
        return query.period(self.on) if self.on else None

    @property
    def part(self) -> str:
        """What results are counted by: 'year', or 'month' or 'day' where they are narrowed to a year, or to less."""
        return {0: 'year', 4: 'month'}.get(len(self.on), 'day')

    @property
    def effective_order(self) -> str:
        """The order of the results. Where no word is asked for, none is more relevant than another."""
        return self.order if self.order != 'relevance' or any(True for _ in self.parsed.wanted) else 'newest'

    def replace(self, **changes) -> 'SearchParams':
        return replace(self, **changes)

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """Everything but the text, as it stands in an address."""
        named = [('category', self.category), ('on', self.on), *(('tag', slug) for slug in self.tags)]
        named += [
            *(('author', slug) for slug in self.authors),
            ('order', '' if self.order == 'relevance' else self.order),
        ]
        return [(name, value) for name, value in named if value]

    def address(self, form: str = 'search', **more) -> str:
        """Where it is answered: as a page, or in another form."""
        named = [('q', self.text)] if self.text else []
        named += [*self.narrowed, *((name, value) for name, value in more.items() if value)]
        return f'{_path(form)}?{urlencode(named)}'


@lru_cache
def _path(form: str) -> str:
    return reverse(form)


def date_param(first: date, part: str) -> str:
    """How the year, month or day that begins with a day stands in an address."""
    return first.isoformat()[: {'year': 4, 'month': 7, 'day': 10}[part]]


def _clean(text: str) -> str:
    return ' '.join(sanitise.without_controls(text).split())
