"""Reads the lists of tags, categories and authors in a capture for what the pages of their articles do not show."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from articles.readers.html import tree
from articles.readers.html.document import Document, absolute, text_of
from articles.readers.html.glances import canonical, key_of
from articles.readers.html.saved_page import SavedPage
from articles.readers.record import ArticleRecord, AuthorRecord, TermRecord
from articles.text import slugs, url_forms

_LIST = re.compile(
    r'/(?P<kind>categor(?:y|ies)|tags?|authors?)/(?P<slug>[^/]+?)(?:\.x?html?)?(?:/page/\d+)?/?(?:index\.x?html?)?$',
    re.I,
)
_NUMBER = re.compile(r'(?<=\w)-?\d$')  # of a further page, as in /tag/river2.html
_WORD = re.compile(r'\w+')
# Nikola keeps the lists of tags beside those of categories, whose names have this prefix.
_PREFIX = 'cat_'
_KINDS = {'c': 'category', 't': 'post_tag', 'a': 'author'}
_MOST_LISTS, _MOST_TERMS = 2000, 10
_LONGEST = 8  # words of a name
_FEWEST = 3  # lists: what is on all of so many or more stands beside the lists, not in them
_MOST_LINKS = 300_000
_ORIGIN = {'from': 'list', 'confidence': 0.8}
_WEAK = ('meta', 'breadcrumbs', 'address')


@dataclass
class TermLists:
    """`listed`: by kind and name of a term or author the keys of the URLs that its list links to."""

    listed: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _lists: int = 0
    _links: int = 0

    def see(self, page: SavedPage) -> None:
        """Takes note of a page, if its URL is that of a list and its heading or title names the term."""
        url = page.url or canonical(page.data)
        place = _LIST.search(url_forms.path_of(url)) if url else None
        if not place or self._lists >= _MOST_LISTS or self._links >= _MOST_LINKS:
            return
        self._lists += 1
        try:
            document = Document(tree.parse(page.data, page.charset).tree, url)
        except tree.Unreadable:
            return
        if name := _name(document, slugs.decode(unquote(place['slug'])).lower()):
            links = {link.get('href') or '' for link in document.elements if link.tag == 'a'}
            self._links += len(links)
            taxonomy = _PREFIX if place['slug'].startswith(_PREFIX) else _KINDS[place['kind'][0].lower()]
            self.listed[taxonomy, name].update(key_of(absolute(document.base, link)) for link in links)

    def completed(self, record: ArticleRecord) -> ArticleRecord:
        """An article with the terms and authors whose lists have it, where its page shows none or only its folder."""
        if record.kind != 'post' or record.source_key.startswith('wordpress:'):
            return record
        key, fields = key_of(record.url), dict(record.fields)
        if not record.tags and (tags := self._of(key, 'post_tag')):
            record = replace(record, tags=tags, fields=fields | {'tags': _ORIGIN})
        is_weak = not record.categories or fields.get('categories', {}).get('from') in _WEAK
        has_prefix = any(kind == _PREFIX for kind, _ in self.listed)
        if is_weak and (categories := self._of(key, _PREFIX if has_prefix else 'category')):
            record = replace(record, categories=categories, fields={**record.fields, 'categories': _ORIGIN})
        # Metadata may name the site on all pages.
        is_weak = fields.get('authors', {}).get('from', 'meta') == 'meta'
        if is_weak and (names := self._names(key, 'author')):
            notes = tuple(note for note in record.notes if note.code != 'no-author')
            authors = tuple(map(AuthorRecord, names))
            record = replace(record, authors=authors, notes=notes, fields={**record.fields, 'authors': _ORIGIN})
        return record

    def _of(self, key: str, kind: str) -> tuple[TermRecord, ...]:
        taxonomy = 'category' if kind == _PREFIX else kind
        return tuple(TermRecord(name, '', taxonomy=taxonomy) for name in self._names(key, kind))

    def _names(self, key: str, kind: str) -> list[str]:
        lists = {name: keys for (listed, name), keys in self.listed.items() if listed == kind}
        names = [name for name, keys in lists.items() if key in keys]
        return [] if _FEWEST <= len(lists) == len(names) or len(names) > _MOST_TERMS else names


def _name(page: Document, slug: str) -> str:
    """The words of a heading or the title that this slug was made from; '' where there are none."""
    wanted = {slug, _NUMBER.sub('', slug), slug.removeprefix(_PREFIX)}
    for place in page.tree.iter('h1', 'h2', 'title'):
        for text in _runs(text_of(place)):
            if slugs.slugify(text) in wanted:
                return text
    return ''


def _runs(text: str) -> Iterator[str]:
    words = list(_WORD.finditer(text[:200]))
    for length in range(1, _LONGEST + 1):
        for first in range(len(words) - length + 1):
            yield text[words[first].start() : words[first + length - 1].end()]
