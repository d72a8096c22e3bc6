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
from . import comment_sections, dates
from . import lines as text_lines

# Numbers of lines in which a part is looked for: below and above the title, and at the end of the article.
_HEAD_LINES = 25
_LINES_ABOVE = 6
_CREDIT_LINES = 6
_BIOGRAPHY_LINES = 15
_CAPTIONS_IN_A_ROW = 8
# This many short lines or more after the last paragraph are links to other pages, and not the end of the article.
_CLOSING_LINES = 3
_COMMENT_FORM_LINES = 12
_WORD = re.compile(r'[^\W\d_]+')
# What separates a date from the text after it on the same line.
_AFTER_DATE = re.compile(r'\)?\s*[-–—:.)/|]')
_UPDATED = re.compile(
    r'\bupdated?\b|aktualisiert|geändert|mis à jour|actualizado|modified|edited|aggiornato', re.IGNORECASE
)
_PUBLISHED = re.compile(
    r'published|posted|originally|veröffentlicht|publié|publicado|pubblicato|\bstand\b|datum|\bdate\b', re.IGNORECASE
)
# Before a date that is not the page's: the end of a period, when a user joined, a release or a birth.
_OTHER_DATE = re.compile(
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
    title_at, page.title = find_title(lines, url)
    if not page.title:
        page.note('no-title', 'No line of the text is a title.')
    vocabulary = text_captions.Vocabulary(Counter(_WORD.findall(text)), frozenset(map(str.strip, lines)), page.title)
    # Without a title, title_at is -1: all lines are below it. Of those above a title, only paragraphs are text.
    above, below = lines[: max(title_at, 0)], lines[title_at + 1 :]
    page.left_out += [line for line in above if not text_lines.is_prose(line)]
    # Each of these functions adds the lines that it recognises to their part of the page, and returns the others.
    below = _take_terms(page, _take_comments(page, below))
    near_title = [*_up_to_third_paragraph(below), *reversed(above[-_LINES_ABOVE:])]
    _read_byline(page, near_title, below)
    _read_dates(page, near_title, below, url, zone)
    lines = _take_credit(page, [*filter(text_lines.is_prose, above), *below])
    lines = _leave_out_buttons(page, _leave_out_tail(page, lines), vocabulary)
    page.body = _leave_out_duplicates(page, list(_split_captions(lines, vocabulary)))
    if captions := sum(isinstance(item, Caption) for item in page.body):
        page.note('glued-caption', f'{captions} captions ran into the text; their pictures are not in the copy.')
    return page


def _take_comments(page: Page, lines: list[str]) -> list[str]:
    form_at = next((at for at, line in enumerate(lines) if comment_sections.is_form(line)), None)
    page.comments_open = form_at is not None
    first_paragraph = next((at for at, line in enumerate(lines) if text_lines.is_prose(line)), len(lines))
    if section := comment_sections.section(lines, first_paragraph + 1, page.title):
        text_end, first, end = section
        page.comments = lines[first:end]
        page.left_out += [*lines[text_end:first], *lines[end:]]
        return lines[:text_end]
    if form_at is not None and not any(map(text_lines.is_prose, lines[form_at + _COMMENT_FORM_LINES :])):
        page.left_out += lines[form_at:]
        lines = lines[:form_at]
    return _take_signed_lists(page, lines)


def _take_signed_lists(page: Page, lines: list[str]) -> list[str]:
    """Takes lists between paragraphs whose items are comments, each signed with a name and a time."""
    others: list[str] = []
    done = 0
    for begin, end in comment_sections.signed_lists(lines):
        others += lines[done:begin]
        page.comments += lines[begin:end]
        done = end
    return others + lines[done:]


def _take_terms(page: Page, lines: list[str]) -> list[str]:
    """Takes tags and categories: the names after a label such as "Tags:", or in the list below it."""
    others: list[str] = []
    kind: str | None = None  # of the label to whose list this line may belong
    for line in lines:
        terms = text_lines.terms(line)
        if terms is None and kind and (item := text_lines.list_item(line)) and len(line) < 60:
            page.terms[kind][item.text] = None
        elif terms is None:
            others.append(line)
            kind = None
            continue
        else:
            kind = terms.kind
            page.terms[kind] |= dict.fromkeys(terms.names)
            if terms.blank and not terms.names:
                page.note(f'blank-{kind}', f'{terms.blank} {kind} were blank in the copy.')
        page.left_out.append(line)
    return others


def _up_to_third_paragraph(lines: Sequence[str]) -> list[str]:
    paragraphs = accumulate(map(text_lines.is_prose, lines[:_HEAD_LINES]))
    return [line for line, count in zip(lines, paragraphs, strict=False) if count < 3]


def _read_byline(page: Page, near_title: Sequence[str], lines: Sequence[str]) -> None:
    """Sets the authors: from a byline near the title, else a biography at the end, else a name beside the date."""
    bylines = [people for line in near_title if (people := text_lines.byline(line)) is not None]
    page.authors = next((list(people) for people in bylines if people), [])
    if bylines and not page.authors:
        page.note('blank-byline', 'The byline names nobody.')
    page.authors = page.authors or _introduced(near_title, lines) or _beside_date(near_title)


def _introduced(near_title: Sequence[str], lines: Sequence[str]) -> list[str]:
    """The author whom a biography at the end introduces. Of several, the one whose name is also near the title."""
    introduced = [people for line in lines[-_BIOGRAPHY_LINES:] if (people := text_lines.introduced(line))]
    for line in near_title:
        if len(line) < 60 and (people := text_lines.names(line)) in introduced:
            return list(people)
    return list(introduced[0]) if len(introduced) == 1 else []


def _beside_date(near_title: Sequence[str]) -> list[str]:
    """The name on a line of its own next to the line with the date, a frequent form of byline."""
    for line, other in [*pairwise(near_title), *((below, above) for above, below in pairwise(near_title))]:
        if (
            len(line) < 40
            and _is_dateline(other)
            and (people := text_lines.names(line))
            and ' '.join(people) == line.strip()
        ):
            return list(people)
    return []


def _read_dates(page: Page, near_title: Sequence[str], lines: Sequence[str], url: str, zone: tzinfo) -> None:
    """Sets the dates of publication and of the last change, from lines near the title, then from labelled lines.

    A day in the URL is the day of publication: the lines may only add its time. Of each line, the first date counts.
    """
    published, clock, modified = dates.day_in_url(url), None, None
    candidates = [(line, True) for line in near_title] + [(line, False) for line in lines if len(line) < 120]
    for line, is_near in candidates:
        dates_of_line = dates.days_in(line[:250])
        first = next((date for date in dates_of_line if not _OTHER_DATE.search(line[: date[0]])), None)
        if first is None:
            continue
        begin, end, day = first
        before, after = line[:begin], line[end:]
        if _UPDATED.search(before[-30:]):
            modified = modified or day
        elif not clock and published in (None, day) and _is_of_publication(line, before, after, is_near):
            published, clock = day, dates.time_in(after[:40])
        if published and modified:
            break
    if published:
        page.published = datetime.combine(published, clock or time(), zone)
    else:
        page.note('no-date', 'The text does not say on which day it was published.')
    page.modified = datetime.combine(modified, time(), zone) if modified else None


def _is_of_publication(line: str, before: str, after: str, is_near: bool) -> bool:
    """Whether the date between `before` and `after` is the date of the page; False for one mentioned in a sentence."""
    before = before[-60:]
    if (label := _PUBLISHED.search(before)) and len(_WORD.findall(before[: label.start()])) < 4:
        return True
    if not is_near or (len(_WORD.findall(before)) > 4 and text_lines.byline(line) is None):
        return False
    return bool(_AFTER_DATE.match(after)) or (len(after) < 80 and not text_lines.is_prose(line))


def _take_credit(page: Page, lines: list[str]) -> list[str]:
    """Takes the credit line at the end, such as "Correspondent – A. Writer reports."."""
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - _CREDIT_LINES), -1):
        if people := text_lines.credit(lines[at]):
            page.meta['credit_line'] = lines[at].strip()
            if not page.authors:
                page.authors = list(people)
                page.note('author-from-credit', 'The author was read from the credit line at the end.')
            return lines[:at] + lines[at + 1 :]
    return lines


def _leave_out_tail(page: Page, lines: list[str]) -> list[str]:
    """The lines up to the end of the article.

    It ends at the heading of another part of the page, such as "Related articles", with less than a quarter of the
    prose below it. Before that, the last lines are left out too if they are no text: several short ones or a notice.
    """
    # The number of characters of prose above each line; the last item is that of all lines.
    prose_above = list(accumulate((len(line) if text_lines.is_prose(line) else 0 for line in lines), initial=0))
    whole = prose_above[-1]
    if not whole:
        return lines
    headings = (at for at, line in enumerate(lines) if prose_above[at] and text_lines.opens_tail(line))
    end = next((at for at in headings if (whole - prose_above[at]) * 4 < whole), len(lines))
    text_end = max((at for at, line in enumerate(lines[:end], 1) if _is_text(line)), default=end)
    if end - text_end >= _CLOSING_LINES or any(map(text_lines.is_notice, lines[text_end:end])):
        end = text_end
    page.left_out += lines[end:]
    return lines[:end]


def _is_text(line: str) -> bool:
    """Whether a line is surely the article's: a paragraph that is no notice, or a long item of a list."""
    if text_lines.is_prose(line):
        return not text_lines.is_notice(line)
    return len(line) > 40 and text_lines.list_item(line) is not None


def _leave_out_buttons(page: Page, lines: list[str], vocabulary: text_captions.Vocabulary) -> list[str]:
    """Leaves out buttons, labels, picture credits and menus, and the line with the date near the title."""
    others = []
    for at, line in enumerate(lines):
        if (
            text_lines.is_furniture(line)
            or text_captions.is_chain(line, vocabulary)
            or (at < _HEAD_LINES and _is_dateline(line))
        ):
            page.left_out.append(line)
        else:
            others.append(line)
    return others


def _is_dateline(line: str) -> bool:
    """Whether a short line has a byline or a date."""
    if len(line) > 120 or text_lines.is_prose(line):
        return False
    return text_lines.byline(line) is not None or next(dates.days_in(line), None) is not None


def _split_captions(lines: Sequence[str], vocabulary: text_captions.Vocabulary) -> Iterator[str | Caption]:
    """Yields each line, after the captions that ran into its beginning."""
    for line in lines:
        for _ in range(_CAPTIONS_IN_A_ROW):
            if not (halves := text_captions.split_caption(line, vocabulary)):
                break
            yield Caption(halves[0])
            line = halves[1]
        yield line


def _leave_out_duplicates(page: Page, items: list[str | Caption]) -> list[str | Caption]:
    """Leaves out a caption equal to the alternative text before it, names in the byline, and picture credits."""
    others: list[str | Caption] = []
    for item in items:
        text = _text(item)
        if others and text == _text(others[-1]) and text.count(' ') > 2 and not text_lines.is_prose(text):
            page.left_out.append(text)
            others[-1] = item if isinstance(item, Caption) else others[-1]
        elif text in page.authors or (isinstance(item, str) and text_lines.is_picture_credit(text)):
            page.left_out.append(text)
        else:
            others.append(item)
    return others


def _text(item: str | Caption) -> str:
    return item.text if isinstance(item, Caption) else item.strip()
