"""What the pages of a capture say of each other: which are copies, parts and comments of one article.

A capture is looked through once before it is read: cheaply, by the URLs of its pages and the classes of their body
elements, since none of this can be known of one page by itself.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from lxml.html import HtmlElement

from articles.readers.html import tree
from articles.readers.html.api_answers import Answers
from articles.readers.html.dates import moment
from articles.readers.html.document import absolute
from articles.readers.html.glances import Glance, glance, key_of, number_of_comments
from articles.readers.html.saved_page import SavedPage
from articles.readers.html.term_lists import TermLists

_ENTRY = re.compile(r'^post-\d+$')
_HELD = 100_000_000  # bytes of pages that are kept, packed, until the page that they belong to is read
_MOST_LISTS = 2000
_FEWEST = 3  # pages of a site that declare a date
_MOST_ALIASES = 50  # of one page
_DEEPEST = 10  # folders of which it is known that pages are below


@dataclass
class Survey:
    """What a capture holds. URLs are kept as keys: host and path; in `copied` those of which there is a copy,
    in `sections` those below which there are pages.
    """

    zone: tzinfo
    keys: set[str] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    newest: dict[str, datetime] = field(default_factory=dict)
    types: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pages: Counter[str] = field(default_factory=Counter)
    declared: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aliases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    moments: dict[str, datetime] = field(default_factory=dict)
    dated: Counter[str] = field(default_factory=Counter)
    terms: TermLists = field(default_factory=TermLists)
    answers: Answers = field(init=False)
    _parts: dict[str, dict[str, tuple[SavedPage, bytes]]] = field(default_factory=lambda: defaultdict(dict))
    _held: int = 0
    _lists: int = 0

    def __post_init__(self) -> None:
        self.answers = Answers(self.zone)

    def see(self, page: SavedPage) -> None:
        """Takes note of a page."""
        seen = glance(page)
        if seen.target:
            self._note_alias(seen.target, page.url)
        elif seen.is_list:
            self._read_list(page)
        elif seen.key and (seen.part > 1 or seen.is_comments):
            self._hold(seen, page)
        elif seen.key and seen.is_copy:
            self.copied.add(seen.key)
            if '?' not in page.url:
                self._note_alias(seen.key, page.url)
        elif seen.key:
            self.keys.add(seen.key)
            self.sections.update(_sections(seen.key))
            self.types[seen.host].add(seen.type)
            self.pages[seen.host] += 1
            self.declared[seen.host].add(seen.declared)
            self.dated[seen.host] += seen.is_dated
            self.terms.see(page)
            if seen.number:
                self.numbers.setdefault(f'{seen.host}:{seen.number}', seen.key)
            if page.captured:
                self.newest[seen.key] = max(page.captured, self.newest.get(seen.key, page.captured))

    def _note_alias(self, key: str, url: str) -> None:
        if url and len(self.aliases[key]) < _MOST_ALIASES:
            self.aliases[key].append(url)

    def copy_of(self, page: SavedPage, seen: Glance) -> str:
        """The key of the page that a page is a copy of; '' for one to read."""
        if not seen.key:
            return ''
        if seen.is_copy and seen.key in self.keys:
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

    def is_section(self, seen: Glance) -> bool:
        """Whether there are pages below a page."""
        return seen.key.rstrip('/') in self.sections

    def is_front_page(self, seen: Glance) -> bool:
        """Whether a page is the front page of a site of which other pages are here as well."""
        return seen.key == f'{seen.host}/' and self.pages[seen.host] > 1

    def is_undated(self, seen: Glance) -> bool:
        """Whether a page declares no date, as the articles of its site do, and nothing here knows one."""
        return not seen.is_dated and self.dated[seen.host] >= _FEWEST and seen.key not in self.moments

    def _hold(self, seen: Glance, page: SavedPage) -> None:
        packed = zlib.compress(page.data, 6)
        name = f'a{seen.part}' if seen.part > 1 else f'b{number_of_comments(page.url)}'
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
        self.answers.filing.see_list(page, root)
        for url, when in _entries(root):
            parsed = moment(when, self.zone)
            if parsed and (key := key_of(absolute(page.url, url))):
                self.moments.setdefault(key, parsed)


def _sections(key: str) -> Iterator[str]:
    parts = key.partition('?')[0].strip('/').split('/')
    return ('/'.join(parts[:end]) for end in range(1, min(len(parts), _DEEPEST)))


def _entries(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """(URL, moment) of the articles in a list of WordPress: get_post_class(), and core's blocks."""
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
