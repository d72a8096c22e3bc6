"""Splits text into the words that are indexed, searched for and marked: the same way for all three."""

import re
import unicodedata
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST = 80  # bytes; longer words are noise

# Snowball's languages by their codes. Words of other languages are not stemmed.
STEMMERS = {
    'ar': 'arabic', 'da': 'danish', 'de': 'german', 'el': 'greek', 'en': 'english', 'es': 'spanish', 'fi': 'finnish',
    'fr': 'french', 'hu': 'hungarian', 'it': 'italian', 'nb': 'norwegian', 'nl': 'dutch', 'nn': 'norwegian',
    'no': 'norwegian', 'pt': 'portuguese', 'ro': 'romanian', 'ru': 'russian', 'sv': 'swedish', 'ta': 'tamil',
    'tr': 'turkish',
}  # fmt: skip

# Accents of Latin, Greek and Cyrillic letters (except й, a letter of its own), vowel points of Hebrew and Arabic.
_ACCENTS = re.compile('(?<![иИ])[\u0300-\u036f]|[\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]')
# Scripts without spaces between words: Han, kana, Thai, Lao, Burmese, Khmer. Each letter is indexed as a word, and
# letters typed without a space are searched for as a phrase.
_LETTERS = (
    '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff'
    '\U00020000-\U0003ffff'
)
_UNSPACED = re.compile(f'[{_LETTERS}]')
_JOINED = rf'[^\W_{_LETTERS}]'
TOKEN = re.compile(rf'[{_LETTERS}]|{_JOINED}+')


def tokens_from(firsts: set[str]) -> re.Pattern:
    """A pattern that finds the tokens of a text whose words may begin with these letters, and skips all others.

    Letters that are not ASCII may be folded to any letter, so tokens with them are never skipped. The pattern begins
    with a set of characters, since `re` scans for one several times faster than for anything else.
    """
    plain = {variant for letter in firsts for variant in (letter, letter.upper())}
    others = re.escape(''.join(sorted(set(map(chr, range(128))) - plain)))
    return re.compile(rf'[^{others}](?:(?<=[{_LETTERS}])|(?<={_JOINED})(?<!{_JOINED}.){_JOINED}*)')


def fold(text: str) -> str:
    """The text without accents, in compatibility forms, with spaces around letters of scripts that use none."""
    if text.isascii():
        return text
    text = unicodedata.normalize('NFC', _ACCENTS.sub('', unicodedata.normalize('NFKD', text)))
    return _UNSPACED.sub(r' \g<0> ', text)


def exact_analyzer() -> TextAnalyzer:
    return _plain().build()


@lru_cache
def stemming_analyzer(language: str) -> TextAnalyzer:
    """The analyzer that cuts words to their stems by the rules of a language (a code such as 'en-gb')."""
    stemmer = STEMMERS.get(language.partition('-')[0].lower())
    return (_plain().filter(Filter.stemmer(stemmer)) if stemmer else _plain()).build()


def _plain() -> TextAnalyzerBuilder:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    return builder.filter(Filter.remove_long(LONGEST)).filter(Filter.lowercase()).filter(Filter.ascii_fold())


_exact = exact_analyzer()


@lru_cache(maxsize=200_000)
def exact(text: str) -> tuple[str, ...]:
    """The words of a text unstemmed, in lower case without accents."""
    return tuple(_exact.analyze(fold(text)))


@lru_cache(maxsize=200_000)
def stems(text: str, language: str) -> tuple[str, ...]:
    """The words of a text as stems, in lower case without accents; `language` is a code such as 'en-gb'."""
    return tuple(stemming_analyzer(language).analyze(fold(text)))
