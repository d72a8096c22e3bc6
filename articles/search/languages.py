"""The language of an article that nobody named, guessed from its text when it is indexed and never for a page."""

from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from . import words

if TYPE_CHECKING:
    from lingua import LanguageDetector

READ = 300  # characters
FEWEST = 5  # words that a guess is made from
# The share of stop words that a text in a language has at least. Tables of figures have none.
STOP_WORDS = 0.12
DISTANCE = 0.25  # how much likelier than the second the best guess has to be, from 0 to 1

# Guessed besides those that words are stemmed in: they would be taken for one of these.
OTHERS = ('uk', 'be', 'bg', 'pl', 'cs', 'fa', 'ur', 'ca')


_LISTED = tuple(code for code in words.STEMMERS if words.has_stop_words(code))
_in_no_list = words.without_all_stop_words(_LISTED)


class _StopWords(dict[str, tuple[str, ...]]):
    """The languages in which a word is a stop word, looked up when first needed."""

    MOST = 100_000  # words that are remembered

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= self.MOST:
            self.clear()
        is_listed = not _in_no_list.analyze(word)
        self[word] = tuple(code for code in _LISTED if is_listed and not words.without_stop_words([word], code))
        return self[word]


_stop_words = _StopWords()


def guess(text: str, site: str) -> str:
    """The code of a text's language, such as 'fr'; '' if it is the site's (`site`, such as 'en-gb') or not certain."""
    text, own = text[:READ], words.base(site)
    tokens = words.tokens(text)
    counts = Counter(chain.from_iterable(map(_stop_words.__getitem__, tokens)))
    enough = STOP_WORDS * len(tokens)
    if len(tokens) < FEWEST or counts[own] >= enough or (not counts and text.isascii()):
        return ''
    # Those that have stop words in the text, or, where these are not known, letters beyond English.
    likely = {code for code in words.STEMMERS if (counts[code] >= enough if code in _LISTED else not text.isascii())}
    guessed = _detector().detect_language_of(text) if likely else None
    code = words.base(guessed.iso_code_639_1.name) if guessed else ''
    return code if code in likely and code != own else ''


@lru_cache
def _detector() -> 'LanguageDetector':
    from lingua import Language, LanguageDetectorBuilder  # Only what writes an index needs its models.

    wanted = {*words.STEMMERS, *OTHERS}
    known = [one for one in Language.all() if one.iso_code_639_1.name.lower() in wanted]
    builder = LanguageDetectorBuilder.from_languages(*known).with_minimum_relative_distance(DISTANCE)
    # Its large models take 30 times the memory, and tell apart no more that has stop words.
    return builder.with_low_accuracy_mode().build()
