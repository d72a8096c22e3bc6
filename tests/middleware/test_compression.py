import gzip

import pytest

from articles.views.comments import held_url
from tests.factories import make_article, make_comment, make_editor

pytestmark = pytest.mark.django_db
GZIP = {'accept-encoding': 'gzip'}


@pytest.mark.parametrize('address', ['/', '/2017/11/22/flood/', '/feed/', '/feed/json/', '/sitemap.xml', '/nothing/'])
def test_text_of_public_pages_is_compressed(client, address):
    make_article('Flood')
    response = client.get(address, headers=GZIP)
    assert response['Content-Encoding'] == 'gzip'
    assert 'accept-encoding' in response['Vary'].lower()
    assert gzip.decompress(response.content).strip()
    assert not client.get(address).has_header('Content-Encoding')


@pytest.mark.parametrize(
    ('accepted', 'encoding'),
    [
        ('gzip, deflate, br, zstd', 'zstd'),
        ('gzip, deflate, br', 'br'),
        ('gzip', 'gzip'),
        ('br;q=0, gzip;q=0.5', 'gzip'),
        ('identity', None),
        ('gzip;q=nonsense', None),
    ],
)
def test_browser_gets_the_best_encoding_it_accepts(client, accepted, encoding):
    make_article('Flood')
    assert client.get('/', headers={'accept-encoding': accepted}).get('Content-Encoding') == encoding


def test_page_that_nobody_may_store_is_not_compressed(client):
    url = held_url(make_comment(make_article()))
    response = client.get(url, headers=GZIP)
    assert (response.status_code, response['Cache-Control']) == (200, 'no-store')
    assert not response.has_header('Content-Encoding')


def test_compressed_page_is_as_good_as_the_plain_one(client):
    make_article('Flood')
    plain, packed = client.get('/'), client.get('/', headers=GZIP)
    assert plain['ETag'] == packed['ETag']
    assert client.get('/', headers=GZIP | {'if-none-match': plain['ETag']}).status_code == 304


def test_admin_is_not_compressed_since_its_forms_hold_tokens(client):
    client.force_login(make_editor())
    for address in ('/admin/', '/admin/articles/article/add/'):
        response = client.get(address, headers=GZIP)
        assert response.status_code == 200
        assert not response.has_header('Content-Encoding')


def test_pictures_are_sent_as_they_are(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / 'a.jpg').write_bytes(b'a' * 5000)
    assert not client.get('/wp-content/uploads/a.jpg', headers=GZIP).has_header('Content-Encoding')
