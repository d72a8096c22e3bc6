"""What counts how much in the order of results: the one place for it. `bench/relevance.py --grid` tries others."""

from dataclasses import dataclass


@dataclass
class Weights:
    """A match in the text counts 1 by BM25; these are added."""

    title: float = 0.5
    # Rare words count more than BM25 has it: by this power of what a word weighs, as a share of the rarest's.
    rarity: float = 0.5
    name: float = 0.25  # in a byline, tag or section
    # In what has most of the words: another form of a word, where the one typed does not occur.
    other_form: float = 0.25
    # Words that stand near each other as in the query, in the text and in the title. In the text, those that keep only
    # the wide gap count half.
    near: float = 0.5
    near_in_title: float = 0.5
    gap: int = 1  # other words that may stand between two that are near each other
    wide_gap: int = 6
    gap_in_title: int = 2  # between words that have another between them in the query, too
    # Of pairs of words: if a query has more, all of them together count as much as so many.
    pairs: int = 2
    pairs_in_title: int = 4


WEIGHTS = Weights()
