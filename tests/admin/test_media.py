from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from articles.models import Media
from tests.factories import make_editor

pytestmark = pytest.mark.django_db

ADD = '/admin/articles/media/add/'


@pytest.fixture
def media_root(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor(client, media_root):
    editor = make_editor()
    client.force_login(editor)
    return editor


def upload(name='Harbour at dawn.jpg', content: bytes | None = None) -> SimpleUploadedFile:
    if content is None:
        stream = BytesIO()
        Image.new('RGB', (40, 30)).save(stream, 'JPEG')
        content = stream.getvalue()
    return SimpleUploadedFile(name, content)


def test_uploaded_picture_is_in_the_folder_of_its_month(client, editor, media_root):
    for _ in range(2):
        client.post(ADD, {'file': upload(), 'title': 'Dawn', 'alt': 'Boats'})
    second, first = Media.objects.all()
    assert first.file.name == f'{timezone.now():%Y/%m}/harbour-at-dawn.jpg'
    assert second.file.name != first.file.name
    assert (first.width, first.height, first.alt) == (40, 30, 'Boats')
    assert (media_root / first.file.name).exists()
    assert first.address in client.get('/admin/articles/media/').text


@pytest.mark.parametrize(
    ('content', 'status'),
    [(b'<html>', 400), (b'<svg xmlns="http://www.w3.org/2000/svg"/>', 400), (b'\0' * (20 * 1024 * 1024 + 1), 413)],
)
def test_refused_upload_gives_the_reason_and_leaves_nothing(client, editor, media_root, content, status):
    response = client.post(ADD, {'file': upload('photo.jpg', content), 'title': 'Kept words'})
    assert response.status_code == status
    assert response.context['adminform'].form.errors['file']
    assert 'Kept words' in response.text
    assert not Media.objects.exists()
    assert not list(media_root.rglob('*.*'))


def test_words_can_be_changed_and_the_file_cannot(client, editor):
    client.post(ADD, {'file': upload(), 'alt': 'Boats'})
    media = Media.objects.get()
    client.post(f'/admin/articles/media/{media.pk}/change/', {'file': upload('other.jpg'), 'alt': 'Two boats'})
    changed = Media.objects.get()
    assert (changed.alt, changed.file.name) == ('Two boats', media.file.name)


def test_missing_file_of_an_import_can_be_supplied(client, editor):
    media = Media.objects.create(source_url='https://old.example/a.jpg')
    client.post(f'/admin/articles/media/{media.pk}/change/', {'file': upload(), 'alt': ''})
    media.refresh_from_db()
    assert media.file
    assert media.width == 40


def test_picture_is_picked_for_a_text(client, editor):
    client.post(ADD, {'file': upload(), 'title': 'Dawn', 'alt': 'Boats "at" dawn', 'caption': 'Dawn.'})
    Media.objects.create(title='Missing', source_url='https://old.example/a.jpg')
    page = client.get('/admin/articles/media/pick/?CKEditorFuncNum=-1').text
    assert f'data-url="{Media.objects.get(title="Dawn").address}"' in page
    assert 'data-alt="Boats &quot;at&quot; dawn"' in page
    assert 'Missing' not in page
    assert 'No picture found' in client.get('/admin/articles/media/pick/?q=zzz&p=x').text


def test_picture_is_uploaded_where_one_is_picked_and_is_the_one_that_is_taken(client, editor):
    pick = '/admin/articles/media/pick/?CKEditorFuncNum=7'
    page = client.post(pick, {'file': upload(), 'alt': 'Boats', 'caption': 'Dawn.', 'credit': 'Bo Ek'}).text
    media = Media.objects.get()
    assert (media.alt, media.caption, media.credit) == ('Boats', 'Dawn.', 'Bo Ek')
    assert f'class="added" data-url="{media.address}" data-alt="Boats" data-caption="Dawn."' in page
    assert 'data-number="7"' in page
    response = client.post(pick, {'alt': 'Half a th'})
    assert response.status_code == 400
    assert 'Half a th' in response.text
    assert Media.objects.count() == 1


def test_moderator_has_no_business_with_pictures(client, media_root):
    client.force_login(make_editor('mod', 'Moderators'))
    for address in ('/admin/articles/media/pick/', ADD, '/admin/articles/media/'):
        assert client.get(address).status_code == 403
