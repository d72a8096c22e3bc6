"""Names the categories and tags under which WordPress files an item by what the rest of its capture calls them.

Every theme gives the slugs as classes of the item (get_post_class()), while not every one prints the names: those are
on lists and in answers of the API.
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lxml.html import HtmlElement

from articles.readers.html.document import absolute, text_of
from articles.readers.html.joining import with_terms
from articles.readers.html.saved_page import SavedPage
from articles.readers.html.terms import slug_of
from articles.readers.record import ArticleRecord, TermRecord
from articles.text import plain, url_forms

_CLASSES = re.compile(rb'class\s*=\s*["\']([^"\']{0,4000})["\']')
_PREFIXES = {'category': 'category-', 'post_tag': 'tag-'}
_HEADING = re.compile(r'^[^:]{1,40}: +')
_MOST, _LONGEST = 100_000, 200  # names, and characters of one


@dataclass
class Filing:
    """(name, slug) of terms by host, taxonomy and what stands for them in classes: the slug, or a number."""

    _names: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)

    def see_list(self, page: SavedPage, root: HtmlElement) -> None:
        """Takes note of the terms that a list of articles links to, and of its own."""
        host = url_forms.host(page.url)
        for link in root.iter('a'):
            relations = (link.get('rel') or '').split()
            if 'tag' in relations or 'category' in relations:
                taxonomy = 'category' if 'category' in relations else 'post_tag'
                # Block themes call both tags: then only a class around them tells which is which.
                around = ' '.join(parent.get('class') or '' for parent in (link, *islice(link.iterancestors(), 2)))
                taxonomy = 'category' if 'taxonomy-category' in around else taxonomy
                slug = slug_of(absolute(page.url, link.get('href') or ''))
                # As a class a number is that of the term, whose slug it is not.
                self._note(host, taxonomy, '' if slug.isdigit() else slug, text_of(link), slug)
        body, heading = root.find('body'), next(root.iter('h1'), None)
        names = (body.get('class') or '').split() if body is not None else []
        for taxonomy, prefix in _PREFIXES.items():
            if heading is None or prefix[:-1] not in names:
                continue
            inner = heading.find('span')
            name = text_of(inner) if inner is not None else _HEADING.sub('', text_of(heading))
            for called in names:
                if called.startswith(prefix):
                    self._note(host, taxonomy, called.removeprefix(prefix), name, slug_of(page.url))

    def take(self, thing: dict[str, Any]) -> None:
        """Takes note of a term in an answer of the API."""
        taxonomy, *values = (thing.get(part) for part in ('taxonomy', 'slug', 'name', 'link'))
        slug, name, link = (value if isinstance(value, str) else '' for value in values)
        if taxonomy in _PREFIXES:
            called = str(thing.get('id')) if slug.isdigit() else slug
            self._note(url_forms.host(link), taxonomy, called, plain.title(name[:_LONGEST]), unquote(slug))

    def filed(self, record: ArticleRecord, data: bytes, number: str) -> ArticleRecord:
        """An article with the terms that its page gives as classes and does not print."""
        if not number or not self._names or (record.categories and record.tags):
            return record
        own = f'post-{number}'
        every = (match[1].decode('ascii', errors='replace').split() for match in _CLASSES.finditer(data))
        names = next((names for names in every if own in names), [])
        host = url_forms.host(record.url)
        record = with_terms(record, 'categories', self._terms(host, 'category', names))
        return with_terms(record, 'tags', self._terms(host, 'post_tag', names))

    def _terms(self, host: str, taxonomy: str, names: list[str]) -> tuple[TermRecord, ...]:
        """The terms of a taxonomy by the classes of an item, those that have a name anywhere in the capture."""
        prefix = _PREFIXES[taxonomy]
        called = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
        terms = [self._names.get((host, taxonomy, name), ('', '')) for name in called]
        return tuple(TermRecord(name, slug, taxonomy=taxonomy) for name, slug in terms if name)

    def _note(self, host: str, taxonomy: str, called: str, name: str, slug: str) -> None:
        if called and slug and 0 < len(name) <= _LONGEST and len(self._names) < _MOST:
            self._names.setdefault((host, taxonomy, called), (name, slug))
