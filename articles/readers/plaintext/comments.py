"""Extracts the comments below an article from the plain text of its page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from html import escape
from itertools import pairwise
from typing import NamedTuple

from articles.readers.record import CommentRecord
from articles.text import sanitise
from articles.text.clickable import with_links

from . import dates

_COUNT = r'\d[\d.,\xa0]*|one|two|three|an?|eine?|zwei|drei|un|une|uno?'
_NOUNS = (
    r'comments?|responses?|repl(?:y|ies)|thoughts?|kommentare?n?|leser-?kommentare?|antworten?|gedanken?|meinung(?:en)?'
    r'|reaktion(?:en)?|ergänzung(?:en)?|commentaires?|réponses?|réactions?|comentarios?|respuestas?|comentários?'
    r'|commenti|commento|reacties|komentarzy|yorum'
)
_HEADING = re.compile(
    rf'^\W*(?:(?:{_COUNT})\s+(?:{_NOUNS})\b(?:\W*|\s*(?:on|to|zu|auf|for|sur|à|a|en|read)\b.*|…\s*read.*)'
    rf'|(?:(?:all|alle|vos|tous les|bisherige|neueste|latest|reader|show)\s+)?(?:{_NOUNS})\s*(?:\(?\d*\)?)\s*:?)\W*$',
    re.IGNORECASE,
)
_NAMES_ARTICLE = re.compile(r'\d\D*\b(?:on|to|zu|auf|sur|à)\b\s*\W', re.IGNORECASE)
_FORM = re.compile(
    r'^\W*(?:(?:leave|post|add|write|submit) (?:a |your |new )*(?:reply|comment|response)'
    r'|join the (?:discussion|conversation)'
    r'|(?:hinterlasse|schreiben?|hinterlassen)(?: sie| jetzt)? (?:uns )?'
    r'(?:eine?n? |als erste[sr] einen |den ersten )?(?:kommentar|antwort)'
    r'|(?:neuen |einen |eine |jetzt einen )?(?:kommentar|antwort) '
    r'(?:verfassen|schreiben|hinzufügen|hinterlassen|abgeben|abschicken|posten)|neuer kommentar'
    r'|(?:laisser|poster|ajouter|publier|écrire) un (?:nouveau )?commentaire|laisser une réponse'
    r'|(?:deja|dejá|escribe|añadir) (?:una?|tu) (?:respuesta|comentario)'
    r'|lascia un commento|deixe um comentário|geef een reactie|dodaj komentarz)\b.{0,40}$',
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r'^\W*(?:comments (?:are|have been) closed|kommentare (?:sind )?geschlossen'
    r'|die kommentarfunktion .{0,40}(?:deaktiviert|geschlossen)|les commentaires sont fermés'
    r'|los comentarios están cerrados)\b',
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r'(?:reply|antworten(?:löschen)?|löschen|liken|like|gefällt mir|gast|guest|edit|share|report|melden|répondre'
    r'|responder|zitieren|translate|loading\W*|lädt\W*|daumen hoch\W*\d*\W*daumen runter\W*(?:antworten)?|\W*\d*)\W*',
    re.IGNORECASE,
)
_REPLY = re.compile(
    r'\b(?:gast|guest|daumen hoch|reply|antworten|zitieren|répondre|responder)\b|^#\d+\s', re.IGNORECASE
)
_AGO = re.compile(
    r'^(?P<name>.{1,40}?)?[\s,·|-]*\b(?:vor (?:\d+|eine[mr]) \w+|\d+ \w+ (?:ago|her)|il y a \d+ \w+|hace \d+ \w+)\W*'
    r'(?:reply|antworten|edited.*)?$'
    r'|^(?P<who>.{1,40}?)\s+[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)? at \d{1,2}:\d\d',
    re.IGNORECASE,
)
_SIGNED = re.compile(r'^\s+[–—]\s*\S.{0,40}$')
_ITEM = re.compile(r'^(?P<indent>\s*)(?:\d+\.|[•*‣◦▪-])\s+(?P<text>\S.*)$')
_SAYS = re.compile(
    r'^(?P<name>.{1,60}?)\s+(?:says|said|wrote|writes|sagte?|schreibt|schrieb|meint|dit|a dit|dice|dijo|escribió'
    r'|ha scritto)\b(?P<more>[^:]{0,60}):?$',
    re.IGNORECASE,
)
_PING = re.compile(r'^(?P<kind>pingback|trackback)s?:\s*(?P<rest>.*)$', re.IGNORECASE)
# What is around the name in an attribution.
_AROUND_NAME = re.compile(
    r'^(?:#\d+\s+)?(?:(?:by|von|par|por|from)\s+)?|[\s,–—|·•-]+(?:le|am|on|at|el|vom|\w+tag,?)?\s*$', re.IGNORECASE
)
_LONGEST_ATTRIBUTION = 120


class _Attribution(NamedTuple):
    """Who wrote a comment and when: the line above its text, or below it as a signature. The author may be ''."""

    author: str
    published: datetime | None = None
    kind: str = 'comment'


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


def is_form(line: str) -> bool:
    """Whether a line is the heading of the comment form."""
    return len(line) < 100 and bool(_FORM.match(line.strip()))


def is_closed(line: str) -> bool:
    """Whether a line says that comments are closed."""
    return len(line) < 120 and bool(_CLOSED.match(line.strip()))


def is_heading(line: str) -> bool:
    """Whether a line may be the heading of the comments; a mere count of comments may also be next to a headline."""
    return len(line) < 250 and bool(_HEADING.match(line.strip()))


def section(lines: Sequence[str], begin: int) -> tuple[int, int, int] | None:
    """(index after the text, of the first comment, after the last) in lines[begin:]; None without comments.

    A heading counts only if a line soon after it looks like a comment, or if it names the article ("3 comments on …").
    Without a heading, comments begin below the form if several reply buttons follow it, with the first line that has a
    name, a date and a reply button, or with the first of several lines "Name says:" above a date.
    """
    for at in range(begin, len(lines)):
        if is_heading(lines[at]) and (first := _first_comment(lines, at)):
            return at, at + 1, _end(lines, first)
    form = next((at for at in range(begin, len(lines)) if is_form(lines[at])), None)
    if form is not None and sum(map(_is_reply_button, lines[form + 1 :])) > 2:
        return form, form + 1, len(lines)
    first = _first_without_heading(lines, begin)
    return (first, first, _end(lines, first)) if first else None


def _first_comment(lines: Sequence[str], heading: int) -> int | None:
    for at in range(heading + 1, min(len(lines), heading + 12)):
        if _starts_comment(lines[at]):
            return at
    needs_no_comment = _NAMES_ARTICLE.search(lines[heading]) or heading > len(lines) - 4
    return heading + 1 if needs_no_comment and heading + 1 < len(lines) else None


def _end(lines: Sequence[str], first: int) -> int:
    return next((at for at in range(first + 1, len(lines)) if is_form(lines[at]) or is_closed(lines[at])), len(lines))


def _first_without_heading(lines: Sequence[str], begin: int) -> int | None:
    said = [at for at in range(begin, len(lines) - 1) if _SAYS.match(lines[at].strip()) and _is_moment(lines[at + 1])]
    if len(said) > 1:
        return said[0]
    for at in range(begin + 3, len(lines)):
        attribution = _attribution(lines[at].strip())
        if attribution and attribution.published and _REPLY.search(lines[at]):
            # A name that is not on the line with the date is on the line above it.
            return at if attribution.author else at - 1
    return None


def _is_moment(line: str) -> bool:
    """Whether a line is a day with its time, and little besides."""
    day = next(dates.days_in(line), None)
    return (
        len(line) < 60 and day is not None and not line[: day[0]].strip() and dates.time_in(line[day[1] :]) is not None
    )


def signed_lists(lines: Sequence[str]) -> list[tuple[int, int]]:
    """(first, last exclusive) of lists between paragraphs whose items are each followed by a name and a time."""
    lists, begin = [], None
    for at, line in enumerate([*lines, '']):
        if begin is None and _ITEM.match(line) and line[:1].isspace():
            begin = at
        elif begin is not None and not line[:1].isspace():
            if any(_is_signature(*pair) for pair in pairwise(lines[begin:at])):
                lists.append((begin, at))
            begin = None
    return lists


def _is_signature(line: str, below: str) -> bool:
    """Whether two lines are a name after a dash ("  – A. Reader") and the time below it."""
    return bool(_SIGNED.match(line) and (attribution := _attribution(below.strip())) and attribution.published)


def _is_reply_button(line: str) -> bool:
    return len(line) < 60 and bool(_REPLY.search(line.strip())) and bool(_BUTTON.fullmatch(line.strip()))


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
    for line in lines:
        item = _ITEM.match(line)
        depth = len(item['indent']) if item else len(line) - len(line.lstrip())
        text = item['text'] if item else line.strip()
        attribution = _attribution(text, zone)
        if drafts and not item and drafts[-1].depth < depth:
            # A line indented below a list item belongs to it: as its attribution, or as its text.
            if attribution and not _may_be_attributed(drafts[-1], text):
                attribution = None
        elif not drafts or item or (attribution and not (drafts and _is_time_of(drafts[-1], attribution))):
            drafts.append(_Draft(depth, []))
        if attribution:
            drafts[-1] = _attributed(drafts, attribution, text)
        else:
            drafts[-1].lines.append(text)
    # Where the only line of a draft was the name above the next one's time, nothing is left of it.
    return [draft for draft in drafts if draft.lines or draft.attribution]


def _is_time_of(draft: _Draft, attribution: _Attribution) -> bool:
    """Whether an attribution is the time below the name of the draft."""
    return bool(draft.attribution and not (draft.published or draft.lines or attribution.author))


def _may_be_attributed(draft: _Draft, text: str) -> bool:
    """Whether a line that may be an attribution is the draft's.

    After a name without a time, the next line may add it. Without a name so far, the line is above all text, or has a
    time of day, as a signature below the text has.
    """
    if draft.attribution:
        return not draft.published and not draft.lines
    return not draft.lines or dates.time_in(text) is not None


def _attributed(drafts: list[_Draft], attribution: _Attribution, text: str) -> _Draft:
    """The last draft with this attribution, whose line is `text`; the name may be on the line above that."""
    draft = drafts[-1]
    return replace(
        draft,
        author=draft.author or attribution.author or _take_name_above(drafts),
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


def _starts_comment(line: str) -> bool:
    return bool(_ITEM.match(line) or _attribution(line.strip()) or _BUTTON.fullmatch(line.strip()[:80]))


def _attribution(text: str, zone: tzinfo | None = None) -> _Attribution | None:
    """Author and time of a comment, if the line holds nothing else; None for any other line."""
    if len(text) > _LONGEST_ATTRIBUTION:
        return None
    if ping := _PING.match(text):
        return _Attribution(ping['rest'], None, ping['kind'].lower())
    says = _SAYS.match(text)
    # “I said so on the Tuesday” is text and no attribution.
    if says and says['more'] and not text.endswith(':') and not re.search(r'\d', says['more']):
        says = None
    begin, end, day = next(dates.days_in(text), (0, 0, None))
    if not day and not says:
        ago = _AGO.match(text)
        return _Attribution((ago['name'] or ago['who'] or '').strip(' ,·-')) if ago else None
    name = says['name'] if says else _AROUND_NAME.sub('', text[:begin]).strip()
    if not says and (len(name) > 40 or name.endswith(('.', ':'))):
        return None
    clock = dates.time_in(text[end:]) if day else None
    return _Attribution(name.strip(), datetime.combine(day, clock or time(), zone) if day else None)


def _record(number: int, draft: _Draft) -> CommentRecord:
    text = [line for line in draft.lines if not _BUTTON.fullmatch(line[:80])]
    meta: dict[str, str | list[str]] = {'head': draft.attribution} if draft.attribution else {}
    if buttons := [line for line in draft.lines if _BUTTON.fullmatch(line[:80])]:
        meta['left_out'] = buttons
    return CommentRecord(
        id=str(number),
        parent=draft.parent,
        author=draft.author,
        published=draft.published,
        body_html=sanitise.comment_html(with_links(''.join(f'<p>{escape(line)}</p>' for line in text))),
        text='\n\n'.join(text),
        status='approved',
        kind=draft.kind,
        meta=meta,
    )
