"""Recognises lists of any system: pages that consist of what links to other pages of the capture."""

import re
from collections.abc import Collection

from lxml.html import HtmlElement

from articles.readers.html import tree
from articles.readers.html.document import absolute, text_of
from articles.readers.html.glances import key_of
from articles.readers.html.saved_page import SavedPage
from articles.readers.html.text_runs import squeezed
from articles.readers.html.title import key as title_key
from articles.readers.record import ArticleRecord

_HEADINGS = ('h1', 'h2', 'h3', 'h4')
_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"[^>]*>(.*?)</a>', re.S)
_TAG = re.compile(r'<[^>]*>')
_LINE_END = re.compile(r'</(?:p|li|dd|dt|td|th|h[1-6])>')
_FEWEST = 2  # other articles
_DATE = 20  # letters and digits beside a link, of its date
_TELLING = 25  # characters of a paragraph: a shorter one may be anywhere


def is_overview(record: ArticleRecord, page: SavedPage, keys: Collection[str]) -> bool:
    """Whether most of the text of a page is links to pages whose URLs have these keys, or openings below such links."""
    if not record.url:
        return False
    return _is_links(record, keys) or _is_openings(record, page, keys)


def _is_links(record: ArticleRecord, keys: Collection[str]) -> bool:
    """Whether the text is lines of a link to another page and at most a date, or half of it is several such links."""
    own, links = key_of(record.url), set()
    linked = in_lines = whole = 0
    for line in _LINE_END.split(record.body_html):
        length, here = len(squeezed(_TAG.sub('', line))), 0
        for url, text in _LINK.findall(line):
            target = key_of(absolute(record.url, url))
            if target in keys and target != own:
                links.add(target)
                here += len(squeezed(_TAG.sub('', text)))
        whole, linked = whole + length, linked + here
        in_lines += length if here and length - here <= _DATE else 0
    return bool(links) and (in_lines == whole or (len(links) >= _FEWEST and max(in_lines, linked) > 0.5 * whole))


def _is_openings(record: ArticleRecord, page: SavedPage, keys: Collection[str]) -> bool:
    own, entries = key_of(record.url), dict[HtmlElement, str]()
    root = tree.parse(page.data, page.charset).tree
    headings = list(root.iter(*_HEADINGS))
    for heading in headings:
        link = heading.find('.//a[@href]')
        link = next(heading.iterancestors('a'), None) if link is None else link
        target = key_of(absolute(record.url, link.get('href') or '')) if link is not None else ''
        if target in keys and target != own:
            entries[heading] = target
    if len(set(entries.values())) < _FEWEST:
        return False
    title = title_key(record.title)
    titles = {heading for heading in headings if heading not in entries and title_key(text_of(heading)) == title}
    shown = ''.join(squeezed(_entry(heading, entries, titles).text_content()) for heading in entries)
    paragraphs = [text for part in record.body_text.split('\n') if len(text := squeezed(part)) >= _TELLING]
    return sum(len(text) for text in paragraphs if text in shown) > 0.5 * sum(map(len, paragraphs))


def _entry(heading: HtmlElement, entries: dict[HtmlElement, str], titles: set[HtmlElement]) -> HtmlElement:
    """The largest element around the heading of another article with nothing of a third, nor the title of the page."""
    box = heading
    for around in heading.iterancestors():
        within = {*around.iter(*_HEADINGS)}
        if within & titles or any(entries.get(other, entries[heading]) != entries[heading] for other in within):
            break
        box = around
    return box
