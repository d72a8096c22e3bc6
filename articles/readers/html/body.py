"""Extracts the body of an article from its page as sanitised HTML, with its pictures."""

import re
from dataclasses import dataclass
from html import escape

from lxml import etree
from lxml.html import HtmlElement

from articles.readers.html.document import Document, Finding, name_matcher, text_of
from articles.readers.html.figures import joined, set_figures
from articles.readers.html.linked_data import words
from articles.readers.html.main_text import select
from articles.readers.html.text_runs import BLOCKS, PageRuns, squeezed
from articles.readers.html.wordpress import Marks
from articles.readers.record import ImageRecord
from articles.text import image_captions, markup, plain, sanitise

from . import marked_text
from . import pictures as html_pictures

_LONGEST_HEADING = 100
_is_called_crosshead = name_matcher(r'cross-?head|inter-?(?:line|titel|titre|title)|zwischen-?titel|sub-?head|ladillo')
_SHELLS = frozenset('div section article main header footer center form fieldset aside address nav'.split())
# Wrapper elements are renamed first and their tags stripped in one pass; one by one is quadratic, since lxml joins the
# neighbouring texts again for each.
_UNWRAPPED = 'unwrapped'
_HOLLOW = frozenset('br col hr iframe img source td th video audio'.split())
_PARAGRAPH_END = re.compile(r'<br>\s*+(?:<br>\s*+)++')
_BEGINNING = re.compile(r'<p>\s*+(?:<br>\s*+)?')
_ENDING = re.compile(r'(?=</(?:p|h\d|li)>)')
# With a picture, whose caption is no part of the text; a table or quotation in a figure is.
_FIGURE = re.compile(r'<figure\b(?:(?!<figure\b|</figure>|<table\b|<blockquote\b).)*<img\b.*?</figure>', re.S)
_EMPTY = re.compile(r'<(p|h[2-6]|li|ul|ol|blockquote|div)>\s*</\1>')


@dataclass(frozen=True, slots=True)
class ArticleBody:
    """`html` is `source` sanitised; `text` is its plain text without figures.

    `linked`: the share of the text that is in links (0 to 1). `finding`: origin and confidence of the text.
    """

    source: str
    html: str
    text: str
    images: tuple[ImageRecord, ...]
    linked: float
    finding: Finding


def body(page: Document, title: str, marks: Marks | None = None, *, is_locked: bool = False) -> ArticleBody:
    """The body of an article with this title. Changes the page's tree, which is useless afterwards.

    `marks`: what WordPress says of the page. `is_locked`: it asks for a password in place of the text.
    """
    if is_locked:
        return ArticleBody('', '', '', (), 0, Finding(None, 'password', 0.98))
    if marks and marks.content is not None:
        return _made(marked_text.source(marks, page), {}, 0, Finding(None, marks.system, 0.97))
    html_pictures.reveal(page.tree)
    whole = page.tree.find('body')
    page_runs = PageRuns(page.tree if whole is None else whole)
    description = words(page.article.get('description')) or page.meta('og:description', 'description')
    origin = select(page_runs, declared=words(page.article.get('articleBody')), title=title, description=description)
    length = sum(len(run.key) for run in page_runs.runs if run.kept)
    linked = sum(run.linked for run in page_runs.runs if run.kept) / (length or 1)
    credits = set_figures(page_runs, page, title)
    _strip(page_runs)
    _make_absolute(page_runs.root, page)
    return _made(_serialised(page_runs.root), credits, linked, origin)


def _made(source: str, credits: dict[str, str], linked: float, origin: Finding) -> ArticleBody:
    clean = _EMPTY.sub('', sanitise.article_html(source.replace('<br> ', '<br>')))
    pictures = [ImageRecord(i.src, i.alt, i.caption, credits.get(i.src, '')) for i in image_captions.images_in(clean)]
    return ArticleBody(source, clean, plain.from_html(_FIGURE.sub('', clean)), tuple(pictures), linked, origin)


def _strip(page_runs: PageRuns) -> None:
    """Leaves only kept runs, figures and frames, without the wrappers of the page's layout."""
    _drop_unkept(page_runs)
    for element in reversed([*page_runs.root.iter()]):
        if element is not page_runs.root and element.getparent() is not None:
            _simplify(element)
    etree.strip_tags(page_runs.root, _UNWRAPPED)
    for end in (0, -1):
        while len(page_runs.root) and page_runs.root[end].tag == 'hr':
            page_runs.root[end].drop_tree()
    for paragraph in [*page_runs.root.iter('p')]:
        if _is_crosshead(paragraph):
            paragraph.tag = 'h3'


def _drop_unkept(page_runs: PageRuns) -> None:
    """Removes all elements without a kept run, figure or frame."""
    for run in page_runs.runs:
        if not run.kept:
            run.blank()
    frames = (medium.element for medium in page_runs.media if medium.element.tag != 'img')
    whole = {*page_runs.root.iter('figure'), *(frame for frame in frames if frame.get('class') != 'left-out')}
    holding = {page_runs.root}
    for element in (*whole, *(place for run in page_runs.runs if run.kept for place in run.places())):
        while element is not None and element not in holding:
            holding.add(element)
            element = element.getparent()
    rest = [page_runs.root]
    while rest:
        for child in [*rest.pop()]:
            if child in whole:
                continue
            if child in holding or child.tag in ('td', 'th'):
                rest.append(child)
            elif child.tag not in ('br', 'hr'):
                child.drop_tree()


def _is_crosshead(paragraph: HtmlElement) -> bool:
    """Whether a paragraph is a crosshead: by its names, or short, all bold and followed by a paragraph."""
    following, text = paragraph.getnext(), text_of(paragraph)
    if following is None or following.tag != 'p' or not text or len(text) > _LONGEST_HEADING:
        return False
    if _is_called_crosshead(paragraph):
        return True
    bold = ''.join(map(text_of, paragraph.iter('b', 'strong')))
    return squeezed(bold) == squeezed(text) and not text.endswith(('.', ':', ',', ';'))


def _simplify(element: HtmlElement) -> None:
    """Drops an empty element, and marks one that only wraps blocks. Its descendants have been simplified before."""
    if element.tag in _HOLLOW and element.tag not in ('td', 'th'):
        return
    etree.strip_tags(element, _UNWRAPPED)
    has_text = bool((element.text or '').strip()) or any((child.tail or '').strip() for child in element)
    blocks = sum(child.tag in BLOCKS and child.tag != 'br' for child in element)
    if element.tag == 'table' and sum(has_text_or_picture(cell) for cell in element.iter('td', 'th')) <= 1:
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


def has_text_or_picture(element: HtmlElement) -> bool:
    """Whether an element contains text or a picture."""
    return bool(element.text_content().strip()) or element.find('.//img') is not None


def _make_absolute(root: HtmlElement, page: Document) -> None:
    for element in root.iter('a', 'iframe', 'video', 'audio', 'source'):
        for name in ('href', 'src', 'poster'):
            if element.get(name):
                element.set(name, marked_text.within_page(joined(page, element.get(name)), page))


def _serialised(root: HtmlElement) -> str:
    text = escape(root.text or '') + ''.join(etree.tostring(child, method='html', encoding='unicode') for child in root)
    text, _ = markup.frames_as_links(markup.modern(text))
    text = _PARAGRAPH_END.sub('</p><p>', text)
    # Remove spaces and the break at the edges of a paragraph. Consecutive breaks became paragraphs above.
    pieces = _ENDING.split(_BEGINNING.sub('<p>', text))
    return ''.join(piece.rstrip().removesuffix('<br>').rstrip() for piece in pieces).strip()
