"""How well the spam filter tells spam from comments of sources it has not seen, and what a decision costs.

    python -m bench.spam ../shared/data/security/spam

Each source is left out in turn: the filter learns from the others and judges it. A source is a video of the YouTube
spam collection, or a fourth of the newspaper's comments, which are all good. The threshold is set on the sources it
learnt from, by cross validation, at a precision of .97, so that what is printed is what an operator would get.
"""

import argparse
import json
import time
from html import unescape
from pathlib import Path

from articles.text import plain, spam_signs

PRECISION = 0.97


def sources(folder: Path) -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = {}
    for path in sorted(folder.glob('*.jsonl')):
        for number, line in enumerate(path.read_text(encoding='utf-8').splitlines()):
            row = json.loads(line)
            if row['label'] in ('spam', 'ham'):
                rows.setdefault(row.get('thread') or f'{path.stem} {number % 4 + 1}', []).append(row)
    return rows


def prepared(row: dict) -> tuple[dict[int, str], bool]:
    """The text as readers see it: of some videos the collection has the HTML, with links of YouTube's own."""
    return spam_signs.signs('', plain.from_html(row['text']) if '<' in row['text'] else unescape(row['text'])), row[
        'label'
    ] == 'spam'


def judged(learnt: list, judged: list) -> list[tuple[float, bool]]:
    counts, total = spam_signs.count(learnt)
    return [(spam_signs.judge(signs, counts, total).suspicion, is_spam) for signs, is_spam in judged]


def rates(scores: list[tuple[float, bool]], threshold: float) -> tuple[float, float, int]:
    """(precision, recall, good comments called spam)"""
    caught = [is_spam for score, is_spam in scores if score >= threshold]
    spam = sum(is_spam for _, is_spam in scores)
    return sum(caught) / (len(caught) or 1), sum(caught) / (spam or 1), len(caught) - sum(caught)


def threshold_for(scores: list[tuple[float, bool]]) -> float:
    """The lowest threshold from which on the precision stays."""
    best, wrong = 1.0, 0
    for caught, (score, is_spam) in enumerate(sorted(scores, reverse=True), 1):
        wrong += not is_spam
        if 1 - wrong / caught >= PRECISION:
            best = score
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    rows = sources(parser.parse_args().folder)
    data = {name: list(map(prepared, of)) for name, of in rows.items()}
    print('source left out        comments  spam  precision  recall  good called spam  by links alone')
    every, pooled, sure = [], [], 0
    for name, held_out in data.items():
        others = [other for other in data if other != name]
        learnt = [one for other in others for one in data[other]]
        inner = [
            score
            for left in others
            for score in judged([one for other in others if other != left for one in data[other]], data[left])
        ]
        threshold = threshold_for(inner)
        scores = judged(learnt, held_out)
        pooled += scores
        every += [(score >= threshold, is_spam) for score, is_spam in scores]
        precision, recall, wrong = rates(scores, threshold)
        sure += sum(score > 0.999 and not is_spam for score, is_spam in scores)
        listed = sum(is_spam and '0 links' not in signs.values() for signs, is_spam in held_out)
        spam = sum(is_spam for _, is_spam in held_out)
        alone = f'{listed / spam:.3f}' if spam else '-'
        print(f'{name:<22} {len(held_out):>8} {spam:>5} {precision:>10.3f} {recall:>7.3f} {wrong:>17} {alone:>15}')
    precision, recall, wrong = rates([(float(called), is_spam) for called, is_spam in every], 1.0)
    print(f'all: precision {precision:.3f}, recall {recall:.3f}, {wrong} good called spam; {sure} good above .999')
    for threshold in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999):
        precision, recall, wrong = rates(pooled, threshold)
        print(f'from {threshold}: precision {precision:.3f}, recall {recall:.3f}, {wrong} good called spam')
    counts, total = spam_signs.count(one for of in data.values() for one in of)
    texts = [row for of in rows.values() for row in of]
    began = time.process_time()
    for row in texts:
        spam_signs.judge(spam_signs.signs('', row['text']), counts, total)
    print(f'a decision takes {(time.process_time() - began) / len(texts) * 1000:.3f} ms of CPU')


if __name__ == '__main__':
    main()
