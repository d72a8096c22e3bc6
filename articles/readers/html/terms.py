"""Finds the tags and categories of an article."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from articles.readers.html import material
from articles.readers.html.document import Document, Finding, name_matcher, text_of
from articles.readers.html.linked_data import words
from articles.readers.html.wordpress import Marks
from articles.readers.record import TermRecord
from articles.text import slugs, url_forms

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
_CATEGORY_LABEL = re.compile(
    r'^(?:(?:categor(?:y|ies)|kategorien?|rubri(?:k|que|ca)|categor[ií]as?|section)\s*:|filed under:?)$', re.I
)
_TAG_URL = re.compile(r'/(?:tags?|topics?|thema|themen|schlagwort|etiqueta|label|keywords?)/[^/?#]+', re.I)
_CATEGORY_URL = re.compile(r'/(?:categor(?:y|ies)|kategorien?|rubri(?:k|que|ques)|secci[oó]n)/[^/?#]+', re.I)
# The first parts of the URLs of lists, as WordPress, Ghost and others have them.
_BASES = frozenset('category categories tag tags topic topics section kategorie thema schlagwort'.split())
_ITEM = re.compile(r'(?:^|\s)(?:post-\d+|hentry)(?:\s|$)')
_ENDING = re.compile(r'\.(?:x?html?|php)$', re.I)
_WHOLE = ('html', 'body', 'main', 'article')
_SPLIT = re.compile(r'\s*[,;|]\s*')
_FOLDERS = ('post', 'posts', 'blog')
_MOST = 40
_FILED = 3  # links to categories: more are a menu


Names = list[tuple[str, str]]


def tags(page: Document, marks: Marks | None = None) -> Finding:
    """A tuple of TermRecord, in the order of the page. `marks`: what WordPress says of the page."""
    return _first(_tag_candidates(page, marks), 'post_tag', _MOST)


def categories(page: Document, marks: Marks | None = None) -> Finding:
    """A tuple of TermRecord, the primary category first. `marks`: what WordPress says of the page."""
    return _first(_category_candidates(page, marks), 'category', 10)


def _first(candidates: Iterator[tuple[Names, str, float]], taxonomy: str, most: int) -> Finding:
    for names, origin, confidence in candidates:
        terms = tuple(TermRecord(name, slug, taxonomy=taxonomy) for name, slug in _clean(names))
        if terms:
            return Finding(terms[:most], origin, confidence)
        if origin == 'wordpress':
            break  # What WordPress shows no term of has none.
    return Finding((), '', 0)


def _tag_candidates(page: Document, marks: Marks | None) -> Iterator[tuple[Names, str, float]]:
    links = [link for link in page.elements if link.tag == 'a' and link.get('href') and not _is_category(link)]
    if marks and (marks.has_terms or marks.slugs('post_tag') == []):
        yield _linked(marks.terms('post_tag')), 'wordpress', 0.95
    yield _linked(material.tags(page)), 'tag list', 0.95
    relations = [link for link in links if 'tag' in (link.get('rel') or '').split()]
    yield _linked(relations), 'rel-tag', 0.9
    yield _keywords(page.linked.names(page.article.get('keywords'))), 'json-ld', 0.9
    yield _keywords(page.metas('article:tag', 'og:article:tag')), 'meta', 0.9
    yield _keywords(_marked(page, 'keywords')), 'itemprop', 0.9
    yield _keywords(page.metas(*_KEYWORD_METAS[:-1])), 'meta', 0.85
    yield _linked(link for link in links if _in_tag_list(link)), 'tag list', 0.7
    yield _linked(_after_label(links, _LABEL)), 'label', 0.6
    yield _keywords(page.metas('keywords')), 'meta', 0.6
    yield _linked(link for link in links if _TAG_URL.search(_path(link))), 'address', 0.4


def _category_candidates(page: Document, marks: Marks | None) -> Iterator[tuple[Names, str, float]]:
    if marks and marks.has_terms:
        yield _linked(marks.terms('category')), 'wordpress', 0.95
    links = [link for link in page.elements if link.tag == 'a' and _is_category(link)]
    yield _linked(links), 'rel-category', 0.9
    yield _bare(page.linked.names(page.article.get('articleSection'))), 'json-ld', 0.9
    yield _bare(_marked(page, 'genre', 'articleSection')), 'itemprop', 0.85
    section = page.metas('article:section', 'parsely-section', 'og:article:section', 'dc.subject', 'section')
    # Hugo names the first folder, which may be that of a year or of all articles.
    yield _bare([name for name in section if not name.isdigit() and name not in _FOLDERS]), 'meta', 0.85
    links = [link for link in page.elements if link.tag == 'a' and link.get('href')]
    yield _linked(_after_label(links, _CATEGORY_LABEL)), 'label', 0.6
    yield _bare(_breadcrumbs(page)), 'breadcrumbs', 0.6
    links = [link for link in page.elements if link.tag == 'a' and _CATEGORY_URL.search(_path(link))]
    if len({_path(link) for link in links}) <= _FILED:
        yield _linked(links), 'address', 0.4


def _marked(page: Document, *names: str) -> list[str]:
    """The texts of elements with these properties in microdata."""
    elements = (e for e in page.elements if e.get('itemprop') in names)
    return [e.get('content') or ','.join(_words(e)) for e in elements]


def _words(element: HtmlElement) -> list[str]:
    inner = [text_of(child) for child in element]
    return inner if inner and not (element.text or '').strip() else [text_of(element)]


def _path(link: HtmlElement) -> str:
    return url_forms.path_of(link.get('href') or '')


def _is_category(link: HtmlElement) -> bool:
    return 'category' in (link.get('rel') or '').split()


def _bare(names: list[str]) -> Names:
    return [(name, '') for name in names]


def _linked(links: Iterable[HtmlElement]) -> Names:
    return [(text_of(link), slug_of(link.get('href') or '')) for link in links]


def slug_of(url: str) -> str:
    """The slug of a term by the URL of its list, such as /category/world/asia/; '' where that is not one."""
    parts = [part for part in url_forms.path_of(url).split('/') if part]
    if parts and parts[-1].lower() in ('index.html', 'index.htm'):
        del parts[-1]
    is_list = any(part.lower() in _BASES for part in parts[:-1])
    return slugs.decode(_ENDING.sub('', unquote(parts[-1]))) if is_list else ''


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


def _keywords(values: list[str]) -> Names:
    return [(part, '') for value in values for part in _SPLIT.split(value)]


def _after_label(links: list[HtmlElement], label: re.Pattern[str]) -> list[HtmlElement]:
    """Those of the links before which, in the same element, only this label and other links stand."""
    boxes = (link.getparent() for link in links)
    labelled = {box for box in boxes if box is not None and label.match((box.text or '').strip())}
    return [link for link in links if link.getparent() in labelled]


def _in_tag_list(link: HtmlElement) -> bool:
    around = (element for element in chain((link,), link.iterancestors()) if element.tag not in _WHOLE)
    near = islice(around, 4)
    # WordPress and Ghost give an item its tags as classes.
    return any(_is_called_tag_list(element) and not _ITEM.search(element.get('class') or '') for element in near)


def _clean(names: Names) -> Iterator[tuple[str, str]]:
    seen = set()
    # Where all tags have it, the sign belongs to the theme.
    sign = '#' if all(given.startswith('#') for given, _ in names) else ''
    for given, slug in names:
        if slug:
            # The name of a list that the site has: what stands around it is part of it.
            name = given.removeprefix(sign).strip(' ,;')
        else:
            name = unquote(given).strip(' #,.;:•|"\'') if '%' in given else given.strip(' #,;:•|"')
        key = slug or name.casefold()
        if (1 < len(name) <= 80 or (slug and name)) and key not in seen and not _LABEL.match(name):
            seen.add(key)
            yield name, slug
