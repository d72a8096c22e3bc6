"""Other spellings and numbers of English words that no stemmer brings together."""

import re
from functools import lru_cache

import inflection
from breame.data.spelling_constants import AMERICAN_ENGLISH_SPELLINGS, BRITISH_ENGLISH_SPELLINGS

SHORTEST = 3  # letters

# Plurals that `inflection` does not know, as a pattern of the one form and what replaces it in the other.
_PLURALS = [(r'man$', 'men'), (r'(?<=[lr])f$', 'ves'), (r'(?<=ea|ie|oa)f$', 'ves'), (r'(?<=i)fe$', 'ves')]
_SINGULARS = [
    (r'(?<=..)men$|^men$', 'man'), (r'(?<=[lr])ves$', 'f'), (r'(?<=ea|ie|oa)ves$', 'f'), (r'(?<=i)ves$', 'fe'),
]  # fmt: skip
_RULES = [(re.compile(pattern), other) for pattern, other in _PLURALS + _SINGULARS]


@lru_cache(maxsize=10_000)
def variants(word: str) -> frozenset[str]:
    """The British or American spelling of a word in lower case, its singular and its plural, where these are unlike it.

    Some are no words at all, which nobody wrote; the word itself is never among them.
    """
    if len(word) < SHORTEST or not word.isalpha() or not word.isascii():
        return frozenset()
    numbers = {pattern.sub(other, word) for pattern, other in _RULES}
    plural, singular = inflection.pluralize(word), inflection.singularize(word)
    if not plural.endswith('ves'):  # `saves` is none of `safe`.
        numbers.add(plural)
    if singular != word[:-1]:  # `hi` and `ga` are none of `his` and `gas`.
        numbers.add(singular)
    spellings = {AMERICAN_ENGLISH_SPELLINGS.get(word), BRITISH_ENGLISH_SPELLINGS.get(word)}
    return frozenset(one for one in numbers | spellings if one and one != word)
