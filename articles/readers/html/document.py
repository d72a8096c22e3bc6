"""A saved page as its readers see it: the tree, what it declares of itself, and where each value was found."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from articles.readers.html.linked_data import LinkedData, Thing, words
from articles.text import addresses

_CODE = ('script', 'style', 'template', 'svg')


@dataclass(frozen=True, slots=True)
class Found:
    """A value, where it was found, and how sure that is (0 to 1)."""

    value: Any
    origin: str
    confidence: float


@dataclass
class Document:
    """`tree` is the whole page and is not changed by those who look for values in it; `url` is its address or ''."""

    tree: HtmlElement
    url: str
    linked: LinkedData = field(init=False)
    _metas: dict[str, list[str]] = field(init=False, default_factory=dict)
    _alive: list[HtmlElement] = field(init=False)

    def __post_init__(self) -> None:
        self.linked = LinkedData(self.tree)
        etree.strip_elements(self.tree, *_CODE, with_tail=False)
        # lxml makes an object of an element whenever one is asked for, which is slow, unless it has one already.
        self._alive = list(self.tree.iter())
        for meta in self.tree.iter('meta'):
            name = meta.get('property') or meta.get('name') or meta.get('http-equiv') or ''
            content = ' '.join((meta.get('content') or '').split())
            if name and content:
                self._metas.setdefault(name.strip().lower(), []).append(content)

    @cached_property
    def elements(self) -> list[HtmlElement]:
        """Every element of the article and what surrounds it, in order, without those that stand elsewhere."""
        found: list[HtmlElement] = []
        rest = iter(self._alive)
        for element in rest:
            if _is_elsewhere(element):
                # All that is in it is stepped over.
                deque(islice(rest, sum(1 for _ in element.iterdescendants())), maxlen=0)
            else:
                found.append(element)
        return found

    @cached_property
    def base(self) -> str:
        """What relative addresses in the page are relative to."""
        element = self.tree.find('.//base[@href]')
        try:
            return urljoin(self.url, element.get('href')) if element is not None else self.url
        except ValueError:
            return self.url

    @cached_property
    def article(self) -> Thing:
        """What JSON-LD says of the article."""
        return self.linked.article(self.url)

    def metas(self, *names: str) -> list[str]:
        """The contents of the first of these meta elements that the page has."""
        return next((self._metas[name] for name in names if name in self._metas), [])

    def meta(self, *names: str) -> str:
        return next(iter(self.metas(*names)), '')

    @cached_property
    def site_names(self) -> set[str]:
        """What the site is called, in small letters: by name and by host."""
        host = addresses.host(self.url)
        publisher = self.linked.names(self.article.get('publisher'))
        sites = [words(thing.get('name')) for thing in self.linked.of_type(lambda name: name == 'WebSite')]
        metas = [self.meta('og:site_name'), self.meta('application-name'), self.meta('twitter:site').lstrip('@')]
        names = [host, host.partition('.')[0], *publisher, *sites, *metas]
        return {' '.join(name.lower().split()) for name in names if name}


def _is_elsewhere(element: HtmlElement) -> bool:
    if element.tag in ('nav', 'aside', 'noscript'):
        return True
    if element.tag == 'footer' and next(element.iterancestors('article', 'main'), None) is None:
        return True
    if element.tag in ('html', 'body', 'article', 'main') or not _is_called_elsewhere(element):
        return False
    # Whatever it is called, what holds the headline holds the article.
    return element.find('.//h1') is None


def text_of(element: HtmlElement) -> str:
    """The words of an element on one line."""
    return ' '.join(element.text_content().split())


def marks(element: HtmlElement) -> str:
    """Classes and id of an element, in small letters: what themes say about what it is."""
    return f'{element.get("class", "")} {element.get("id", "")}'.lower()


def classes(element: HtmlElement) -> str:
    return element.get('class', '').lower()


def called(pattern: str, names: Callable[[HtmlElement], str] = marks) -> Callable[[HtmlElement], bool]:
    """A test whether a theme calls an element so."""
    search = re.compile(pattern).search

    # A page calls its thousands of elements by a few hundred names.
    @lru_cache(maxsize=4096)
    def is_so(text: str) -> bool:
        return bool(search(text))

    return lambda element: is_so(names(element))


# Parts of a page that speak of other articles, of the site, or of its readers. Not "widget" alone: page builders and
# Blogger put the article itself into one.
_is_called_elsewhere = called(
    r'comment|respond|related|sidebar|widget[-_ ]?area|(?:^| )widget(?:_| (?!blog))|recent|popular|teaser|trending'
    r'|latest'
    r'|recommend|read[-_]?(?:more|next|also)|more[-_](?:from|on|stories|articles|news)|newsletter|subscribe|cookie'
    r'|consent'
    r'|modal|popup|promo|\bads?\b|advert|outbrain|taboola|(?:^|[-_ ])nav|menu|site[-_]?(?:header|footer)|masthead'
    r'|colophon'
)


def absolute(base: str, address: str) -> str:
    """An address as seen from that of the page; '' where it is none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ''
