"""Which runs of a page are the article's text."""

import logging
from collections import Counter
from copy import copy

from lxml import etree
from lxml.html import HtmlElement, XHTMLParser
from trafilatura import baseline
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor

from articles.readers.html.document import Found, called, marks
from articles.readers.html.runs import Reading, Run, squeezed

# What it has to say of single pages is no part of our report.
logging.getLogger('trafilatura').setLevel(logging.CRITICAL)

# Shorter runs stand in many places by chance.
_TELLING = 25
_WHOLE = 500  # characters: less may be a teaser
# Characters of which trafilatura makes its next step depend, and its options for the first and for the last.
_LITTLE, _MUCH = 250, 3000
_USUAL, _GENEROUS = Extractor(comments=False, fast=True), Extractor(comments=False, fast=True, recall=True)
_has_crowds = etree.XPath('boolean(//*[count(text()) > 500])')
_crowding_links = etree.XPath('//*[count(ref | span) > 500]/*[self::ref or self::span]')
_PARSER = XHTMLParser(recover=True, huge_tree=True)
_is_called_standfirst = called(
    r'(?:^|[-_ ])(?:dek|deck|standfirst|stand-first|lead|lede|teaser-?text|excerpt|intro\w*|summary|sub-?(?:title'
    r'|head\w*|line)'
    r'|description|vorspann|chapo|abstract|perex)(?:$|[-_ ])|headerdek|article-?dek|articledek|lead-?text'
)
_PARTS = ('h2', 'h3', 'h4', 'h5', 'h6', 'li', 'dd', 'dt', 'blockquote', 'pre', 'td', 'th')


def keep_article(reading: Reading, *, declared: str, title: str, description: str) -> Found:
    """Marks the runs that belong to the article, and returns by what they were found, and how sure that is.

    `declared` is the text that the page's JSON-LD gives for the article, or ''. `title` stands above it, not in it;
    `description` tells where the standfirst is.
    """
    declared = squeezed(declared)
    for run in reading.runs:
        run.kept = len(run.key) >= _TELLING and run.key in declared
    # A text that is declared and stands in the page nearly whole needs no guess.
    if len(declared) < _WHOLE or sum(len(run.key) for run in reading.runs if run.kept) < 0.9 * len(declared):
        located = _located(reading)
        for run in reading.runs:
            run.kept |= run.key in located
    _add_alike(reading)
    region = _region(reading)
    _add_between(reading, region)
    _leave_out(reading, region, squeezed(title).casefold())
    _add_standfirst(reading, squeezed(title).casefold(), squeezed(description)[:60])
    return _confidence(reading, declared)


def _confidence(reading: Reading, declared: str) -> Found:
    """High where the page declares its text and most of it was found; lower the less running text there is."""
    length = sum(len(run.key) for run in reading.runs if run.kept)
    agreed = sum(len(run.key) for run in reading.runs if run.kept and run.key in declared)
    if declared and agreed > 0.8 * max(length, len(declared)):
        return Found(None, 'json-ld', 0.98)
    return Found(None, 'trafilatura', 0.9 if length > 1500 else 0.7 if length > 300 else 0.4)


def _located(reading: Reading) -> str:
    """The text of the article without white space, as trafilatura finds it.

    These are the steps of its `bare_extraction`, without those that ask what is known here: what the page says of
    itself, where comments are, how long the page is.
    """
    found = _extracted(reading.root, _USUAL)
    if len(found) < _LITTLE:
        found = max(found, baseline(reading.root)[1], key=len)
    if len(found) < min(_MUCH, 0.2 * sum(len(run.key) for run in reading.runs)):
        more = _extracted(reading.root, _GENEROUS)
        found = more if len(more) > max(_LITTLE, 1.5 * len(found)) else found
    return squeezed(found)


def _extracted(tree: HtmlElement, options: Extractor) -> str:
    try:
        return extract_content(_uncrowded(convert_tags(tree_cleaning(copy(tree), options), options)), options)[1]
    except (TypeError, ValueError):
        # It copies elements by their names, and a damaged tag, such as <em">, has none that lxml would make.
        return ''


def _uncrowded(tree: HtmlElement) -> HtmlElement:
    """The tree without crowds of texts beside each other, which are left where marks of letters were taken out, and
    without those that come from links: before each text of a crowd, a later step looks at all the others."""
    for link in _crowding_links(tree):
        link.tag = 'hi'
    return etree.fromstring(etree.tostring(tree), _PARSER) if _has_crowds(tree) else tree


def _kept_length(runs: list[Run]) -> Counter:
    """How many characters of kept text each element holds."""
    lengths: Counter = Counter()
    for run in runs:
        if run.kept and len(run.key) >= _TELLING and not run.is_mostly_links:
            for element in (run.block, *run.block.iterancestors()):
                lengths[element] += len(run.key)
    return lengths


def _region(reading: Reading) -> HtmlElement:
    """The smallest element that holds nearly all the text found so far."""
    lengths = _kept_length(reading.runs)
    region = reading.root
    whole = lengths[region]
    while True:
        inner = next((child for child in region if lengths.get(child, 0) > 0.9 * whole), None)
        if inner is None:
            return region
        region = inner


def _exempt(reading: Reading, region: HtmlElement) -> set[HtmlElement]:
    """Elements that are called an aside but hold the article: the region, what is around it, or much of the text."""
    lengths = _kept_length(reading.runs)
    whole = lengths[reading.root]
    return {element for element, length in lengths.items() if length > 0.3 * whole} | {region, *region.iterancestors()}


def _add_alike(reading: Reading) -> None:
    """Keeps paragraphs that stand beside kept ones, or in a box of the same kind: some themes cut a text into boxes."""
    places: Counter = Counter()
    for run in reading.runs:
        if run.kept and run.block.tag == 'p':
            places[_kind(run.block.getparent())] += len(run.key)
    whole = sum(places.values())
    for run in reading.runs:
        if not run.kept and run.block.tag == 'p' and not run.is_mostly_links and len(run.key) >= _TELLING:
            run.kept = places[_kind(run.block.getparent())] > 0.3 * whole


def _add_between(reading: Reading, region: HtmlElement) -> None:
    """Keeps headings, lists, quotations and cells between kept runs."""
    kept = [
        number
        for number, run in enumerate(reading.runs)
        if run.kept and len(run.key) >= _TELLING and _is_within(run, region)
    ]
    for number in range(kept[0], kept[-1]) if kept else ():
        run = reading.runs[number]
        if not run.is_mostly_links and run.block.tag in _PARTS and _is_within(run, region):
            run.kept = True


def _leave_out(reading: Reading, region: HtmlElement, heading: str) -> None:
    """Leaves out what stands outside the region or in an aside, captions, and paragraphs that only point elsewhere."""
    own = _exempt(reading, region)
    for run in reading.runs:
        is_pointer = run.block.tag == 'p' and run.linked == len(run.key)
        if (
            is_pointer
            or any(aside not in own for aside in run.asides)
            or not _is_within(run, region)
            or run.key.casefold() == heading
            or any(
                above.tag in ('figure', 'figcaption') or 'caption' in marks(above)
                for above in (run.block, *run.block.iterancestors())
                if above not in own
            )
        ):
            run.kept = False


def _add_standfirst(reading: Reading, heading: str, description: str) -> None:
    first = next((number for number, run in enumerate(reading.runs) if run.kept), 0)
    above = [number for number in range(first) if reading.runs[number].key.casefold() == heading]
    for run in reading.runs[above[-1] + 1 : first] if above else ():
        is_said = description and run.key.startswith(description)
        if (is_said or _is_called_standfirst(run.block)) and len(run.key) > 2 * _TELLING and not run.is_mostly_links:
            run.kept = True
            return


def _kind(element: HtmlElement) -> tuple[str, str]:
    return element.tag, marks(element)


def _is_within(run: Run, region: HtmlElement) -> bool:
    return run.block is region or region in run.block.iterancestors()
