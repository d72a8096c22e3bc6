"""A parsed page with its metadata, and helpers to find values in it."""

import re
from collections import deque
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from articles.readers.html.linked_data import LinkedData, Thing, words
from articles.text import url_forms

_AMERICAN = re.compile(r'en(?:-(?!GB|AU|NZ|IE|IN|ZA)|$)', re.I)
_WORD = re.compile(r'\w')
HEADINGS = ('h1', 'h2', 'h3', 'h4', 'h5', 'h6')
_CODE = ('script', 'style', 'template', 'svg')


@dataclass(frozen=True, slots=True)
class Finding:
    """A value found in a page, the place (`origin`), and the confidence that it is right (0 to 1)."""

    value: Any
    origin: str
    confidence: float


@dataclass
class Document:
    """A page. `tree` is changed only by html.comments and html.body; `url` is its URL, or '' if unknown.

    `place`: where it was found, as a URL, which relative ones in it go by: a program that mirrors a site may put it
    elsewhere and rewrite its links; '' where that is its URL.
    """

    tree: HtmlElement
    url: str
    place: str = ''
    linked: LinkedData = field(init=False)
    _metas: dict[str, list[str]] = field(init=False, default_factory=dict)
    _all_elements: list[HtmlElement] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.linked = LinkedData(self.tree)
        etree.strip_elements(self.tree, *_CODE, with_tail=False)
        # Keeps all Python objects of elements alive: lxml would make them anew, slowly, in every loop over the tree.
        self.look_again()
        for link in [link for link in self.tree.iter('a') if _is_sign(link)]:
            link.drop_tree()
        # Words are not to be glued where only a break is between them.
        for line_end in self.tree.iter('br'):
            if not (line_end.tail or '')[:1].isspace() and line_end.getparent().tag not in ('pre', 'code'):
                line_end.tail = f' {line_end.tail or ""}'
        self.look_again()
        for meta in self.tree.iter('meta'):
            name = meta.get('property') or meta.get('name') or meta.get('http-equiv') or ''
            content = ' '.join((meta.get('content') or '').split())
            if name and content:
                self._metas.setdefault(name.strip().lower(), []).append(content)

    def look_again(self) -> None:
        """Takes note of a change of the tree."""
        self._all_elements = list(self.tree.iter())

    @classmethod
    def of(cls, page: 'Document', elements: list[HtmlElement]) -> 'Document':
        """The same page, of which only these elements are looked at."""
        part = copy(page)
        part.__dict__['elements'] = elements
        return part

    @cached_property
    def elements(self) -> list[HtmlElement]:
        """All elements in order, without those within navigation, sidebars, comments and the like."""
        elements: list[HtmlElement] = []
        rest = iter(self._all_elements)
        for element in rest:
            if _is_elsewhere(element):
                # Skip its descendants.
                deque(islice(rest, sum(1 for _ in element.iterdescendants())), maxlen=0)
            else:
                elements.append(element)
        return elements

    @cached_property
    def head_links(self) -> list[HtmlElement]:
        """The link elements, by which a page names its other URLs."""
        return list(self.tree.iter('link'))

    @cached_property
    def language(self) -> str:
        """The language of the page as a tag such as de-AT; '' where it does not say."""
        named = self.tree.get('lang') or self.tree.get('{http://www.w3.org/XML/1998/namespace}lang')
        return (named or self.meta('og:locale', 'content-language')).replace('_', '-')[:20]

    @cached_property
    def day_first(self) -> bool:
        """Whether dates of numbers surely have the day before the month: in all languages but American English.

        A template that nobody translated says that it is in English, whatever the page is in.
        """
        return bool(self.language) and not _AMERICAN.match(self.language)

    @cached_property
    def base(self) -> str:
        """The URL that relative URLs in the page are relative to."""
        element, place = self.tree.find('.//base[@href]'), self.place or self.url
        try:
            return urljoin(place, element.get('href')) if element is not None else place
        except ValueError:
            return place

    @cached_property
    def article(self) -> Thing:
        """The article in the page's JSON-LD; empty without one."""
        return self.linked.article(self.url)

    def metas(self, *names: str) -> list[str]:
        """The contents of all meta elements with the first of `names` that the page has."""
        return next((self._metas[name] for name in names if name in self._metas), [])

    def meta(self, *names: str) -> str:
        """The first of `metas`; '' if there is none."""
        return next(iter(self.metas(*names)), '')

    @cached_property
    def site_names(self) -> set[str]:
        """The names of the site in lower case, its host among them."""
        host, root = url_forms.host(self.url), absolute(self.url, '/').rstrip('/')
        publisher = self.linked.names(self.article.get('publisher'))
        sites = [words(thing.get('name')) for thing in self.linked.of_type(lambda name: name == 'WebSite')]
        metas = [self.meta('og:site_name'), self.meta('application-name'), self.meta('twitter:site').lstrip('@')]
        links = (link for link in self.tree.iter('a') if link.get('href') in ('/', f'{root}/', root))
        # The first link to the front page is the name of the site, unless the site is that of its author.
        home = [text_of(link) for link in links if 'author' not in f'{link.get("rel")} {link.get("class")}'][:1]
        names = [host, host.partition('.')[0], *publisher, *sites, *metas, *home]
        return {' '.join(name.lower().split()) for name in names if name}


def _is_sign(link: HtmlElement) -> bool:
    """Whether a link is the sign beside a heading that leads to it."""
    if not (link.get('href') or '').startswith('#') or next(link.iter('img'), None) is not None:
        return False
    return next(link.iterancestors('h1', 'h2', 'h3', 'h4'), None) is not None and not _WORD.search(link.text_content())


def _is_elsewhere(element: HtmlElement) -> bool:
    if element.tag in ('nav', 'aside', 'noscript'):
        return True
    if element.tag == 'footer' and next(element.iterancestors('article', 'main'), None) is None:
        return True
    # The id of a heading is made from its text, whatever that is about.
    if element.tag in ('html', 'body', 'article', 'main', *HEADINGS) or not _is_called_elsewhere(element):
        return False
    # An element with the headline contains the article, whatever its name.
    return element.find('.//h1') is None


def text_of(element: HtmlElement) -> str:
    """The text of an element and its descendants on one line."""
    # Most elements have no others within them; asking lxml for the text of all takes longer.
    return ' '.join((element.text_content() if len(element) else element.text or '').split())


def marks(element: HtmlElement) -> str:
    """Classes and id of an element in lower case, by which themes name its purpose."""
    return f'{element.get("class", "")} {element.get("id", "")}'.lower()


def name_matcher(pattern: str, *, has_id: bool = True) -> Callable[[HtmlElement], bool]:
    """A function that tells whether `pattern` occurs in the classes and the id of an element, or in its classes."""
    search = re.compile(pattern).search

    # The thousands of elements of a page share a few hundred names, so the results are cached.
    @lru_cache(maxsize=4096)
    def matches(kinds: str | None, own: str | None) -> bool:
        return bool(search(f'{kinds or ""} {own or ""}'.lower()))

    if has_id:
        return lambda element: matches(element.get('class'), element.get('id'))
    return lambda element: matches(element.get('class'), None)


# Names of parts with other articles, the site's own links, or comments. "widget" alone is not among them: page builders
# and Blogger put the article itself into a widget.
_is_called_elsewhere = name_matcher(
    r'(?:^| )h-cite(?= |$)|comment|leserkommentar|kommentare(?![\w])|comentarios'
    r'|respond|related|sidebar|widget[-_ ]?area|(?:^| )widget(?:_| (?!blog))|recent|popular|teaser|trending'
    r'|latest'
    r'|recommend|read[-_]?(?:more|next|also)|more[-_](?:from|on|stories|articles|news)|newsletter|subscribe|cookie'
    r'|consent'
    r'|modal|popup|promo(?!ted)|\bads?\b|advert|outbrain|taboola|(?:^|[-_ ])nav|menu'
    r'|site[-_]?(?:header|footer)|masthead|colophon'
)


# The same links are asked for as those of headings, of terms and of the site.
@lru_cache(maxsize=1024)
def absolute(base: str, url: str) -> str:
    """A URL joined to the base URL of its page; '' for an invalid one."""
    try:
        return urljoin(base, url)
    except ValueError:
        return ''
