"""Recognises pages that are not articles: lists, search results, error and consent pages."""

import re
from urllib.parse import urlsplit

from articles.readers.html.body import ArticleBody
from articles.readers.html.document import Document
from articles.readers.html.linked_data import is_article
from articles.readers.html.wordpress import Marks

# Classes of the body element in WordPress: get_body_class().
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
_LIST_URL = re.compile(
    r'^/(?:(?:categor(?:y|ies)|tags?|authors?|search)/[^/]+(?:/page/\d+)?|archives?/(?:[^/.]+(?:/page/\d+)?|(?!0\d{5}\.)\d[\d_-]*\.\w+)'
    r'|archives?/(?:\d{4}/\d\d(?:/\d\d)?|page/\d+|\d{4}/(?:\d\d/)?page/\d+)'
    r'|(?:categories|tags|authors|archives?)(?:\.html?)?'
    r'|[^/]+/(?:categor(?:y|ies)|tags?|authors?)/[^/]+|(?:1[6-9]|20)\d\d(?:/(?:0[1-9]|1[0-2])(?:/[0-3]\d)?)?'
    r'|(?:[^/]+/)*(?:page/\d+|index-?\d+\.html?))/?(?:index\.html?)?$',
    re.I,
)
_ERROR = re.compile(
    r'^(?:error\s*)?404\W*(?:$|[-–—:|]|error\b|not\b|page\b)|\b404\s*(?:error|not found|-|–|:|$)'
    r'|\b(?:page|file|article|seite'
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
_LOGIN = re.compile(
    r'^(?:(?:user|member|please|site) )?(?:log[ -]?in|log[ -]?on|sign[ -]?in|anmeld(?:en|ung)|einloggen|connexion'
    r'|se connecter|identification|iniciar sesión|acceder|acceso|entrar|accedi|accesso|inloggen|aanmelden'
    r'|zaloguj(?: się)?|logowanie|logga in|logg inn|log ind|вход|войти)(?: (?:page|required|form))?\W*$',
    re.I,
)
_SHORT = 1500  # characters: an error or consent page has less text


def reason(
    page: Document, title: str, body: ArticleBody, marks: Marks | None = None, *, is_locked: bool = False
) -> str:
    """What a page is instead of an article, to follow “This is”; '' for an article.

    `marks`: what WordPress says of the page. `is_locked`: the page asks for a password or to log in.
    """
    if marks and marks.kind == 'attachment':
        return 'the page of a picture or another file'
    if marks and marks.content is not None:
        return ''
    return _by_wordpress_classes(page) or _by_declared_type(page) or _by_content(page, title, body, is_locked)


def _by_wordpress_classes(page: Document) -> str:
    element = page.tree.find('body')
    return by_classes(frozenset((element.get('class') or '').split())) if element is not None else ''


def by_classes(names: frozenset[str]) -> str:
    """What a page is by the classes of its body element, if that is WordPress' and the page is no article; else ''."""
    if names & {'single', 'page', 'singular', 'attachment'}:
        return ''
    # Other systems use classes such as "blog" or "date" as well.
    is_wordpress = names & {'error404', 'search-results', 'search-no-results', 'archive'} or {'home', 'blog'} <= names
    return next((kind for name, kind in _WORDPRESS_LISTS.items() if name in names), '') if is_wordpress else ''


def _by_declared_type(page: Document) -> str:
    names = {name for thing in page.linked.things for name in _types(thing)}
    if any(map(is_article, names)) or page.meta('og:type') == 'article' or page.meta('article:published_time'):
        return ''
    return next((kind for name, kind in _LIST_TYPES.items() if name in names), '')


def _types(thing: dict) -> list[str]:
    name = thing.get('@type')
    return [str(value) for value in (name if isinstance(name, list) else [name])]


def _by_content(page: Document, title: str, body: ArticleBody, is_locked: bool) -> str:
    length = len(body.text)
    if length < _SHORT and _ERROR.search(title):
        return 'an error page'
    if length < _SHORT and _GATE.search(title):
        return 'a page shown before the article: a consent or security check'
    if is_locked:
        return 'a page to log in' if _LOGIN.match(title) else ''
    if not body.text and not body.images:
        return 'a page without a text'
    parts = urlsplit(page.url)
    is_article_page = page.article or page.meta('og:type') == 'article'
    if _LIST_URL.match(parts.path) and not is_article_page:
        return 'a list of articles, by its URL'
    if body.linked > 0.7 and length > 200 and not is_article_page:
        return 'a list of links'
    return ''
