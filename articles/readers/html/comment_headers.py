"""Finds comments that no name marks: below a heading such as "3 comments", each with a line of its author and time."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import tzinfo
from itertools import dropwhile, islice, takewhile

from lxml.html import HtmlElement

from articles.readers.html.document import text_of
from articles.readers.plaintext import comment_sections
from articles.readers.plaintext.comment_lines import Attribution, attribution, is_button

_HEADINGS = frozenset('h2 h3 h4 h5 h6 legend summary'.split())
# These are headings where nothing but text is in them.
_BARE_HEADINGS = frozenset('p div b strong dt td th'.split())
_LINES = frozenset('p div h3 h4 h5 h6 strong b dt header footer small li td th span cite em i font'.split())
_LONGEST = 100  # characters of a line, and of a heading
_AFTER = 30  # characters after the time, such as a name or a button
_NEAR = 200  # characters between the heading and the first line
_ABOVE = 7  # elements around a heading, beside which the comments may be
_MOST_HEADINGS, _SMALL = 20, 24
_MOST = 3000  # elements that are looked at
# Whom a comment answers, after its own line.
_IN_REPLY = re.compile(
    r'\s*\b(?:in reply to|en réponse à|als antwort auf|en respuesta a|em resposta a|in risposta a|als antwoord op'
    r'|w odpowiedzi na|som svar på)\b.*$',
    re.I,
)
_ENDS = frozenset('form nav aside h1 h2'.split())


def wrap(tree: HtmlElement, zone: tzinfo, *, day_first: bool) -> list[HtmlElement]:
    """The elements with a comment each, in order; a line and the text beside it are put into one first.

    Removes the heading above them. Empty where no heading has lines with a name and a time below it.
    """
    for heading in islice(_headings(tree), _MOST_HEADINGS):
        for below in _below(heading, zone, day_first):
            if lines := _lines(below, zone, day_first):
                holding = _holding(lines)
                signed = _are_signatures(lines, below)
                first = next((number for number, place in enumerate(below) if place in holding), 0)
                for place in () if signed else below[:first]:
                    place.drop_tree()
                heading.tag = 'h2'  # It ends the text of the comment below it, whatever it was.
                comments = [_comment(line, holding, {*below}, signed) for line in lines]
                heading.drop_tree()
                return comments
    return []


def header(text: str, zone: tzinfo, *, day_first: bool) -> Attribution | None:
    """Who wrote a comment and when, if the text is a line of both and nothing else.

    The day is unknown where it is in numbers whose order is.
    """
    text = _IN_REPLY.sub('', text) if len(text) <= 3 * _LONGEST else text
    if not 3 < len(text) <= _LONGEST or len(text) - max(text.rfind(digit) for digit in '0123456789') > _AFTER:
        return None
    line = attribution(text, zone, day_first)
    return line if line and line.author and (line.published or line.has_clock) else None


def _headings(tree: HtmlElement) -> Iterator[HtmlElement]:
    """What may be the heading of the comments; it is below the headline."""
    headline = next(tree.iter('h1'), None)
    elements = tree.iter('h1', *_HEADINGS, *_BARE_HEADINGS)
    # Of most of these elements the first child tells that they are none.
    likely = [e for e in elements if not len(e) or e[0].tag == 'a' or e.tag not in _BARE_HEADINGS]
    below = dropwhile(lambda element: headline is not None and element is not headline, likely)
    return (element for element in below if element.tag != 'h1' and _is_heading(element))


def _is_heading(element: HtmlElement) -> bool:
    if element.tag in _BARE_HEADINGS and not all(child.tag == 'a' for child in element):
        return False
    text = text_of(element) if len(element.text or '') < 2 * _LONGEST else ''
    # Some name the article first: "Old bridge to close" | 2 comments.
    count = text.rpartition('|')[2].strip()
    if not 0 < len(text) <= _LONGEST:
        return False
    is_named = comment_sections.is_heading(text) or (count[:1].isdigit() and comment_sections.is_heading(count))
    return is_named and not is_button(text)


def _below(heading: HtmlElement, zone: tzinfo, day_first: bool) -> Iterator[list[HtmlElement]]:
    """What follows a heading beside it, then beside what is around it, up to what has the headline in it."""
    element = heading
    for _ in range(_ABOVE):
        following = [other for other in element.itersiblings() if isinstance(other.tag, str)]
        breaks = (line_end for place in following for line_end in place.iter('br'))
        for parent in dict.fromkeys(line_end.getparent() for line_end in islice(breaks, _MOST)):
            _set_apart(parent, zone, day_first)
        if following:
            yield [other for other in element.itersiblings() if isinstance(other.tag, str)]
        element = element.getparent()
        if element is None or element.tag in ('body', 'article', 'main') or element.find('.//h1') is not None:
            return


def _lines(places: list[HtmlElement], zone: tzinfo, day_first: bool) -> list[HtmlElement]:
    """The lines of comments, which are alike; empty where the first of them is not near."""
    lines: list[HtmlElement] = []
    before = 0
    elements = (element for place in places for element in place.iter() if isinstance(element.tag, str))
    for element, _ in zip(elements, range(_MOST), strict=False):
        if element.tag in _LINES and _is_small(element) and header(text_of(element), zone, day_first=day_first):
            if lines and lines[-1] in element.iterancestors():
                lines.pop()
            lines.append(element)
        if not lines:
            before += len((element.text or '').strip()) + len((element.tail or '').strip())
            if before > _NEAR:
                break
    return [line for line in lines if _kind(line) == _kind(lines[0])]


def _is_small(element: HtmlElement) -> bool:
    """Whether few elements are within one: a line has a name, a link and a time."""
    return sum(1 for _ in islice(element.iter(), _SMALL)) < _SMALL


def _set_apart(element: HtmlElement, zone: tzinfo, day_first: bool) -> None:
    """Puts a line of author and time between two breaks into an element of its own."""
    line: list[HtmlElement] = []
    before: HtmlElement | None = None
    for child in [*element, None]:
        if child is not None and child.tag != 'br':
            line.append(child)
            continue
        lead = (element.text if before is None else before.tail) or ''
        text = lead + ''.join(f'{part.text_content()}{part.tail or ""}' for part in line if isinstance(part.tag, str))
        if header(' '.join(text.split()), zone, day_first=day_first):
            box = element.makeelement('div')
            box.text = lead
            if before is None:
                element.text = None
                element.insert(0, box)
            else:
                before.tail = None
                before.addnext(box)
            box.extend(line)
        before, line = child, []


def _kind(element: HtmlElement) -> tuple[str, str]:
    return element.tag, element.get('class') or ''


def _holding(lines: list[HtmlElement]) -> dict[HtmlElement, list[HtmlElement]]:
    """The lines within each element that has any."""
    holding: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for line in lines:
        for element in (line, *line.iterancestors()):
            holding[element].append(line)
    return holding


def _are_signatures(lines: list[HtmlElement], places: list[HtmlElement]) -> bool:
    """Whether lines beside texts are below them: a text is before the first, and none after the last."""
    if not {lines[0], lines[-1]} <= {*places}:
        return False
    own = takewhile(lambda place: place.tag not in _ENDS, places[places.index(lines[-1]) + 1 :])
    return any(map(text_of, places[: places.index(lines[0])])) and not any(map(text_of, own))


def _comment(
    line: HtmlElement, holding: dict[HtmlElement, list[HtmlElement]], places: set[HtmlElement], is_signed: bool
) -> HtmlElement:
    """The comment with this line: the item of a list, else the largest element that has no other line."""
    items = (item for item in line.iterancestors('li', 'article') if holding[item][0] is line)
    if (item := next(items, None)) is not None and text_of(item) != text_of(line):
        return item
    comment = line
    while comment not in places and len(holding[comment.getparent()]) == 1:
        comment = comment.getparent()
    if text_of(comment) != text_of(line):
        return comment
    beside = [*comment.itersiblings(preceding=is_signed)]
    box = line.makeelement('div')
    holding[box].append(line)
    comment.addprevious(box)
    own = [*takewhile(lambda other: other.tag not in _ENDS and other not in holding, beside)]
    for part in [*reversed(own), comment] if is_signed else [comment, *own]:
        box.append(part)
    return box
