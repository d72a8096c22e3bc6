"""Puts the pictures, frames and quoted posts of an article into figures, with their captions and credits."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html
from lxml.html import HtmlElement

from articles.readers.html import pictures as html_pictures
from articles.readers.html.document import Document, name_matcher, text_of
from articles.readers.html.text_runs import Medium, PageRuns, squeezed
from articles.readers.html.tree import FILES

_LONGEST_CAPTION = 400
_MOST_COPIES = 10  # of one picture, searched for a caption
_NO_BOX = ('body', 'html', 'td', 'article', 'main')
_is_posted = name_matcher(
    r'\b(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|fb-post|mastodon-embed|reddit-\w+)\b'
)
_NO_FRAME = re.compile(
    r'doubleclick|googletag|googlesyndication|adservice|amazon-adsystem|/plugins/(?:like|share)|/ads?[/.?]|recaptcha'
    r'|disqus|outbrain'
    r'|taboola|about:blank',
    re.I,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the element (`box`) that its figure replaces; all sizes of a picture have the same `path`."""

    box: HtmlElement
    src: str
    alt: str
    caption: str
    credit: str
    path: str


def set_figures(page_runs: PageRuns, page: Document, title: str) -> dict[str, str]:
    """Replaces every picture of the article by a figure with its caption; returns the credits by URL."""
    kept = {run.block for run in page_runs.runs if run.kept}
    holding = {element for block in kept for element in (block, *block.iterancestors())}
    name = cache(html_pictures.name)  # Computed at most once for each picture near one of the article.
    pictures: dict[str, Picture] = {}
    copies: Counter[str] = Counter()
    wanted = {medium.element for medium in _media_of_article(page_runs, page, title)}
    for medium in page_runs.media:
        if medium.element.tag != 'img':
            _mark_frame(medium, medium.element in wanted)
        elif medium.element in wanted and copies[name(medium.element)] < _MOST_COPIES:
            copies[name(medium.element)] += 1
            picture = _picture(medium.element, holding, name, page)
            # Of copies of a picture, the one with a caption is kept.
            if picture and not (picture.path in pictures and pictures[picture.path].caption):
                pictures[picture.path] = picture
    for figure in list(page_runs.root.iter('figure')):
        figure.tag = 'div'
    for picture in pictures.values():
        if picture.box.getparent() is not None:
            _replace(picture.box, _figure(picture))
    for quote in [*page_runs.root.iter('blockquote')]:
        if _is_posted(quote) and quote.getparent() is not None:
            _wrap(quote, 'figure')
    return {picture.src: picture.credit for picture in pictures.values() if picture.credit}


def _mark_frame(medium: Medium, is_wanted: bool) -> None:
    url = medium.element.get('src') or medium.element.get('data-src') or ''
    if not is_wanted or _NO_FRAME.search(url):
        medium.element.set('class', 'left-out')


def _media_of_article(page_runs: PageRuns, page: Document, title: str) -> list[Medium]:
    """Media between the title and the last paragraph, and the picture that the page declares."""
    kept = [number for number, run in enumerate(page_runs.runs) if run.kept]
    if not kept:
        return []
    heading = squeezed(title).casefold()
    above = [n for n in range(kept[0] + 1) if page_runs.runs[n].key.casefold() == heading]
    start = max(0, above[-1] - 6) if above else max(0, kept[0] - 8)
    own = {a for n in kept for a in page_runs.runs[n].asides}
    urls = [*page.metas('og:image', 'og:image:url', 'twitter:image'), *_urls(page.article.get('image'))]
    declared = {*map(html_pictures.file_name, urls)} - {''}
    whole_title = text_of(head) if (head := page.tree.find('.//head/title')) is not None else ''
    media = []
    for medium in page_runs.media:
        if any(aside not in own and not html_pictures.is_box(aside) for aside in medium.asides):
            continue
        is_wanted = start <= medium.position <= kept[-1] + 1
        if medium.element.tag == 'img':
            alt = (medium.element.get('alt') or '').strip()
            is_of_site = alt.lower() in page.site_names or (alt != '' and alt in whole_title and alt not in title)
            is_wanted = is_wanted and not is_of_site and not html_pictures.is_ornament(medium.element)
            is_wanted = is_wanted or html_pictures.file_name(html_pictures.source(medium.element)) in declared
        if is_wanted:
            media.append(medium)
    return media


def _urls(value: Any) -> list[str]:
    """The URLs of one or several images in JSON-LD."""
    values = value if isinstance(value, list) else [value]
    urls = [item.get('url') if isinstance(item, dict) else item for item in values]
    return [url for url in urls if isinstance(url, str)]


def _picture(
    element: HtmlElement, holding: set[HtmlElement], name: Callable[[HtmlElement], str], page: Document
) -> Picture | None:
    """A picture in the largest box without another part of the article; None if the picture has no URL."""
    url = html_pictures.source(element)
    own, boxes = {html_pictures.file_name(url), ''}, [element]
    for ancestor in islice(element.iterancestors(), 8):
        if (
            ancestor in holding
            or ancestor.tag in _NO_BOX
            or any(name(other) not in own for other in ancestor.iter('img'))
        ):
            break
        boxes.append(ancestor)
    marked = ((box, *html_pictures.caption_and_credit(box)) for box in boxes)
    box, caption, credit = next((candidate for candidate in marked if candidate[1]), (boxes[-1], '', ''))
    if not caption:
        box, caption = _unmarked_caption(boxes, holding)
        credit = html_pictures.caption_and_credit(box)[1]
    src = joined(page, url)
    return Picture(box, src, element.get('alt') or '', caption, credit, html_pictures.path(src)) if url else None


def _unmarked_caption(boxes: list[HtmlElement], holding: set[HtmlElement]) -> tuple[HtmlElement, str]:
    """A caption without markup: the text in a box that has the name of a picture box, or lies between paragraphs."""
    for box in boxes:
        text = text_of(box)
        if text and len(text) <= _LONGEST_CAPTION and (html_pictures.is_box(box) or box.getparent() in holding):
            return box, text
    return boxes[-1], ''


def _figure(picture: Picture) -> HtmlElement:
    words = escape(picture.caption)
    if picture.credit:
        words = f'{words} <small>{escape(picture.credit)}</small>'.strip()
    below = f'<figcaption>{words}</figcaption>' if words else ''
    alt = ' '.join(picture.alt.split())
    return html.fragment_fromstring(f'<figure><img src="{escape(picture.src)}" alt="{escape(alt)}">{below}</figure>')


def _replace(old: HtmlElement, new: HtmlElement) -> None:
    new.tail, old.tail = old.tail, None
    old.getparent().replace(old, new)


def _wrap(element: HtmlElement, tag: str) -> None:
    box = etree.Element(tag)
    box.tail, element.tail = element.tail, None
    element.addprevious(box)
    box.append(element)


def joined(page: Document, url: str) -> str:
    """A URL on a page, absolute; '' for an invalid one."""
    if url.startswith(FILES):
        return url
    try:
        return urljoin(page.base, url.strip())
    except ValueError:
        return ''
