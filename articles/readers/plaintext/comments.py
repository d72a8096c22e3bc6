"""Extracts the comments below an article from the plain text of its page."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from html import escape

from articles.readers.record import CommentRecord
from articles.text import sanitise
from articles.text.clickable import with_links

from . import comment_lines, comment_series
from .comment_lines import LONGEST_BUTTON, Attribution


@dataclass
class _Draft:
    """A comment while its lines are read. `depth`: characters of indentation. `attribution`: its lines as written."""

    depth: int
    lines: list[str]
    author: str = ''
    attribution: str = ''
    published: datetime | None = None
    parent: str = ''
    kind: str = 'comment'
    left_out: tuple[str, ...] = ()
    is_item: bool = False


def read(lines: Sequence[str], *, zone: tzinfo) -> tuple[CommentRecord, ...]:
    """The comments in the lines below their heading, with parents by indentation.

    Text that cannot be split into comments becomes one comment. All are approved, since pages show no others. `zone` is
    the site's time zone.
    """
    drafts = _drafts(lines, zone)
    ancestors: list[tuple[int, str]] = []  # depth and id of the comments around the current one, outermost first
    for number, draft in enumerate(drafts, 1):
        while ancestors and ancestors[-1][0] >= draft.depth:
            ancestors.pop()
        draft.parent = ancestors[-1][1] if ancestors else ''
        ancestors.append((draft.depth, str(number)))
    return tuple(_record(number, draft) for number, draft in enumerate(drafts, 1))


def _drafts(lines: Sequence[str], zone: tzinfo) -> list[_Draft]:
    """The comments in order: a list item starts one, and so does an attribution that is not within a list item."""
    drafts: list[_Draft] = []
    doubled = comment_series.doubled_names(lines)
    repetitions = {at for name, end in doubled.items() for at in range(name + 1, end)}
    signatures = [
        Attribution(line.strip(), is_said=True)
        if at in doubled
        else comment_lines.attribution(comment_lines.text_of(line), zone)
        for at, line in enumerate(lines)
    ]
    buttons, signed = _buttons(lines, signatures), _are_signed(lines, signatures)
    left_out: list[str] = []
    is_open = False  # whether the next line may belong to the last draft though it is an attribution or further out
    for at, (line, attribution) in enumerate(zip(lines, signatures, strict=True)):
        item, text = comment_lines.item(line), comment_lines.text_of(line)
        depth = len(item['indent']) if item else len(line) - len(line.lstrip())
        is_button = comment_lines.without_digits(line) in buttons or comment_lines.is_button(text)
        if at in repetitions or (is_button and not attribution):
            left_out.append(text)
            is_open &= not item
            continue
        last = drafts[-1] if drafts else None
        if last and last.is_item and not item and last.depth < depth and is_open:
            # A line indented below a list item belongs to it: as its attribution, or as its text.
            if attribution and not _may_be_attributed(last, attribution):
                attribution = None
        elif (
            not last
            or item
            or (signed and not is_open)
            or (attribution and not signed and not _is_time_of(last, attribution))
        ):
            drafts.append(_Draft(depth, [], is_item=bool(item)))
        if attribution:
            drafts[-1] = _attributed(drafts, attribution, text, is_below=not left_out)
        else:
            drafts[-1].lines.append(text)
        is_open = not (signed and attribution)
        drafts[-1].left_out += (*left_out,)
        left_out.clear()
    if drafts:
        drafts[-1].left_out += (*left_out,)
    # Where the only line of a draft was the name above the next one's time, nothing is left of it.
    return [draft for draft in drafts if draft.lines or draft.attribution or draft.left_out]


def _buttons(lines: Sequence[str], signatures: Sequence[Attribution | None]) -> set[str]:
    """Short lines, without digits, that stand at half of the comments: in any language, they are no text."""
    several = sum(map(bool, signatures)) / 2
    names = {
        comment_lines.text_of(above)
        for above, below in zip(lines, signatures[1:], strict=False)
        if below and not below.author
    }
    count = Counter(comment_lines.without_digits(line) for line in lines if len(line.strip()) <= LONGEST_BUTTON)
    return {line for line, times in count.items() if times > 1 and times >= several and line not in names}


def _are_signed(lines: Sequence[str], signatures: Sequence[Attribution | None]) -> bool:
    """Whether names are below the texts, as in "Posted by: A. Reader | May 4": the first is below a sentence."""
    first = next((at for at, attribution in enumerate(signatures) if attribution), 0)
    return bool(
        first
        and (signature := signatures[first])
        and signature.author
        and not any(map(comment_lines.item, lines[: first + 1]))
        and re.search(r'[.!?…。]\W*$', lines[first - 1])
    )


def _is_time_of(draft: _Draft, attribution: Attribution) -> bool:
    """Whether an attribution is the time below the name of the draft, or below its text."""
    return bool(draft.attribution and draft.author and not (draft.published or attribution.author))


def _may_be_attributed(draft: _Draft, attribution: Attribution) -> bool:
    """Whether an attribution is the draft's.

    After a name without a time, the next line may add it. Without a name so far, the line is above all text, or has a
    time of day, as a signature below the text has.
    """
    if draft.attribution:
        return not draft.published and not attribution.author
    return not draft.lines or attribution.has_clock


def _attributed(drafts: list[_Draft], attribution: Attribution, text: str, *, is_below: bool) -> _Draft:
    """The last draft with this attribution, whose line is `text`; the name may be on the line above that.

    `is_below`: whether the line is directly below the last one read, without a button between them.
    """
    draft = drafts[-1]
    return replace(
        draft,
        author=draft.author or attribution.author or (_take_name_above(drafts) if is_below else ''),
        attribution=f'{draft.attribution}\n{text}'.strip(),
        published=attribution.published,
        kind=attribution.kind,
    )


def _take_name_above(drafts: list[_Draft]) -> str:
    """Removes the name from the last line read, which is in this draft or, if this is empty, in the one before."""
    for draft in (drafts[-1], *drafts[-2:-1]):
        if draft.lines:
            return draft.lines.pop().strip(' –—') if len(draft.lines[-1]) < 50 else ''
    return ''


def _record(number: int, draft: _Draft) -> CommentRecord:
    meta: dict[str, str | list[str]] = {'head': draft.attribution} if draft.attribution else {}
    if draft.left_out:
        meta['left_out'] = list(draft.left_out)
    return CommentRecord(
        id=str(number),
        parent=draft.parent,
        author=draft.author,
        published=draft.published,
        body_html=sanitise.comment_html(with_links(''.join(f'<p>{escape(line)}</p>' for line in draft.lines))),
        text='\n\n'.join(draft.lines),
        status='approved',
        kind=draft.kind,
        meta=meta,
    )
