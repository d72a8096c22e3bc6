"""What a page says of itself in JSON-LD, by the vocabulary of https://schema.org."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement

Thing = dict[str, Any]

# In a string that was not escaped, and before a closing bracket: both are common, and both break JSON.
_LOOSE_COMMA = re.compile(r',\s*+(?=[}\]])')
_OPENING = re.compile(r'(?://)?\s*<!(?:--|\[CDATA\[)')
# A list names other articles than the one on the page.
_LISTS = {'ItemList', 'BreadcrumbList', 'Collection', 'CollectionPage'}
_NESTED = ('@graph', 'mainEntity', 'mainEntityOfPage', 'hasPart')
_DEEPEST = 6


class LinkedData:
    """Every thing that a page describes, by type; references between them are followed."""

    def __init__(self, tree: HtmlElement) -> None:
        self.things: list[Thing] = []
        for script in tree.iter('script'):
            if 'ld+json' in (script.get('type') or '').lower() and script.text:
                self._take(_loads(script.text), 0)
        self._by_id = {thing['@id']: thing for thing in reversed(self.things) if isinstance(thing.get('@id'), str)}

    def of_type(self, wanted) -> Iterator[Thing]:
        return (thing for thing in self.things if any(wanted(name) for name in types(thing)))

    def article(self, url: str) -> Thing:
        """The article of the page: the one with its address, else the first; empty where there is none."""
        articles = list(self.of_type(is_article))
        here = _path(url)
        own = (a for a in articles if here and here in map(_path, _addresses(a)))
        return next(own, articles[0] if articles else {})

    def follow(self, value: Any) -> list[Any]:
        """A value as a list, references to other things on the page replaced by those things."""
        values = value if isinstance(value, list) else [value]
        return [self._by_id.get(v.get('@id'), v) if isinstance(v, dict) and len(v) <= 2 else v for v in values if v]

    def names(self, value: Any) -> list[str]:
        """The names of people, organisations or terms: strings, or things with a name."""
        found = []
        for item in self.follow(value):
            name = item.get('name') or item.get('alternateName') if isinstance(item, dict) else item
            found += [words(text) for text in (name if isinstance(name, list) else [name]) if isinstance(text, str)]
        return [name for name in found if name]

    def _take(self, value: Any, depth: int) -> None:
        if depth > _DEEPEST:
            return
        if isinstance(value, list):
            for item in value:
                self._take(item, depth)
        elif isinstance(value, dict):
            self.things.append(value)
            if not _LISTS & set(types(value)):
                for name in _NESTED:
                    self._take(value.get(name), depth + 1)


def types(thing: Thing) -> list[str]:
    names = thing.get('@type')
    return [str(name).rpartition('/')[2] for name in (names if isinstance(names, list) else [names]) if name]


def is_article(name: str) -> bool:
    return name.endswith(('Article', 'Posting', 'Report', 'Review', 'Recipe')) or name in ('CreativeWork', 'Blog Post')


def words(value: Any) -> str:
    """A string of JSON-LD as one line: many hold entities or tags."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), '')
    return ' '.join(unescape(re.sub(r'<[^<>]*>', ' ', unescape(value))).split()) if isinstance(value, str) else ''


def _loads(text: str) -> Any:
    text = _without_wrapping(text.strip())
    for form in (text, _LOOSE_COMMA.sub('', text.rstrip(';'))):
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _without_wrapping(text: str) -> str:
    """The script without the marks of a comment or of CDATA around it."""
    text = text[opening.end() :].lstrip() if (opening := _OPENING.match(text)) else text
    end = text.removesuffix(';').rstrip()
    for mark in ('-->', ']]>'):
        if end.endswith(mark):
            return end.removesuffix(mark).rstrip().removesuffix('//').rstrip()
    return text


def _addresses(thing: Thing) -> list[str]:
    page = thing.get('mainEntityOfPage')
    found = [thing.get('url'), thing.get('@id'), page.get('@id') if isinstance(page, dict) else page]
    return [address for address in found if isinstance(address, str)]


def _path(url: str) -> str:
    return re.sub(r'^https?://(?:www\.)?', '', url).partition('#')[0].partition('?')[0].rstrip('/')
