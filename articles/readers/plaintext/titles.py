"""Finds the title among the lines of a page's plain text."""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from . import comment_sections, dates
from . import lines as text_lines

_SEARCHED = 60
_LONGEST = 250
_WORD = re.compile(r'[^\W_]+')
_GERMAN = str.maketrans({'ä': 'ae', 'ö': 'oe', 'ü': 'ue', 'ß': 'ss'})
_LIST_ITEM = re.compile(r'^\s*(?:[•‣▪*–-]|\d{1,3}[.)])\s')


def find_title(lines: Sequence[str], url: str) -> tuple[int, str]:
    """(index, text) of the title among `lines`; (-1, '') if no line can be one.

    Scores each line by the words it shares with the URL, by its position, and by paragraphs before and after it.
    """
    slug = _slug_words(url)
    best, best_score = (-1, ''), 0.0
    for at, line in enumerate(lines[:_SEARCHED]):
        text = line.strip()
        if not _can_be_title(line):
            continue
        score = _score(at, text, slug, lines)
        if score > best_score:
            best, best_score = (at, text), score
    return best


def _can_be_title(line: str) -> bool:
    text = line.strip()
    return (
        3 <= len(text) <= _LONGEST
        and not _LIST_ITEM.match(line)
        and not text_lines.is_chrome(text)
        and not text_lines.is_picture_credit(text)
        and not text_lines.opens_tail(text)
        and text_lines.byline(text) is None
        and not comment_sections.is_heading(text)
        and not comment_sections.is_form(text)
        and text_lines.terms(text) is None
        and not (len(text) < 40 and next(dates.days_in(text), None))
    )


def _score(at: int, text: str, slug: frozenset[str], lines: Sequence[str]) -> float:
    score = 1.5 - 0.12 * at
    if slug:
        score += 4 * max(_likeness(_folded(text), slug), _likeness(_folded(text.lower().translate(_GERMAN)), slug))
    score += 0.3 * (len(text) > 20)
    score += 0.3 * (lines.count(text) > 1)
    score -= 1.5 * text_lines.is_prose(text)
    score -= 0.5 * (text.endswith('.') or text.startswith('['))
    score -= 0.5 * any(text_lines.is_prose(line) for line in lines[:at])
    score += 0.4 * any(text_lines.is_prose(line) for line in lines[at + 1 : at + 4])
    return score


def _likeness(words: frozenset[str], slug: frozenset[str]) -> float:
    shared = len(words & slug)
    return min(1, shared / 2) * 2 * shared / (len(words) + len(slug)) if words else 0.0


def _slug_words(url: str) -> frozenset[str]:
    """The words of the segment of a URL's path with the most words."""
    parts = [unquote(part) for part in urlsplit(url).path.split('/')]
    longest = max(parts, key=lambda part: len([word for word in _WORD.findall(part) if not word.isdigit()]), default='')
    return frozenset(word for word in _folded(re.sub(r'\.\w{2,5}$', '', longest)) if not word.isdigit())


def _folded(text: str) -> frozenset[str]:
    plain = ''.join(c for c in unicodedata.normalize('NFKD', text.lower()) if not unicodedata.combining(c))
    return frozenset(_WORD.findall(plain))
