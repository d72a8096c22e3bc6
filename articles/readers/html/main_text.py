"""Selects the runs of a page that are the text of the article."""

import logging
from collections import Counter
from copy import copy
from datetime import UTC
from typing import cast

from lxml import etree
from lxml.html import HtmlElement, XHTMLParser
from trafilatura import baseline
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor

from articles.readers.html.document import Finding, marks, name_matcher
from articles.readers.html.text_runs import PageRuns, Run, squeezed
from articles.readers.plaintext import dates as text_dates

from . import comment_headers

# Its messages about single pages are not for the report of an import.
logging.getLogger('trafilatura').setLevel(logging.CRITICAL)

_DISTINCTIVE = 25  # characters: a shorter run may occur in the article's text by chance
_FULL_TEXT = 500  # characters: a shorter declared text may be a teaser
# Lengths in characters below which trafilatura tries its next step, and its options for the first and the last step.
_LITTLE, _MUCH = 250, 3000
_USUAL, _GENEROUS = Extractor(comments=False, fast=True), Extractor(comments=False, fast=True, recall=True)
_has_crowds = etree.XPath('boolean(//*[count(text()) > 500])')
_crowding_links = etree.XPath('//*[count(ref | span) > 500]/*[self::ref or self::span]')
_PARSER = XHTMLParser(recover=True, huge_tree=True)
_is_called_standfirst = name_matcher(
    r'(?:^|[-_ ])(?:dek|deck|standfirst|stand-first|lead|lede|teaser-?text|excerpt|intro\w*|summary|sub-?(?:title'
    r'|head\w*|line)'
    r'|description|vorspann|chapo|abstract|perex)(?:$|[-_ ])|headerdek|article-?dek|articledek|lead-?text'
)
_PROSE = frozenset('p h2 h3 h4 h5 h6 ul ol dl blockquote pre table figure hr br img'.split())
# Runs at the beginning that may be a byline, its characters, and those before its date.
_FIRST, _LINE, _FEW = 3, 100, 12
_PARTS = ('h2', 'h3', 'h4', 'h5', 'h6', 'li', 'dd', 'dt', 'blockquote', 'pre', 'td', 'th')


def select(page_runs: PageRuns, *, declared: str, title: str, description: str) -> Finding:
    """Sets `kept` of the runs that belong to the article; returns a Finding without a value, for origin and confidence.

    The runs that the page or trafilatura gives as the text come first. Then what both miss between and beside these is
    added, what both wrongly take is dropped, and footnotes and the standfirst, which are apart from the text, follow.

    `declared`: the text of the article in the page's JSON-LD, or ''. `title`: is not part of the text.
    `description`: the standfirst begins with it.
    """
    declared = squeezed(declared)
    for run in page_runs.runs:
        run.kept = len(run.key) >= _DISTINCTIVE and run.key in declared
    # A declared text of which the page has nearly all needs no extraction by trafilatura.
    if len(declared) < _FULL_TEXT or sum(len(run.key) for run in page_runs.runs if run.kept) < 0.9 * len(declared):
        extracted = _extracted_text(page_runs)
        for run in page_runs.runs:
            run.kept |= run.key in extracted
    _add_siblings(page_runs)
    region = _region(page_runs)
    _add_between(page_runs, region)
    region = _with_plain(page_runs, region)
    _drop_foreign(page_runs, region, squeezed(title).casefold())
    _add_footnotes(page_runs)
    _add_standfirst(page_runs, squeezed(title).casefold(), squeezed(description)[:60])
    _drop_byline(page_runs)
    return _confidence(page_runs, declared)


def _confidence(page_runs: PageRuns, declared: str) -> Finding:
    """High if the page declares its text and most of it is kept; otherwise by the length of the kept text."""
    length = sum(len(run.key) for run in page_runs.runs if run.kept)
    agreed = sum(len(run.key) for run in page_runs.runs if run.kept and run.key in declared)
    if declared and agreed > 0.8 * max(length, len(declared)):
        return Finding(None, 'json-ld', 0.98)
    return Finding(None, 'trafilatura', 0.9 if length > 1500 else 0.7 if length > 300 else 0.4)


def _extracted_text(page_runs: PageRuns) -> str:
    """The text of the article without white space, extracted by trafilatura.

    The steps are those of its `bare_extraction`, without metadata, comments and checks of length, which are done here.
    """
    text = _extract(page_runs.root, _USUAL)
    if len(text) < _LITTLE:
        text = max(text, baseline(page_runs.root)[1], key=len)
    if len(text) < min(_MUCH, 0.2 * sum(len(run.key) for run in page_runs.runs)):
        more = _extract(page_runs.root, _GENEROUS)
        text = more if len(more) > max(_LITTLE, 1.5 * len(text)) else text
    return squeezed(text)


def _extract(tree: HtmlElement, options: Extractor) -> str:
    try:
        return extract_content(_without_crowds(convert_tags(tree_cleaning(copy(tree), options), options)), options)[1]
    except (TypeError, ValueError):
        # trafilatura creates elements by the names of existing ones; lxml rejects that of a damaged tag such as <em">.
        return ''


def _without_crowds(tree: HtmlElement) -> HtmlElement:
    """The tree without elements that have over 500 text nodes, links or spans as direct children.

    A later step of trafilatura takes time with the square of that number. Serialising and parsing joins text nodes,
    which are split where inline tags were removed; links and spans become `hi`, which that step does not look at.
    """
    for link in cast(list[etree._Element], _crowding_links(tree)):
        link.tag = 'hi'
    return etree.fromstring(etree.tostring(tree), _PARSER) if _has_crowds(tree) else tree


def _kept_length(runs: list[Run]) -> Counter:
    """The number of characters of kept text within each element."""
    lengths: Counter = Counter()
    for run in runs:
        if run.kept and len(run.key) >= _DISTINCTIVE and not run.is_mostly_links:
            for element in (run.block, *run.block.iterancestors()):
                lengths[element] += len(run.key)
    return lengths


def _region(page_runs: PageRuns) -> HtmlElement:
    """The smallest element with at least nine tenths of the kept text."""
    lengths = _kept_length(page_runs.runs)
    region = page_runs.root
    whole = lengths[region]
    while True:
        inner = next((child for child in region if lengths.get(child, 0) > 0.9 * whole), None)
        if inner is None:
            return region
        region = inner


def _exempt(page_runs: PageRuns, region: HtmlElement) -> set[HtmlElement]:
    """Elements that may have the name of an aside but contain the article: the region, its ancestors, or much text."""
    lengths = _kept_length(page_runs.runs)
    whole = lengths[page_runs.root]
    return {element for element, length in lengths.items() if length > 0.3 * whole} | {region, *region.iterancestors()}


def _add_siblings(page_runs: PageRuns) -> None:
    """Keeps paragraphs whose parents resemble those of kept ones, since some themes split a text into boxes."""
    lengths: Counter = Counter()
    for run in page_runs.runs:
        if run.kept and run.block.tag == 'p':
            lengths[_tag_and_marks(run.block.getparent())] += len(run.key)
    whole = sum(lengths.values())
    for run in page_runs.runs:
        if not run.kept and run.block.tag == 'p' and not run.is_mostly_links and len(run.key) >= _DISTINCTIVE:
            run.kept = lengths[_tag_and_marks(run.block.getparent())] > 0.3 * whole


def _add_between(page_runs: PageRuns, region: HtmlElement) -> None:
    """Keeps headings, lists, quotations and cells between kept runs."""
    kept = [
        number
        for number, run in enumerate(page_runs.runs)
        if run.kept and len(run.key) >= _DISTINCTIVE and _is_within(run, region)
    ]
    for number in range(kept[0], kept[-1]) if kept else ():
        run = page_runs.runs[number]
        if not run.is_mostly_links and run.block.tag in _PARTS and _is_within(run, region):
            run.kept = True


def _with_plain(page_runs: PageRuns, region: HtmlElement) -> HtmlElement:
    """Keeps the short paragraphs, headings and lists of a text that was written in Markdown; returns the text's box.

    The elements that Markdown makes have no classes, and nothing else is directly in the box.
    """
    box = region.getparent() if region.tag in _PROSE else region
    if box is None or not all(map(_is_plain, box)):
        return region
    for run in page_runs.runs:
        if not run.is_mostly_links and box in run.block.iterancestors():
            run.kept = True
    return box


def _is_plain(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in ('h1', 'h2'):
        return True
    return (element.tag in _PROSE and not element.get('class')) or not element.text_content().strip()


def _drop_foreign(page_runs: PageRuns, region: HtmlElement, heading: str) -> None:
    """Drops runs outside of the region or in an aside, captions, the title, and paragraphs that are only links."""
    own = _exempt(page_runs, region)
    for run in [run for run in page_runs.runs if run.kept]:
        is_only_links = run.block.tag == 'p' and run.linked == len(run.key)
        if (
            is_only_links
            or any(aside not in own for aside in run.asides)
            or not _is_within(run, region)
            or run.key.casefold() == heading
            or any(
                ancestor.tag in ('figure', 'figcaption') or 'caption' in marks(ancestor)
                for ancestor in (run.block, *run.block.iterancestors())
                if ancestor not in own
            )
        ):
            run.kept = False


def _add_footnotes(page_runs: PageRuns) -> None:
    """Keeps footnotes: what the text links to on its own page, and that links back into the text."""
    links = [link for link in page_runs.root.iter('a') if (href := link.get('href')) and href[0] == '#' and href[1:]]
    if len(links) < 2:
        return
    wanted = {link.get('href')[1:] for link in links}
    ids = {name: element for element in page_runs.root.iter() if (name := element.get('id')) and name in wanted}
    kept = {run.block for run in page_runs.runs if run.kept}

    def is_kept(element: HtmlElement) -> bool:
        return any(around in kept for around in (element, *element.iterancestors()))

    targets = {link: ids.get(link.get('href')[1:]) for link in links}
    from_text = {target for link, target in targets.items() if target is not None and is_kept(link)}
    if not from_text:
        return
    linking_back = {
        ancestor
        for link, target in targets.items()
        if target is not None and is_kept(target)
        for ancestor in (link, *link.iterancestors())
    }
    notes = {target for target in from_text & linking_back if not kept & {*target.iter()}}
    for run in page_runs.runs:
        if any(element in notes for element in (run.block, *run.block.iterancestors())):
            run.kept = True


def _add_standfirst(page_runs: PageRuns, heading: str, description: str) -> None:
    """Keeps the standfirst between the title and the first kept run."""
    first = next((number for number, run in enumerate(page_runs.runs) if run.kept), 0)
    above = [number for number in range(first) if page_runs.runs[number].key.casefold() == heading]
    for run in page_runs.runs[above[-1] + 1 : first] if above else ():
        is_description = description and run.key.startswith(description)
        if (
            (is_description or _is_called_standfirst(run.block))
            and len(run.key) > 2 * _DISTINCTIVE
            and not run.is_mostly_links
        ):
            run.kept = True
            return


def _drop_byline(page_runs: PageRuns) -> None:
    """Drops a line of author and date, or of a date alone, among the first of the text."""
    for run in [run for run in page_runs.runs if run.kept][:_FIRST]:
        line = ' '.join(''.join(getattr(element, place) or '' for element, place in run.parts).split())
        if len(line) <= _LINE and (comment_headers.header(line, UTC, day_first=True) or _is_date(line)):
            run.kept = False


def _is_date(line: str) -> bool:
    """Whether a line is a day and at most words such as "published on"."""
    begin, end, _ = next(text_dates.days_in(line, day_first=True), (0, 0, None))
    return end > 0 and len(line) - end < _LINE // 3 and (begin < _FEW or bool(text_dates.PUBLISHED.match(line)))


def _tag_and_marks(element: HtmlElement) -> tuple[str, str]:
    return element.tag, marks(element)


def _is_within(run: Run, region: HtmlElement) -> bool:
    return run.block is region or region in run.block.iterancestors()
