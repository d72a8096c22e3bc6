"""What a page of a capture says of itself at first sight, by its URL and the classes of its body element."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from lxml.html import HtmlElement

from articles.readers.html import versions
from articles.readers.html.document import absolute
from articles.readers.html.saved_page import SavedPage
from articles.text import url_forms

# Parameters that lead to the same page: WordPress' form for a reply, buttons to share, counters of visits.
_SAME_PAGE = re.compile(
    r'^(?:replytocom|unapproved|moderation-hash|share|nb|amp|noamp|print|like_comment|_wpnonce|utm_\w+|fbclid|gclid'
    r'|mc_[ce]id|igshid)$',
    re.I,
)
_COMMENTS = re.compile(r'/comment-page-\d+(?=/?$)')
_PART_OF_PATH = re.compile(r'/\d+/?$')
_BODY = re.compile(rb'<body\b([^>]*)', re.I)
_CLASS = re.compile(rb'\bclass\s*=\s*(?:"([^"]*)"|\'([^\']*)\'|([^\s"\'>]+))', re.I)
_CANONICAL = re.compile(rb'<link\b(?=[^>]*\brel=["\']?canonical\b)[^>]*\bhref=["\']?(https?://[^"\'\s>]+)', re.I)
_OG_TYPE = re.compile(rb'<meta\b[^>]{0,40}?\bproperty=["\']?og:type["\']?[^>]{0,40}?\bcontent=["\']?([a-z.]+)', re.I)
# Begins with what both names share: a pattern that begins with letters is searched for much faster.
_DATED = re.compile(
    rb'ublished(?:(?<=article:published)_time|(?<=datePublished))["\'][^<>]{1,20}?["\'](?:1[6-9]|20)\d\d'
)
_EMBED = re.compile(rb'/oembed/1\.0/embed\?url=(https?%3A[^&"\'\s<>]+)', re.I)
_REFRESH = re.compile(rb'<meta\b(?=[^>]*\bhttp-equiv=["\']?refresh\b)[^>]*\burl=\s*["\']?([^"\'>\s]+)', re.I)
_NUMBER = re.compile(r'^(?:postid|page-id)-(\d+)$')
_PAGED = re.compile(r'^(?:single|page)-paged-(\d+)$')
_TYPE = re.compile(r'^(.+)-template-default$')
_LISTS = frozenset(('archive', 'blog', 'search', 'error404'))
_LARGEST_ALIAS = 5000  # bytes of a page that only leads to another


@dataclass(frozen=True, slots=True)
class Glance:
    """What a page says at first sight. `key` is that of the article's own URL; '' where it does not say.

    number   of the item in WordPress' database; '' for none
    part     which page of a text in several pages it is; 1 for the first and for all others
    declared its type in the Open Graph vocabulary, such as article or website; '' for none
    is_dated it declares when it was published
    target   the key of the page to which it only leads on; '' for any other
    """

    key: str
    names: frozenset[str]
    number: str
    part: int
    is_comments: bool
    is_copy: bool
    declared: str
    is_dated: bool
    target: str

    @property
    def host(self) -> str:
        """The host of the page; '' where that is unknown."""
        return self.key.partition('/')[0]

    @property
    def type(self) -> str:
        """The type of a single item in WordPress; '' where the page is none."""
        types = (match[1] for match in map(_TYPE.match, self.names) if match)
        return next((name for name in types if f'single-{name}' in self.names), '')

    @property
    def is_list(self) -> bool:
        """Whether WordPress calls the page a list, a search or an error."""
        return bool(self.names & _LISTS) and not self.names & {'single', 'page'}


def glance(page: SavedPage) -> Glance:
    """What a page says at first sight, without parsing it."""
    names = _body_classes(page.data)
    url = page.url or canonical(page.data)
    number = next((match[1] for match in map(_NUMBER.match, sorted(names, reverse=True)) if match), '')
    part = next((int(match[1]) for match in map(_PAGED.match, names) if match and len(match[1]) < 5), 1)
    own = original(page.data, url) or own_url(url)
    # Programs that mirror a site may keep only what they found at the short link, with the page that it leads to.
    if number and _is_valid(own) and urlsplit(own).query and (embedded := _EMBED.search(page.data, 0, 300_000)):
        own = unquote(embedded[1].decode('ascii', errors='replace'))
    if part > 1:
        own = _PART_OF_PATH.sub('/', own)
    is_comments = bool(number_of_comments(url))
    query = urlsplit(own).query if _is_valid(own) else ''
    is_copy = not is_comments and (own != url or bool(number and query)) and part == 1
    declared = _OG_TYPE.search(page.data, 0, 300_000)
    return Glance(
        key_of(own),
        names,
        number,
        part,
        is_comments,
        is_copy,
        declared=declared[1].decode('ascii').lower() if declared else '',
        is_dated=bool(_DATED.search(page.data, 0, 300_000)),
        target=_target(page.data, url),
    )


def canonical(data: bytes) -> str:
    """The canonical URL that a page declares; '' for none."""
    link = _CANONICAL.search(data, 0, 300_000)
    return unescape(link[1].decode('utf-8', errors='replace')) if link else ''


def original(data: bytes, url: str) -> str:
    """The URL of the article that a page is a version of for telephones, printers or other sites; '' for none."""
    return versions.original(data, url, canonical(data))


def redirects(data: bytes) -> re.Match[bytes] | None:
    """The redirect that a page consists of, with the URL that it leads to as its group; None for any other page."""
    return _REFRESH.search(data) if len(data) < _LARGEST_ALIAS else None


def own_url(url: str) -> str:
    """The URL of the article on a page, without what leads to a form, a page of its comments, or counts visits."""
    if not _is_valid(url):
        return url
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if not _SAME_PAGE.match(name) and name != 'cpage']
    path = _COMMENTS.sub('', parts.path)
    if (len(kept), path) == (len(query), parts.path):
        return url
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(kept), ''))


def whole_url(url: str, body: HtmlElement | None) -> str:
    """The URL of an article of which a page shows only a part: /slug/ for /slug/2/."""
    is_part = body is not None and any(map(_PAGED.match, (body.get('class') or '').split()))
    return _PART_OF_PATH.sub('/', url) if is_part else url


def key_of(url: str) -> str:
    """Host, path and query of a URL, by which it is the same as another; '' for one without a host."""
    host = url_forms.host(url)
    return f'{host}{url_forms.key(url)}' if host else ''


def number_of_comments(url: str) -> str:
    """Which page of comments a URL belongs to; '' for none."""
    if not _is_valid(url):
        return ''
    parts = urlsplit(url)
    named = re.search(r'/comment-page-(\d{1,6})/?$', parts.path)
    return (
        named[1]
        if named
        else next(
            (
                value
                for name, value in parse_qsl(parts.query)
                if name == 'cpage' and value.isdecimal() and len(value) < 7
            ),
            '',
        )
    )


def _target(data: bytes, url: str) -> str:
    refresh = redirects(data)
    return key_of(absolute(url, unescape(refresh[1].decode('utf-8', errors='replace')))) if refresh else ''


def _body_classes(data: bytes) -> frozenset[str]:
    body = _BODY.search(data)
    match = _CLASS.search(body[1]) if body else None
    text = next((group for group in match.groups() if group), b'') if match else b''
    return frozenset(text.decode('ascii', errors='replace').lower().split())


def _is_valid(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True
