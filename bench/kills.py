"""Kills the indexer again and again while articles are imported, then compares index and database.

    python -m bench.kills --kills 50

Ever larger exports are imported one after another until the last kill. Everything is in a folder of its own in
DATA_DIR/bench, with a database server of its own, and made anew on every run.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench import exports
from newsroom import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 20  # seconds until an indexer's first commit
LONGEST_LIFE = 0.5  # seconds from that commit to the kill, at most


class Archive:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        own = {'DATA_DIR': str(folder), 'DATABASE_URL': '', 'SECRET_KEY': 'of a benchmark'}
        self._environment = os.environ | own

    def start(self, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, ROOT / 'manage.py', *arguments]
        return subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str) -> str:
        return self.start(*arguments).communicate()[0].strip()

    def commits(self) -> set[tuple[str, int]]:
        """The files that change with each commit to an index, with the times of their last change in ns."""
        return {(str(file), file.stat().st_mtime_ns) for file in self.folder.glob('search/*/meta.json')}


def kill(archive: Archive, kills: int, articles: int) -> int:
    """Returns how many kills came after a commit of the indexer and while an import was running."""
    chance, during, imports, importing = random.Random(50), 0, 0, None
    for n in range(1, kills + 1):
        if not importing or importing.poll() is not None:
            imports += 1
            export = archive.folder / 'export.xml'
            exports.write(export, exports.items(articles * imports))
            importing = archive.start('import_archive', str(export))
        before, deadline = archive.commits(), time.monotonic() + TIMEOUT
        follower = archive.start('index')
        while archive.commits() == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        during += importing.poll() is None and archive.commits() != before
        follower.kill()
        follower.communicate()
        print(f'\rkilled {n} times, {during} of them between the commits of an import', end='', flush=True)
    print()
    print(importing.communicate()[0].strip().splitlines()[-1])
    return during


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--kills', type=int, default=50)
    parser.add_argument('--articles', type=int, default=10_000, help='how many more each import has than the last')
    options = parser.parse_args()
    folder = Path(os.environ.get('DATA_DIR') or ROOT / 'var').resolve() / 'bench' / 'kills'
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    archive = Archive(folder)
    with embedded_postgres.Server(folder):
        print(archive.run('migrate', '--verbosity=0'))
        kill(archive, options.kills, options.articles)
        print(archive.run('index', '--check'))


if __name__ == '__main__':
    main()
