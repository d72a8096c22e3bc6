"""Interprets old URLs that no article has: feeds, pages of lists, queries and other URLs that WordPress serves."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from . import image_sources, url_forms


class Reading(NamedTuple):
    """One interpretation of a URL: the key (see `url_forms.key`) of an article or list, and a part of that.

    part: '' for the whole; 'feed', 'feed/atom' or 'feed/json'; 'page/2' of a list; or 'body' for a later page of a long
    text, which only articles have.
    """

    key: str
    part: str = ''


MOST_PARTS = 3  # in one URL, as in /slug/comment-page-2/feed/atom/
LONGEST_QUERY = 2000  # characters
_FEED = re.compile(r'/(?:feed/)?(?:feed|rss2?|rdf|(?P<format>atom|json))|/wp-(?:rss2?|rdf|(?P<atom>atom)|feed)\.php')
_COMMENTS_FEED = re.compile(r'/comments/feed(?:/\w+)?|/wp-commentsrss2\.php')
# A path whose end names a part of the article or list at its base.
_PART = re.compile(
    r'(?P<base>.*?)(?:'
    rf'(?P<feed>{_FEED.pattern})'
    r'|/page/(?P<page>[1-9]\d{0,8})'
    r'|/comment-page-\d+|/trackback|/embed|/amp|/print(?:/\d+)?'
    r'|(?P<body>/\d{1,4})'
    r')'
)
# A permalink structure with a fixed base puts lists below it as well: /archives/category/news/.
_LIST_BELOW = re.compile(
    r'/.+?(?P<list>/(?:category|tag|author|wp-content/uploads)/.+)|.*/date(?P<date>/\d{4}(?:/\d\d){0,2})'
)
_SEARCH = re.compile(r'/search/(?P<words>[^/]+)(?:/page/\d+)?(?:/feed(?:/\w+)?)?')
# Of WordPress itself, and of plugins: a list of all, or one of a kind of page.
_SITEMAP = re.compile(r'/(?:wp-sitemap(?:-[\w-]+)?|sitemap[_-]index|sitemap|[a-z_]+-sitemap\d*)\.xml(?:\.gz)?', re.I)
_DATED = re.compile(r'/\d{4}(?:/|$)')
_UPLOAD = re.compile('/wp-content/uploads/.')
_JSON = re.compile(r'.*/wp/v2/(posts|pages|media|categories|tags|users)/(\d+)')
_JSON_NAMES = {
    'posts': 'p', 'pages': 'page_id', 'media': 'attachment_id', 'categories': 'cat', 'tags': 'tag_id',
    'users': 'author',
}  # fmt: skip
_ITEMS = ('p', 'page_id', 'attachment_id')
_MOMENT = re.compile(r'(\d{4})(\d\d)?(\d\d)?\d*')
# Query parameters with which the URL of the front page is that of something else.
PARAMETERS = frozenset(
    [
        *_ITEMS, 'cat', 'tag', 'tag_id', 'author', 'author_name', 'category_name', 'name', 'pagename', 'm', 'year',
        'monthnum', 'day', 's', 'feed', 'paged', 'rest_route',
    ]
)  # fmt: skip


def readings(url: str) -> list[Reading]:
    """The interpretations of a URL, the most literal first: the URL itself. Empty if it is not a URL of a site."""
    whole = url_forms.key(url)
    if not whole or '\0' in whole:
        return []
    path, query = whole.partition('?')[0], urlsplit(url.strip()).query
    of_front = (query and path == '/') or _FEED.fullmatch(path) or _COMMENTS_FEED.fullmatch(path)
    others = _of_query(path, query) if of_front else _of_path(path)
    return list(dict.fromkeys([Reading(whole), *others]))


def _of_path(path: str, part: str = '', parts_left: int = MOST_PARTS) -> Iterator[Reading]:
    if _UPLOAD.match(path):
        yield from (Reading(version) for version in image_sources.versions(path))
        return
    yield Reading(path, part)
    if match := _LIST_BELOW.fullmatch(path):
        yield Reading(match['list'] or match['date'], part)
    if match := _SEARCH.fullmatch(path):
        yield Reading(f'/search?{urlencode({"q": match["words"].replace("+", " ")})}')
        return
    if _SITEMAP.fullmatch(path):
        yield Reading('/sitemap.xml')
    if match := _JSON.fullmatch(path):
        yield from _of_query('/', f'{_JSON_NAMES[match[1]]}={match[2]}')
    elif parts_left and (match := _PART.fullmatch(path)) and not (match['body'] and part):
        if match['feed'] or match['page']:
            part = _feed(match['format'] or match['atom']) if match['feed'] else f'page/{match["page"]}'
        yield from _of_path(match['base'] or '/', part or ('body' if match['body'] else ''), parts_left - 1)


def _of_query(path: str, query: str) -> Iterator[Reading]:
    """The interpretations of a query of the front page, or of a feed."""
    params = {name: values[-1].strip() for name, values in parse_qs(query[:LONGEST_QUERY]).items()}
    part = ''
    if 'feed' in params or path != '/':
        part = _feed(params.get('feed', path))
    elif params.get('paged', '').isdecimal() and int(params['paged'][:9]) > 1:
        part = f'page/{int(params["paged"][:9])}'
    named = [Reading(key, part) for key in _named(params)]
    if 'rest_route' in params:
        yield from _of_path(url_forms.key('/' + params['rest_route'].lstrip('/')))
    elif named or not part:
        yield from named
    else:
        of_comments = params.get('feed', '').startswith('comments') or _COMMENTS_FEED.fullmatch(path)
        yield Reading(f'/comments/{part}') if of_comments else Reading('/', part)


def _feed(name: str | None) -> str:
    """The part for a feed: in the format in its name, else RSS."""
    format = re.search('atom|json', name or '')
    return f'feed/{format[0]}' if format else 'feed'


def _named(params: dict[str, str]) -> Iterator[str]:
    """Yields the keys that a query may name."""
    for name in _ITEMS:
        if params.get(name, '').isdecimal():
            # Posts, pages and attachments share one sequence of ids: WordPress finds a page by ?p= as well.
            yield from (f'/?{other}={int(params[name][:18])}' for other in (name, *_ITEMS))
    for name in ('cat', 'tag_id', 'author'):
        if params.get(name):
            yield f'/?{name}={params[name]}'
    lists = {'author': 'author', 'author_name': 'author', 'tag': 'tag', 'category_name': 'category'}
    yield from (f'/{base}/{params[name].strip("/")}' for name, base in lists.items() if params.get(name))
    if params.get('pagename'):
        yield f'/{params["pagename"].strip("/")}'
    day = _day(params)
    if params.get('name'):
        yield f'{day}/{params["name"]}' if day.count('/') == 3 else f'/?name={params["name"]}'
    elif day:
        yield day
    if 's' in params:
        yield f'/search?{urlencode({"q": params["s"]})}'


def _day(params: dict[str, str]) -> str:
    """/2017, /2017/11 or /2017/11/22 for ?m= or ?year=&monthnum=&day=; '' without them."""
    if match := _MOMENT.fullmatch(params.get('m', '')):
        return ''.join(f'/{part}' for part in match.groups() if part)
    numbers = []
    for name in ('year', 'monthnum', 'day'):
        if not (params.get(name, '').isdecimal() and len(params[name]) <= 4):
            break
        numbers.append(f'/{int(params[name]):0{4 if name == "year" else 2}}')
    return ''.join(numbers)
