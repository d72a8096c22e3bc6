"""The recipe for nginx, in front of a site."""

import re
import shutil
import socket
import subprocess
import time
from http.client import HTTPSConnection
from pathlib import Path
from ssl import _create_unverified_context

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

RECIPE = (Path(__file__).parents[2] / 'deploy/nginx.conf').read_text()
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
def request_by_nginx(open_folder, live_server, settings):
    """Sends a request to nginx, which has the recipe with other ports, folders and certificate; returns the answer."""
    folder, port = open_folder('nginx'), free_port()
    settings.MEDIA_ROOT = folder / 'media'
    certificate, key = folder / 'fullchain.pem', folder / 'privkey.pem'
    make = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=news.example']
    subprocess.run([*make, '-keyout', key, '-out', certificate], check=True, capture_output=True)
    recipe = RECIPE
    for before, after in (
        ('/etc/letsencrypt/live/news.example', str(folder)),
        ('http://127.0.0.1:8000', live_server.url),
        ('/srv/news/static/', f'{settings.STATIC_ROOT}/'),
        ('/srv/news/media', str(settings.MEDIA_ROOT)),
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


def test_nginx_serves_media_with_the_headers_of_the_site_and_leaves_it_what_is_a_download_or_missing(
    request_by_nginx, client, settings
):
    for name in ('a.jpg', 'Überschwemmung 1.JPG', 'page.html'):
        path = settings.MEDIA_ROOT / '2017' / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'content')
    names = ('Content-Type', 'Cache-Control', 'X-Content-Type-Options', 'Cross-Origin-Resource-Policy', 'Last-Modified')
    for url in ('2017/a.jpg', '2017/%C3%9Cberschwemmung%201.JPG'):
        by_nginx = request_by_nginx('GET', f'/wp-content/uploads/{url}')
        of_site = client.get(f'/wp-content/uploads/{url}')
        assert (by_nginx.status, by_nginx.headers['Accept-Ranges']) == (200, 'bytes')
        assert [by_nginx.headers.get_all(name) for name in names] == [[of_site[name]] for name in names]
    download = request_by_nginx('GET', '/wp-content/uploads/2017/page.html')
    # The server of the tests sends media by itself, but no ranges.
    assert (download.status, download.headers['Accept-Ranges']) == (200, None)
    assert request_by_nginx('GET', '/wp-content/uploads/2017/none.jpg').status == 404
    (settings.MEDIA_ROOT.parent / 'outside.jpg').write_bytes(b'content')
    for url in ('../outside.jpg', '%2e%2e/outside.jpg', '..%2foutside.jpg', '2017/%2e%2e%2f../outside.jpg'):
        assert request_by_nginx('GET', f'/wp-content/uploads/{url}').status != 200
