"""Lists which wheels there are of every pinned requirement, for each Python and processor that the site runs on.

    python -m bench.wheels
    python -m bench.wheels requirements-dev.txt

Asks the package index that pip is configured for. A cell is the ABI of the wheel: `none` for pure Python, `abi3` for
one that serves several versions of Python, `cp311` and the like for one that serves a single version, and `-` for no
wheel: it is built when it is installed, which takes a compiler unless it is pure Python. The exit status is then 1. A
requirement that this Python does not have leaves its cell empty.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ('3.11.2', '3.12.3', '3.13.5', '3.14.0')  # the oldest of Debian 12, Ubuntu 24.04 and Debian 13; python.org
MACHINES = {'x86-64': 'x86_64', 'arm64': 'aarch64'}
OLDEST_GLIBC, GLIBC = 5, 28  # minor versions of manylinux_2_*: 28 is Debian 10, Ubuntu 20.04, RHEL 8


def pins(file: Path) -> list[Requirement]:
    lines = (line.partition('#')[0].strip() for line in file.read_text().splitlines())
    return [Requirement(line) for line in lines if line]


def wheels(requirements: list[Requirement], python: str, machine: str) -> dict[str, str]:
    """The ABI of the wheel of each requirement of this Python, by `name==version`; '-' where there is none."""
    platforms = [f'--platform=manylinux_2_{minor}_{machine}' for minor in range(OLDEST_GLIBC, GLIBC + 1)]
    platforms += [f'--platform={name}_{machine}' for name in ('manylinux2014', 'manylinux1')]
    # pip would compare the markers with the Python that it runs on itself.
    version = {'python_version': python.rpartition('.')[0], 'python_full_version': python}
    own = [pin(one) for one in requirements if one.marker is None or one.marker.evaluate(version)]
    rest = list(own)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, '-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--no-deps', '--quiet']
        command += ['--only-binary=:all:', f'--target={folder}', f'--python-version={python}', '--report=-', *platforms]
        command.append('--ignore-requires-python')  # pip compares that with its own Python as well: see below
        while rest:
            done = subprocess.run([*command, *rest], capture_output=True, text=True)
            if done.returncode == 0:
                break
            missing = re.search(r'No matching distribution found for ([^\s(]+)', done.stderr)  # the first one only
            if not missing:
                sys.exit(done.stderr)
            rest.remove(missing[1])
    items = json.loads(done.stdout)['install'] if rest else []
    abis: dict[str, str] = {}
    for item in items:
        metadata, file = item['metadata'], item['download_info']['url'].rpartition('/')[2]
        if SpecifierSet(metadata.get('requires_python', '')).contains(python):
            abis[canonicalize_name(metadata['name'])] = file.removesuffix('.whl').split('-')[-2]
    return {name: abis.get(canonicalize_name(name.partition('==')[0]), '-') for name in own}


def pin(requirement: Requirement) -> str:
    return f'{requirement.name}{requirement.specifier}'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('file', nargs='?', type=Path, default=ROOT / 'requirements.txt')
    requirements = pins(parser.parse_args().file)
    columns = {
        f'{name} {python}': wheels(requirements, python, machine)
        for name, machine in MACHINES.items()
        for python in PYTHONS
    }
    print('| requirement | ' + ' | '.join(columns) + ' |\n|---' + '|---' * len(columns) + '|')
    missing = 0
    for name in map(pin, requirements):
        cells = [abis.get(name, '') for abis in columns.values()]
        missing += cells.count('-')
        print(f'| {name} | ' + ' | '.join(cells) + ' |')
    print(f'\n{len(requirements)} requirements, {missing} wheels missing')
    sys.exit(bool(missing))


if __name__ == '__main__':
    main()
