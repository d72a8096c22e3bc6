"""Guesses what a URL that leads nowhere was meant to be: one other URL, or else articles that it may be about."""

import re
from datetime import date
from urllib.parse import unquote

from articles.lists.url_lookup import spellings
from articles.models import Article
from articles.redirects import lookup
from articles.search import index
from articles.search.params import SearchParams
from articles.search.results import Search, in_order

LIKELY = 3  # articles
LONGEST = 300  # characters of a path that is guessed about
SHORTEST_SLUG = 3  # letters of a slug that was cut
MOST_WORDS = 8

_DATED = re.compile(r'/(\d{4})/(\d{1,2})(?:/(\d{1,2}))?(/.*)?')
# What is copied along with a URL, or was the end of it on other systems.
_COPIED_ALONG = re.compile(r"""(?:[\s/)\]}>.,;:!?'"»”’…*_|\\]|&\w*;?|\.(?:html?|php|aspx?))+$""")
# Below these nothing is called as an article is; lists at least have words in their names.
_OTHER = re.compile(r'/(?:admin|api|cards|renditions|respond|search|static|wp-[a-z]+|comments)\b')
_LIST = re.compile(r'/(?:category|tag|author)/')
_WORD = re.compile(r'[^\W\d_]{3,}')


def url(path: str) -> str:
    """The one URL that a decoded path was probably meant to be; '' where there is none, or more than one.

    It may have a day without zeros (`/2013/1/28/…`), something copied along with it, another day, or a slug cut short.
    """
    if len(path) > LONGEST or not path.isprintable() or _OTHER.match(path) or _LIST.match(path):
        return ''
    cleaned = _padded(_COPIED_ALONG.sub('', path))
    if cleaned and cleaned.rstrip('/') != path.rstrip('/'):
        place = lookup.find([cleaned]).get(cleaned)
        if place and place.url and place.url != '/':
            return place.url
    *above, slug = cleaned.split('/')
    articles = _named(slug) or _begun('/'.join(above), slug)
    return articles[0].get_absolute_url() if len(articles) == 1 else ''


def words(path: str) -> str:
    """The words of a decoded path, as they could be searched for."""
    if len(path) > LONGEST or not path.isprintable() or _OTHER.match(path):
        return ''
    return ' '.join(_WORD.findall(_LIST.sub('', _COPIED_ALONG.sub('', unquote(path)), count=1))[-MOST_WORDS:])


def likely(searched: str) -> list[Article]:
    """The public articles that have most of these words; none while there is no index."""
    if not searched:
        return []
    try:
        ids = Search(SearchParams(text=' OR '.join(searched.lower().split()))).ids(0, LIKELY)
    except index.Missing:
        return []
    return in_order(Article.objects.public().filter(pk__in=ids).select_related('lead_image'), ids)


def _padded(path: str) -> str:
    if match := _DATED.fullmatch(path):
        year, month, day, rest = match.groups(default='')
        return f'/{year}/{month:0>2}{f"/{day:0>2}" if day else ""}{rest}'
    return path


def _named(slug: str) -> list[Article]:
    """The articles with a slug, of any day; two are as good as more."""
    if len(slug) < SHORTEST_SLUG or slug.isdecimal():
        return []
    return list(_placed().filter(slug__in=spellings(slug))[:2])


def _begun(day: str, slug: str) -> list[Article]:
    """The articles of a day (`/2013/01/28`) whose slug begins so; two are as good as more."""
    try:
        published_on = date.fromisoformat(day[1:].replace('/', '-'))
    except ValueError:
        return []
    if len(slug) < SHORTEST_SLUG:
        return []
    return list(_placed().filter(published_on=published_on, slug__startswith=slug.lower())[:2])


def _placed():
    return Article.objects.public().only('kind', 'slug', 'published_on')
