"""A picture that has to go is gone everywhere at once, and does not come back."""

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from PIL import Image

from articles.images import renditions, takedown
from articles.models import Author, Media, Original, Site
from tests.factories import import_records, make_article, make_author, make_editor, make_media, make_record

pytestmark = pytest.mark.django_db

NAME = '2017/11/letter.jpg'
URL = f'/wp-content/uploads/{NAME}'


@pytest.fixture
def root(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / 'media', tmp_path
    for name in (NAME, '2017/11/letter-300x200.jpg', '2017/11/letter-2.jpg'):
        file = tmp_path / 'media' / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture())
    return tmp_path


def picture() -> bytes:
    content = BytesIO()
    Image.new('RGB', (900, 600), 'red').save(content, 'JPEG')
    return content.getvalue()


@pytest.fixture
def chief(client):
    chief = make_editor()
    chief.user_permissions.add(Permission.objects.get(codename='delete_media'))
    client.force_login(chief)
    return chief


def delete(client, media: Media, **more):
    return client.post(f'/admin/articles/media/{media.pk}/delete/', more)


def test_picture_is_gone_from_page_list_feed_and_disk_and_what_misses_it_is_listed_first(client, chief, root):
    media = make_media(NAME, width=900, height=600, alt='Letter')
    lead = make_article('Has it on top', lead_image=media)
    inside = make_article(
        'Has it inside', body_html='<p><img src="/wp-content/uploads/2017/11/letter-300x200.jpg"></p>'
    )
    make_article('Has another', body_html='<p><img src="/wp-content/uploads/2017/11/letter-2.jpg"></p>')
    small = renditions.address(NAME, 360)
    assert client.get(small).status_code == client.get(URL).status_code == 200
    listed = client.get(f'/admin/articles/media/{media.pk}/delete/').text
    assert '“Has it on top” shows it' in listed
    assert '“Has it inside” shows it' in listed
    assert 'Has another' not in listed
    assert 'Has it inside' in client.get(f'/admin/articles/media/{media.pk}/change/').text
    assert delete(client, media, post='yes').status_code == 302
    pages = [lead.get_absolute_url(), inside.get_absolute_url(), '/', '/feed/atom/', '/feed/json/', '/sitemap-1.xml']
    assert not any(f'src="{URL}"' in (text := client.get(page).text) or small in text for page in pages)
    assert 'Picture not in this archive' in client.get(inside.get_absolute_url()).text
    assert client.get(URL).status_code == 410
    assert client.get(small).status_code in (404, 410)
    left = sorted(str(file.relative_to(root)) for file in root.rglob('*.*') if file.is_file() and 'letter' in file.name)
    assert left == ['media/2017/11/letter-2.jpg']
    assert not Media.objects.exists()


def test_second_import_of_the_same_export_does_not_bring_it_back(chief, root, tmp_path):
    uploads = tmp_path / 'old'
    (uploads / '2017/11').mkdir(parents=True)
    (uploads / NAME).write_bytes(picture())
    records = [
        make_record(1, body_html=f'<p><img src="{URL}"></p>'),
        make_record(2, kind='attachment', file_url=f'http://old.example{URL}'),
    ]
    import_records(*records, uploads=uploads)
    takedown.take_down(Media.objects.get(), by=chief)
    import_records(*records, uploads=uploads)
    changed = make_record(2, kind='attachment', title='Again', file_url=f'http://old.example{URL}')
    import_records(changed, uploads=uploads)
    assert not Media.objects.exists()
    assert not (root / 'media' / NAME).exists()


def originals() -> list[bytes]:
    return sorted(one.read() for one in Original.objects.all())


def test_its_caption_is_gone_from_the_stored_originals_of_the_import(chief, root):
    records = [
        make_record(1, body_html=f'<p><img src="{URL}"></p>', original=b'[caption]Their letter[/caption]'),
        make_record(2, original=b'Other'),
        make_record(3, kind='attachment', file_url=f'http://old.example{URL}', original=b'Their letter'),
    ]
    import_records(*records, uploads=root / 'media')
    assert originals()[-2:] == [b'Their letter', b'[caption]Their letter[/caption]']
    takedown.take_down(Media.objects.get(), by=chief)
    import_records(*records, uploads=root / 'media')
    assert originals() == [b'', b'', b'<rss><channel>', b'Other']


def test_filters_find_what_is_lacking(client, chief, root):
    make_media('2017/11/plain.jpg', alt='', credit='Ada')
    make_media('2017/11/lead.jpg', credit='Ada')
    shown = make_media('2017/11/shown.jpg', credit='')
    make_media('', source_url='http://old.example/gone.jpg', title='Gone', credit='Ada')
    make_article(lead_image=Media.objects.get(file='2017/11/lead.jpg'))
    make_article('Text', body_html='<p><img src="/wp-content/uploads/2017/11/shown-300x200.jpg"></p>')
    found = {
        lack: {
            media.file.name or media.title
            for media in client.get(f'/admin/articles/media/?lacks={lack}').context['cl'].result_list
        }
        for lack in ('alt', 'credit', 'use', 'file')
    }
    assert found == {
        'alt': {'2017/11/plain.jpg'},
        'credit': {shown.file.name},
        'use': {'2017/11/plain.jpg'},
        'file': {'Gone'},
    }


def test_portraits_and_the_logo_are_in_use_and_are_named_before_they_are_deleted(client, chief, root):
    portrait, logo = make_media(NAME, credit=''), make_media('2017/11/logo.png')
    author = make_author('Ada <b>')
    Author.objects.filter(pk=author.pk).update(portrait=portrait)
    Site.objects.create(pk=1, logo=logo)
    assert not client.get('/admin/articles/media/?lacks=use').context['cl'].result_list
    assert '“Ada &lt;b&gt;” has it as portrait' in client.get(f'/admin/articles/media/{portrait.pk}/delete/').text
    assert 'has it as logo' in client.get(f'/admin/articles/media/{logo.pk}/delete/').text
    assert (
        f'/admin/articles/author/{author.pk}/change/' in client.get(f'/admin/articles/media/{portrait.pk}/change/').text
    )
    article = make_article('Flood', authors=[author])
    assert 'letter' in client.get(article.get_absolute_url()).text
    assert delete(client, portrait, post='yes').status_code == 302
    assert 'letter' not in client.get(article.get_absolute_url()).text
    assert client.get(author.get_absolute_url()).status_code == 200


def test_taking_down_needs_the_right_to_delete(client, root):
    client.force_login(make_editor())
    media = make_media(NAME)
    assert delete(client, media, post='yes').status_code == 403
    assert client.get(URL).status_code == 200
