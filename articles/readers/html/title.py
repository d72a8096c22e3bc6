"""The title of an article: what most of its page's headings and declarations agree on."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from articles.readers.html.document import Document, Found, called, text_of
from articles.readers.html.linked_data import words

# How much each place counts. What is declared for networks and search engines is one voice, mostly: when it differs
# from the headline, all of it does. A heading that nothing else supports counts less.
_WEIGHTS = {
    'only heading': 2.1, 'heading': 1.0, 'unsupported heading': 0.65, 'labelled heading': 0.6,
    'json-ld': 1.3, 'opengraph': 0.75, 'title': 0.3, 'twitter': 0.2, 'meta': 0.3,
}  # fmt: skip
_is_called_title = called(r'(?:post|entry|article|story|page|node|news)[-_]*_?(?:title|headline)|\bheadline\b')
_is_called_site = called(r'site[-_]?(?:title|name|logo|brand)|\bblog[-_]?title|\blogo\b|branding|masthead')
_SEPARATOR = re.compile(r'\s+[|\-–—·•»«:/~<>]+\s+|\s*[|»]\s*')
_QUOTES = str.maketrans('’‘“”„–—‑', '\'\'"""---')
_SQUEEZED = re.compile(r'[\W_]+')
_LONGEST = 400


def title(page: Document) -> Found:
    """The title, as the page writes it; empty where it has none."""
    voices: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    for origin, text in _candidates(page):
        voices[key(text)].append((_WEIGHTS[origin], origin, text))
    if not voices:
        return Found('', '', 0)
    agreed = max(voices.values(), key=lambda those: sum(weight for weight, _, _ in those))
    # The heading is how people wrote it.
    _, origin, text = max(agreed, key=lambda voice: (voice[1].endswith('heading'), voice[0]))
    strength = sum(weight for weight, _, _ in agreed)
    return Found(text, origin.rpartition(' ')[2], round(min(0.98, 0.25 + strength / 2.6), 2))


def _candidates(page: Document) -> Iterator[tuple[str, str]]:
    """Every title that the page may mean, with where it stands."""
    headings = {}
    for heading in _headings(page):
        text = text_of(heading)
        if text and len(text) <= _LONGEST and key(text) not in page.site_names:
            headings.setdefault(key(text), (heading.tag, text))
    declared = [(origin, _as_heading(text, headings)) for origin, text in _declared(page)]
    names = {key(text) for _, text in declared}
    yield from declared
    only = sum(tag == 'h1' for tag, _ in headings.values()) == 1
    for position, (own, (tag, text)) in enumerate(headings.items()):
        # A heading may begin with the name of the section or a label: what is declared goes without.
        if any(name != own and (name in own or (own in name and not name.startswith(own))) for name in names):
            yield 'labelled heading', text
        elif only and tag == 'h1':
            yield 'only heading', text
        elif own in names or not position:
            yield ('heading' if own in names else 'unsupported heading'), text


def _as_heading(text: str, headings: dict[str, tuple[str, str]]) -> str:
    """A declared title as the heading that it is with the name of a site or section before or after it."""
    for separator in _SEPARATOR.finditer(text):
        for part in (text[: separator.start()], text[separator.end() :]):
            if key(part) in headings:
                return headings[key(part)][1]
    return text


def _declared(page: Document) -> Iterator[tuple[str, str]]:
    """Titles that the page declares, each without the name of the site."""
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
    for origin, text in [*declared, ('title', whole)]:
        text = _without_site(' '.join(text.split()), page)
        if text and len(text) <= _LONGEST:
            yield origin, text


def _headings(page: Document) -> Iterator[HtmlElement]:
    """Headings that may be the article's, those of the first rank first."""
    later = []
    for heading in page.elements:
        if heading.tag not in ('h1', 'h2', 'h3') or _is_of_site(heading):
            continue
        if heading.tag == 'h1':
            yield heading
        elif _is_called_title(heading) or heading.get('itemprop') in ('headline', 'name'):
            later.append(heading)
    yield from later


def _is_of_site(heading: HtmlElement) -> bool:
    link = heading.find('.//a[@href]')
    if link is not None and link.get('href').rstrip('/') in ('', '.', '#'):
        return True
    return any(_is_called_site(e) for e in (heading, *heading.iterancestors()) if e.tag not in ('body', 'html'))


def _without_site(text: str, page: Document) -> str:
    """A declared title without the name of the site, before or after it."""
    while parts := [*_SEPARATOR.finditer(text)]:
        if _is_site(text[parts[-1].end() :], page):
            text = text[: parts[-1].start()].strip()
        elif _is_site(text[: parts[0].start()], page):
            text = text[parts[0].end() :].strip()
        else:
            break
    return text


def _is_site(text: str, page: Document) -> bool:
    """Whether part of a title names the site: as the site does, or with the name of its host in it."""
    squeezed = _SQUEEZED.sub('', text.lower())
    if squeezed in {_SQUEEZED.sub('', name) for name in page.site_names}:
        return True
    label = max((urlsplit(page.url).hostname or '').split('.')[:-1], key=len, default='')
    name = _SQUEEZED.sub('', label)
    return len(name) > 2 and len(text.split()) < 6 and (name in squeezed or (len(squeezed) > 3 and squeezed in name))


def key(text: str) -> str:
    """The same for titles that differ in quotation marks, dashes, white space or capitals."""
    text = unicodedata.normalize('NFKC', text).replace('\u00ad', '').translate(_QUOTES)
    return ' '.join(text.split()).casefold()
