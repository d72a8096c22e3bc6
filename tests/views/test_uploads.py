import pytest

UPLOADS = '/wp-content/uploads/'


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'
    (settings.MEDIA_ROOT / '2017/11').mkdir(parents=True)
    (tmp_path / 'secret_key').write_text('secret')
    return settings.MEDIA_ROOT


@pytest.mark.parametrize(
    ('name', 'kind'),
    [('flood.jpg', 'image/jpeg'), ('FLOOD.PNG', 'image/png'), ('a.mp3', 'audio/mpeg'), ('a.pdf', 'application/pdf')],
)
def test_picture_sound_and_print_are_shown_in_place(client, uploads, name, kind):
    (uploads / '2017/11' / name).write_bytes(b'x')
    response = client.get(f'{UPLOADS}2017/11/{name}')
    assert response.status_code == 200
    assert response['Content-Type'] == kind
    assert response['Content-Disposition'] == 'inline'
    assert response['X-Content-Type-Options'] == 'nosniff'
    assert response['Cache-Control'] == 'public, max-age=86400'


@pytest.mark.parametrize('name', ['a.html', 'a.svg', 'a.js', 'a.xml', 'a', 'a.jpg.html', '.htaccess', 'a.html.gz'])
def test_anything_else_is_saved_and_never_run(client, uploads, name):
    (uploads / name).write_bytes(b'<script>alert(1)</script>')
    response = client.get(f'{UPLOADS}{name}')
    assert response['Content-Type'] == 'application/octet-stream'
    assert response['Content-Disposition'] == 'attachment'
    assert response['X-Content-Type-Options'] == 'nosniff'


@pytest.mark.django_db
@pytest.mark.parametrize(
    'path',
    [
        '../secret_key',
        '..%2Fsecret_key',
        '2017/../../secret_key',
        '%2e%2e/secret_key',
        '....//secret_key',
        '/etc/passwd',
        '%2Fetc%2Fpasswd',
        '..\\secret_key',
        '',
        '2017/',
        '2017/11',
        'a%00.jpg',
        'x' * 5000,
        '%FF.jpg',
        'missing.jpg',
    ],
)
def test_no_path_reaches_a_file_outside_of_the_uploads(client, uploads, path):
    response = client.get(f'{UPLOADS}{path}')
    assert response.status_code in (301, 400, 404)
    assert b'secret' not in response.content


def test_file_that_has_not_changed_is_not_sent_again(client, uploads):
    (uploads / 'a.jpg').write_bytes(b'x')
    modified = client.get(f'{UPLOADS}a.jpg')['Last-Modified']
    assert client.get(f'{UPLOADS}a.jpg', headers={'if-modified-since': modified}).status_code == 304


def test_name_in_another_script_is_found(client, uploads):
    (uploads / 'café 洪水.jpg').write_bytes(b'x')
    assert client.get(f'{UPLOADS}caf%C3%A9%20%E6%B4%AA%E6%B0%B4.jpg').status_code == 200
