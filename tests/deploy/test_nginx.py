"""The README's recipe for nginx, in front of a site."""

import re
import shutil
import socket
import subprocess
import time
from http.client import HTTPSConnection
from pathlib import Path
from ssl import _create_unverified_context

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

README = (Path(__file__).parents[2] / 'README.md').read_text()
CONFIGURATION = """
pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{}}
http {{
include /etc/nginx/mime.types; access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
{recipe}
}}
"""
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which('nginx') or not shutil.which('openssl'), reason='nginx is not installed'),
]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(('127.0.0.1', 0))
        return trial.getsockname()[1]


@pytest.fixture
def request_by_nginx(open_folder, live_server):
    """Sends a request to nginx, which has the recipe with other ports, folders and certificate; returns the answer."""
    folder, port = open_folder('nginx'), free_port()
    certificate, key = folder / 'fullchain.pem', folder / 'privkey.pem'
    make = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=news.example']
    subprocess.run([*make, '-keyout', key, '-out', certificate], check=True, capture_output=True)
    recipe = re.search(r'```nginx\n(.*?)```', README, re.DOTALL)[1]
    for before, after in (
        ('/etc/letsencrypt/live/news.example', str(folder)),
        ('http://127.0.0.1:8000', live_server.url),
        ('/srv/news/static/', f'{settings.STATIC_ROOT}/'),
        (':443 ', f':{port} '),
        ('listen 443 ', f'listen 127.0.0.1:{port} '),
        ('listen 80;', f'listen 127.0.0.1:{free_port()};'),
        ('listen [::]:80;', ''),
        ('Host $host', 'Host localhost'),
    ):
        assert before in recipe, before
        recipe = recipe.replace(before, after)
    recipe = re.sub(r'listen \[::\].*', '', recipe)  # The machine may have no IPv6.
    user = 'user root;' if Path.home() == Path('/root') else ''
    (folder / 'nginx.conf').write_text(CONFIGURATION.format(folder=folder, recipe=recipe, user=user))
    server = subprocess.Popen(['nginx', '-c', folder / 'nginx.conf', '-g', 'daemon off;'])

    def request(method, path, body=None, **headers):
        for _ in range(100):
            try:
                connection = HTTPSConnection('127.0.0.1', port, timeout=20, context=_create_unverified_context())
                connection.request(method, path, body, {'Host': 'news.example'} | headers)
                response = connection.getresponse()
                response.read()
                return response
            except ConnectionRefusedError:
                time.sleep(0.1)
        raise AssertionError((folder / 'error.log').read_text())

    yield request
    server.terminate()
    server.wait()


def test_nginx_serves_pages_static_files_and_takes_uploads(request_by_nginx):
    page = request_by_nginx('GET', '/livez')
    assert page.status == 200
    assert page.headers['X-Content-Type-Options'] == 'nosniff'
    sheet = request_by_nginx('GET', staticfiles_storage.url('css/site.css'), **{'Accept-Encoding': 'gzip'})
    assert sheet.status == 200
    assert sheet.headers['Content-Encoding'] == 'gzip'
    assert sheet.headers['Vary'] == 'Accept-Encoding'
    assert sheet.headers.get_all('Cache-Control') == ['public, max-age=31536000, immutable']
    assert sheet.headers['X-Content-Type-Options'] == 'nosniff'
    form = {'Content-Type': 'application/x-www-form-urlencoded'}
    assert request_by_nginx('POST', '/nothing/', b'x' * 2_000_000, **form).status in (403, 404, 405)
    assert request_by_nginx('POST', '/nothing/', **form | {'Content-Length': '26300000'}).status == 413
