"""`make run`: wrong settings are refused in one line, killed processes are replaced, and Ctrl-C stops everything."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil
import pytest

from articles.management import followers
from newsroom.embedded_postgres import Server

ROOT = Path(__file__).parents[2]
EXPORT = """<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old site</title><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Flood</title><wp:post_id>7</wp:post_id><wp:post_date>2017-11-22 09:30:00</wp:post_date>
<wp:status>publish</wp:status><content:encoded>The river rose.</content:encoded></item></channel></rss>
"""


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(('127.0.0.1', 0))
        return trial.getsockname()[1]


class Site:
    """A site of its own in a data directory of its own. `log` is all its output since it was started."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir, self.port, self.log = data_dir, free_port(), ''

    def start(self, **environment: str) -> subprocess.Popen:
        settings = {'DATA_DIR': str(self.data_dir), 'PORT': str(self.port), 'DATABASE_URL': ''} | environment
        settings['SITE_URL'] = f'http://127.0.0.1:{self.port}'
        return subprocess.Popen(
            [sys.executable, '-m', 'newsroom.run'],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def up(self, **environment: str) -> None:
        """Starts it, and waits until it answers."""
        self.log = ''
        self.master = self.start(**environment)
        for line in self.master.stdout:
            self.log += line
            if line.startswith('Newsroom is at'):
                break
        assert self.answers(), self.log
        assert eventually(lambda: self.process('followers')), self.log

    def answers(self) -> bool:
        """Whether the log-in page, which needs the database, is served."""
        try:
            return urlopen(f'http://127.0.0.1:{self.port}/admin/login/', timeout=10).status == 200
        except (HTTPError, URLError, ConnectionError):
            return False

    def running(self) -> list[psutil.Process]:
        """Its processes: those with the data directory in their environment or the cluster's name in their command."""
        marks = (f'DATA_DIR={self.data_dir}\0', Server(self.data_dir).name)
        processes = []
        for process in psutil.process_iter():
            try:
                text = ' '.join(process.cmdline()) + Path(f'/proc/{process.pid}/environ').read_text(errors='replace')
            except (psutil.Error, OSError):
                continue
            if any(mark in text for mark in marks) and process.status() != psutil.STATUS_ZOMBIE:
                processes.append(process)
        return processes

    def process(self, name: str) -> psutil.Process | None:
        """The first process of the given kind; None if there is none."""
        for process in self.running():
            try:
                command, kind = process.cmdline(), process.name()
            except psutil.Error:  # It has just ended.
                continue
            is_master = process.pid == self.master.pid
            if {
                'master': is_master,
                'worker': 'gunicorn' in command and not is_master and kind != followers.NAME,
                'followers': kind == followers.NAME,
                'database server': '-D' in command,
            }[name]:
                return process
        return None

    def down(self) -> None:
        os.killpg(self.master.pid, signal.SIGINT)
        self.log += self.master.communicate(timeout=30)[0]


def eventually(condition, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


KINDS = ('master', 'worker', 'followers', 'database server')


@pytest.fixture(scope='module')
def site(open_folder):
    """A site that was started once, with an archive smaller than the sample that comes without one."""
    site = Site(open_folder('Söme site'))
    export = site.data_dir.parent / 'export.xml'
    export.write_text(EXPORT)
    site.up(ARCHIVE=str(export))
    site.down()
    site.first_log = site.log
    yield site
    for process in site.running():
        process.kill()


def test_a_start_prints_the_url_and_the_first_one_the_password_and_ctrl_c_stops_every_process(site):
    assert site.first_log.count('user name editor, password ') == 1
    site.up()
    assert all(eventually(lambda name=name: site.process(name)) for name in KINDS), site.running()
    site.down()
    assert site.log.count(f'Newsroom is at http://127.0.0.1:{site.port}/ ') == 1
    assert 'password' not in site.log
    assert site.log.count('To look at: no backup has been made here. What to do about it: ') == 1
    assert eventually(lambda: not site.running()), site.running()


def test_other_users_cannot_write_its_files(site):
    files = [path for path in site.data_dir.rglob('*') if path.is_file() or path.is_dir()]
    assert len(files) > 100
    assert [path for path in files if path.stat().st_mode & 0o022] == []
    assert (site.data_dir / 'secret_key').stat().st_mode & 0o777 == 0o600


def test_each_process_that_is_killed_is_replaced_while_the_site_runs(site):
    site.up()
    for name in KINDS[1:]:
        assert eventually(lambda name=name: site.process(name)), name
        killed = site.process(name)
        killed.kill()
        assert eventually(
            lambda name=name, killed=killed: site.process(name) not in (None, killed) and site.answers()
        ), name
    site.down()


def test_other_processes_end_when_the_master_is_killed_and_a_new_start_works_at_once(site):
    site.up()
    rest = site.process('worker'), site.process('followers')
    site.master.kill()
    site.master.communicate()
    site.up()
    assert eventually(lambda: not {process.pid for process in rest} & {process.pid for process in site.running()})
    site.down()


def test_followers_may_be_processes_of_their_own_and_a_proxy_of_the_group_connects_to_the_socket(site):
    (site.data_dir / 'heartbeats/follow').unlink(missing_ok=True)
    path = site.data_dir.parent / 'socket'
    old = os.umask(0o027)
    try:
        site.master = site.start(FOLLOWERS='0', BIND=f'unix:{path}')
    finally:
        os.umask(old)
    while not next(site.master.stdout).startswith('Newsroom is at'):
        pass
    assert path.stat().st_mode & 0o777 == 0o770
    environment = os.environ | {'DATA_DIR': str(site.data_dir), 'DATABASE_URL': ''}
    follow = subprocess.Popen([sys.executable, 'manage.py', 'follow'], cwd=ROOT, env=environment)
    assert eventually((site.data_dir / 'heartbeats/follow').exists, 60)
    assert ready_by_socket(path).startswith('ready')
    assert site.process('followers') is None
    follow.terminate()
    site.down()
    assert follow.wait(30) == 0


def ready_by_socket(path: Path) -> str:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(b'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n')
        return connection.makefile().read().partition('\n\n')[2]


def test_when_everything_is_killed_a_new_start_works(site):
    site.up()
    for process in site.running():
        process.kill()
    site.master.communicate()
    site.up()
    site.down()


@pytest.mark.parametrize(
    ('environment', 'reason'),
    [
        ({'ARCHIVE': 'no/such archive'}, 'there is no archive at no/such archive'),
        ({'PORT': 'eighty'}, "'eighty' is not a port. Choose another one: make run PORT=8001"),
        ({'DATABASE_URL': 'news'}, 'DATABASE_URL has to look like postgresql://user:password@host:5432/name'),
        (
            {'DATABASE_URL': 'postgresql://u:secret@127.0.0.1:9/n'},
            'the database cannot be reached: connection to server',
        ),
    ],
)
def test_wrong_settings_are_refused_in_one_line(tmp_path, environment, reason):
    refused = Site(tmp_path).start(**environment)
    output, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert output.startswith(f'Newsroom cannot start: {reason}')
    assert output.count('\n') == 1
    assert 'secret' not in output


def test_a_port_in_use_is_refused_in_one_line(tmp_path):
    site = Site(tmp_path)
    with socket.create_server(('127.0.0.1', site.port)):
        refused = site.start()
        output, _ = refused.communicate(timeout=30)
    assert (refused.returncode, output) == (
        1,
        f'Newsroom cannot start: port {site.port} is in use. Choose another one: make run PORT=8001\n',
    )
