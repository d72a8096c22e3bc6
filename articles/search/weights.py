"""What counts how much in the order of results: the one place for it. `bench/relevance.py --grid` tries others."""

from dataclasses import dataclass


@dataclass
class Weights:
    """A match in the text counts 1 by BM25; these are added."""

    title: float = 0.5
    # Rare words count more than BM25 has it: by this power of what a word weighs, as a share of the rarest's.
    rarity: float = 0.5
    name: float = 0.25  # in a byline, tag or section
    other_form: float = (
        0.25  # in what has most of the words: another form of a word, where the one typed does not occur
    )
    # Words that stand near each other as in the query, in the text and in the title.
    near: float = 0.5
    near_in_title: float = 0.5
    gap: int = 2  # other words that may stand between two that are near each other
    pairs: int = 2  # of words: if a query has more, all of them together count as much as so many


WEIGHTS = Weights()
