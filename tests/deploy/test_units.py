"""The units for systemd are what systemd takes, and closed to what the site does not need."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / 'deploy'
UNITS = sorted(file.name for file in DEPLOY.glob('newsroom*'))
pytestmark = pytest.mark.skipif(not shutil.which('systemd-analyze'), reason='systemd is not installed')


@pytest.fixture
def copies(tmp_path):
    """The units, their programs replaced by one that every machine has."""
    for name in UNITS:
        text = re.sub(r'/opt/newsroom/.venv/bin/\w+', '/bin/true', (DEPLOY / name).read_text())
        (tmp_path / name.replace('@', '@index')).write_text(re.sub('(User|Group)=newsroom', r'\1=root', text))
    return tmp_path


@pytest.mark.parametrize('name', UNITS)
def test_systemd_takes_the_unit(copies, name):
    instance = copies / name.replace('@', '@index')
    done = subprocess.run(['systemd-analyze', 'verify', instance], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if 'newsroom' in line]
    assert ours == []


@pytest.mark.parametrize('name', ['newsroom.service', 'newsroom-follower@index.service'])
def test_the_site_is_closed_to_what_it_does_not_need(copies, name):
    command = ['systemd-analyze', 'security', '--offline=true', '--threshold=30', copies / name]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout.splitlines()[-1]
