"""What an address that WordPress answers at may mean, where it is not known whole: its forms are WordPress' own."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from . import addresses, image_sources


class Reading(NamedTuple):
    """The key of an address (see `addresses.key`), and which part of what lives there is meant.

    part: '' for the thing itself; 'feed', 'feed/atom' or 'feed/json'; 'page/2' of a list; or 'body' for a later page of
    a long text, which an article has and a list has not.
    """

    key: str
    part: str = ''


MOST_PARTS = 3  # named by one address, as in /slug/comment-page-2/feed/atom/
LONGEST_QUERY = 2000  # characters
_FEED = re.compile(r'/(?:feed/)?(?:feed|rss2?|rdf|(?P<form>atom|json))|/wp-(?:rss2?|rdf|(?P<atom>atom)|feed)\.php')
_COMMENTS_FEED = re.compile(r'/comments/feed(?:/\w+)?|/wp-commentsrss2\.php')
# The end of a path that names a part of what the rest names.
_PART = re.compile(
    r'(?P<base>.*?)(?:'
    rf'(?P<feed>{_FEED.pattern})'
    r'|/page/(?P<page>[1-9]\d{0,8})'
    r'|/comment-page-\d+|/trackback|/embed|/amp'
    r'|(?P<body>/\d{1,4})'
    r')'
)
# Where posts stand under a base of their own, WordPress puts its lists there as well: /archives/category/news/.
_LIST_BELOW = re.compile(
    r'/.+?(?P<list>/(?:category|tag|author|wp-content/uploads)/.+)|.*/date(?P<date>/\d{4}(?:/\d\d){0,2})'
)
_UPLOAD = re.compile('/wp-content/uploads/.')
_JSON = re.compile(r'.*/wp/v2/(posts|pages|media|categories|tags|users)/(\d+)')
_JSON_NAMES = {
    'posts': 'p', 'pages': 'page_id', 'media': 'attachment_id', 'categories': 'cat', 'tags': 'tag_id',
    'users': 'author',
}  # fmt: skip
_ITEMS = ('p', 'page_id', 'attachment_id')
_MOMENT = re.compile(r'(\d{4})(\d\d)?(\d\d)?\d*')
# With these, the address of the front page names something else.
PARAMETERS = frozenset(
    [
        *_ITEMS, 'cat', 'tag', 'tag_id', 'author', 'author_name', 'category_name', 'name', 'pagename', 'm', 'year',
        'monthnum', 'day', 's', 'feed', 'paged', 'rest_route',
    ]
)  # fmt: skip


def readings(url: str) -> list[Reading]:
    """The readings of an address, the nearest first; the first is the address itself. None of what is no address."""
    whole = addresses.key(url)
    if not whole or '\0' in whole:
        return []
    path, query = whole.partition('?')[0], urlsplit(url.strip()).query
    of_front = (query and path == '/') or _FEED.fullmatch(path) or _COMMENTS_FEED.fullmatch(path)
    others = _of_query(path, query) if of_front else _of_path(path)
    return list(dict.fromkeys([Reading(whole), *others]))


def _of_path(path: str, part: str = '', deeper: int = MOST_PARTS) -> Iterator[Reading]:
    if _UPLOAD.match(path):
        yield from (Reading(version) for version in image_sources.versions(path))
        return
    yield Reading(path, part)
    if found := _LIST_BELOW.fullmatch(path):
        yield Reading(found['list'] or found['date'], part)
    if found := _JSON.fullmatch(path):
        yield from _of_query('/', f'{_JSON_NAMES[found[1]]}={found[2]}')
    elif deeper and (found := _PART.fullmatch(path)) and not (found['body'] and part):
        if found['feed'] or found['page']:
            part = _feed(found['form'] or found['atom']) if found['feed'] else f'page/{found["page"]}'
        yield from _of_path(found['base'] or '/', part or ('body' if found['body'] else ''), deeper - 1)


def _of_query(path: str, query: str) -> Iterator[Reading]:
    """The readings of a query of the front page, or of a feed."""
    said = {name: values[-1].strip() for name, values in parse_qs(query[:LONGEST_QUERY]).items()}
    part = ''
    if 'feed' in said or path != '/':
        part = _feed(said.get('feed', path))
    elif said.get('paged', '').isdecimal() and int(said['paged'][:9]) > 1:
        part = f'page/{int(said["paged"][:9])}'
    named = [Reading(key, part) for key in _named(said)]
    if 'rest_route' in said:
        yield from _of_path(addresses.key('/' + said['rest_route'].lstrip('/')))
    elif named or not part:
        yield from named
    else:
        of_comments = said.get('feed', '').startswith('comments') or _COMMENTS_FEED.fullmatch(path)
        yield Reading(f'/comments/{part}') if of_comments else Reading('/', part)


def _feed(said: str | None) -> str:
    """The part that a feed is: in the form that is asked for, or RSS."""
    form = re.search('atom|json', said or '')
    return f'feed/{form[0]}' if form else 'feed'


def _named(said: dict[str, str]) -> Iterator[str]:
    """The keys that a query may stand for."""
    for name in _ITEMS:
        if said.get(name, '').isdecimal():
            # One row of numbers for everything: WordPress finds a page by ?p= as well.
            yield from (f'/?{other}={int(said[name][:18])}' for other in (name, *_ITEMS))
    for name in ('cat', 'tag_id', 'author'):
        if said.get(name):
            yield f'/?{name}={said[name]}'
    lists = {'author': 'author', 'author_name': 'author', 'tag': 'tag', 'category_name': 'category'}
    yield from (f'/{base}/{said[name].strip("/")}' for name, base in lists.items() if said.get(name))
    if said.get('pagename'):
        yield f'/{said["pagename"].strip("/")}'
    day = _day(said)
    if said.get('name'):
        yield f'{day}/{said["name"]}' if day.count('/') == 3 else f'/?name={said["name"]}'
    elif day:
        yield day
    if 's' in said:
        yield f'/search?{urlencode({"q": said["s"]})}'


def _day(said: dict[str, str]) -> str:
    """/2017, /2017/11 or /2017/11/22 of what ?m= or ?year=&monthnum=&day= say."""
    if found := _MOMENT.fullmatch(said.get('m', '')):
        return ''.join(f'/{part}' for part in found.groups() if part)
    numbers = []
    for name in ('year', 'monthnum', 'day'):
        if not (said.get(name, '').isdecimal() and len(said[name]) <= 4):
            break
        numbers.append(f'/{int(said[name]):0{4 if name == "year" else 2}}')
    return ''.join(numbers)
