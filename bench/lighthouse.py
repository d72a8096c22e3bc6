"""Lighthouse's marks of the front page, an article and a list of each archive of `bench.looks`.

    npm install --prefix var/lighthouse lighthouse@13.5.0
    python -m bench.lighthouse
    python -m bench.lighthouse --only sample --pages front --runs 1

Prints the median of --runs runs on Lighthouse's phone, and what cost points. Nothing else should be running.
"""

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from bench import looks

MARKS = ('performance', 'accessibility', 'best-practices', 'seo')
PAGES = ('front', 'article', 'list')


def report(program: Path, url: str) -> dict:
    """Lighthouse's report of a page, as it documents it."""
    command = [program, url, '--quiet', '--output=json', '--output-path=stdout', f'--only-categories={",".join(MARKS)}']
    flags = '--chrome-flags=--headless=new --no-sandbox'
    env = os.environ | {'CHROME_PATH': shutil.which('chromium') or ''}
    return json.loads(subprocess.run([*command, flags], env=env, check=True, capture_output=True).stdout)


def faults(reports: list[dict]) -> list[str]:
    """The audits that cost points in any of the reports."""
    bad = {}
    for each in reports:
        counted = [one['id'] for name in MARKS for one in each['categories'][name]['auditRefs'] if one['weight']]
        for audit in map(each['audits'].get, counted):
            if audit['score'] is not None and audit['score'] < 0.9:
                bad[audit['id']] = audit.get('displayValue', '')
    return [f'{name} {value}'.strip() for name, value in sorted(bad.items())]


def main() -> None:
    parser = looks.arguments(__doc__)
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--lighthouse', type=Path, default=Path('var/lighthouse/node_modules/.bin/lighthouse'))
    given = parser.parse_args()
    print('archive', 'page', *MARKS, 'layout shift', sep=' | ')
    for name, url in looks.sites(given):
        for kind, address in looks.pages(url).items():
            if kind in PAGES and kind in given.pages:
                reports = [report(given.lighthouse, url + address) for _ in range(given.runs)]
                marks = [
                    statistics.median(each['categories'][mark]['score'] * 100 for each in reports) for mark in MARKS
                ]
                shift = max(each['audits']['cumulative-layout-shift']['numericValue'] for each in reports)
                print(name, kind, *(f'{mark:.0f}' for mark in marks), f'{shift:.3f}', sep=' | ', flush=True)
                print(*(f'    {fault}' for fault in faults(reports)), sep='\n', flush=True)


if __name__ == '__main__':
    main()
