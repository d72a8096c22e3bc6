"""Reads a page's JSON-LD in the vocabulary of https://schema.org."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement

Thing = dict[str, Any]

# A comma before a closing bracket is a common error, and makes JSON invalid.
_LOOSE_COMMA = re.compile(r',\s*+(?=[}\]])')
_OPENING = re.compile(r'(?://)?\s*<!(?:--|\[CDATA\[)')
# Types of things that list other articles, whose descriptions are not read.
_LISTS = {'ItemList', 'BreadcrumbList', 'Collection', 'CollectionPage'}
_NESTED = ('@graph', 'mainEntity', 'mainEntityOfPage', 'hasPart')
_DEEPEST = 6


class LinkedData:
    """All things that a page describes; references between them by @id are resolved."""

    def __init__(self, tree: HtmlElement) -> None:
        self.things: list[Thing] = []
        for script in tree.iter('script'):
            if 'ld+json' in (script.get('type') or '').lower() and script.text:
                self._add(_loads(script.text), 0)
        self._by_id = {thing['@id']: thing for thing in reversed(self.things) if isinstance(thing.get('@id'), str)}

    def of_type(self, is_wanted: Callable[[str], bool]) -> Iterator[Thing]:
        """The things with a type for which `is_wanted` is true."""
        return (thing for thing in self.things if any(is_wanted(name) for name in types(thing)))

    def article(self, url: str) -> Thing:
        """The article with the URL of the page, else the first article; empty without one."""
        articles = list(self.of_type(is_article))
        path = _path(url)
        own = (a for a in articles if path and path in map(_path, _urls(a)))
        return next(own, articles[0] if articles else {})

    def follow(self, value: Any) -> list[Any]:
        """A value as a list, in which references by @id are replaced by the things they refer to."""
        values = value if isinstance(value, list) else [value]
        return [self._by_id.get(v.get('@id'), v) if isinstance(v, dict) and len(v) <= 2 else v for v in values if v]

    def names(self, value: Any) -> list[str]:
        """The names of people, organisations or terms: strings, or things with a name."""
        names = []
        for item in self.follow(value):
            name = _name_of(item) if isinstance(item, dict) else item
            names += [words(text) for text in (name if isinstance(name, list) else [name]) if isinstance(text, str)]
        return [name for name in names if name]

    def _add(self, value: Any, depth: int) -> None:
        if depth > _DEEPEST:
            return
        if isinstance(value, list):
            for item in value:
                self._add(item, depth)
        elif isinstance(value, dict):
            self.things.append(value)
            if not _LISTS & set(types(value)):
                for name in _NESTED:
                    self._add(value.get(name), depth + 1)


def types(thing: Thing) -> list[str]:
    """The names of a thing's types, without the URL of the vocabulary."""
    names = thing.get('@type')
    return [str(name).rpartition('/')[2] for name in (names if isinstance(names, list) else [names]) if name]


def is_article(name: str) -> bool:
    """Whether a type of schema.org is that of an article."""
    return name.endswith(('Article', 'Posting', 'Report', 'Review', 'Recipe')) or name in ('CreativeWork', 'Blog Post')


def words(value: Any) -> str:
    """A string of JSON-LD as plain text on one line, without tags and entities; '' for other values."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), '')
    return ' '.join(unescape(re.sub(r'<[^<>]*>', ' ', unescape(value))).split()) if isinstance(value, str) else ''


def _name_of(thing: Thing) -> Any:
    parts = [part for part in (thing.get('givenName'), thing.get('familyName')) if isinstance(part, str)]
    return thing.get('name') or thing.get('alternateName') or ' '.join(parts)


def _loads(text: str) -> Any:
    text = _without_wrapping(text.strip())
    for candidate in (text, _LOOSE_COMMA.sub('', text.rstrip(';'))):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _without_wrapping(text: str) -> str:
    """The script without a comment or CDATA section around it."""
    text = text[opening.end() :].lstrip() if (opening := _OPENING.match(text)) else text
    end = text.removesuffix(';').rstrip()
    for mark in ('-->', ']]>'):
        if end.endswith(mark):
            return end.removesuffix(mark).rstrip().removesuffix('//').rstrip()
    return text


def _urls(thing: Thing) -> list[str]:
    page = thing.get('mainEntityOfPage')
    urls = [thing.get('url'), thing.get('@id'), page.get('@id') if isinstance(page, dict) else page]
    return [url for url in urls if isinstance(url, str)]


def _path(url: str) -> str:
    return re.sub(r'^https?://(?:www\.)?', '', url).partition('#')[0].partition('?')[0].rstrip('/')
