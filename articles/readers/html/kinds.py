"""Pages that are no article: lists, searches, error and consent pages, and how each is known."""

import re
from urllib.parse import urlsplit

from articles.readers.html.body import Body
from articles.readers.html.document import Document
from articles.readers.html.linked_data import is_article

# As WordPress calls them in the class of its body element: get_body_class().
_WORDPRESS_LISTS = {
    'error404': 'an error page', 'search-results': 'a page of search results',
    'search-no-results': 'a page of search results',
    'category': 'the list of a category', 'tag': 'the list of a tag', 'author': 'the list of an author',
    'date': 'the list of a day, month or year', 'archive': 'a list of articles', 'blog': 'a list of articles',
}  # fmt: skip
_LIST_TYPES = {
    'CollectionPage': 'a list of articles', 'SearchResultsPage': 'a page of search results',
    'ProfilePage': 'the page of a person',
}  # fmt: skip
_LIST_ADDRESS = re.compile(r'^/(?:(?:category|tag|author|search|archives?)/[^/]+(?:/page/\d+)?|page/\d+)/?$', re.I)
_ERROR = re.compile(
    r'^(?:error\s*)?404\b|\b404\s*(?:error|not found|-|–|:|$)|\b(?:page|file|article|seite'
    r'|document)\b.{0,20}\b(?:not found|nicht gefunden'
    r'|does not exist|doesn.t exist)|^not found$|page introuvable|página no encontrada|pagina non trovata'
    r'|pagina niet gevonden',
    re.I,
)
_GATE = re.compile(
    r'^(?:before you continue|just a moment|attention required|access denied|are you a robot|security check'
    r'|one more step'
    r'|checking your browser|forbidden|403\b.*|429\b.*|5\d\d\b.*(?:error|unavailable).*)\W*$'
    r'|\b(?:cookies?|consent|privacy)\b.{0,30}\b(?:choices|settings|preferences|required|walls?)\b|\bcaptcha\b',
    re.I,
)
_SHORT = 1500  # characters: an error or consent page says no more


def reason(page: Document, title: str, body: Body) -> str:
    """Why a page is no article, as the end of a sentence; '' for an article."""
    return _said_by_wordpress(page) or _said_by_types(page) or _seen(page, title, body)


def _said_by_wordpress(page: Document) -> str:
    element = page.tree.find('body')
    classes = set((element.get('class') or '').split()) if element is not None else set()
    if classes & {'single', 'page', 'singular', 'attachment'} or not classes & {
        'archive',
        'blog',
        'error404',
        *_WORDPRESS_LISTS,
    }:
        return ''
    # Words such as "blog" or "date" alone may be anybody's.
    is_wordpress = (
        classes & {'error404', 'search-results', 'search-no-results', 'archive'} or {'home', 'blog'} <= classes
    )
    return next((kind for name, kind in _WORDPRESS_LISTS.items() if name in classes), '') if is_wordpress else ''


def _said_by_types(page: Document) -> str:
    names = {name for thing in page.linked.things for name in _types(thing)}
    if any(map(is_article, names)) or page.meta('og:type') == 'article' or page.meta('article:published_time'):
        return ''
    return next((kind for name, kind in _LIST_TYPES.items() if name in names), '')


def _types(thing: dict) -> list[str]:
    name = thing.get('@type')
    return [str(one) for one in (name if isinstance(name, list) else [name])]


def _seen(page: Document, title: str, body: Body) -> str:
    length = len(body.text)
    if length < _SHORT and _ERROR.search(title):
        return 'an error page'
    if length < _SHORT and _GATE.search(title):
        return 'a page that stands before the article: a consent or security check'
    if not body.text and not body.images:
        return 'a page without a text'
    parts = urlsplit(page.url)
    is_article_page = page.article or page.meta('og:type') == 'article'
    if _LIST_ADDRESS.match(parts.path) and not is_article_page:
        return 'a list of articles, by its address'
    if body.linked > 0.7 and length > 200 and not is_article_page:
        return 'a list of links'
    return ''
