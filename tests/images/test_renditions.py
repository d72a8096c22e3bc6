import errno
import os
import time
from io import BytesIO

import pytest
from PIL import Image

from articles.images import ahead, renditions
from tests.factories import make_article, make_media

UPLOADS, RENDITIONS = '/wp-content/uploads/', '/renditions/'


@pytest.fixture
def uploads(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / 'media'
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / 'secret.jpg').write_bytes(picture())
    return settings.MEDIA_ROOT


def picture(size=(1000, 500), form='JPEG', mode='RGB', **options) -> bytes:
    content = BytesIO()
    Image.new(mode, size, **({'color': 'green'} if mode == 'RGB' else {})).save(content, form, **options)
    return content.getvalue()


def received(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response['Content-Type'] == 'image/webp'
    assert response['X-Content-Type-Options'] == 'nosniff'
    return Image.open(BytesIO(b''.join(response.streaming_content)))


@pytest.mark.parametrize('form', ['JPEG', 'PNG', 'WEBP'])
def test_picture_is_sent_in_the_widths_that_pages_ask_for(client, uploads, form):
    (uploads / 'mill.jpg').write_bytes(picture(form=form))
    assert received(client, '/renditions/360/mill.jpg.webp').size == (360, 180)
    assert received(client, '/renditions/720/mill.jpg.webp').size == (720, 360)


def test_picture_is_made_once_and_again_when_its_file_changes(client, uploads):
    file = uploads / 'mill.jpg'
    file.write_bytes(picture())
    made = renditions.made('mill.jpg', 360)
    first = made.stat().st_mtime_ns
    assert renditions.made('mill.jpg', 360).stat().st_mtime_ns == first
    file.write_bytes(picture(size=(1000, 1000)))
    assert Image.open(renditions.made('mill.jpg', 360)).size == (360, 360)


@pytest.mark.django_db
def test_pictures_of_the_front_page_are_made_ahead_as_avif_for_browsers_that_show_it(client, uploads):
    (uploads / 'wide.jpg').write_bytes(picture())
    make_article(lead_image=make_media('wide.jpg', width=1000, height=500))
    address, accepts = renditions.address('wide.jpg', 720), {'Accept': 'image/avif,image/webp'}
    assert client.get(address, headers=accepts)['Content-Type'] == 'image/webp'
    assert list(ahead.copies()) == [None, None]
    assert not list(ahead.copies())
    response = client.get(address, headers=accepts)
    assert (response['Content-Type'], response['Vary']) == ('image/avif', 'Accept')
    assert client.get(address)['Content-Type'] == 'image/webp'
    with Image.open(BytesIO(response.getvalue())) as made:
        assert (made.format, made.size) == ('AVIF', (720, 360))
    time_ahead = time.time() + 100
    os.utime(uploads / 'wide.jpg', (time_ahead, time_ahead))
    assert client.get(address, headers=accepts)['Content-Type'] == 'image/webp'


@pytest.mark.django_db
def test_rendition_of_a_file_that_was_deleted_is_gone(client, uploads):
    (uploads / 'mill.jpg').write_bytes(picture())
    received(client, '/renditions/360/mill.jpg.webp')
    (uploads / 'mill.jpg').unlink()
    assert client.get('/renditions/360/mill.jpg.webp').status_code == 404


def test_on_a_full_disk_the_original_is_shown(client, uploads, monkeypatch):
    (uploads / 'mill.jpg').write_bytes(picture())

    def full(*arguments):
        raise OSError(errno.ENOSPC, 'No space left on device')

    monkeypatch.setattr(renditions, '_drawn', full)
    response = client.get('/renditions/360/mill.jpg.webp')
    assert (response.status_code, response['Location']) == (302, '/wp-content/uploads/mill.jpg')


@pytest.mark.django_db
@pytest.mark.parametrize('width', ['0', '1', '361', '99999', '-360', 'x', '9' * 500])
def test_no_other_width_is_made(client, uploads, width):
    (uploads / 'mill.jpg').write_bytes(picture())
    assert client.get(f'/renditions/{width}/mill.jpg.webp').status_code == 404
    assert not renditions.folder().exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    'path', ['../secret.jpg', '..%2Fsecret.jpg', '%2e%2e/secret.jpg', '/etc/passwd', 'a%00.jpg', 'x' * 5000]
)
def test_no_path_reaches_a_file_outside_of_the_uploads(client, uploads, path):
    assert client.get(f'/renditions/360/{path}.webp').status_code in (301, 400, 404)
    assert not list(uploads.parent.glob('**/*.webp'))


@pytest.mark.parametrize(
    'content',
    [
        picture(size=(360, 100)),
        b'no picture',
        picture()[:300],
        picture(form='GIF', size=(800, 10)),
        picture(form='TIFF'),
    ],
    ids=['small', 'text', 'damaged', 'gif', 'tiff'],
)
def test_what_does_not_become_smaller_is_shown_as_it_is(client, uploads, content):
    (uploads / 'a b.jpg').write_bytes(content)
    response = client.get('/renditions/360/a%20b.jpg.webp')
    assert (response.status_code, response['Location']) == (302, '/wp-content/uploads/a%20b.jpg')


def test_picture_taken_on_its_side_is_shown_upright(client, uploads):
    exif = Image.Exif()
    exif[0x0112] = 6
    (uploads / 'mill.jpg').write_bytes(picture(exif=exif))
    assert received(client, '/renditions/360/mill.jpg.webp').size == (360, 720)


@pytest.mark.parametrize(
    ('mode', 'form'),
    [('L', 'JPEG'), ('CMYK', 'JPEG'), ('P', 'PNG'), ('RGBA', 'PNG'), ('LA', 'PNG'), ('1', 'PNG'), ('I;16', 'PNG')],
)
def test_unusual_pictures_are_made_smaller_too(client, uploads, mode, form):
    (uploads / 'mill.jpg').write_bytes(picture(mode=mode, form=form))
    made = received(client, '/renditions/360/mill.jpg.webp')
    assert made.size == (360, 180)
    assert (made.mode == 'RGBA') == (mode in ('RGBA', 'LA'))


def test_smaller_pictures_of_wordpress_still_answer(client, uploads):
    (uploads / 'mill.jpg').write_bytes(picture())
    response = client.get('/wp-content/uploads/mill-300x150.jpg')
    assert (response.status_code, response['Location']) == (301, '/renditions/360/mill.jpg.webp')
    assert received(client, response['Location']).size == (360, 180)
    # One redirect, not two: what is no wider than that is shown as it is.
    assert client.get('/wp-content/uploads/mill-2048x1024.jpg')['Location'] == '/wp-content/uploads/mill.jpg'
    (uploads / 'mill-300x150.jpg').write_bytes(picture(size=(300, 150)))
    assert client.get('/wp-content/uploads/mill-300x150.jpg')['Content-Type'] == 'image/jpeg'


def test_pages_offer_the_widths_below_a_pictures_own():
    assert renditions.srcset('a/mill é.jpg', 800) == (
        '/renditions/360/a/mill%20%C3%A9.jpg.webp 360w, /renditions/720/a/mill%20%C3%A9.jpg.webp 720w, '
        '/wp-content/uploads/a/mill%20%C3%A9.jpg 800w'
    )
    assert renditions.srcset('mill.jpg', 5000).split()[-1] == '1600w'
    for path, width in (('mill.jpg', 300), ('mill.jpg', None), ('mill.gif', 800), ('mill.pdf', 800)):
        assert renditions.srcset(path, width) == ''
