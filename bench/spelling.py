"""How often a rare word that is right is taken for a misspelling: `python -m bench.spelling`.

Takes words that 1 to 3 articles of the archive have, drawn by a fixed seed, as names and technical terms are. Given a
file of pairs of a misspelt and a right word as JSON, it also prints how many of them are corrected rightly.
"""

import argparse
import json
import random
from collections import Counter
from pathlib import Path

from articles.search import index, spelling

SEED, DRAWN, RAREST = 1, 300, range(1, 4)


def false_alarms() -> float:
    """The share of the rare words drawn that a correction is offered for."""
    snapshot = index.snapshot()
    terms = snapshot.searcher.terms_with_prefix('exact', '')
    rare = sorted(term for term, n in terms if n in RAREST and len(term) >= spelling.SHORTEST and term.isalpha())
    drawn = random.Random(SEED).sample(rare, min(DRAWN, len(rare)))
    return sum(spelling.correct(snapshot, word) is not None for word in drawn) / max(1, len(drawn))


def corrected(pairs: list[list[str]]) -> dict[str, float]:
    """The share of misspelt words that are corrected rightly, wrongly, and not at all."""
    snapshot = index.snapshot()
    outcomes: Counter[str] = Counter()
    for typed, right in pairs:
        offered = spelling.correct(snapshot, typed)
        outcomes['nothing' if offered is None else 'right' if offered == right else 'wrong'] += 1
    return {outcome: outcomes[outcome] / max(1, len(pairs)) for outcome in ('right', 'wrong', 'nothing')}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('pairs', nargs='?', type=Path, help='JSON: a list of [misspelt, right]')
    pairs = parser.parse_args().pairs
    print(f'false alarms {false_alarms():.3f}')
    if pairs:
        print(
            '  '.join(f'{outcome} {share:.3f}' for outcome, share in corrected(json.loads(pairs.read_text())).items())
        )


if __name__ == '__main__':
    main()
