"""Makes slugs: one readable segment of a URL's path, in letters of any script."""

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from urllib.parse import unquote

from . import plain

LONGEST = 200

# As in WordPress' remove_accents(); Unicode has no decomposition for these.
_SPELLED_OUT = str.maketrans(
    {
        'ß': 's', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ł': 'l', 'ħ': 'h', 'ı': 'i',
        'ĸ': 'k', 'ŋ': 'n', 'ŧ': 't', 'ŀ': 'l', 'ſ': 's', 'ŉ': 'n', 'ĳ': 'ij', 'ª': 'a', 'º': 'o', '€': 'e', '£': '',
    }
)  # fmt: skip
_ESCAPE = re.compile(r'%[0-9a-fA-F]{2}')
# As in sanitize_title_with_dashes(): dashes, dots, slashes and spaces separate words, × becomes x, the rest is removed.
_SEPARATORS = re.compile(r'[\s._/\\\u2010-\u2015\u2212-]+')
_ENDING = re.compile(r'\.(?:x?html?|php\d?|aspx?|jsp)$', re.I)
_NOT_IN_A_PAGE = re.compile(r'[.%\x00-\x1f\x7f]+')
_UNSAFE = re.compile(r'[\s/?#%\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+')


@lru_cache(maxsize=10_000)
def slugify(title: str) -> str:
    """A slug like that of WordPress' sanitize_title(), but letters of other scripts are not encoded.

    At most 200 characters of letters, digits, hyphens and underscores; '' where the title has none of them.
    """
    text = unicodedata.normalize('NFC', plain.title(title)).lower().replace('×', 'x').translate(_SPELLED_OUT)
    text = ''.join(map(_without_accent, unicodedata.normalize('NFC', text)))
    words = (_letters(word) for word in _SEPARATORS.split(text.replace('_', '\0')))
    return '-'.join(filter(None, words))[:LONGEST].rstrip('-')


def decode(slug: str) -> str:
    """A slug of a source, percent-decoded (as WordPress stores other scripts) and safe in a URL.

    Percent-encoded bytes that are not UTF-8 stay encoded, without their percent signs.
    """
    if _ESCAPE.search(slug):
        with suppress(UnicodeDecodeError):
            slug = unquote(slug, errors='strict')
    slug = _UNSAFE.sub('-', unicodedata.normalize('NFC', slug)).strip('-')[:LONGEST]
    # "." and ".." would be relative steps in a path.
    return '' if not slug.strip('.') else slug


def page_path(path: str) -> str:
    """The path of a page without what its URL cannot have here: dots, endings of file names, percent signs."""
    parts = [_ENDING.sub('', part) or part for part in path.split('/')]
    return '/'.join(filter(None, (_NOT_IN_A_PAGE.sub('-', part).strip('-') for part in parts)))


def free(slug: str, taken: set[str]) -> str:
    """The slug itself, or the first of slug-2, slug-3, … that is not taken (as WordPress counts)."""
    if slug not in taken:
        return slug
    number = 2
    while f'{slug}-{number}' in taken:
        number += 1
    return f'{slug}-{number}'


def _without_accent(character: str) -> str:
    if character.isascii():
        return character
    base = unicodedata.normalize('NFD', character)[0]
    return base if base.isascii() and base.isalpha() else character


def _letters(word: str) -> str:
    word = word.replace('\0', '_')
    if word.isascii() and word.isalnum():
        return word
    return ''.join(c for c in word if c == '_' or unicodedata.category(c)[0] in 'LNM')
