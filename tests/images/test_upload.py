import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.images.upload import clean_picture


def picture(form='JPEG', size=(40, 30), mode='RGB', **options) -> bytes:
    content = BytesIO()
    Image.new(mode, size).save(content, form, **options)
    return content.getvalue()


def cleaned(content: bytes, name='photo.jpg') -> Image.Image:
    upload, _ = clean_picture(SimpleUploadedFile(name, content))
    image = Image.open(upload)
    image.load()
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    header = chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
    return b'\x89PNG\r\n\x1a\n' + header + b''.join(more) + chunk(b'IEND', b'')


@pytest.mark.parametrize('form', ['JPEG', 'PNG', 'GIF', 'WEBP', 'AVIF'])
def test_pictures_stay_what_they_are(form):
    image = cleaned(picture(form))
    assert (image.format, image.size) == (form, (40, 30))


@pytest.mark.parametrize('mode', ['CMYK', 'L'])
def test_unusual_jpegs_are_taken(mode):
    assert cleaned(picture(mode=mode)).size == (40, 30)


@pytest.mark.parametrize('mode', ['P', 'LA', 'RGBA', '1', 'I;16'])
def test_unusual_pngs_are_taken(mode):
    assert cleaned(picture('PNG', mode=mode)).size == (40, 30)


def test_what_the_camera_wrote_is_gone_and_the_picture_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, 'Secret camera'
    content = picture(exif=exif)
    assert b'Secret camera' in content
    upload, size = clean_picture(SimpleUploadedFile('a.jpg', content))
    assert size == (30, 40)
    assert b'Secret camera' not in upload.read()


@pytest.mark.parametrize('form', ['PNG', 'WEBP', 'AVIF', 'GIF'])
def test_no_format_keeps_exif_or_comments(form):
    exif = Image.Exif()
    exif[0x010F] = 'Secret camera'
    options = {'comment': b'Secret camera'} if form == 'GIF' else {'exif': exif}
    content = picture(form, **options)
    assert b'Secret camera' in content
    assert b'Secret camera' not in clean_picture(SimpleUploadedFile('a', content))[0].read()


def test_animation_and_transparency_survive():
    content = BytesIO()
    frames = [Image.new('RGBA', (20, 20), (n * 80, 0, 0, 100)) for n in range(3)]
    frames[0].save(content, 'WEBP', save_all=True, append_images=frames[1:], duration=70, lossless=True)
    assert cleaned(content.getvalue()).n_frames == 3
    assert cleaned(picture('PNG', mode='RGBA')).mode == 'RGBA'


@pytest.mark.parametrize(
    ('name', 'stored'),
    [
        ('../../etc/pass wd.PHP', 'pass-wd.jpg'),
        ('Überschwemmung.jpeg', 'uberschwemmung.jpg'),
        ('.htaccess', 'htaccess.jpg'),
        ('¿¡.jpg', 'picture.jpg'),
        ('x' * 300 + '.jpg', 'x' * 80 + '.jpg'),
    ],
)
def test_name_is_safe_and_says_the_true_format(name, stored):
    upload = SimpleUploadedFile('x', picture())
    upload._name = name
    assert clean_picture(upload)[0].name == stored


@pytest.mark.parametrize(
    'content',
    [
        b'',
        b'<html><script>alert(1)</script></html>',
        b'\xff\xd8\xff\xe0<script>alert(1)</script>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'GIF89a<script>alert(1)</script>',
        b'%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n',
        picture('TIFF'),
        picture('BMP'),
        picture()[:200],
        png(10, 10, chunk(b'IDAT', b'not zlib')),
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError) as refused:
        clean_picture(SimpleUploadedFile('photo.jpg', content))
    assert refused.value.code == 'invalid'


@pytest.mark.parametrize(('width', 'height'), [(9_000, 9_000), (60_000, 60_000), (2**31 - 1, 1)])
def test_bomb_is_refused_before_it_is_unpacked(width, height):
    content = png(width, height, chunk(b'IDAT', zlib.compress(b'\0' * 1000)))
    with pytest.raises(ValidationError, match='pixels'):
        clean_picture(SimpleUploadedFile('bomb.png', content))


def test_file_beyond_twenty_megabytes_is_too_large():
    with pytest.raises(ValidationError) as refused:
        clean_picture(SimpleUploadedFile('a.jpg', picture() + b'\0' * 20 * 1024 * 1024))
    assert refused.value.code == 'too_large'


def test_code_behind_a_picture_is_cut_off():
    upload, _ = clean_picture(SimpleUploadedFile('a.jpg', picture() + b'<script>alert(1)</script>'))
    assert b'script' not in upload.read()
