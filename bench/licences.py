"""Lists the licence of every pinned requirement of the site, from what is installed, and refuses GPL and AGPL.

    python -m bench.licences

The LGPL is allowed: the site uses such a library as it is. The exit status is 1 where a licence is refused or unknown.
"""

import re
import sys
from importlib.metadata import Distribution, distribution

from bench.wheels import ROOT, pins

REFUSED = re.compile(r'\bA?GPL|(?<!Lesser )General Public License|Affero')
ALTERNATIVE = re.compile(r'\bOR\b')


def licences(package: Distribution) -> list[str]:
    """What a package's metadata says: its SPDX expression, else its classifiers, else the first line of its licence."""
    if expression := package.metadata['License-Expression']:
        return [expression]
    classifiers = [name for name in package.metadata.get_all('Classifier', []) if name.startswith('License ::')]
    names = [name.rpartition(' :: ')[2] for name in classifiers if name != 'License :: OSI Approved']
    return names or (package.metadata['License'] or '').strip().splitlines()[:1]


def is_refused(names: list[str]) -> bool:
    """Whether every licence on offer is refused. Several names, or `OR` in one, are a choice."""
    choices = [choice for name in names for choice in ALTERNATIVE.split(name)]
    return all(REFUSED.search(choice.replace('LGPL', '')) for choice in choices)


def main() -> None:
    refused = 0
    for pin in pins(ROOT / 'requirements.txt'):
        names = licences(distribution(pin.name))
        refused += is_refused(names)
        print(f'{pin!s:32} {"REFUSED  " if is_refused(names) else ""}{", ".join(names) or "unknown"}')
    print(f'{refused} licences refused')
    sys.exit(bool(refused))


if __name__ == '__main__':
    main()
