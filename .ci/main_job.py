"""The main job as a newcomer does it: a fresh clone, no compiler, `make run`, an export imported while the site runs.

With ../shared/data the site serves the real archive there and imports real exports; without it, the sample archive.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / 'shared/data'
EXPORTS = sorted((DATA / 'import/wxr/real').glob('*.xml'))
STARTED, STOPPED = 600, 30  # seconds; the start installs all requirements
COMPILERS = ('cc', 'c++', 'gcc', 'g++', 'clang', 'clang++', 'cargo', 'rustc', 'pg_config', 'python3-config')

# URLs, and texts that have to be on their pages.
EXPECTED = {
    '/2017/11/22/putin-to-hold-syria-peace-talks-with-erdogan-rouhani/': [
        *('Putin to hold Syria peace talks with Erdogan, Rouhani', 'Khizer Hayat', 'Arab uprising'),
    ],
    '/category/arab-uprising/': ['Putin to hold Syria peace talks with Erdogan, Rouhani'],
    '/2007/04/11/wplicense-076/': ['wpLicense 0.7.6', 'Great to see this', 'Chris Garrett'],
    '/2008/04/03/varnish-cache-at-cc/': ['Varnish Cache at CC', 'Bruno Sacco'],
}
outcomes = []


def check(what: str, passed: bool) -> None:
    outcomes.append(passed)
    sys.stdout.write(f'{"passed" if passed else "FAILED"}  {what}\n')
    sys.stdout.flush()


def get(url: str) -> str:
    """The page at `url`; empty where there is none."""
    try:
        with urlopen(url, timeout=20) as response:  # noqa: S310
            return response.read().decode()
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
    """The commands of the site's processes. The database server has the data directory as its working directory."""
    commands = []
    for process in Path('/proc').glob('[0-9]*'):
        try:
            text = (process / 'environ').read_text(errors='replace') + os.readlink(process / 'cwd')
        except OSError:
            continue
        if data_dir in text and int(process.name) != os.getpid():
            commands.append((process / 'cmdline').read_text().replace('\0', ' '))
    return commands


def fresh_clone(folder: Path) -> Path:
    """A copy of the committed files, with nothing installed."""
    clone = folder / 'newsroom'
    subprocess.run(['git', 'clone', '--quiet', ROOT, clone], check=True)  # noqa: S603, S607
    return clone


def without_compilers(folder: Path) -> str:
    """A folder for PATH, with links to all programs on ours except compilers."""
    programs = folder / 'bin'
    programs.mkdir()
    for directory in reversed(os.environ['PATH'].split(os.pathsep)):
        for program in Path(directory).glob('*'):
            hidden = program.name.startswith(COMPILERS) or program.name.endswith(('-gcc', '-g++', '-cc'))
            if not hidden and os.access(program, os.X_OK):
                (programs / program.name).unlink(missing_ok=True)
                (programs / program.name).symlink_to(program)
    return str(programs)


def main_job(folder: Path) -> None:
    with socket.socket() as trial:
        trial.bind(('127.0.0.1', 0))
        port = trial.getsockname()[1]
    site, data_dir = f'http://127.0.0.1:{port}', folder / 'data'
    clone, path = fresh_clone(folder), without_compilers(folder)
    check('no compiler is there', not any(shutil.which(name, path=path) for name in COMPILERS))
    environment = {name: value for name, value in os.environ.items() if not name.startswith('MAKE')}
    environment |= {'DATA_DIR': str(data_dir), 'PATH': path, 'CC': '/bin/false'}
    # The interpreter itself, which would not find its library through a link in another folder.
    command = ['make', 'run', f'PORT={port}', f'PYTHON={os.path.realpath(sys.executable)}']
    command += [f'ARCHIVE={DATA / "seed"}'] if DATA.exists() else []
    make = subprocess.Popen(command, cwd=clone, env=environment, start_new_session=True)  # noqa: S603
    try:
        within(STARTED, lambda: make.poll() is not None or get(f'{site}/'))
        check('make run installs, starts and serves', make.poll() is None and get(f'{site}/') != '')
        if DATA.exists():
            command = [clone / '.venv/bin/python', 'manage.py', 'import_archive', *EXPORTS]
            imported = subprocess.run(command, cwd=clone, env=environment)  # noqa: S603
            check('the exports are imported while the site runs', imported.returncode == 0)
        for url, texts in EXPECTED.items() if DATA.exists() else ():
            page = get(site + url)
            check(f'{url} is there', page != '')
            for text in texts:
                check(f'{url} has {text!r}', text in page)
    finally:
        os.killpg(make.pid, signal.SIGINT)
    stopped = within(STOPPED, lambda: make.poll() is not None and not processes_of(str(data_dir)))
    check('Ctrl-C stops every process', stopped)


with tempfile.TemporaryDirectory() as temporary:
    main_job(Path(temporary))
sys.stdout.write(f'{outcomes.count(True)} passed, {outcomes.count(False)} failed\n')
sys.exit(not all(outcomes))
