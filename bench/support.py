"""Shows on how many sites each rule of the readers of pages and text copies has an effect, and what it gains there.

    python -m bench.support --scorer SCORER --data FOLDER [SET ...]

A rule is an entry of a table at the top of a reader's module: an alternative of a pattern, a word of a tuple or set, a
function of a tuple. The readers know nothing of this: each entry is taken out in turn, and the pages on which it has
an effect are read again. Rules of which only one is needed, since another has the same effect, count once: as the one
with an effect on more sites.

Printed are, for every rule, the sites (hosts of URLs) on which it has an effect, those on which the score is higher
and those on which it is lower because of it, and by how much each figure is; then the figures with all rules, and
those of left-one-out: every site read only with the rules that gain on some other site.

The scorer is a Python file with `truth(data, set)` and `score_pages(data, set, records)`; see bench/fidelity.py.
"""

import argparse
import importlib
import importlib.util
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from django.utils import timezone
from lxml import etree
from tqdm import tqdm

from articles.readers.html import page, saved_page, tree
from articles.readers.plaintext import reader as texts
from articles.text import url_forms
from bench.rules import Rule, Words, tables

SETS = ('aeb', 'naeb', 'fundus', 'trafilatura-eval', 'plaintext')
LOWER_IS_BETTER = ('comment_leak', 'date_wrong')
LEAST = 0.005  # a smaller difference of a page's figures is chance


class Page(NamedTuple):
    set: str
    site: str
    row: dict[str, Any]
    data: Any
    source: str


class Bench:
    def __init__(self, scorer: ModuleType, data: str) -> None:
        self.scorer, self.data, self.zone = scorer, data, timezone.get_default_timezone()
        self.truth = scorer.truth
        self.tables = list(tables())
        self.by_rule = {rule: table for table in self.tables for rule in table.rules}
        self.out: frozenset[Rule] = frozenset()
        # What takes most of the time depends on the tree, and on few of the tables.
        self._keep(page.html_body, 'body', 'body document figures main_text marked_text pictures text_runs')
        self._keep(importlib.import_module('articles.readers.html.main_text'), '_extract', '')
        self._keep(importlib.import_module('htmldate'), 'find_date', '')

    def _keep(self, module: ModuleType, name: str, modules: str) -> None:
        """Lets a function look into the same tree only once for the same rules of these modules."""
        function, results = getattr(module, name), {}
        prefixes = tuple(f'html.{module}.' for module in modules.split())

        def call(root, *args, **options):
            markup = etree.tostring(getattr(root, 'tree', root))
            out = frozenset(rule for rule in self.out if rule.table.startswith(prefixes)) if prefixes else None
            key = hash((markup, out, *(arg if isinstance(arg, str) else type(arg) for arg in args)))
            if modules == '':
                key = hash((key, *map(id, args)))
            if key not in results:
                results[key] = function(root, *args, **options)
            return results[key]

        setattr(module, name, call)

    def pages(self, name: str) -> Iterator[Page]:
        for row in self.truth(self.data, name):
            source = self.scorer.key(row['id'])
            site = url_forms.host(row.get('url') or '') or row['id']
            file = f'{self.data}/{name}/{row.get("file")}'
            content = row['text'] if name == 'plaintext' else self.scorer.opened(file).read()
            yield Page(name, site, row, content, source)

    def read(self, one: Page, without: frozenset[Rule] = frozenset()) -> dict[str, Any]:
        """What the reader says of a page."""
        for table in {self.by_rule[rule] for rule in self.out | without}:
            table.take_out(without)
        self.out = without
        url = one.row.get('url') or ''
        if one.set == 'plaintext':
            return texts.article(one.data, source=f'{one.source}.txt', url=url, zone=self.zone).as_json()
        try:
            record = page.article(saved_page.SavedPage(f'{one.source}.html', one.data, url), self.zone)
        except tree.Unreadable:
            return {}
        return record.as_json() if hasattr(record, 'body_html') else {}

    def hit(self, one: Page) -> tuple[dict[str, Any], set[Rule]]:
        """What the reader says of a page, and the rules that had an effect on its way."""
        text = (one.data if isinstance(one.data, str) else one.data.decode(errors='replace')).lower()
        kind = 'plaintext' if one.set == 'plaintext' else 'html'
        for table in self.tables:
            table.hit.clear()
            table.is_logged = True
            if isinstance(table, Words) and table.table.startswith(kind):
                table.see(text)
        record = self.read(one)
        for table in self.tables:
            table.is_logged = False
        return record, set().union(*(table.hit for table in self.tables))

    def score(self, name: str, rows: list[dict], records: list[dict]) -> dict[str, float]:
        """The figures of pages, the higher the better."""
        self.scorer.truth = lambda data, name: rows
        figures = self.scorer.score_pages(self.data, name, [record for record in records if record])
        return {
            figure: -value if figure in LOWER_IS_BETTER else value
            for figure, value in figures.items()
            if figure not in ('pages', 'missing')
        }


class Support:
    """The sites on which each rule had an effect, and the gain of each of its figures there."""

    def __init__(self) -> None:
        self.sites: dict[Rule, set[str]] = defaultdict(set)
        self.gains: dict[Rule, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))

    def gaining(self, rule: Rule) -> set[str]:
        return {site for site, gain in self.gains[rule].items() if sum(gain.values()) > LEAST}

    def line(self, rule: Rule) -> str:
        gains, losses = self.gaining(rule), {s for s, g in self.gains[rule].items() if sum(g.values()) < -LEAST}
        sums: Counter[str] = Counter()
        for gain in self.gains[rule].values():
            sums.update(gain)
        figures = ', '.join(f'{name} {value:+.2f}' for name, value in sums.items() if abs(value) > LEAST)
        return f'{len(self.sites[rule])}\t{len(gains)}\t{len(losses)}\t{rule.table}\t{rule.entry}\t{figures}'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--scorer', type=Path, required=True, help='the Python file that scores')
    parser.add_argument('--data', required=True, help='the folder of the sets')
    parser.add_argument('sets', nargs='*', default=SETS, metavar='SET', help=f'of {", ".join(SETS)}; all if none')
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location('scorer', options.scorer)
    spec.loader.exec_module(scorer := importlib.util.module_from_spec(spec))
    bench, support = Bench(scorer, options.data), Support()
    pages = [one for name in options.sets for one in bench.pages(name)]
    trials = [Trial(bench, support, one) for one in tqdm(pages, desc='one by one')]
    print('sites\tgain\tlose\ttable\trule\tfigures with it')
    for rule in sorted(support.sites, key=lambda rule: (len(support.gaining(rule)), rule)):
        print(support.line(rule))
    left = [_left_one_out(bench, support, trial) for trial in tqdm(trials, desc='left-one-out')]
    for name in options.sets:
        numbers = [number for number, one in enumerate(pages) if one.set == name]
        rows = [pages[number].row for number in numbers]
        usual = bench.score(name, rows, [trials[number].record for number in numbers])
        others = bench.score(name, rows, [left[number] for number in numbers])
        for figure, value in usual.items():
            print(f'{name}\t{figure}\t{abs(value):.3f}\t{abs(others[figure]):.3f}')


def _left_one_out(bench: Bench, support: Support, trial: 'Trial') -> dict[str, Any]:
    """What is read of a page with the rules that gain on another site."""
    alone = frozenset(rule for rule in trial.hit if not support.gaining(rule) - {trial.one.site})
    return bench.read(trial.one, alone)


class Trial:
    """One page, read without rules to see what each is for."""

    def __init__(self, bench: Bench, support: Support, one: Page) -> None:
        self.bench, self.support, self.one = bench, support, one
        self.record, self.hit = bench.hit(one)
        self.usual = bench.score(one.set, [one.row], [self.record])
        for rule in self.hit:
            support.sites[rule].add(one.site)
        self._halve(sorted(self.hit))
        rest = [rule for rule in self.hit if one.site not in support.gaining(rule)]
        if sum(self._gain(frozenset(rest)).values()) > LEAST:
            self._find_doubles(rest)

    def _halve(self, rules: list[Rule]) -> bool:
        """Looks for the rules without which the figures of the page differ; returns whether there is one."""
        if not rules or not (gain := self._gain(frozenset(rules))):
            return False
        if len(rules) == 1:
            self.support.gains[rules[0]][self.one.site].update(gain)
            return True
        middle = len(rules) // 2
        # Not `or`: both halves are looked at.
        if not self._halve(rules[:middle]) | self._halve(rules[middle:]) and sum(gain.values()) > LEAST:
            self._find_doubles(rules)
        return True

    def _find_doubles(self, rules: list[Rule]) -> None:
        """Of rules that stand in for each other, takes out those on few sites while the others suffice."""
        gone: frozenset[Rule] = frozenset()
        for rule in sorted(rules, key=lambda rule: (len(self.support.sites[rule]), rule)):
            gain = self._gain(gone | {rule})
            if sum(gain.values()) > LEAST:
                self.support.gains[rule][self.one.site].update(gain)
            else:
                gone |= {rule}

    def _gain(self, without: frozenset[Rule]) -> dict[str, float]:
        """By how much each figure of the page is higher than without these rules."""
        if (other := self.bench.read(self.one, without)) == self.record:
            return {}
        figures = self.bench.score(self.one.set, [self.one.row], [other])
        gains = {name: value - figures.get(name, 0) for name, value in self.usual.items()}
        return {name: gain for name, gain in gains.items() if abs(gain) > LEAST}


if __name__ == '__main__':
    sys.exit(main())
