"""What the pages of a capture say of each other: which are copies, parts and comments of one article.

A capture is looked through once before it is read: cheaply, by the addresses of its pages and the classes of their body
elements, since none of this can be known of one page by itself.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, tzinfo
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml.html import HtmlElement

from articles.readers.html import tree
from articles.readers.html.dates import moment
from articles.readers.html.document import absolute
from articles.readers.html.saved_page import SavedPage
from articles.readers.record import ArticleRecord, CommentRecord, ImageRecord, Note
from articles.text import addresses

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
_REFRESH = re.compile(rb'<meta\b(?=[^>]*\bhttp-equiv=["\']?refresh\b)[^>]*\burl=\s*["\']?([^"\'>\s]+)', re.I)
_NUMBER = re.compile(r'^(?:postid|page-id)-(\d+)$')
_PAGED = re.compile(r'^(?:single|page)-paged-(\d+)$')
_TYPE = re.compile(r'^(.+)-template-default$')
_LISTS = frozenset(('archive', 'blog', 'search', 'error404'))
_ENTRY = re.compile(r'^post-\d+$')
_LARGEST_ALIAS = 5000  # bytes of a page that only leads to another
_HELD = 100_000_000  # bytes of pages that are kept, packed, until the page that they belong to is read
_MOST_LISTS = 2000
_MOST_ALIASES = 50  # of one page
_BREAK = '\n<!--nextpage-->\n'


@dataclass(frozen=True, slots=True)
class Glance:
    """What a page says at first sight. `key` is that of the article's own address; '' where it does not say.

    number   of the item in WordPress' database; '' for none
    part     which page of a text in several pages it is; 1 for the first and for all others
    declared its type in the Open Graph vocabulary, such as article or website; '' for none
    target   the key of the page to which it only leads on; '' for any other
    """

    key: str
    names: frozenset[str]
    number: str
    part: int
    is_comments: bool
    is_copy: bool
    declared: str
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


@dataclass
class Survey:
    """What a capture holds. Addresses are keys: host and path."""

    zone: tzinfo
    addresses: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    newest: dict[str, datetime] = field(default_factory=dict)
    types: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pages: Counter[str] = field(default_factory=Counter)
    declared: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aliases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    moments: dict[str, datetime] = field(default_factory=dict)
    _parts: dict[str, dict[str, tuple[SavedPage, bytes]]] = field(default_factory=lambda: defaultdict(dict))
    _held: int = 0
    _lists: int = 0

    def see(self, page: SavedPage) -> None:
        """Takes note of a page."""
        seen = glance(page)
        if seen.target:
            if page.url and len(self.aliases[seen.target]) < _MOST_ALIASES:
                self.aliases[seen.target].append(page.url)
        elif seen.is_list:
            self._read_list(page)
        elif seen.key and (seen.part > 1 or seen.is_comments):
            self._hold(seen, page)
        elif seen.key and not seen.is_copy:
            self.addresses.add(seen.key)
            self.types[seen.host].add(seen.type)
            self.pages[seen.host] += 1
            self.declared[seen.host].add(seen.declared)
            if seen.number:
                self.numbers.setdefault(f'{seen.host}:{seen.number}', seen.key)
            if page.captured:
                self.newest[seen.key] = max(page.captured, self.newest.get(seen.key, page.captured))

    def copy_of(self, page: SavedPage, seen: Glance) -> str:
        """The key of the page that a page is a copy of; '' for one to read."""
        if not seen.key:
            return ''
        if seen.is_copy and seen.key in self.addresses:
            return seen.key
        own = self.numbers.get(f'{seen.host}:{seen.number}') if seen.number else ''
        if seen.is_copy and own:
            return own
        if page.captured and page.captured < self.newest.get(seen.key, page.captured):
            return seen.key
        return ''

    def parts(self, key: str) -> Iterator[SavedPage]:
        """The further pages of a text and of its comments, in order."""
        held = self._parts.pop(key, {})
        for name in sorted(held, key=lambda name: (name[0], int(name[1:]))):
            page, packed = held[name]
            yield replace(page, data=zlib.decompress(packed))

    def foreign_type(self, seen: Glance) -> str:
        """The type of an item that is no article of this site, whose posts are here as well; '' for any other."""
        kind = seen.type
        has_posts = 'post' in self.types[seen.host]
        return kind if has_posts and kind not in ('', 'post', 'page', 'attachment') else ''

    def is_list(self, seen: Glance) -> bool:
        """Whether a page calls itself a part of the site, where the articles of the site call themselves articles."""
        return seen.declared == 'website' and 'article' in self.declared[seen.host]

    def is_front_page(self, seen: Glance) -> bool:
        """Whether a page is the front page of a site of which other pages are here as well."""
        return seen.key == f'{seen.host}/' and self.pages[seen.host] > 1

    def _hold(self, seen: Glance, page: SavedPage) -> None:
        packed = zlib.compress(page.data, 6)
        name = f'a{seen.part}' if seen.part > 1 else f'b{_number_of_comments(page.url)}'
        if self._held + len(packed) <= _HELD:
            self._held += len(packed)
            self._parts[seen.key].setdefault(name, (replace(page, data=b''), packed))

    def _read_list(self, page: SavedPage) -> None:
        self._lists += 1
        if self._lists > _MOST_LISTS or not page.url:
            return
        try:
            root = tree.parse(page.data, page.charset).tree
        except tree.Unreadable:
            return
        for url, when in _entries(root):
            parsed = moment(when, self.zone)
            if parsed and (key := key_of(absolute(page.url, url))):
                self.moments.setdefault(key, parsed)


def glance(page: SavedPage) -> Glance:
    """What a page says at first sight, without parsing it."""
    names = _body_classes(page.data)
    canonical = _CANONICAL.search(page.data, 0, 300_000)
    url = page.url or (unescape(canonical[1].decode('utf-8', errors='replace')) if canonical else '')
    number = next((match[1] for match in map(_NUMBER.match, sorted(names, reverse=True)) if match), '')
    part = next((int(match[1]) for match in map(_PAGED.match, names) if match and len(match[1]) < 5), 1)
    own = own_address(url)
    if part > 1:
        own = _PART_OF_PATH.sub('/', own)
    is_comments = bool(_number_of_comments(url))
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
        target=_target(page.data, url),
    )


def own_address(url: str) -> str:
    """The address of the article on a page, without what leads to a form, a page of its comments, or counts visits."""
    if not _is_valid(url):
        return url
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if not _SAME_PAGE.match(name) and name != 'cpage']
    path = _COMMENTS.sub('', parts.path)
    if (len(kept), path) == (len(query), parts.path):
        return url
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(kept), ''))


def whole_address(url: str, body: HtmlElement | None) -> str:
    """The address of an article of which a page shows only a part: /slug/ for /slug/2/."""
    is_part = body is not None and any(map(_PAGED.match, (body.get('class') or '').split()))
    return _PART_OF_PATH.sub('/', url) if is_part else url


def key_of(url: str) -> str:
    """Host, path and query of an address, by which it is the same as another; '' for one without a host."""
    host = addresses.host(url)
    return f'{host}{addresses.key(url)}' if host else ''


def joined(record: ArticleRecord, others: list[ArticleRecord]) -> ArticleRecord:
    """An article with the texts and comments of its other pages, each of which leads to it.

    A page of comments repeats the text, which is told by that.
    """
    for other in others:
        if other.body_text and other.body_text not in record.body_text:
            record = replace(
                record,
                body_source=f'{record.body_source}{_BREAK}{other.body_source}',
                body_html=f'{record.body_html}\n{other.body_html}',
                body_text=f'{record.body_text}\n\n{other.body_text}',
                images=_distinct((*record.images, *other.images)),
            )
    comments = {comment.id: comment for page in (record, *others) for comment in page.comments}
    if record.meta.get('comments_announced', 0) <= len(comments):
        notes = tuple(note for note in record.notes if note.code != 'comments-missing')
        record = replace(record, meta={}, notes=notes)
    urls = dict.fromkeys(url for page in (record, *others) for url in page.old_urls)
    return replace(record, comments=tuple(sorted(comments.values(), key=_order)), old_urls=tuple(urls))


def with_moment(record: ArticleRecord, when: datetime | None) -> ArticleRecord:
    """An article with the moment that a list or feed of its capture gives, where its own page gives none or no hour."""
    own = record.published
    if not when or record.kind == 'page' or record.status not in ('published', 'review'):
        return record
    is_missing = own is None or (own.date() == when.date() and own.time() == time() != when.time())
    if not is_missing:
        return record
    fields = dict(record.fields) | {'published': {'from': 'list', 'confidence': 0.9}}
    notes = tuple(note for note in record.notes if note.code not in ('no-date', 'unsure'))
    # Only what waits for want of a date is public with it.
    waits = own is None and not any(note.code in ('password', 'part') for note in notes)
    status = 'published' if waits else record.status
    return replace(record, published=when, status=status, fields=fields, notes=notes)


def part_alone(record: ArticleRecord, part: int) -> ArticleRecord:
    """An article of which only a later page is in the capture."""
    note = Note('part', f'Only page {part} of this text and what follows it is in the capture.')
    return replace(record, status='review', notes=(*record.notes, note))


def _order(comment: CommentRecord) -> tuple:
    return (
        comment.published is None,
        comment.published.timestamp() if comment.published else 0.0,
        comment.id.zfill(20),
    )


def _distinct(images: tuple[ImageRecord, ...]) -> tuple[ImageRecord, ...]:
    return tuple({image.src: image for image in reversed(images)}.values())[::-1]


def _entries(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """(address, moment) of the articles in a list of WordPress: get_post_class(), and core's blocks."""
    for entry in root.iter('article', 'div', 'li', 'section'):
        names = (entry.get('class') or '').split()
        if not any(map(_ENTRY.match, names)) and 'wp-block-post' not in names:
            continue
        when = next((place.get('datetime') for place in entry.iter('time') if place.get('datetime')), '')
        url = next((link.get('href') for link in entry.iter('a') if _is_own_link(link)), '')
        if url and when:
            yield url, when


def _is_own_link(link: HtmlElement) -> bool:
    """Whether a link in an entry of a list leads to its article: it is its title or its date."""
    if not link.get('href'):
        return False
    if 'bookmark' in (link.get('rel') or '').split():
        return True
    around = next(link.iterancestors('h1', 'h2', 'h3', 'h4', 'time'), None)
    return around is not None or link.find('.//time') is not None


def _number_of_comments(url: str) -> str:
    """Which page of comments an address leads to; '' for none."""
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
    refresh = _REFRESH.search(data) if len(data) < _LARGEST_ALIAS else None
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
