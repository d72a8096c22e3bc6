"""Finds comments by what repeats from one to the next, in whatever language: names with times, names twice, buttons."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from . import comment_lines
from . import lines as text_lines
from .comment_lines import LONGEST_BUTTON, Attribution

# Lines between two comments of a series: a longer way is another part of the page.
_FARTHEST = 60
_LONGEST_NAME = 40
REPLY = re.compile(r'\b(?:gast|guest|daumen hoch|reply|antworten|zitieren|répondre|responder)\b|^#\d+\s', re.IGNORECASE)
_COUNT = re.compile(
    r'^\W*(?:(?P<before>\d{1,4})\s+(?:[^\W\d]+\W*){1,3}(?:[“„"«‘].*)?|(?:[^\W\d]+\s*){1,3}\W*(?P<after>\d{1,4})\W*)$'
)
_LONGEST_HEADING = 150
_MOST_COUNTED = 2000
# Paragraphs that may stand below the last comment: about cookies, about rules.
_MOST_BELOW = 3
_NO_LETTER = re.compile(r'[\W_]+')
_NAMED = range(12, 60)  # characters of a title by which a line names it


def first(lines: Sequence[str], begin: int) -> int | None:
    """The index of the first of several comments in lines[begin:], or of one with a reply button beside its day."""
    doubled = [at for at in doubled_names(lines) if at >= begin]
    firsts = (_first_stamped(lines, begin), _first_thread(lines, begin), *doubled)
    return min((at for at in firsts if at is not None), default=None)


def _first_thread(lines: Sequence[str], begin: int) -> int | None:
    """The index of a list at the end of the page, with answers below an item and items of several paragraphs."""
    at = begin
    while at < len(lines):
        end = next((end for end in range(at, len(lines)) if not lines[end][:1].isspace()), len(lines))
        block = lines[at:end]
        if (
            block
            and comment_lines.item(block[0])
            and any(_is_answer(block[0], *pair) for pair in pairwise(block))
            and sum(map(text_lines.is_prose, block)) > 1
            and _is_last(lines[end:])
        ):
            return at
        at = end + 1
    return None


def _is_answer(first: str, line: str, below: str) -> bool:
    """Whether a line is an item of a list within the list that `first` begins, and another paragraph of it is below."""
    return bool(
        _indent(line) > _indent(first)
        and comment_lines.item(line)
        and not comment_lines.item(below)
        and _indent(below) > _indent(line)
        and '\t' not in below
    )


def _is_last(below: Sequence[str]) -> bool:
    """Whether the text is not read on in lines that are not indented, as it is below a list of the article."""
    outside = (line for line in below if not line[:1].isspace())
    return sum(text_lines.is_prose(line) and not text_lines.is_notice(line) for line in outside) <= _MOST_BELOW


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def counts_what_follows(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a number with a word or two, and about as many comments follow: whatever the word."""
    count = _COUNT.match(lines[at].strip()) if len(lines[at]) < _LONGEST_HEADING else None
    number = int(count['before'] or count['after']) if count else 0
    if not 0 < number < _MOST_COUNTED:
        return False
    below = lines[at + 1 :]
    marks = [bool(comment_lines.item(line)) for line in below]
    signed = [names_author(comment_lines.text_of(line)) for line in below]
    if not any(marks[:1]):
        marks = signed
    if not any(marks[:1]) or not 0.5 * number <= sum(marks) <= 1.2 * number:
        return False
    last = max(at for at, mark in enumerate(marks) if mark)
    indents = {_indent(line) for line in below[: last + 2] if line[:1].isspace()}
    return _is_last(below[last + 1 :]) and (any(signed) or len(indents) > 1)


def names_author(line: str) -> bool:
    """Whether a line is the name of who wrote a comment, with its time or a word such as "says"."""
    signature = comment_lines.attribution(line)
    return bool(signature and signature.author and (signature.has_clock or signature.is_age or signature.is_said))


def names_title(line: str, title: str) -> bool:
    """Whether a line is a number, a word or a few, and the title of the article: "3 ... “Old bridge to close”"."""
    known = _NO_LETTER.sub('', title).lower()[: _NAMED.stop]
    count, _, rest = line.strip(' {[(').partition(' ')
    if len(known) < _NAMED.start or not count.isdecimal() or len(count) > 4:
        return False
    words, named, cut = _NO_LETTER.sub('', rest).lower().partition(known)
    return bool(named) and 0 < len(words) <= _LONGEST_NAME and cut in _NO_LETTER.sub('', title).lower()


def doubled_names(lines: Sequence[str]) -> dict[int, int]:
    """Where names stand twice, as picture and as text: the index of each, and that of the line after its repetition.

    Captions stand twice too: between each two of the names, there are a time and the same button.
    """
    doubled = dict(_repeated(lines))
    if len({lines[at].strip() for at in doubled}) < 2:
        return {}
    between = [lines[doubled[at] : other] for at, other in pairwise(doubled)]
    if any(len(part) > _FARTHEST or not any(map(_is_stamp, part)) for part in between):
        return {}
    return doubled if set.intersection(*map(_buttons, between)) else {}


def _is_stamp(line: str) -> bool:
    signature = comment_lines.attribution(line.strip())
    return bool(signature and (signature.has_clock or signature.is_age))


def _repeated(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    end = 0
    for at in range(len(lines) - 2):
        text = lines[at].strip()
        if at < end or not _may_be_name(text):
            continue
        step = next((step for step in (1, 2) if lines[at + step].strip() == text), 0)
        if step:
            yield at, (end := at + step + 1)


def _may_be_name(text: str) -> bool:
    return (
        1 < len(text) <= _LONGEST_NAME
        and text.count(' ') < 4
        and text[-1].isalnum()
        and any(map(str.isalpha, text))
        and not text_lines.is_chrome(text)
        and not comment_lines.is_button(text)
    )


def _buttons(lines: Sequence[str]) -> set[str]:
    short = {comment_lines.without_digits(line) for line in lines if len(line) <= LONGEST_BUTTON and '@' not in line}
    return short - {''}


def _first_stamped(lines: Sequence[str], begin: int) -> int | None:
    series: list[tuple[int, Attribution]] = []
    for at in range(begin, len(lines)):
        signature = comment_lines.attribution(lines[at].strip())
        if signature and signature.published and REPLY.search(lines[at]) and at > begin + 2:
            # A name that is not on the line with the date is on the line above it.
            return at if signature.author else at - 1
        if not signature or not (
            signature.has_clock
            or signature.is_age
            or (signature.is_said and comment_lines.is_moment(''.join(lines[at + 1 : at + 2])))
        ):
            continue
        if series and at - series[-1][0] > _FARTHEST:
            series.clear()
        if not series or at - series[-1][0] > 1:
            series.append((at, signature))
        if len(series) > 1 and (start := _start(lines, series)) is not None:
            return _of_item(lines, start, begin)
    return None


def _start(lines: Sequence[str], series: list[tuple[int, Attribution]]) -> int | None:
    """The index at which a series begins.

    All its comments have names, beside their times or above them, or three have the same button between them.
    """
    at, signature = series[0]
    has_names = all(one.author and one.author.count(' ') < 4 for _, one in series)
    if has_names and not signature.is_age:
        return at
    if not any(one.author for _, one in series) and _have_names_above(lines, [place for place, _ in series]):
        return at - 1
    if len(series) < 3 or (all(one.author for _, one in series) and not has_names):
        return None
    if has_names:
        return at
    between = [_buttons(lines[one + 1 : other]) for (one, _), (other, _) in pairwise(series)]
    return (at if signature.author else at - 1) if set.intersection(*between) else None


def _of_item(lines: Sequence[str], at: int, begin: int) -> int:
    """The index of the item of a list below which a line is indented, as a signature is; else that of the line."""
    above = range(at - 1, begin - 1, -1) if lines[at][:1].isspace() and not comment_lines.item(lines[at]) else ()
    for other in above:
        if comment_lines.item(lines[other]) and _indent(lines[other]) < _indent(lines[at]):
            return other
        if not lines[other][:1].isspace():
            break
    return at


def _have_names_above(lines: Sequence[str], places: Sequence[int]) -> bool:
    """Whether each of the lines stands below a name, with a text between it and the next name."""
    return all(_may_be_name(lines[at - 1].strip()) for at in places) and all(
        other - at > 2 and len(''.join(lines[at + 1 : other - 1])) > 2 * _LONGEST_NAME for at, other in pairwise(places)
    )
