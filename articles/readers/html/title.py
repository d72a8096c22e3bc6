"""Finds the title of an article: the text that most headings and declarations of its page agree on."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from articles.readers.html.document import Document, Finding, absolute, name_matcher, text_of
from articles.readers.html.linked_data import words
from articles.text import url_forms

# The weight of each place. What a page declares for search engines and social networks usually has one source, so each
# of these weighs little. A heading that no declaration supports weighs less.
_WEIGHTS = {
    'only heading': 2.1, 'heading': 1.0, 'unsupported heading': 0.65, 'labelled heading': 0.6,
    'json-ld': 1.3, 'opengraph': 0.75, 'title': 0.3, 'twitter': 0.2, 'meta': 0.3,
}  # fmt: skip
_is_called_title = name_matcher(r'(?:post|entry|article|story|page|node|news)[-_]*_?(?:title|headline)|\bheadline\b')
_is_called_site = name_matcher(r'site[-_]?(?:title|name|logo|brand)|\bblog[-_]?title|\blogo\b|branding|masthead')
_SEPARATOR = re.compile(r'\s+[|\-–—·•»«:/~<>]+\s+|\s*[|»]\s*')
_QUOTES = str.maketrans('’‘“”„–—‑', '\'\'"""---')
_SQUEEZED = re.compile(r'[\W_]+')
_HOME = re.compile(r'/?(?:index\.(?:x?html?|php))?')
_LONGEST = 400


def title(page: Document) -> Finding:
    """The title as the page has it; '' without one."""
    votes: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    for origin, text in _candidates(page):
        votes[key(text)].append((_WEIGHTS[origin], origin, text))
    if not votes:
        return Finding('', '', 0)
    agreed = max(votes.values(), key=lambda group: sum(weight for weight, _, _ in group))
    # Of equal titles the heading is preferred: it has the author's own punctuation.
    _, origin, text = max(agreed, key=lambda vote: (vote[1].endswith('heading'), vote[0]))
    strength = sum(weight for weight, _, _ in agreed)
    return Finding(text, origin.rpartition(' ')[2], round(min(0.98, 0.25 + strength / 2.6), 2))


def _candidates(page: Document) -> Iterator[tuple[str, str]]:
    """Yields (origin, title) for every possible title of the page."""
    headings: dict[str, tuple[str, str]] = {}
    for heading in _headings(page):
        text = text_of(heading)
        if text and len(text) <= _LONGEST and key(text) not in page.site_names:
            headings.setdefault(key(text), (heading.tag, text))
    declared = [(origin, _as_heading(text, headings)) for origin, text in _declared(page)]
    names = {key(text) for _, text in declared}
    yield from declared
    only = sum(tag == 'h1' for tag, _ in headings.values()) == 1
    for position, (own, (tag, text)) in enumerate(headings.items()):
        # A heading may begin with a category or a label, which the declared title lacks.
        if any(name != own and (name in own or (own in name and not name.startswith(own))) for name in names):
            yield 'labelled heading', text
        elif only and tag == 'h1':
            yield 'only heading', text
        elif own in names or not position:
            yield ('heading' if own in names else 'unsupported heading'), text


def _as_heading(text: str, headings: dict[str, tuple[str, str]]) -> str:
    """The heading that a declared title repeats with the name of a site or category before or after it."""
    for separator in _SEPARATOR.finditer(text):
        for part in (text[: separator.start()], text[separator.end() :]):
            if key(part) in headings:
                return headings[key(part)][1]
    return text


def _declared(page: Document) -> Iterator[tuple[str, str]]:
    """Yields (origin, title) for the titles that the page declares, without the name of the site."""
    declared = [
        ('json-ld', words(page.article.get('headline') or page.article.get('name'))),
        ('opengraph', page.meta('og:title')),
        ('twitter', page.meta('twitter:title')),
        (
            'meta',
            page.meta('dc.title', 'dcterms.title', 'parsely-title', 'sailthru.title', 'citation_title', 'headline'),
        ),
    ]
    whole = text_of(element) if (element := page.tree.find('.//head/title')) is not None else ''
    names = _names_in_page(page)
    for origin, text in [*declared, ('title', whole)]:
        text = _without_site(' '.join(text.split()), page, names)
        if text and len(text) <= _LONGEST:
            yield origin, text


def _headings(page: Document) -> Iterator[HtmlElement]:
    """Headings that may be the title, h1 first."""
    later = []
    for heading in page.elements:
        if heading.tag not in ('h1', 'h2', 'h3') or _is_of_site(heading, page):
            continue
        if heading.tag == 'h1':
            yield heading
        elif (
            _is_called_title(heading) or heading.get('itemprop') in ('headline', 'name') or _is_own_link(heading, page)
        ):
            later.append(heading)
    yield from later


def _is_of_site(heading: HtmlElement, page: Document) -> bool:
    if _leads_home(heading, page):
        return True
    return any(_is_called_site(e) for e in (heading, *heading.iterancestors()) if e.tag not in ('body', 'html'))


def _is_own_link(heading: HtmlElement, page: Document) -> bool:
    """Whether a heading is a link to the page that it stands on."""
    link = heading.find('.//a[@href]')
    if link is None or not page.url:
        return False
    target = absolute(page.base, link.get('href'))
    return '#' not in target and url_forms.key(target) == url_forms.key(page.url)


def _leads_home(heading: HtmlElement, page: Document) -> bool:
    """Whether a heading is a link to the front page of its site."""
    link = heading.find('.//a[@href]')
    if link is None or page.url.rstrip('/').count('/') < 3:
        return link is not None and link.get('href').rstrip('/') in ('', '.', '#')
    target = absolute(page.base, link.get('href'))
    return url_forms.host(target) == url_forms.host(page.url) and _HOME.fullmatch(url_forms.path_of(target)) is not None


def _names_in_page(page: Document) -> frozenset[str]:
    """The names of the site, and the headings that lead to its front page, without what is between their letters."""
    headings = (text_of(heading).lower() for heading in page.tree.iter('h1', 'h2') if _leads_home(heading, page))
    return frozenset(_SQUEEZED.sub('', name) for name in (*page.site_names, *headings))


def _without_site(text: str, page: Document, names: frozenset[str]) -> str:
    """A declared title without the name of the site at its beginning or end. `names`: see _names_in_page."""
    name, colon, rest = text.partition(': ')
    if colon and rest and ' '.join(name.lower().split()) in page.site_names:
        return rest.strip()
    while parts := [*_SEPARATOR.finditer(text)]:
        if _is_site(text[parts[-1].end() :], page, names):
            text = text[: parts[-1].start()].strip()
        elif _is_site(text[: parts[0].start()], page, names):
            text = text[parts[0].end() :].strip()
        else:
            break
    return text


def _is_site(text: str, page: Document, names: frozenset[str]) -> bool:
    """Whether a part of a title is the name of the site, or contains the name of its host."""
    squeezed = _SQUEEZED.sub('', text.lower())
    if squeezed in names:
        return True
    label = max((urlsplit(page.url).hostname or '').split('.')[:-1], key=len, default='')
    name = _SQUEEZED.sub('', label)
    return len(name) > 2 and len(text.split()) < 6 and (name in squeezed or (len(squeezed) > 3 and squeezed in name))


def position(page: Document, title: str) -> int | None:
    """Where the headline is among the elements of a page; in pages without headings, what has just its text."""
    wanted, elements = key(title), page.elements
    headings = (n for n, e in enumerate(elements) if e.tag in ('h1', 'h2', 'h3') and key(text_of(e)) == wanted)
    bare = (n for n, e in enumerate(elements) if e.tag not in ('title', 'option') and _is_bare(e, wanted))
    at = next(headings, None)
    return next(bare, None) if at is None and wanted else at


def _is_bare(element: HtmlElement, wanted: str) -> bool:
    text = element.text or '' if isinstance(element.tag, str) else ''
    return len(text) < 2 * _LONGEST and not text.isspace() and key(text) == wanted


def key(text: str) -> str:
    """A key that is equal for titles that differ only in quotation marks, dashes, white space or case."""
    text = unicodedata.normalize('NFKC', text).replace('\u00ad', '').translate(_QUOTES)
    return ' '.join(text.split()).casefold()
