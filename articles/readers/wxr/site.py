"""Collects what a WordPress export holds about its site: authors, terms, URLs."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from articles.readers.record import AuthorRecord, SourceRecord, TermRecord
from articles.text import plain, slugs, url_forms

from . import guests, xml
from .survey import Survey

_MAIL = re.compile(r'[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+')


@dataclass
class Site:
    """Filled while the channel is read; resolves the authors and categories that items name."""

    source: str
    survey: Survey = field(default_factory=Survey)
    original: bytes = b''
    fields: dict[str, str] = field(default_factory=dict)
    authors: dict[str, AuthorRecord] = field(default_factory=dict)
    tags: dict[str, TermRecord] = field(default_factory=dict)
    terms: list[TermRecord] = field(default_factory=list)
    raw_categories: dict[str, dict[str, str]] = field(default_factory=dict)
    _categories: dict[str, TermRecord | None] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _slugs: dict[str, AuthorRecord] = field(default_factory=dict)
    _author_urls: dict[str, AuthorRecord] = field(default_factory=dict)
    _term_numbers: dict[str, str] = field(default_factory=dict)
    _co_authors: dict[str, AuthorRecord] = field(default_factory=dict)

    def add(self, element: etree._Element) -> None:
        """Adds one child of the channel."""
        kind = xml.name(element)
        if kind not in _ADDERS:
            self.fields.setdefault(kind, xml.value(element).strip())
        elif len(element):
            values = {xml.name(child): xml.value(child).strip() for child in element}
            _ADDERS[kind](self, values, element)

    @property
    def url(self) -> str:
        return next(filter(None, map(self.fields.get, _URL_FIELDS)), '')

    @property
    def language(self) -> str:
        return self.fields.get('language', '')

    @property
    def key(self) -> str:
        """Identifies the site in all its exports: host and path of its URL, without the scheme."""
        try:
            return url_forms.site(self.url)
        except ValueError:
            return ''

    @property
    def hosts(self) -> tuple[str, ...]:
        return _hosts(*map(self.fields.get, _URL_FIELDS))

    def size(self) -> int:
        return len(self.authors) + len(self.raw_categories) + len(self.tags) + len(self.terms)

    def author(self, login: str) -> AuthorRecord:
        # Some programs that write exports give the number of the account.
        numbered = self.author_by_number('user', login) if login.isdecimal() else None
        return self.authors.get(login) or numbered or _by_login(login)

    def author_by_slug(self, slug: str) -> AuthorRecord | None:
        """An account, else a guest author, else one who is only a term of Co-Authors Plus."""
        return self._slugs.get(slug) or self.survey.guests.get(slug) or self._co_authors.get(slug)

    def author_by_number(self, kind: str, number: str) -> AuthorRecord | None:
        """A 'user' or 'guest' author by the number of the account or item."""
        return (
            self._author_urls.get(f'/?author={number}') if kind == 'user' else self.survey.guests.get(f'guest-{number}')
        )

    @property
    def uploads(self) -> tuple[str, ...]:
        """Where its files are, other than below /wp-content/uploads/ of the site itself: see `Survey.uploads`."""
        return _elsewhere(self.survey.uploads, self.hosts)

    def category_numbered(self, number: str) -> TermRecord | None:
        return self.category(self._term_numbers.get(number, ''))

    def category_named(self, name: str) -> str:
        """The slug of a category by its name, since the oldest exports give items only names; '' for none."""
        return self._names.get(name, '')

    def category(self, slug: str, name: str = '') -> TermRecord | None:
        """A category with its chain of parents; None where it has no name. A cycle of parents is cut."""
        known = self.raw_categories.get(slug)
        if known is None:
            return TermRecord(name=name, slug=slugs.decode(slug) or slugs.slugify(name)) if name else None
        if slug not in self._categories:
            chain, current = [], slug
            while current in self.raw_categories and current not in chain:
                chain.append(current)
                current = self.raw_categories[current].get('category_parent', '')
            record = None
            for key in reversed(chain):
                record = _category(key, self.raw_categories[key], record)
            self._categories[slug] = record
        return self._categories[slug]

    def record(self) -> SourceRecord:
        fields = self.fields
        return SourceRecord(
            source=self.source,
            kind='wordpress',
            title=plain.title(fields.get('title', '')),
            url=self.url,
            description=plain.title(fields.get('description', '')),
            language=fields.get('language', ''),
            authors=tuple(self.authors.values()),
            categories=tuple(filter(None, map(self.category, self.raw_categories))),
            tags=tuple(self.tags.values()),
            terms=tuple(self.terms),
            old_urls={**self._author_urls, **self._category_urls(), **self._uploads_urls()},
            meta={name: fields[name] for name in _META_FIELDS if fields.get(name)},
            original=self.original,
        )

    def _uploads_urls(self) -> dict[str, str]:
        """The folders of its own that held its files, other than /wp-content/uploads/ itself."""
        places = (base.partition('/') for base in self.uploads)
        return {f'/{path}/*': '/wp-content/uploads/*' for host, _, path in places if path and host in self.hosts}

    def _category_urls(self) -> dict[str, TermRecord]:
        numbers = {slug: values.get('term_id') for slug, values in self.raw_categories.items()}
        return {
            f'/?cat={number}': category
            for slug, number in numbers.items()
            if number and (category := self.category(slug))
        }

    def _add_author(self, values: dict[str, str], element: etree._Element) -> None:
        login = values.get('author_login', '')
        full = f'{values.get("author_first_name", "")} {values.get("author_last_name", "")}'.strip()
        name = plain.title(values.get('author_display_name') or full or login)
        if _MAIL.fullmatch(name):
            name = plain.title(full) or _without_host(name)
        if name and (login or name) not in self.authors:
            slug, email = slugs.slugify(_without_host(login) or name), values.get('author_email', '')
            author = AuthorRecord(name=name, slug=slug, key=login, email=email)
            self.authors[login or name] = author
            self._slugs.setdefault(slug, author)
            if number := values.get('author_id'):
                self._author_urls[f'/?author={number}'] = author

    def _add_category(self, values: dict[str, str], element: etree._Element) -> None:
        name = plain.title(values.get('cat_name', ''))
        slug = values.get('category_nicename') or slugs.slugify(name)
        if name and slug:
            self.raw_categories.setdefault(slug, values | {'cat_name': name, **_termmeta(element)})
            self._names.setdefault(name, slug)
            self._term_numbers.setdefault(values.get('term_id', ''), slug)
            self._categories.clear()

    def _add_tag(self, values: dict[str, str], element: etree._Element) -> None:
        record = _term(values, 'tag_name', 'tag_slug', 'tag_description', taxonomy='tag', meta=_termmeta(element))
        if record:
            self.tags.setdefault(record.slug, record)

    def _add_term(self, values: dict[str, str], element: etree._Element) -> None:
        meta = {name: values[name] for name in ('term_parent', 'term_id') if values.get(name)} | _termmeta(element)
        taxonomy = values.get('term_taxonomy', '')
        if taxonomy == 'category':
            renamed = {'category_parent': values.get('term_parent', ''), 'cat_name': values.get('term_name', '')}
            more = {'category_nicename': values.get('term_slug', '')}
            self._add_category(values | renamed | more, element)
        else:
            record = _term(values, 'term_name', 'term_slug', 'term_description', taxonomy=taxonomy, meta=meta)
            if record:
                self.terms.append(record)
                if taxonomy == 'author' and (name := guests.name_in(record.description)):
                    slug = record.slug.removeprefix('cap-')
                    self._co_authors.setdefault(slug, AuthorRecord(name=name, slug=slug))


def _by_login(login: str) -> AuthorRecord:
    name = _without_host(login)
    return AuthorRecord(name=name, slug=slugs.slugify(name), key=login)


def _without_host(name: str) -> str:
    """A name, of an e-mail address what is before the @: many log in with theirs, which is not for the public."""
    return name.partition('@')[0] if _MAIL.fullmatch(name) else name


@lru_cache
def _hosts(*urls: str | None) -> tuple[str, ...]:
    return tuple(sorted({url_forms.host(url) for url in urls if url} - {''}))


@lru_cache
def _elsewhere(bases: tuple[str, ...], hosts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(base for base in bases if base not in {f'{host}/wp-content/uploads' for host in hosts})


def _category(slug: str, values: dict[str, str], parent: TermRecord | None) -> TermRecord:
    meta = {name: values[name] for name in ('term_id', 'termmeta') if values.get(name)}
    return TermRecord(
        name=values['cat_name'],
        slug=slugs.decode(slug) or slugs.slugify(values['cat_name']),
        parent=parent,
        description=values.get('category_description', ''),
        meta=meta,
    )


def _term(
    values: dict[str, str], name: str, slug: str, description: str, *, taxonomy: str, meta: dict[str, Any]
) -> TermRecord | None:
    label = plain.title(values.get(name, ''))
    if not label:
        return None
    return TermRecord(
        name=label,
        slug=slugs.decode(values.get(slug, '')) or slugs.slugify(label),
        description=values.get(description, ''),
        taxonomy=taxonomy,
        meta=meta,
    )


def _termmeta(element: etree._Element) -> dict:
    pairs = [xml.pair(child) for child in element if xml.name(child) == 'termmeta']
    return {'termmeta': dict(pairs)} if pairs else {}


_URL_FIELDS = ('base_blog_url', 'base_site_url', 'link')
_META_FIELDS = ('pubDate', 'generator', 'wxr_version', 'base_site_url', 'base_blog_url')
_ADDERS = {
    'author': Site._add_author,
    # As WP-CLI wrote it for some years.
    'wp_author': Site._add_author,
    'category': Site._add_category,
    'tag': Site._add_tag,
    'term': Site._add_term,
}
