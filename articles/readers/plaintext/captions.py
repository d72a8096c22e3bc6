"""Splits captions from the sentence that follows them without a space after text extraction."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from . import lines as text_lines

# A caption is short and at the start of its line: only this much of a line is searched.
_FIRST_CHARACTERS = 400
_MOST_JUNCTIONS = 40
_CLOSING = '.!?…”»)'
# What is not a space, a small letter or a mark of ASCII and follows something: few of the characters of a line.
_NEAR_JUNCTION = re.compile(r'(?<=\S)[^\sa-z!-/:-@\[-`{-~]')
_WORD = re.compile(r'[^\W\d_]+')
_LONG_WORD = re.compile(r'[^\W\d_]{4,}')
_WORD_BEFORE = re.compile(r'([^\W\d_]+)[.!?…”’»)]*$')
_SENTENCE_END = re.compile(r'[^\W\d_A-Z]{3}[.!?…][”’»"]?\s')
_ADDRESS_OR_INITIAL = re.compile(r'[/@#]\S*$|\b\w{1,2}\.$')
_NAMES_PICTURE = re.compile(
    r'\b(?:icon|logo|avatar|photo|foto|image|bild|banner|thumbnail|screenshot|headshot)$', re.IGNORECASE
)
_CREDIT = re.compile(
    r'(?:foto|photo|bild|image|credit|grafik|illustration|quelle)\w*\s?[:/]|©|courtesy of|getty images|afp\b|reuters\b'
    r'|shutterstock|imago|picture alliance|(?:loading|laden)\.\.\.|(?:bild )?vergrößern|enlarge',
    re.IGNORECASE,
)
_CREDITED_NAME = re.compile(r"(?:[^\W\d_a-z][\w’'.-]+ ){1,2}[^\W\d_a-z][\w’'.-]+\s*(?:[/(].*)?")
# Words that open sentences but end no name, as the second halves of YouTube, PowerPoint and LinkedIn do.
_OPENING_WORDS = """
    the this that these those there a an in on at it its he his she her they we our you your i when while after
    before as but and for with from if by to one some many most all more what how why where who not no now der die
    das den dem ein eine einen einem im am auf aus bei mit nach seit vor von zu zum zur für über unter um wenn was
    wie wer wo es er sie wir ich ihr sein seine ihre dieser diese dieses schon so auch da doch und aber als hier
    heute nicht kein keine le la les un une des en dans il elle ce cette ces pour par avec sur mais et au aux el los
    las una unos con por para su sus este esta se del al y o lo gli nel nella della di per che non uno os uma na em
    de het een op met van door det ett på och w z do po nie
"""
_OPENERS = frozenset(_OPENING_WORDS.split())


class Vocabulary(NamedTuple):
    """The whole text: the number of occurrences of each word, its lines, its title."""

    words: Mapping[str, int]
    lines: frozenset[str]
    title: str = ''


def split_caption(line: str, known: Vocabulary) -> tuple[str, str] | None:
    """(caption, rest of the line), or None if the line has no caption.

    Extracted text has the alternative text of a picture in its place, without a space after it: 'Peace talks with
    RouhaniThe country is'. Names look the same (McDonald, YouTube, GmbH, LehrerInnen), so a line is split only if the
    rest of the text supports it.
    """
    line = line.strip()
    for at in islice(_junctions(line), _MOST_JUNCTIONS):
        left, right = line[:at], line[at:]
        # The alternative text of a picture is often repeated on a line of its own, as its caption.
        if len(left) > 7 and left in known.lines:
            return left, right
        if not left[-1].isupper() and _is_glued(left, right, known):
            return left, right
    return None


def is_chain(line: str, known: Vocabulary) -> bool:
    """Whether a line is a menu without spaces between its entries, as 'HomePoliticsWorldSport'."""
    if len(line) > _FIRST_CHARACTERS or ',' in line or text_lines.is_prose(line):
        return False
    glued = 0
    for at in _junctions(line):
        before, after = _WORD_BEFORE.search(line[max(0, at - 40) : at]), _WORD.match(line[at:])
        if line[at - 1].islower() and before and after and len(after[0]) > 1:
            glued += line.startswith(after[0] + ' ') or not _is_one_name(before[1], after[0], known)
    return glued > 2


def _junctions(line: str) -> Iterator[int]:
    """Positions where a capital or digit directly follows a letter, digit or closing mark."""
    for near in _NEAR_JUNCTION.finditer(line, 0, _FIRST_CHARACTERS):
        at = near.start()
        before, after = line[at - 1], line[at]
        is_capital = after.isupper() and (before.isalnum() or before in _CLOSING)
        if at > 2 and (is_capital or (after.isdigit() and before.isalpha())):
            yield at


def _is_glued(left: str, right: str, known: Vocabulary) -> bool:
    before, after = _WORD_BEFORE.search(left[-60:]), _WORD.match(right)
    if not after or _ADDRESS_OR_INITIAL.search(left[-60:]):
        return False
    word = after[0]
    if left.startswith(word + ' ') and (
        len(word) > 3 or (right.count(word + ' ') > 2 and not text_lines.is_prose(right))
    ):
        return True
    if left[-1].isdigit():
        return len(word) > 2 and word.lower() in _OPENERS and text_lines.is_prose(right)
    if not before or _is_one_name(before[1], word, known):
        return False
    if len(left) > 4 and (left in known.lines or right.split(' ', 1)[0] == left or _is_beside_picture(left, right)):
        return True
    is_word = known.words[before[1]] > 0
    if left.count(' ') > 2 and len(right) < 80 and _CREDITED_NAME.fullmatch(right):
        return left[-1] == '.' or is_word
    if not left[-1].islower() or _SENTENCE_END.search(left):
        return False
    return _opens_sentence(left, right, word, is_word) or (is_word and _shares_words(left, right, known.title))


def _is_one_name(before: str, after: str, known: Vocabulary) -> bool:
    """Whether the halves are one word, which the text has elsewhere too, or are too short to be words."""
    return len(before) < 3 or known.words[before + after] > 1 or after.startswith('Innen')


def _is_beside_picture(left: str, right: str) -> bool:
    named = _NAMES_PICTURE.search(left) and left.count(' ') < 9
    return bool(named or _CREDIT.match(right) or text_lines.is_chrome(right))


def _opens_sentence(left: str, right: str, word: str, is_word: bool) -> bool:
    if ' ' not in left and right.startswith(f'{word}: '):
        return left[0].islower()
    if not text_lines.is_prose(right) or word.lower() not in _OPENERS:
        return False
    return is_word or (' ' in left and len(word) > 2)


def _shares_words(left: str, right: str, title: str) -> bool:
    """Whether a caption shares its long words with the title or with what follows it."""
    words = set(_LONG_WORD.findall(left.lower()))
    if text_lines.is_prose(right) and len(words & set(_LONG_WORD.findall(title.lower()))) > max(1, len(words) // 2):
        return True
    return ' ' in left and any(len(word) > 5 for word in words & set(_LONG_WORD.findall(right[:120].lower())))
