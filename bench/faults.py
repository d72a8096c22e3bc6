"""Breaks a site in every way that an operator meets, and looks for what it had acknowledged.

    python -m bench.faults --kills 200 --restarts 50

Each fault is really made: by signals, pg_ctl, a full file system, another clock, a cut or silent connection. All the
while comments are posted, articles are withdrawn, published and read. The table has, for each fault, how often it was
made, what was acknowledged by then, how much of that is lost, how often something withdrawn was shown, how often the
site said *ready* while it made no page, how many answers were an error other than 503, and the longest time from the
end of the cause until the site was healthy. It needs socat, faketime, pgbouncer and nginx (of Debian), and root for the
full disk.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from bench import exports, faults_around
from bench.victim import Database, Relay, Site, supervised, until
from bench.witness import EDITOR, Witness

ROOT = Path(__file__).resolve().parent.parent
ROLES = ('worker', 'followers', 'master', 'backend', 'postmaster', 'import')
SIZE = '2g'  # of the file system
# Python sleeps until a monotonic time, which libfaketime 0.9.10 refuses where it leaves that clock alone.
SLEEP = 'import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds)\n'
FAULTS: dict[str, Callable[['Stage'], Iterator[None]]] = {}


class Stage:
    """A site that is watched, and the table of what was done to it."""

    def __init__(self, folder: Path, given: argparse.Namespace) -> None:
        self.folder, self.given, self.chance = folder, given, random.Random(1)
        self.database = Database(folder / 'server')
        self.rows: list[tuple] = []
        self.imported = 0
        self.importing: subprocess.Popen | None = None

    @contextlib.contextmanager
    def playing(self) -> Iterator['Stage']:
        """Runs its body while the site is up and watched."""
        with self.database:
            self.relay = Relay(self.database)
            self.site = Site(self.folder / 'site', self.relay.url())
            try:
                self._prepare()
                with supervised(self.site, self.database):
                    self.site.begin()
                    with Witness(self.site, self.database, self._paths()) as self.witness:
                        self.witness.healthy_after(0)
                        until(lambda: len(self.witness.comments) > 3 and self.witness.withdrawn)
                        yield self
                    self.stop_import()
            finally:
                self.relay.signal(signal.SIGKILL)

    def _prepare(self) -> None:
        self.site.manage('migrate', '--verbosity=0')
        self.site.manage('collectstatic', '--noinput', '--verbosity=0')
        names = {'DJANGO_SUPERUSER_USERNAME': EDITOR['username'], 'DJANGO_SUPERUSER_PASSWORD': EDITOR['password']}
        self.site.manage('createsuperuser', '--noinput', '--email=', **names)
        self.site.manage('import_archive', str(self.export(300)))

    def export(self, articles: int) -> Path:
        """A file of the first articles of one endless archive, whose titles have a word of their own."""
        path = self.folder / 'export.xml'
        items = enumerate(exports.items(articles), 1)
        exports.write(path, (item.replace('<title>', f'<title>Story{n} ', 1) for n, item in items))
        return path

    def _paths(self) -> dict[int, str]:
        rows = self.database.sql("SELECT id, to_char(published_on, 'YYYY/MM/DD'), slug FROM articles_article")
        return {article: f'/{day}/{slug}/' for article, day, slug in rows}

    def import_more(self) -> None:
        """Lets an import run: a larger one when the last has ended, and the same again when it was killed."""
        if self.importing and self.importing.poll() is None:
            return
        if not self.importing or self.importing.returncode == 0:
            self.imported += 300
            self.file = self.export(300 + self.imported)
        self.importing = self.site.popen(sys.executable, 'manage.py', 'import_archive', str(self.file))

    def stop_import(self) -> None:
        if self.importing:
            self.importing.wait()

    @contextlib.contextmanager
    def fault(self, name: str) -> Iterator[list[float]]:
        """A row of the table; the body appends, for each time it makes the fault, the seconds to healthy."""
        witness = self.witness
        before, errors, samples = len(witness.shown), witness.errors, len(witness.samples)
        took: list[float] = []
        print(f'{name} ...', file=sys.stderr, flush=True)
        try:
            yield took
        except Exception as error:  # The other faults are still to be made.
            print(f'{name}: {error!r}', file=sys.stderr)
            took.append(float('inf'))
            self.stand()
        wrong = sum(sample.wrong for sample in witness.samples[samples:])
        failed = witness.errors - errors
        lost = self.lost()
        row = (name, len(took), witness.acknowledged, len(lost), len(witness.shown) - before, wrong, failed)
        self.rows.append((*row, max(took, default=0)))
        print('| {} | {} | {} | {} | {} | {} | {} | {:.1f} |'.format(*self.rows[-1]), flush=True)
        if lost or witness.shown[before:]:
            print(lost[:5], witness.shown[before:][:5], file=sys.stderr)

    def read_log(self) -> None:
        """Counts what the site wrote of all that, and looks for the ids that errors showed."""
        lines = self.site.log.read_text(errors='replace').splitlines()
        mentioned = [line for line in lines if 'articles.imports' not in line]
        missing = [one for one in self.witness.ids if not any(one in line for line in lines)]
        ratio = len(mentioned) / self.witness.requests
        print(f'{self.witness.requests} requests, {ratio:.2f} lines of the log for each;', end=' ')
        print(f'{len(self.witness.ids)} errors have an id, {len(missing)} of them are not in the log')

    def stand(self) -> None:
        """Puts everything up again after a fault that could not be made as it should."""
        self.site.end()
        self.relay.signal(signal.SIGKILL)
        self.relay.begin()
        self.site.settings |= {'DATABASE_URL': self.relay.url(), 'POOLER': '0'}
        self.site.begin()

    def lost(self) -> list[str]:
        """Looked for while nobody writes."""
        self.witness.writing.clear()
        self.heal()
        try:
            return self.witness.lost()
        finally:
            self.witness.writing.set()

    def heal(self) -> float:
        """Seconds from now until the site is healthy."""
        return self.witness.healthy_after(time.monotonic())


def fault(test: Callable[['Stage'], None]) -> Callable[['Stage'], None]:
    FAULTS[test.__name__] = test
    return test


@fault
def kills(stage: Stage) -> None:
    """SIGKILL for each kind of process in turn, while an import runs."""
    times = stage.given.kills // len(ROLES) or 1
    for role in ROLES:
        with stage.fault(f'kill: {role}') as took:
            for _ in range(times):
                stage.import_more()
                time.sleep(stage.chance.uniform(0.2, 1))
                if victims := victims_of(stage, role):
                    stage.chance.choice(victims).kill()
                    took.append(stage.heal())
    with stage.fault('kill: is the import whole, and the index right?') as took:
        stage.stop_import()
        stage.import_more()
        stage.stop_import()
        begun = time.monotonic()
        (articles,) = stage.database.sql('SELECT count(*) FROM articles_article')[0]
        print(f'{articles} articles, {300 + stage.imported} in the export')
        stage.witness.writing.clear()
        stage.site.end()
        print(stage.site.manage('index', '--check'))
        stage.site.begin()
        took.append(stage.witness.healthy_after(begun))


def victims_of(stage: Stage, role: str) -> list[psutil.Process]:
    if role == 'backend':
        return stage.database.backends()
    if role == 'postmaster':
        return [stage.database.postmaster()]
    if role == 'import':
        return [psutil.Process(stage.importing.pid)] if stage.importing.poll() is None else []
    return stage.site.processes(role)


@fault
def restarts(stage: Stage) -> None:
    for mode in ('fast', 'immediate'):
        with stage.fault(f'pg_ctl restart -m {mode}') as took:
            for _ in range(stage.given.restarts // 2):
                stage.import_more()
                time.sleep(stage.chance.uniform(0, 1))
                stage.database.pg_ctl('restart', '-m', mode, '-l', 'start.log')
                took.append(stage.heal())


@fault
def full_disk(stage: Stage) -> None:
    if not os.path.ismount(stage.folder):
        return print('full disk: needs root')
    with stage.fault('disk full, of site and PostgreSQL') as took:
        filling = stage.folder / 'filling'
        subprocess.run(['dd', 'if=/dev/zero', f'of={filling}', 'bs=64k'], stderr=subprocess.DEVNULL)
        until(lambda: not stage.witness.samples[-1].healthy, 30)
        time.sleep(20)
        filling.unlink()
        took.append(stage.heal())


@fault
def clock(stage: Stage) -> None:
    """Forms and acts of a clock that is ahead are sent to one that is behind."""
    with stage.fault('clock of the site 10 minutes ahead, behind, right') as took:
        spam = "SELECT count(*) FROM articles_comment WHERE status = 'spam'"
        before = stage.database.sql(spam)
        (stage.folder / 'sitecustomize.py').write_text(SLEEP)
        # Whoever sets a clock moves neither the monotonic one nor the times of files, by which gunicorn sees who lives.
        own = {'NO_FAKE_STAT': '1', 'FAKETIME_DONT_FAKE_MONOTONIC': '1', 'PYTHONPATH': str(stage.folder)}
        for program in (['faketime', '-f', '+600s'], ['faketime', '-f', '-600s'], []):
            stage.site.end()
            stage.site.begin(*program, **own)
            took.append(stage.heal())
            time.sleep(8)
        assert stage.database.sql(spam) == before, 'a comment was taken for spam'


@fault
def cut(stage: Stage) -> None:
    with stage.fault('connection to the database cut') as took:
        for _ in range(3):
            stage.relay.signal(signal.SIGKILL)
            time.sleep(8)
            stage.relay.begin()
            took.append(stage.heal())
    with stage.fault('connection to the database silent') as took:
        for _ in range(2):
            stage.relay.signal(signal.SIGSTOP)
            time.sleep(15)
            stage.relay.signal(signal.SIGCONT)
            took.append(stage.heal())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--kills', type=int, default=200, help='over all kinds of processes')
    parser.add_argument('--restarts', type=int, default=50, help='of PostgreSQL')
    everything = {**FAULTS, **faults_around.FAULTS}
    parser.add_argument('--only', nargs='+', choices=everything, default=list(everything))
    given = parser.parse_args()
    folder = Path(os.environ.get('DATA_DIR') or ROOT / 'var').resolve() / 'bench' / 'faults'
    with disk(folder), Stage(folder, given).playing() as stage:
        print('| fault | times | acknowledged | lost | withdrawn shown | wrong *ready* | errors | s to healthy |')
        print('|---|---|---|---|---|---|---|---|')
        for name in given.only:
            everything[name](stage)
        stage.read_log()


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[None]:
    """A file system of the folder's own, which can be filled, where we may mount one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    is_root = os.geteuid() == 0
    if is_root:
        subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={SIZE}', 'tmpfs', folder], check=True)
    try:
        yield
    finally:
        if is_root:
            subprocess.run(['umount', '--lazy', folder], check=True)


if __name__ == '__main__':
    main()
