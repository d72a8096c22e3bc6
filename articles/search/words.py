"""Splits text into the words that are indexed, searched for and marked: the same way for all three."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from . import english

LONGEST = 80  # characters: longer words are noise, such as data in base64
_MOST_BYTES = 400  # of a word in the index: of any that is looked for, with its language

# Snowball's languages by their codes. Words of other languages are not stemmed.
STEMMERS = {
    'ar': 'arabic', 'da': 'danish', 'de': 'german', 'el': 'greek', 'en': 'english', 'es': 'spanish', 'fi': 'finnish',
    'fr': 'french', 'hu': 'hungarian', 'it': 'italian', 'nb': 'norwegian', 'nl': 'dutch', 'nn': 'norwegian',
    'no': 'norwegian', 'pt': 'portuguese', 'ro': 'romanian', 'ru': 'russian', 'sv': 'swedish', 'ta': 'tamil',
    'tr': 'turkish',
}  # fmt: skip

# Accents of Latin, Greek and Cyrillic letters (except й, a letter of its own), vowel points of Hebrew and Arabic.
# The pattern begins with a set of characters, since `re` scans for one several times faster than for anything else.
_ACCENTS = re.compile('[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670](?<![иИ][\u0300-\u036f])')
# Scripts without spaces between words: Han, kana, Thai, Lao, Burmese, Khmer. Each letter is indexed as a word, and
# letters typed without a space are searched for as a phrase.
_LETTERS = (
    '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff'
    '\U00020000-\U0003ffff'
)
_UNSPACED = re.compile(f'[{_LETTERS}]')
_FRACTIONS = '\u00bc-\u00be\u2150-\u215e'  # ¼ folds to two numbers: neither is part of the number before it, as in 0¼
_FRACTION = re.compile(f'[{_FRACTIONS}]')
_ALONE = _LETTERS + _FRACTIONS
_JOINED = rf'[^\W_{_ALONE}]'
TOKEN = re.compile(rf'[{_ALONE}]|{_JOINED}+')


def tokens_from(firsts: set[str]) -> re.Pattern:
    """A pattern that finds the tokens of a text whose words may begin with these letters, and skips all others.

    Letters that are not ASCII may be folded to any letter, so tokens with them are never skipped. The pattern begins
    with a set of characters, since `re` scans for one several times faster than for anything else.
    """
    plain = {variant for letter in firsts for variant in (letter, letter.upper())}
    others = re.escape(''.join(sorted(set(map(chr, range(128))) - plain)))
    return re.compile(rf'[^{others}](?:(?<=[{_ALONE}])|(?<={_JOINED})(?<!{_JOINED}.){_JOINED}*)')


# C++, C# and C are different things.
_SIGNS = re.compile(r'(?<![^\W_])([A-Za-z])(\+\+|#)(?![^\W_])')
_SPELT = {'++': 'plusplus', '#': 'sharp'}


def fold(text: str) -> str:
    """The text without accents, in compatibility forms, with spaces around letters of scripts that use none."""
    if '+' in text or '#' in text:
        text = _SIGNS.sub(lambda match: match[1] + _SPELT[match[2]], text)
    if text.isascii():
        return text
    text = _FRACTION.sub(r' \g<0>', text)
    text = _ACCENTS.sub('', unicodedata.normalize('NFKD', text))
    if text.isascii():
        return text
    text = unicodedata.normalize('NFC', text).replace('ς', 'σ')
    return _UNSPACED.sub(r' \g<0> ', text)


def exact_analyzer() -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_MOST_BYTES))
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


_exact = exact_analyzer()
# Typographic signs, which are all that most English texts have beyond ASCII, and what stands between words in ASCII.
_TYPOGRAPHY = re.compile('[\u00a0\u2010-\u2015\u2018-\u201f\u2022\u2026\u202f]')
_BETWEEN = str.maketrans({sign: ' ' for sign in map(chr, range(128)) if not sign.isalnum()})


def spaced(text: str) -> str:
    """The words of a text unstemmed, in lower case without accents, with spaces between, before and after them."""
    if not text.isascii():
        text = _TYPOGRAPHY.sub(' ', text)
    text = fold(text)
    if text.isascii():
        return text.lower().translate(_BETWEEN)  # The same in a tenth of the time.
    return ' '.join(_exact.analyze(text))


def tokens(text: str) -> list[str]:
    """The words of a text unstemmed, in lower case without accents; none that is too long to be looked for."""
    return [word for word in spaced(text).split() if len(word) <= LONGEST]


@lru_cache(maxsize=200_000)
def exact(text: str) -> tuple[str, ...]:
    """The words of a short text unstemmed, remembered."""
    return tuple(tokens(text))


@lru_cache
def base(language: str) -> str:
    """The language whose stemmer is for a code such as 'en-gb': 'en'; '' where there is none."""
    code = language.replace('_', '-').partition('-')[0].lower()
    return code if code in STEMMERS else ''


# Arabic letters that are written for each other at the end of a word, and the article, with what is joined to it.
_ARABIC = str.maketrans('ةى', 'هي')
_ARTICLE = re.compile('^(?:[وفبك]?ال|لل)(?=...)')


class Stems(dict[str, str]):
    """The terms that stand in the index for words of texts in one language: their stems, computed when first needed.

    Those of other languages than the site's begin with the language, since what is a stem in one is a word in another:
    that of the French plural `news` would be `new`.
    """

    MOST = 500_000  # stems that are remembered

    def __init__(self, language: str, site: str) -> None:
        """The languages are codes such as 'en-gb'; words of those without a stemmer are stemmed as the site's."""
        super().__init__()
        own = base(language) or base(site)
        self.language = '' if own == base(site) else own
        self._indexed = stemming_analyzer(site)
        self._prepared = _Prepared(own, self.language) if self.language or own == 'ar' else None

    def prepare(self, unstemmed: str) -> str:
        """Words with spaces between as the index takes them, whose `stemming_analyzer` makes terms of them."""
        if self._prepared is None:
            return unstemmed
        return ' '.join(map(self._prepared.__getitem__, unstemmed.split()))

    def __missing__(self, word: str) -> str:
        if len(self) >= self.MOST:
            self.clear()
        self[word] = ' '.join(self._indexed.analyze(self.prepare(word)))
        return self[word]


class _Prepared(dict[str, str]):
    """What the index takes for words that need more than the stemmer of the site's language.

    Words of other languages are stemmed here: `fr:nouvel.`, which a stemmer leaves as it is, since it ends with a sign.
    """

    def __init__(self, own: str, prefix: str) -> None:
        super().__init__()
        self._own, self._prefix = own, prefix
        self._analyzer = stemming_analyzer(own)

    def __missing__(self, word: str) -> str:
        if len(self) >= Stems.MOST:
            self.clear()
        prepared = word
        if word.isalnum():  # What is no word, but an abbreviation, has no stem.
            spelt = _ARTICLE.sub('', word.translate(_ARABIC)) if self._own == 'ar' else word
            prepared = f'{self._prefix}:{self._analyzer.analyze(spelt)[0]}.' if self._prefix else spelt
        self[word] = prepared
        return prepared


def stemming_analyzer(language: str) -> TextAnalyzer:
    """Stems words with spaces between; leaves them as they are where the language has no stemmer."""
    builder, code = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.remove_long(_MOST_BYTES)), base(language)
    return (builder.filter(Filter.stemmer(STEMMERS[code])) if code else builder).build()


stems = lru_cache(Stems)


def terms(word: str, languages: tuple[str, ...]) -> list[str]:
    """The terms of an index that an unstemmed word stands for in texts of these languages, the site's first.

    In English, its other spelling and its singular or plural are among them.
    """
    site = languages[0]
    stemmed = dict.fromkeys(stems(language, site)[word] for language in languages)
    for language in languages:
        if base(language) == 'en':
            stemmed |= dict.fromkeys(stems(language, site)[one] for one in sorted(english.variants(word)))
    return list(stemmed)


def without_stop_words(unstemmed: Sequence[str], language: str) -> list[str]:
    """Unstemmed words less those that say nothing of what a text is about, such as `the`; all, if no list is known."""
    remover = _remover(base(language))
    return remover.analyze(' '.join(unstemmed)) if remover else list(unstemmed)


def without_all_stop_words(languages: Iterable[str]) -> TextAnalyzer:
    """Leaves out the words that are stop words in any of these languages, whose lists are known."""
    builder = TextAnalyzerBuilder(Tokenizer.whitespace())
    for code in languages:
        builder = builder.filter(Filter.stopword(STEMMERS[code]))
    return builder.build()


def is_stop_word(word: str, language: str) -> bool:
    if base(language) == 'en':
        return word in english.STOP_WORDS
    return not without_stop_words([word], language)


def has_stop_words(language: str) -> bool:
    """Whether the stop words of a language are known."""
    return _remover(base(language)) is not None


@lru_cache
def _remover(code: str) -> TextAnalyzer | None:
    try:
        return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stopword(STEMMERS[code])).build()
    except (KeyError, ValueError):
        return None
