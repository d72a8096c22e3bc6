"""Tells the URL of a page from where a program that mirrors sites has put it, and the program's own files.

wget, wayback-machine-downloader and most others make a folder for each host, and below it the path of the URL; a
query becomes part of the file's name (wget's manual: --adjust-extension, --restrict-file-names), or of the name of a
folder with an index.html in it (wayback-machine-downloader). HTTrack writes a comment into each page
(httrack.com/html/faq.html).
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote

_HOST = re.compile(r'^(?=.{4,253}$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:[a-z]{2,}|xn--[a-z0-9-]+)(?:[:+]\d{1,5})?$', re.I)
_QUERY = re.compile(r'^(?P<name>[^?]*?)(?P<sign>\?|%3[fF]|@(?=[\w%-]+=))(?P<query>.*?)(?:\.x?html?)?$', re.S)
_SIGNS = re.compile(r'%(?:26|3d)', re.I)  # & and =, which programs encode together with ?
_INDEX = re.compile(r'^index\.(?:x?html?|php)$', re.I)
_HTTRACK = re.compile(
    rb'<!-- Mirrored from (\S{1,2000}) by HTTrack Website Copier/[^>\n]{0,80}?(?:\], ([^>\n]{10,40}?))? -->'
)
_HTTRACK_INDEX = re.compile(r'(?<=/)index[0-9a-f]{4}\.html\?')
_PROGRAM = re.compile(rb'<!-- Mirror and index made by HTTrack|<!-- Created by HTTrack Website Copier')


def is_of_program(data: bytes) -> bool:
    """Whether a page is the program's own: its index of sites, or its note that a page has moved."""
    return bool(_PROGRAM.search(data[:4096]))


def url(names: tuple[str, ...], data: bytes, given: int = 0) -> str:
    """The URL of a page by the names of its file and the folders around it; '' where none of them is its host.

    A folder counts as the host if the page mentions that host, the innermost if there are several; else if it has the
    name of one, the page is its index or lies in folders below it, and it is not above what was given, which begins at
    name `given`.
    """
    named = [number for number in range(len(names) - 1) if _HOST.match(names[number])]
    hosts = {number: names[number].replace('+', ':') for number in reversed(named)}
    lowered = data.lower() if hosts else b''
    mentioned = (n for n, host in hosts.items() if host.lower().encode() in lowered)
    last = len(names) - 2 - (not _INDEX.match(names[-1]))
    above = (number for number in hosts if given <= number <= last)
    number = next(mentioned, next(above, -1))
    return f'{_scheme(hosts[number], data)}://{hosts[number]}/{_path(names[number + 1 :])}' if number >= 0 else ''


def noted(data: bytes) -> tuple[str, datetime | None]:
    """The URL and moment of capture (aware) in HTTrack's comment; '' and None without one."""
    comment = _HTTRACK.search(data, 0, 8192)
    if not comment:
        return '', None
    place = comment[1].decode('utf-8', errors='replace')
    if '://' not in place:
        place = f'{_scheme(place.partition("/")[0], data)}://{place}'
    try:
        moment = parsedate_to_datetime((comment[2] or b'').decode('ascii', errors='replace'))
        return place, moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return place, None


def linked(url: str) -> str:
    """The URL with a query that a link between the files of a mirror is for; any other URL as it is.

    wget links to index.html%3Fp=7.html, HTTrack to index1a2b.html?p=7.
    """
    folder, _, file = url.rpartition('/')
    if '?' in file:
        return _HTTRACK_INDEX.sub('?', url)
    own = _path((unquote(file),))
    return f'{folder}/{own}' if own.startswith('?') else url


def _scheme(host: str, data: bytes) -> str:
    secure = re.compile(rb'https:\\?/\\?/' + re.escape(host.lower().encode()) + rb'(?![\w.-])')
    return 'https' if secure.search(data.lower()) else 'http'


def _path(names: tuple[str, ...]) -> str:
    *folders, file = names
    if folders and _INDEX.match(file) and _QUERY.match(folders[-1]):
        file = folders.pop()
    query = ''
    if split := _QUERY.match(file):
        file, query = split['name'], f'?{split["query"]}'
        if split['sign'].startswith('%'):
            query = _SIGNS.sub(lambda sign: unquote(sign[0]), query)
    if _INDEX.match(file) or not file:
        file = ''
    return '/'.join(quote(name, safe="!$&'()*+,;=:@~%") for name in (*folders, file)) + query
