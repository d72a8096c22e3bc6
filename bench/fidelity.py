"""Scores what the dry run reads from annotated pages and exports, and times it.

    python -m bench.fidelity --scorer SCORER

The scorer is a program with two commands: `unpack SET FOLDER` writes the inputs of a set, `score SET FILE` compares the
records in a file with the annotations and prints lines such as `naeb.title 0.92`. The exit status is 1 when a score
misses its mark.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

MANAGE = Path(__file__).parents[1] / 'manage.py'
# The lowest acceptable score of each figure; for those in ERRORS the highest.
MARKS = {
    'aeb': {'body_f1': 0.961},
    'naeb': {'title': 0.92, 'author_f1': 0.84, 'date': 0.84, 'body_f1': 0.93},
    'fundus': {
        'title': 0.80, 'author_f1': 0.89, 'date': 0.98, 'tags_f1': 0.65, 'body_f1': 0.95, 'heading_recall': 0.90,
        'image_recall': 0.80, 'image_precision': 0.60, 'caption_recall': 0.90,
    },
    'trafilatura-eval': {
        'title': 0.80, 'author_f1': 0.68, 'date': 0.87, 'tags_f1': 0.68, 'segments_f1': 0.924, 'comment_recall': 0.60,
        'comment_leak': 0.075,
    },
    'plaintext': {
        'title': 0.75, 'date': 0.36, 'date_wrong': 0.03, 'body_f1': 0.90, 'comment_recall': 0.90,
        'glued_alts_split': 0.80,
    },
    'wxr': {'items': 1, 'comments_total': 1, 'comment_replies': 1, 'published_posts': 1},
}  # fmt: skip
ERRORS = {'comment_leak', 'date_wrong'}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--scorer', type=Path, required=True, help='the program that unpacks and scores')
    parser.add_argument('sets', nargs='*', default=[*MARKS], metavar='SET', help=f'of {", ".join(MARKS)}; all if none')
    options = parser.parse_args()
    start = _cpu_seconds([MANAGE, 'import_archive', '--help'])
    print('| set | figure | read | mark | |\n|---|---|---|---|---|')
    missed = [name for name in options.sets if _report(name, options.scorer, start)]
    return int(bool(missed))


def _report(name: str, scorer: Path, start: float) -> bool:
    """Prints the rows of a set; returns whether one misses its mark."""
    with tempfile.TemporaryDirectory() as folder:
        inputs, read = Path(folder, 'inputs'), Path(folder, 'read.jsonl')
        _run([scorer, 'unpack', name, inputs])
        with read.open('w') as records:
            seconds = _cpu_seconds([MANAGE, 'import_archive', inputs, '--dry-run', '--jsonl'], records) - start
        pairs = (line.split() for line in _run([scorer, 'score', name, read]).splitlines() if line.startswith(name))
        figures = {figure.partition('.')[2]: float(value) for figure, value in pairs}
    missed = False
    for figure, mark in MARKS[name].items():
        value = figures.get(figure, 0.0)
        is_met = value <= mark if figure in ERRORS else value >= mark
        missed |= not is_met
        sign, verdict = '≤' if figure in ERRORS else '≥', '' if is_met else 'missed'
        print(f'| {name} | {figure} | {value:.3f} | {sign} {mark} | {verdict} |')
    if name != 'wxr':
        print(f'| {name} | CPU-ms a page | {1000 * seconds / figures["pages"]:.0f} | | |')
    return missed


def _run(command: list, output=subprocess.PIPE) -> str:
    """The output of a Python program. A dry run that refuses an item exits with 1 and still reads the rest."""
    done = subprocess.run([sys.executable, *command], stdout=output, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return done.stdout or ''


def _cpu_seconds(command: list, output=subprocess.PIPE) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(command, output)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == '__main__':
    sys.exit(main())
