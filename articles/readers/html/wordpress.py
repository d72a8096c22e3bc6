"""Reads what WordPress leaves on its own pages on purpose: the marks of its core, which themes pass on.

These are the classes of get_body_class() and get_post_class(), the classes and roles of core's blocks
(https://github.com/WordPress/gutenberg, packages/block-library) and of the themes that come with it, and the ids that
core gives to comments. Where they say something, nothing needs guessing.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from articles.readers.html.document import Document, absolute, name_matcher, text_of
from articles.text import url_forms

_NUMBER = re.compile(r'^(?:postid|page-id|attachmentid)-(\d+)$')
_TYPE = re.compile(r'^single-(?!format-|attachment$)(.+)$')
_POST = re.compile(r'^post-(\d+)$')
_TERMS = {'category': re.compile(r'^category-(.+)$'), 'post_tag': re.compile(r'^tag-(.+)$')}
# Blocks and boxes of core that show other articles, comments, or the way to them.
_OTHERS = frozenset(
    'wp-block-query wp-block-post-template wp-block-latest-posts wp-block-latest-comments wp-block-comments'
    ' wp-block-post-comments wp-block-comment-template wp-block-post-navigation-link wp-block-archives'
    ' wp-block-categories wp-block-page-list wp-block-navigation wp-block-tag-cloud wp-block-rss'
    ' comments-area comment-respond comment-list commentlist post-navigation posts-navigation comment-navigation'
    ' widget widget-area'.split()
)
_OTHER_IDS = frozenset(('comments', 'respond', 'wpadminbar'))
_AUTHORS = (
    ('wp-block-post-author__name', 'wp-block-post-author-name'),
    ('fn',),
    ('author',),
    ('byline',),
    ('author-title',),
)
_DATES = (('wp-block-post-date',), ('entry-date',), ('published',))
_UPDATES = (('wp-block-post-date__modified-date',), ('updated',))
# As themes prefix the name of core's themes, or join its words in another way.
_is_called_content = name_matcher(
    r'(?:^|[-_ ])(?:entry|post|article|single)[-_]{0,2}(?:content|summary|body|text)(?: |$)', has_id=False
)
_SHORT = 600  # characters of paragraphs: of more, the text is told by itself
# Of WordPress, and of the themes of Ghost.
_LEADS = frozenset(
    ('wp-post-image', 'wp-block-post-featured-image', 'gh-article-image', 'gh-feature-image', 'post-full-image')
)
# The links to a site's API and to the description of its interface stand on every page: rest_output_link_wp_head() and
# rsd_link().
_ROOTS = ('https://api.w.org/', 'EditURI')
_ROOT = re.compile(r'^(https?://.+?)/(?:wp-json(?:/|$)|xmlrpc\.php|\?rest_route=)')
_EMBEDDED = re.compile(r'[?&]url=(https?://[^&\s]+)')
_VIEW_ALL = re.compile(r'\bposts?\b', re.I)
_BY = re.compile(r'^(?:by|von|par|por|di|door)\s+', re.I)


@dataclass(frozen=True, slots=True)
class Marks:
    """What WordPress says of the page of one item.

    number      of the item in the site's database; '' where the page does not say
    kind        post, page, attachment, or the site's own name for any other type
    content     the element with the text; None where no element is marked as that
    own         the elements of the page in order, without those of other items, comments and the site
    whole       those of them within which there is nothing of other items either
    is_cut      whether the page shows only the opening of the text to those who do not subscribe
    system      the name of the system for reports
    is_locked   whether the page asks for the item's password instead of showing its text
    """

    number: str
    kind: str
    content: HtmlElement | None
    own: list[HtmlElement] = field(repr=False)
    whole: list[HtmlElement] = field(repr=False)
    is_locked: bool = False
    is_cut: bool = False
    system: str = 'wordpress'
    _by_class: dict[str, list[HtmlElement]] = field(init=False, repr=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for element in self.own:
            for name in _classes(element):
                self._by_class[name].append(element)

    def author_names(self) -> list[str]:
        """The names in the first kind of byline that names anybody, each as it stands."""
        for wanted in _AUTHORS:
            names = [name for name in map(_name, self._marked(wanted)) if name]
            if names:
                return list(dict.fromkeys(names))
        return []

    def published(self) -> list[HtmlElement]:
        """Elements with the moment of publication."""
        updates = {*self._marked(_UPDATES[0])}
        return [_time(place) for wanted in _DATES for place in self._marked(wanted) if place not in updates]

    def modified(self) -> list[HtmlElement]:
        """Elements with the moment of the last change."""
        return [_time(place) for wanted in _UPDATES for place in self._marked(wanted) if not self._is_date(place)]

    def terms(self, taxonomy: str) -> list[HtmlElement]:
        """The links to the terms of a taxonomy, category or post_tag."""
        boxes = self._marked((f'taxonomy-{taxonomy}',))
        return [link for box in boxes for link in box.iter('a')]

    @property
    def lead(self) -> HtmlElement | None:
        """The picture that stands above the text; None without one."""
        within = {*self.content.iter('img')} if self.content is not None else set[HtmlElement]()
        for element in self.own:
            if element.tag == 'img' and element not in within:
                places = (_classes(element), *map(_classes, list(element.iterancestors())[:3]))
                if any(names & _LEADS for names in places):
                    return element
        return None

    def slugs(self, taxonomy: str) -> list[str] | None:
        """The slugs of the terms of a taxonomy by get_post_class(); None where the page does not say.

        Every post has a category: where there is none, the theme has other classes. A slug of other letters than Latin
        is cut short or a number.
        """
        names = next(map(_classes, self._by_class.get(f'post-{self.number}', ())), frozenset())
        if not any(name.startswith('category-') for name in names):
            return None
        return sorted(match[1] for name in names if (match := _TERMS[taxonomy].match(name)))

    @property
    def has_terms(self) -> bool:
        """Whether the page says of its links to terms to which taxonomy each belongs."""
        return 'wp-block-post-terms' in self._by_class

    def _marked(self, wanted: tuple[str, ...]) -> list[HtmlElement]:
        return list(dict.fromkeys(element for name in wanted for element in self._by_class.get(name, ())))

    @staticmethod
    def _is_date(place: HtmlElement) -> bool:
        return 'published' in _classes(place)


def read(page: Document) -> Marks | None:
    """The marks of a page of one item; None for a page that WordPress did not make, and for one that lists items."""
    body = page.tree.find('body')
    names = _classes(body) if body is not None else frozenset()
    kind = _kind(names)
    if not kind:
        return None
    number = next((match[1] for match in map(_NUMBER.match, sorted(names, reverse=True)) if match), '')
    own, whole = elements_of(body, lambda element: _is_others(element, number))
    content = _content(own)
    form = content if content is not None else body
    return Marks(number, kind, content, own, whole, is_locked=any(map(_asks_password, form.iter('form'))))


def _asks_password(form: HtmlElement) -> bool:
    return 'post-password-form' in _classes(form)


def _kind(names: frozenset[str]) -> str:
    """The type of the item by the classes of the body element: get_body_class()."""
    numbered = {name.rpartition('-')[0] for name in names if _NUMBER.match(name)}
    if 'attachmentid' in numbered or 'single-attachment' in names:
        return 'attachment'
    if 'page-id' in numbered and 'page' in names:
        return 'page'
    if 'postid' in numbered and 'single' in names:
        types = [match[1] for match in map(_TYPE.match, names) if match]
        # Themes add classes like that of a type; core names the type twice.
        own = [name for name in types if {f'{name}-template-default', f'{name}-template'} & names]
        return 'post' if 'post' in types or not own else min(own)
    return ''


def is_front_page(page: Document) -> bool:
    """Whether WordPress calls the page the site's front page or the first of its lists."""
    body = page.tree.find('body')
    return body is not None and 'home' in _classes(body) and bool(_classes(body) & {'blog', 'page'})


def elements_of(
    body: HtmlElement, is_others: Callable[[HtmlElement], bool]
) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """(elements that do not belong to others, those of them within which nothing does), in order."""
    elements: list[HtmlElement] = []
    mixed: set[HtmlElement] = set()
    rest = [body]
    while rest:
        element = rest.pop()
        if not isinstance(element.tag, str):
            continue
        if is_others(element):
            around = element.getparent()
            while around is not None and around not in mixed:
                mixed.add(around)
                around = around.getparent()
            continue
        elements.append(element)
        rest.extend(reversed(element))
    return elements, [element for element in elements if element not in mixed]


def _is_others(element: HtmlElement, number: str) -> bool:
    names = _classes(element)
    if element.tag == 'nav' or element.get('id') in _OTHER_IDS or not names.isdisjoint(_OTHERS):
        return element.tag != 'body'
    posts = [match[1] for match in map(_POST.match, names) if match]
    return bool(posts) and element.tag != 'body' and number not in posts


def shows_others(element: HtmlElement, number: str) -> bool:
    """Whether an element within the text shows other items or comments, and not this one."""
    return _is_others(element, number)


def _content(own: list[HtmlElement]) -> HtmlElement | None:
    """The element with the text: core's block for it, else what core's themes call so; the outermost.

    Of a short text, which cannot be told from what is around it, also what is named like that and has most of it.
    """
    for name in ('wp-block-post-content', 'entry-content'):
        if places := _outermost([element for element in own if name in _classes(element)]):
            return max(places, key=lambda place: len(place.text_content()))
    paragraphs = {element: len(text_of(element)) for element in own if element.tag == 'p'}
    if (length := sum(paragraphs.values())) > _SHORT:
        return None
    named = _outermost([element for element in own if _is_called_content(element) and element.find('.//h1') is None])
    return next((place for place in named if sum(paragraphs.get(p, 0) for p in place.iter('p')) > 0.5 * length), None)


def _outermost(places: list[HtmlElement]) -> list[HtmlElement]:
    within = set[HtmlElement]()
    outermost = []
    for place in places:
        if place not in within:
            outermost.append(place)
            within.update(place.iter())
    return outermost


def _name(place: HtmlElement) -> str:
    """The name in a byline; '' for the link to all posts of a person, which core's themes put below a text."""
    inner = [link for link in place.iter('a') if link is not place]
    text = text_of(inner[0]) if len(inner) == 1 and text_of(inner[0]) else text_of(place)
    text = _BY.sub('', text).strip(' :')
    has_letters = any(character.isalpha() for character in text)
    return text if has_letters and len(text) <= 80 and not _VIEW_ALL.search(text) else ''


def _time(place: HtmlElement) -> HtmlElement:
    return place if place.tag == 'time' else next(place.iter('time'), place)


def _classes(element: HtmlElement) -> frozenset[str]:
    return _names(element.get('class') or '')


# The thousands of elements of a page share a few hundred classes.
@lru_cache(maxsize=4096)
def _names(classes: str) -> frozenset[str]:
    return frozenset(classes.lower().split())


def site(page: Document, links: list[str], number: str) -> str:
    """Host and folder of the site of a page, as its export has them; '' where the page does not say.

    `links`: the page's canonical URL and short link, as far as they are on its host.
    """
    short = next((url for url in links if urlsplit(url).query in (f'p={number}', f'page_id={number}')), '')
    if short:
        return url_forms.site(short.partition('?')[0])
    for link in page.head_links:
        root = _ROOT.match(absolute(page.base, link.get('href') or '')) if link.get('rel') in _ROOTS else None
        if root and url_forms.host(root[1]) == url_forms.host(page.url):
            return url_forms.site(root[1])
    return ''


def embed_url(page: Document) -> str:
    """The URL of the item, as core gives it to sites that embed it; '' without one.

    Programs that mirror a site rewrite links, and this one, with the URL in its query, most of them keep.
    """
    for link in page.head_links:
        if link.get('type') == 'application/json+oembed':
            href = link.get('href') or ''
            for _ in range(3):
                if match := _EMBEDDED.search(href):
                    return match[1]
                href = unquote(href)
    return ''
