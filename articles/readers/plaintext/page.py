"""Sorts the lines of a page's plain text into title, byline, body, comments and the rest."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from itertools import accumulate, pairwise
from typing import NamedTuple

from articles.readers.plaintext.titles import find_title
from articles.readers.record import Note

from . import captions as text_captions
from . import comments as text_comments
from . import dates
from . import lines as text_lines

_HEAD_LINES = 25
_CREDIT_LINES = 6
_PORTRAIT_LINES = 15
_CAPTIONS_IN_A_ROW = 8
# This many short lines may follow the last paragraph; more of them are links to other pages.
_CLOSING_LINES = 3
_FORM_LINES = 12
_WORD = re.compile(r'[^\W\d_]+')
_AFTER_DATE = re.compile(r'\)?\s*[-–—:.)/|]')
_UPDATED = re.compile(
    r'\bupdated?\b|aktualisiert|geändert|mis à jour|actualizado|modified|edited|aggiornato', re.IGNORECASE
)
_PUBLISHED = re.compile(
    r'published|posted|originally|veröffentlicht|publié|publicado|pubblicato|\bstand\b|datum|\bdate\b', re.IGNORECASE
)
_OTHER_DAY = re.compile(
    r'\d\.?\s*[-–]\s*$|\b(?:registriert|joined|erscheinungsdatum|release date|geboren|born)\W*\w*\W*$', re.IGNORECASE
)


class Caption(NamedTuple):
    """The caption or alternative text of a picture, which a text copy does not contain."""

    text: str


@dataclass
class Page:
    """The parts of one page. `left_out`: lines that belong to no part of the article."""

    title: str = ''
    published: datetime | None = None
    modified: datetime | None = None
    authors: list[str] = field(default_factory=list)
    terms: dict[str, dict[str, None]] = field(default_factory=lambda: {'tags': {}, 'categories': {}})
    body: list[str | Caption] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    comments_open: bool = False
    left_out: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def note(self, code: str, detail: str) -> None:
        self.notes.append(Note(code, detail))


def parse(text: str, url: str, zone: tzinfo) -> Page:
    """The parts of the page with this plain text and URL ('' if unknown); its dates and times are in `zone`."""
    page = Page()
    lines = [line.rstrip() for line in text.split('\n') if line.strip()]
    at, page.title = find_title(lines, url)
    if not page.title:
        page.note('no-title', 'No line of the text is a title.')
    known = text_captions.Vocabulary(Counter(_WORD.findall(text)), frozenset(map(str.strip, lines)), page.title)
    above, lines = lines[: max(at, 0)], lines[at + 1 :]
    page.left_out += [line for line in above if not text_lines.is_prose(line)]
    lines = _without_terms(page, _without_comments(page, lines))
    around = [*_head_of(lines), *reversed(above[-6:])]
    _read_byline(page, around, lines)
    _read_day(page, around, lines, url, zone)
    lines = _without_credit(page, [*filter(text_lines.is_prose, above), *lines])
    lines = _without_furniture(page, _without_tail(page, lines), known)
    page.body = _without_duplicates(page, list(_split_captions(lines, known)))
    if captions := sum(isinstance(item, Caption) for item in page.body):
        page.note('glued-caption', f'{captions} captions ran into the text; their pictures are not in the copy.')
    return page


def _without_comments(page: Page, lines: list[str]) -> list[str]:
    form = next((at for at, line in enumerate(lines) if text_comments.is_form(line)), None)
    page.comments_open = form is not None
    first = next((at for at, line in enumerate(lines) if text_lines.is_prose(line)), len(lines))
    if section := text_comments.section(lines, first + 1):
        begin, end = section
        page.comments = lines[begin + 1 : end]
        page.left_out += [lines[begin], *lines[end:]]
        return lines[:begin]
    if form is not None and not any(map(text_lines.is_prose, lines[form + _FORM_LINES :])):
        page.left_out += lines[form:]
        lines = lines[:form]
    kept: list[str] = []
    done = 0
    for begin, end in text_comments.signed_runs(lines):
        kept += lines[done:begin]
        page.comments += lines[begin:end]
        done = end
    return kept + lines[done:]


def _without_terms(page: Page, lines: list[str]) -> list[str]:
    kept: list[str] = []
    label: str | None = None
    for line in lines:
        terms = text_lines.terms(line)
        if terms is None and label and (listed := text_lines.list_item(line)) and len(line) < 60:
            page.terms[label][listed.text] = None
        elif terms is None:
            kept.append(line)
            label = None
            continue
        else:
            label = terms.kind
            page.terms[label] |= dict.fromkeys(terms.names)
            if terms.blank and not terms.names:
                page.note(f'blank-{label}', f'{terms.blank} {label} were blank in the copy.')
        page.left_out.append(line)
    return kept


def _head_of(lines: Sequence[str]) -> list[str]:
    """The lines below the title up to the third paragraph."""
    paragraphs = accumulate(map(text_lines.is_prose, lines[:_HEAD_LINES]))
    return [line for line, count in zip(lines, paragraphs, strict=False) if count < 3]


def _read_byline(page: Page, around: Sequence[str], lines: Sequence[str]) -> None:
    bylines = [people for line in around if (people := text_lines.byline(line)) is not None]
    page.authors = next((list(people) for people in bylines if people), [])
    if bylines and not page.authors:
        page.note('blank-byline', 'The byline names nobody.')
    introduced = [names for line in lines[-_PORTRAIT_LINES:] if (names := text_lines.portrait(line))]
    if introduced and not page.authors:
        alone = [names for line in around if len(line) < 60 and (names := text_lines.names(line)) in introduced]
        page.authors = list(alone[0] if alone else introduced[0] if len(introduced) == 1 else ())
    page.authors = page.authors or _beside_date(around)


def _beside_date(around: Sequence[str]) -> list[str]:
    """The name on a line of its own next to the line with the date, a frequent form of byline."""
    for line, other in [*pairwise(around), *((below, above) for above, below in pairwise(around))]:
        if (
            len(line) < 40
            and _is_dateline(other)
            and (people := text_lines.names(line))
            and ' '.join(people) == line.strip()
        ):
            return list(people)
    return []


def _read_day(page: Page, around: Sequence[str], lines: Sequence[str], url: str, zone: tzinfo) -> None:
    """Sets the dates: the day in the URL, on a line near the title, or on a line labelled as the date."""
    published, clock, modified = dates.day_in_url(url), None, None
    near = [(line, True) for line in around]
    far = [(line, False) for line in lines if len(line) < 120]
    for line, is_near in near + far:
        for begin, end, day in dates.days_in(line[:250]):
            before = line[:begin]
            if _OTHER_DAY.search(before):
                continue
            if _UPDATED.search(before[-30:]):
                modified = modified or day
            elif not clock and published in (None, day) and _is_of_page(line, before, line[end:], is_near):
                published, clock = day, dates.time_in(line[end : end + 40])
            break
        if published and modified:
            break
    if published:
        page.published = datetime.combine(published, clock or time(), zone)
    else:
        page.note('no-date', 'The text does not say on which day it was published.')
    page.modified = datetime.combine(modified, time(), zone) if modified else None


def _is_of_page(line: str, before: str, after: str, is_near: bool) -> bool:
    """Whether a line gives the date of the page; False for a date mentioned in a sentence."""
    before = before[-60:]
    if (label := _PUBLISHED.search(before)) and len(_WORD.findall(before[: label.start()])) < 4:
        return True
    if not is_near or (len(_WORD.findall(before)) > 4 and text_lines.byline(line) is None):
        return False
    return bool(_AFTER_DATE.match(after)) or (len(after) < 80 and not text_lines.is_prose(line))


def _without_credit(page: Page, lines: list[str]) -> list[str]:
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - _CREDIT_LINES), -1):
        if people := text_lines.credit(lines[at]):
            page.meta['credit_line'] = lines[at].strip()
            if not page.authors:
                page.authors = list(people)
                page.note('author-from-credit', 'The author was read from the credit line at the end.')
            return lines[:at] + lines[at + 1 :]
    return lines


def _without_tail(page: Page, lines: list[str]) -> list[str]:
    """The lines up to the end of the article, which is followed by a heading of other parts or only by short lines."""
    written = list(accumulate((len(line) if text_lines.is_prose(line) else 0 for line in lines), initial=0))
    if not written[-1]:
        return lines
    heads = (at for at, line in enumerate(lines) if written[at] and text_lines.opens_tail(line))
    end = next((at for at in heads if (written[-1] - written[at]) * 4 < written[-1]), len(lines))
    last = max((at for at, line in enumerate(lines[:end], 1) if _has_substance(line)), default=end)
    if end - last >= _CLOSING_LINES or any(map(text_lines.is_notice, lines[last:end])):
        end = last
    page.left_out += lines[end:]
    return lines[:end]


def _has_substance(line: str) -> bool:
    if text_lines.is_prose(line):
        return not text_lines.is_notice(line)
    return len(line) > 40 and text_lines.list_item(line) is not None


def _without_furniture(page: Page, lines: list[str], known: text_captions.Vocabulary) -> list[str]:
    kept = []
    for at, line in enumerate(lines):
        if (
            text_lines.is_furniture(line)
            or text_captions.is_chain(line, known)
            or (at < _HEAD_LINES and _is_dateline(line))
        ):
            page.left_out.append(line)
        else:
            kept.append(line)
    return kept


def _is_dateline(line: str) -> bool:
    if len(line) > 120 or text_lines.is_prose(line):
        return False
    return text_lines.byline(line) is not None or next(dates.days_in(line), None) is not None


def _split_captions(lines: Sequence[str], known: text_captions.Vocabulary) -> Iterator[str | Caption]:
    for line in lines:
        for _ in range(_CAPTIONS_IN_A_ROW):
            if not (halves := text_captions.split_caption(line, known)):
                break
            yield Caption(halves[0])
            line = halves[1]
        yield line


def _without_duplicates(page: Page, items: list[str | Caption]) -> list[str | Caption]:
    """Drops a caption equal to the alternative text before it, names in the byline, and picture credits."""
    kept: list[str | Caption] = []
    for item in items:
        text = _text(item)
        if kept and text == _text(kept[-1]) and text.count(' ') > 2 and not text_lines.is_prose(text):
            page.left_out.append(text)
            kept[-1] = item if isinstance(item, Caption) else kept[-1]
        elif text in page.authors or (isinstance(item, str) and text_lines.is_picture_credit(text)):
            page.left_out.append(text)
        else:
            kept.append(item)
    return kept


def _text(item: str | Caption) -> str:
    return item.text if isinstance(item, Caption) else item.strip()
