"""The redirects of a baked site as nginx and Apache read them, by the recipes of docs/operations.md."""

import re
import shutil
import socket
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from articles.baking import redirects

DOCUMENT = (Path(__file__).parents[2] / 'docs/operations.md').read_text()
MOVED = {
    '/old "news"': '/2017/',
    '/costs $5/{a}/': '/2018/',
    '/2017/11/22/Flood/': '/2017/11/22/flood/',  # differs only in case: the new URL must not redirect to itself
    '/Storm/': '/2019/',
    '/storm/': '/2020/',
    '/?p=77': '/2017/11/22/rain/',
    '/2017/11/22/regen-für-alle/': '/2017/11/22/rain/#comment-3',
    f'/{"ж" * 60}/': '/2021/',
}
NGINX = """
pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{}}
http {{ access_log off;
{maps}
server {{ listen 127.0.0.1:{port}; root {folder}; if ($moved) {{ return 301 $moved; }} }} }}
"""
APACHE = """
ServerRoot /usr/lib/apache2
ServerName 127.0.0.1
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule dir_module modules/mod_dir.so
LoadModule rewrite_module modules/mod_rewrite.so
User www-data
Group www-data
<VirtualHost 127.0.0.1:{port}>
DocumentRoot {folder}
{recipe}
</VirtualHost>
"""


@pytest.fixture
def folder(open_folder, db):
    """The folder of a baked site with pages to which MOVED redirects."""
    folder = open_folder('site')
    for new in MOVED.values():
        (folder / new.partition('#')[0].strip('/')).mkdir(parents=True, exist_ok=True)
        (folder / new.partition('#')[0].strip('/') / 'index.html').write_text('here')
    redirects.write(folder, MOVED)
    return folder


@pytest.fixture
def port():
    with socket.socket() as trial:
        trial.bind(('127.0.0.1', 0))
        return trial.getsockname()[1]


def recipe(language, folder):
    text = re.search(rf'```{language}\n(.*?)```', DOCUMENT[DOCUMENT.index('## The site as files') :], re.DOTALL)[1]
    return text.replace('/srv/baked/site', str(folder))


def answer(port, path):
    """Status and place of the answer to a path that is sent as it is, once the server listens."""
    for _ in range(100):
        try:
            connection = HTTPConnection('127.0.0.1', port, timeout=10)
            connection.request('GET', path)
            response = connection.getresponse()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    place = urlsplit(response.getheader('Location') or '')
    return response.status, place._replace(scheme='', netloc='').geturl()


def check(port):
    assert answer(port, '/old%20%22news%22') == (301, '/2017/')
    assert answer(port, '/costs%20%245/%7Ba%7D/') == (301, '/2018/')
    assert answer(port, '/2017/11/22/Flood/') == (301, '/2017/11/22/flood/')
    assert answer(port, '/2017/11/22/flood/') == (200, '')
    assert answer(port, '/Storm/') == (301, '/2019/')
    assert answer(port, '/storm/') == (301, '/2020/')
    assert answer(port, '/?p=77') == (301, '/2017/11/22/rain/')
    for escaped in ('%C3%BC', '%c3%bc'):
        assert answer(port, f'/2017/11/22/regen-f{escaped}r-alle/') == (301, '/2017/11/22/rain/#comment-3')
    assert answer(port, f'/{"%D0%B6" * 60}/') == (301, '/2021/')
    assert answer(port, '/nothing/')[0] == 404


@pytest.mark.skipif(not shutil.which('nginx'), reason='nginx is not installed')
def test_nginx_redirects_old_urls(folder, port):
    maps = recipe('nginx', folder).partition('server {')[0]
    user = 'user root;' if Path.home() == Path('/root') else ''
    (folder / 'nginx.conf').write_text(NGINX.format(folder=folder, port=port, maps=maps, user=user))
    server = subprocess.Popen(['nginx', '-c', folder / 'nginx.conf', '-g', 'daemon off;'])
    try:
        check(port)
    finally:
        server.terminate()
        server.wait()


@pytest.mark.skipif(not Path('/usr/sbin/apache2').exists(), reason='Apache is not installed')
def test_apache_redirects_old_urls(folder, port):
    configuration = APACHE.format(folder=folder, port=port, recipe=recipe('apache', folder))
    (folder / 'apache.conf').write_text(configuration)
    for path in (folder.parent, *folder.rglob('*'), folder):
        path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o644))
    server = subprocess.Popen(['/usr/sbin/apache2', '-f', folder / 'apache.conf', '-D', 'FOREGROUND'])
    try:
        check(port)
    finally:
        server.terminate()
        server.wait()
