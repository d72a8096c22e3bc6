"""The main job on real input, as a reader sees it: the seed served by `make run`, an export imported while it runs."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

SEED = '../shared/data/seed'
EXPORTS = sorted(Path('../shared/data/import/wxr/real').glob('*.xml'))
STARTED, STOPPED = 180, 30  # seconds

# Address, and what a reader finds there.
EXPECTED = [
    (
        '/2017/11/22/putin-to-hold-syria-peace-talks-with-erdogan-rouhani/',
        ['Putin to hold Syria peace talks with Erdogan, Rouhani', 'Khizer Hayat', 'Arab uprising'],
    ),
    ('/category/arab-uprising/', ['Putin to hold Syria peace talks with Erdogan, Rouhani']),
    ('/2007/04/11/wplicense-076/', ['wpLicense 0.7.6', 'Great to see this', 'Chris Garrett']),
    ('/2008/04/03/varnish-cache-at-cc/', ['Varnish Cache at CC', 'Bruno Sacco']),
]
outcomes = []


def check(what: str, holds: bool) -> None:
    outcomes.append(holds)
    sys.stdout.write(f'{"passed" if holds else "FAILED"}  {what}\n')
    sys.stdout.flush()


def get(url: str) -> str:
    """The page at `url`; empty where there is none."""
    try:
        with urlopen(url, timeout=20) as answer:  # noqa: S310
            return answer.read().decode()
    except (URLError, ConnectionError):
        return ''


def within(seconds: float, condition) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def processes_of(data_dir: str) -> list[str]:
    """The commands of what runs with this data directory. The database server has it as its working directory."""
    found = []
    for process in Path('/proc').glob('[0-9]*'):
        try:
            told = (process / 'environ').read_text(errors='replace') + os.readlink(process / 'cwd')
        except OSError:
            continue
        if data_dir in told and int(process.name) != os.getpid():
            found.append((process / 'cmdline').read_text().replace('\0', ' '))
    return found


def main_job(data_dir: str) -> None:
    with socket.socket() as trial:
        trial.bind(('127.0.0.1', 0))
        port = trial.getsockname()[1]
    site = f'http://127.0.0.1:{port}'
    environment = {name: value for name, value in os.environ.items() if not name.startswith('MAKE')}
    environment |= {'DATA_DIR': data_dir}
    command = ['make', 'run', f'ARCHIVE={SEED}', f'PORT={port}']
    make = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603
    try:
        within(STARTED, lambda: make.poll() is not None or get(f'{site}/'))
        check('make run serves the seed', make.poll() is None and get(f'{site}/') != '')
        command = [sys.executable, 'manage.py', 'import_archive', *EXPORTS]
        imported = subprocess.run(command, env=environment)  # noqa: S603
        check('the export is imported while the site runs', imported.returncode == 0)
        for path, texts in EXPECTED:
            page = get(site + path)
            check(f'{path} answers', page != '')
            for text in texts:
                check(f'{path} has {text!r}', text in page)
    finally:
        os.killpg(make.pid, signal.SIGINT)
    check('Ctrl-C stops every process', within(STOPPED, lambda: make.poll() is not None and not processes_of(data_dir)))


with tempfile.TemporaryDirectory() as folder:
    main_job(folder)
sys.stdout.write(f'{outcomes.count(True)} passed, {outcomes.count(False)} failed\n')
sys.exit(not all(outcomes))
