"""Finds the tags and categories of an article."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml.html import HtmlElement

from articles.readers.html.document import Document, Finding, name_matcher, text_of
from articles.readers.html.linked_data import words
from articles.text import addresses

_KEYWORD_METAS = (
    'news_keywords',
    'parsely-tags',
    'sailthru.tags',
    'cxenseparse:taglist',
    'citation_keywords',
    'keywords',
)
_is_called_tag_list = name_matcher(
    r'(?:^|[-_ ])(?:(?:post|entry|article|node|story|news)[-_]*)?(?:tags?|topics?|keywords|schlagw\w+|themen'
    r'|etiquetas|labels)'
    r'(?:[-_]*(?:list|links|items|container|wrapper|cloud|section))?(?:$|[-_ ])'
)
_LABEL = re.compile(r'^(?:tags?|topics?|keywords|themen|schlagw\w+|labels?)\s*:?$', re.I)
_TAG_URL = re.compile(r'/(?:tags?|topics?|thema|themen|schlagwort|etiqueta|label|keywords?)/[^/?#]+', re.I)
_SPLIT = re.compile(r'\s*[,;|]\s*')
_MOST = 40


def tags(page: Document) -> Finding:
    """Names of tags, in the order of the page."""
    for names, origin, confidence in _tag_candidates(page):
        tags = tuple(_clean(names))
        if tags:
            return Finding(tags[:_MOST], origin, confidence)
    return Finding((), '', 0)


def categories(page: Document) -> Finding:
    """Names of categories, the primary one first."""
    for names, origin, confidence in _category_candidates(page):
        categories = tuple(_clean(names))
        if categories:
            return Finding(categories[:10], origin, confidence)
    return Finding((), '', 0)


def _tag_candidates(page: Document) -> Iterator[tuple[list[str], str, float]]:
    links = [link for link in page.elements if link.tag == 'a' and link.get('href')]
    relations = [link for link in links if 'tag' in (link.get('rel') or '').split()]
    yield [text_of(a) for a in relations if 'category' not in a.get('rel').split()], 'rel-tag', 0.9
    yield _keywords(page.linked.names(page.article.get('keywords'))), 'json-ld', 0.9
    yield page.metas('article:tag', 'og:article:tag'), 'meta', 0.9
    yield _keywords(page.metas(*_KEYWORD_METAS[:-1])), 'meta', 0.85
    yield [text_of(link) for link in links if _in_tag_list(link)], 'tag list', 0.7
    yield _keywords(page.metas('keywords')), 'meta', 0.6
    yield [text_of(link) for link in links if _TAG_URL.search(addresses.path_of(link.get('href')))], 'address', 0.4


def _category_candidates(page: Document) -> Iterator[tuple[list[str], str, float]]:
    links = [link for link in page.elements if 'category' in (link.get('rel') or '').split()]
    yield [text_of(link) for link in links], 'rel-category', 0.9
    yield page.linked.names(page.article.get('articleSection')), 'json-ld', 0.9
    yield page.metas('article:section', 'parsely-section', 'og:article:section', 'dc.subject', 'section'), 'meta', 0.85
    yield _breadcrumbs(page), 'breadcrumbs', 0.6


def _breadcrumbs(page: Document) -> list[str]:
    """The category before the article in its breadcrumbs: the first step is the site, the last is the article."""
    for trail in page.linked.of_type(lambda name: name == 'BreadcrumbList'):
        steps = trail.get('itemListElement')
        names = []
        for step in steps if isinstance(steps, list) else []:
            item = step.get('item') if isinstance(step, dict) else None
            name = step.get('name') if isinstance(step, dict) else ''
            names.append(words(name or (item.get('name') if isinstance(item, dict) else '')))
        if len(names) > 2:
            return names[-2:-1]
    return []


def _keywords(values: list[str]) -> list[str]:
    return [part for value in values for part in _SPLIT.split(value)]


def _in_tag_list(link: HtmlElement) -> bool:
    near = [element for element in (link, *link.iterancestors()) if element.tag not in ('body', 'html')][:4]
    return any(map(_is_called_tag_list, near))


def _clean(names: list[str]) -> Iterator[str]:
    seen = set()
    for name in names:
        name = unquote(name).strip(' #,.;:•|"\'') if '%' in name else name.strip(' #,;:•|"')
        key = name.casefold()
        if 1 < len(name) <= 80 and key not in seen and not _LABEL.match(name):
            seen.add(key)
            yield name
