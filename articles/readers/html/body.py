"""The body of an article: a clean copy of that part of its page."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import islice
from urllib.parse import urljoin

from lxml import etree, html
from lxml.html import HtmlElement

from articles.readers.html.document import Document, Found, called, text_of
from articles.readers.html.linked_data import words
from articles.readers.html.located import keep_article
from articles.readers.html.runs import BLOCKS, Medium, Reading, squeezed
from articles.readers.record import ImageRecord
from articles.text import image_captions, markup, plain, sanitise

from . import pictures as html_pictures

_LONGEST_CAPTION = 400
_LONGEST_HEADING = 100
_MOST_COPIES = 10  # of one picture, each looked at for the caption that the others lack
_is_called_crosshead = called(r'cross-?head|inter-?(?:line|titel|titre|title)|zwischen-?titel|sub-?head|ladillo')
_NO_BOX = ('body', 'html', 'td', 'article', 'main')
_SHELLS = frozenset('div section article main header footer center form fieldset aside address nav'.split())
# The name of what only wraps, until it is taken away together with all others beside it: for each alone, the texts
# around it would be joined anew.
_UNWRAPPED = 'unwrapped'
_HOLLOW = frozenset('br col hr iframe img source td th video audio'.split())
_is_posted = called(
    r'\b(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|fb-post|mastodon-embed|reddit-\w+)\b'
)
_NO_FRAME = re.compile(
    r'doubleclick|googletag|googlesyndication|adservice|amazon-adsystem|/plugins/(?:like|share)|/ads?[/.?]|recaptcha'
    r'|disqus|outbrain'
    r'|taboola|about:blank',
    re.I,
)
_PARAGRAPH_END = re.compile(r'<br>\s*+(?:<br>\s*+)++')
_BEGINNING = re.compile(r'<p>\s*+(?:<br>\s*+)?')
_ENDING = re.compile(r'(?=</(?:p|h\d|li)>)')
_FIGURE = re.compile(r'<figure\b.*?</figure>', re.S)
_EMPTY = re.compile(r'<(p|h[2-6]|li|ul|ol|blockquote|div)>\s*</\1>')


@dataclass(frozen=True, slots=True)
class Body:
    """`source` is what `html` was sanitised from; `text` is the running text, without what stands in figures.

    `linked` is the share of the text that stands in links.
    """

    source: str
    html: str
    text: str
    images: tuple[ImageRecord, ...]
    linked: float
    found: Found


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the element that its figure takes the place of; `path` tells forms of the same picture."""

    box: HtmlElement
    src: str
    alt: str
    caption: str
    credit: str
    path: str


def body(page: Document, title: str) -> Body:
    """Takes the body out of a page, whose tree is used up by it."""
    html_pictures.reveal(page.tree)
    whole = page.tree.find('body')
    reading = Reading(page.tree if whole is None else whole)
    description = words(page.article.get('description')) or page.meta('og:description', 'description')
    origin = keep_article(
        reading, declared=words(page.article.get('articleBody')), title=title, description=description
    )
    length = sum(len(run.key) for run in reading.runs if run.kept)
    linked = sum(run.linked for run in reading.runs if run.kept) / (length or 1)
    credits = _set_figures(reading, page, title)
    _strip(reading)
    _make_absolute(reading.root, page)
    source = _written(reading.root)
    clean = _EMPTY.sub('', sanitise.article_html(source))
    found = [ImageRecord(i.src, i.alt, i.caption, credits.get(i.src, '')) for i in image_captions.images_in(clean)]
    return Body(source, clean, plain.from_html(_FIGURE.sub('', clean)), tuple(found), linked, origin)


def _set_figures(reading: Reading, page: Document, title: str) -> dict[str, str]:
    """Puts a figure with its caption in the place of every picture of the article; returns credits by address."""
    kept = {run.block for run in reading.runs if run.kept}
    holding = {above for block in kept for above in (block, *block.iterancestors())}
    name = cache(html_pictures.name)  # Of the many pictures of a page, few stand near one of the article.
    pictures: dict[str, Picture] = {}
    copies: Counter[str] = Counter()
    wanted = {medium.element for medium in _media_of_article(reading, page, title)}
    for medium in reading.media:
        if medium.element.tag != 'img':
            _mark_frame(medium, medium.element in wanted)
        elif medium.element in wanted and copies[name(medium.element)] < _MOST_COPIES:
            copies[name(medium.element)] += 1
            found = _picture(medium.element, holding, name, page)
            # Of a picture that stands twice, the one with a caption is kept.
            if found and not (pictures.get(found.path) and pictures[found.path].caption):
                pictures[found.path] = found
    for figure in list(reading.root.iter('figure')):
        figure.tag = 'div'
    for picture in pictures.values():
        if picture.box.getparent() is not None:
            _replace(picture.box, _figure(picture))
    for quote in [*reading.root.iter('blockquote')]:
        if _is_posted(quote) and quote.getparent() is not None:
            _wrap(quote, 'figure')
    return {picture.src: picture.credit for picture in pictures.values() if picture.credit}


def _mark_frame(medium: Medium, is_wanted: bool) -> None:
    address = medium.element.get('src') or medium.element.get('data-src') or ''
    if not is_wanted or _NO_FRAME.search(address):
        medium.element.set('class', 'left-out')


def _media_of_article(reading: Reading, page: Document, title: str) -> list[Medium]:
    """Media between the title and the last paragraph, and the picture that the page declares as its own."""
    kept = [number for number, run in enumerate(reading.runs) if run.kept]
    if not kept:
        return []
    heading = squeezed(title).casefold()
    above = [n for n in range(kept[0] + 1) if reading.runs[n].key.casefold() == heading]
    start = max(0, above[-1] - 6) if above else max(0, kept[0] - 8)
    own = {a for n in kept for a in reading.runs[n].asides}
    addresses = [*page.metas('og:image', 'og:image:url', 'twitter:image'), *_addresses(page.article.get('image'))]
    declared = {*map(html_pictures.file_name, addresses)} - {''}
    found = []
    for medium in reading.media:
        if any(aside not in own and not html_pictures.is_box(aside) for aside in medium.asides):
            continue
        is_wanted = start <= medium.position <= kept[-1] + 1
        if medium.element.tag == 'img':
            is_wanted = is_wanted and not html_pictures.is_ornament(medium.element)
            is_wanted = is_wanted or html_pictures.file_name(html_pictures.source(medium.element)) in declared
        if is_wanted:
            found.append(medium)
    return found


def _addresses(value) -> list[str]:
    values = value if isinstance(value, list) else [value]
    found = [item.get('url') if isinstance(item, dict) else item for item in values]
    return [address for address in found if isinstance(address, str)]


def _picture(
    element: HtmlElement, holding: set[HtmlElement], name: Callable[[HtmlElement], str], page: Document
) -> Picture | None:
    """A picture with what holds it and its caption and nothing else of the article; None where it has no address."""
    address = html_pictures.source(element)
    own, boxes = {html_pictures.file_name(address), ''}, [element]
    for above in islice(element.iterancestors(), 8):
        if above in holding or above.tag in _NO_BOX or any(name(other) not in own for other in above.iter('img')):
            break
        boxes.append(above)
    marked = ((box, *html_pictures.caption_and_credit(box)) for box in boxes)
    box, caption, credit = next((found for found in marked if found[1]), (boxes[-1], '', ''))
    if not caption:
        box, caption = _words_beside(boxes, holding)
        credit = html_pictures.caption_and_credit(box)[1]
    src = _joined(page, address)
    return Picture(box, src, element.get('alt') or '', caption, credit, html_pictures.path(src)) if address else None


def _words_beside(boxes: list[HtmlElement], holding: set[HtmlElement]) -> tuple[HtmlElement, str]:
    """A caption that nothing marks: what stands with a picture in a box called one, or in a box between paragraphs."""
    for box in boxes:
        words = text_of(box)
        if words and len(words) <= _LONGEST_CAPTION and (html_pictures.is_box(box) or box.getparent() in holding):
            return box, words
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


def _strip(reading: Reading) -> None:
    """Leaves only what is kept, figures and frames, without the boxes that gave the page its shape."""
    _drop_rest(reading)
    for element in reversed([*reading.root.iter()]):
        if element is not reading.root and element.getparent() is not None:
            _simplify(element)
    etree.strip_tags(reading.root, _UNWRAPPED)
    for end in (0, -1):
        while len(reading.root) and reading.root[end].tag == 'hr':
            reading.root[end].drop_tree()
    for paragraph in [*reading.root.iter('p')]:
        if _is_crosshead(paragraph):
            paragraph.tag = 'h3'


def _drop_rest(reading: Reading) -> None:
    for run in reading.runs:
        if not run.kept:
            run.blank()
    frames = (medium.element for medium in reading.media if medium.element.tag != 'img')
    whole = {*reading.root.iter('figure'), *(frame for frame in frames if frame.get('class') != 'left-out')}
    holding = {reading.root}
    for element in (*whole, *(place for run in reading.runs if run.kept for place in run.places())):
        while element is not None and element not in holding:
            holding.add(element)
            element = element.getparent()
    rest = [reading.root]
    while rest:
        for child in [*rest.pop()]:
            if child in whole:
                continue
            if child in holding or child.tag in ('td', 'th'):
                rest.append(child)
            elif child.tag not in ('br', 'hr'):
                child.drop_tree()


def _is_crosshead(paragraph: HtmlElement) -> bool:
    """Whether a paragraph is a heading by its looks: named so, or short, wholly bold and followed by a text."""
    following, words = paragraph.getnext(), text_of(paragraph)
    if following is None or following.tag != 'p' or not words or len(words) > _LONGEST_HEADING:
        return False
    if _is_called_crosshead(paragraph):
        return True
    bold = ''.join(map(text_of, paragraph.iter('b', 'strong')))
    return squeezed(bold) == squeezed(words) and not words.endswith(('.', ':', ',', ';'))


def _simplify(element: HtmlElement) -> None:
    """Drops an element that holds nothing, and the tags of one that only holds blocks. Its descendants are simple."""
    if element.tag in _HOLLOW and element.tag not in ('td', 'th'):
        return
    etree.strip_tags(element, _UNWRAPPED)
    has_text = bool((element.text or '').strip()) or any((child.tail or '').strip() for child in element)
    blocks = sum(child.tag in BLOCKS and child.tag != 'br' for child in element)
    if element.tag == 'table' and sum(bool(text_or_media(cell)) for cell in element.iter('td', 'th')) <= 1:
        etree.strip_tags(element, 'table', 'tbody', 'thead', 'tfoot', 'tr', 'td', 'th')
        element.tag = 'div'
        has_text, blocks = True, 1
    if not has_text and all(child.tag == 'br' for child in element):
        if element.tag not in ('td', 'th', 'tr'):
            element.drop_tree()
    elif element.tag in _SHELLS:
        if not blocks:
            element.tag = 'p'
        elif not has_text and blocks == len(element):
            element.tag = _UNWRAPPED
    elif element.tag in ('span', 'font', 'picture', 'label', 'body') or ':' in element.tag or '-' in element.tag:
        element.tag = _UNWRAPPED


def text_or_media(element: HtmlElement) -> bool:
    return bool(element.text_content().strip()) or element.find('.//img') is not None


def _make_absolute(root: HtmlElement, page: Document) -> None:
    for element in root.iter('a', 'iframe', 'video', 'audio', 'source'):
        for name in ('href', 'src', 'poster'):
            if element.get(name):
                element.set(name, _joined(page, element.get(name)))


def _joined(page: Document, address: str) -> str:
    try:
        return urljoin(page.base, address.strip())
    except ValueError:
        return ''


def _written(root: HtmlElement) -> str:
    text = escape(root.text or '') + ''.join(etree.tostring(child, method='html', encoding='unicode') for child in root)
    text, _ = markup.frames_as_links(markup.modern(text))
    text = _PARAGRAPH_END.sub('</p><p>', text)
    # Blanks and breaks at the edge of a paragraph go. Of the breaks, there is no second beside one any more.
    pieces = _ENDING.split(_BEGINNING.sub('<p>', text))
    return ''.join(piece.rstrip().removesuffix('<br>').rstrip() for piece in pieces).strip()
