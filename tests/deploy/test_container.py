"""The container: its recipe copies what is there, runs without root, and is what compose.yaml and the units start.

With REHEARSAL=FOLDER and debootstrap, as root, its steps are run as they are written, which takes minutes.
"""

import importlib.util
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / 'deploy/compose.yaml').read_text())['services']


@pytest.fixture(scope='module')
def rehearse():
    specification = importlib.util.spec_from_file_location('rehearse', ROOT / 'deploy/rehearse.py')
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def instructions(rehearse, verb: str) -> list[str]:
    found = [rest for one, rest in rehearse.steps(rehearse.DOCKERFILE.read_text()) if one == verb]
    assert found, verb
    return found


def test_a_build_sees_what_is_copied_and_neither_settings_nor_data(rehearse):
    sources = [word for line in instructions(rehearse, 'COPY') if '--from' not in line for word in line.split()[:-1]]
    assert {'manage.py', 'articles', 'newsroom', 'requirements.txt'} <= set(sources)
    assert [source for source in sources if not rehearse.seen(source) or not (ROOT / source).exists()] == []
    for secret in ('newsroom.env', 'var', '.git', '.venv'):
        assert not rehearse.seen(secret)


def test_all_packages_of_the_site_are_copied(rehearse):
    copied = set(' '.join(instructions(rehearse, 'COPY')).split())
    used = set(re.findall(r"BASE_DIR / '(\w+)'", (ROOT / 'newsroom/settings.py').read_text()))
    assert {'templates', 'static', 'locale'} <= used
    assert used - {'var'} <= copied


def test_it_runs_the_server_without_root_on_a_read_only_file_system(rehearse):
    command = instructions(rehearse, 'CMD')[-1]
    unit = (ROOT / 'deploy/newsroom.service').read_text()
    assert yaml.safe_load(command) == COMPOSE['site']['command']
    assert ' '.join(COMPOSE['site']['command']) in unit
    assert instructions(rehearse, 'USER')[-1] == 'newsroom'
    volumes = {volume.partition(':')[2] for volume in COMPOSE['site']['volumes']}
    assert volumes == set(instructions(rehearse, 'VOLUME'))
    for service in ('prepare', 'site'):
        assert COMPOSE[service]['read_only'] is True
        assert COMPOSE[service]['cap_drop'] == ['ALL']


def test_nginx_has_the_recipe_and_reaches_the_site_where_it_listens():
    assert './nginx.conf:/etc/nginx/conf.d/default.conf:ro' in COMPOSE['nginx']['volumes']
    assert COMPOSE['nginx']['network_mode'] == 'service:site'
    assert 'proxy_pass http://127.0.0.1:8000;' in (ROOT / 'deploy/nginx.conf').read_text()


@pytest.mark.slow
@pytest.mark.skipif(
    'REHEARSAL' not in os.environ or not shutil.which('debootstrap') or os.geteuid() != 0,
    reason='REHEARSAL names no folder, or debootstrap or root is missing',
)
def test_its_steps_make_a_site_that_finds_nothing_missing(rehearse):
    stage = rehearse.build(Path(os.environ['REHEARSAL']))
    checked = rehearse.run(stage, '.venv/bin/python', 'manage.py', 'check', SECRET_KEY='x')
    assert checked.returncode == 0
    collected = rehearse.run(stage, '.venv/bin/python', 'manage.py', 'collectstatic', '--noinput', SECRET_KEY='x')
    assert collected.returncode == 0
