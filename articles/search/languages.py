"""The language of an article that nobody named, guessed from its text when it is indexed and never for a page."""

from functools import lru_cache
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


def guess(text: str, site: str) -> str:
    """The code of a text's language, such as 'fr'; '' if it is the site's (`site`, such as 'en-gb') or not certain."""
    text = text[:READ]
    found = words.tokens(text)
    if len(found) < FEWEST or _has_stop_words(found, words.base(site)):
        return ''
    if not any(_is_likely(found, text, code) for code in words.STEMMERS):
        return ''
    guessed = _detector().detect_language_of(text)
    code = words.base(guessed.iso_code_639_1.name) if guessed else ''
    if code == words.base(site) or not code:
        return ''
    return code if _is_likely(found, text, code) else ''


def _is_likely(found: list[str], text: str, code: str) -> bool:
    """Whether a text has stop words of a language, or, of those without a list of these, letters beyond English."""
    return _has_stop_words(found, code) if words.has_stop_words(code) else not text.isascii()


def _has_stop_words(found: list[str], code: str) -> bool:
    return len(words.without_stop_words(found, code)) <= (1 - STOP_WORDS) * len(found)


@lru_cache
def _detector() -> 'LanguageDetector':
    from lingua import Language, LanguageDetectorBuilder  # Only what writes an index needs its models.

    wanted = {*words.STEMMERS, *OTHERS}
    known = [one for one in Language.all() if one.iso_code_639_1.name.lower() in wanted]
    builder = LanguageDetectorBuilder.from_languages(*known).with_minimum_relative_distance(DISTANCE)
    # Its large models take 30 times the memory, and tell apart no more that has stop words.
    return builder.with_low_accuracy_mode().build()
