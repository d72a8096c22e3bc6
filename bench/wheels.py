"""Lists which wheels there are of every pinned requirement, for each Python and processor that the site runs on.

    python -m bench.wheels
    python -m bench.wheels requirements-dev.txt

Asks the package index that pip is configured for. A cell is the ABI of the wheel: `none` for pure Python, `abi3` for
one that serves several versions of Python, `cp311` and the like for one that serves a single version, and `-` for no
wheel: a machine without a compiler cannot install that requirement. The exit status is then 1.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ('3.11.2', '3.12.3', '3.13.5', '3.14.0')  # the oldest of Debian 12, Ubuntu 24.04 and Debian 13; python.org
MACHINES = {'x86-64': 'x86_64', 'arm64': 'aarch64'}
OLDEST_GLIBC, GLIBC = 5, 28  # minor versions of manylinux_2_*: 28 is Debian 10, Ubuntu 20.04, RHEL 8


def pins(file: Path) -> list[str]:
    """The `name==version` of each line."""
    lines = (line.partition('#')[0].strip() for line in file.read_text().splitlines())
    return [line for line in lines if line]


def wheels(requirements: list[str], python: str, machine: str) -> dict[str, str]:
    """The ABI of each requirement's wheel, by name in lower case. Requirements without a wheel are left out."""
    platforms = [f'--platform=manylinux_2_{minor}_{machine}' for minor in range(OLDEST_GLIBC, GLIBC + 1)]
    platforms += [f'--platform={name}_{machine}' for name in ('manylinux2014', 'manylinux1')]
    rest = list(requirements)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, '-m', 'pip', 'install', '--dry-run', '--ignore-installed', '--no-deps', '--quiet']
        command += ['--only-binary=:all:', f'--target={folder}', f'--python-version={python}', '--report=-', *platforms]
        while rest:
            done = subprocess.run([*command, *rest], capture_output=True, text=True)
            if done.returncode == 0:
                break
            missing = re.search(r'No matching distribution found for ([^\s(]+)', done.stderr)  # the first one only
            if not missing:
                sys.exit(done.stderr)
            rest.remove(missing[1])
    items = json.loads(done.stdout)['install'] if rest else []
    files = (item['download_info']['url'].rpartition('/')[2].removesuffix('.whl').split('-') for item in items)
    names = (item['metadata']['name'].lower().replace('_', '-') for item in items)
    return {name: parts[-2] for name, parts in zip(names, files, strict=True)}


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
    for pin in requirements:
        name = pin.partition('==')[0].lower().replace('_', '-')
        cells = [abis.get(name, '-') for abis in columns.values()]
        missing += cells.count('-')
        print(f'| {pin} | ' + ' | '.join(cells) + ' |')
    print(f'\n{len(requirements)} requirements, {missing} wheels missing')
    sys.exit(bool(missing))


if __name__ == '__main__':
    main()
