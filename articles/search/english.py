"""Other spellings and numbers of English words that no stemmer brings together."""

import re
from functools import lru_cache

import inflection
from breame.data.spelling_constants import AMERICAN_ENGLISH_SPELLINGS, BRITISH_ENGLISH_SPELLINGS

SHORTEST = 3  # letters

# Those of Snowball's list (snowballstem.org/algorithms/english/stop.txt) without contractions, and `us`.
STOP_WORDS = frozenset(
    (
        'a about above after again against all am an and any are as at be because been before being below between both '
        'but by did do does doing down during each few for from further had has have having he her here hers herself '
        'him himself his how i if in into is it its itself me more most my myself no nor not of off on once only or '
        'other ought our ours ourselves out over own same she should so some such than that the their theirs them '
        'themselves then there these they this those through to too under until up us very was we were what when where '
        'which while who whom why with would you your yours yourself yourselves cannot could'
    ).split()
)

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
