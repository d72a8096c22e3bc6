import unicodedata

import pytest
from PIL import Image

from articles.models import Article, Media

pytestmark = pytest.mark.django_db


def test_a_lead_image_is_joined_though_it_came_after_its_article(record, import_records):
    image = record(9, kind='attachment', alt='A bridge', file_url='http://old.example/wp-content/uploads/b.jpg')
    import_records(record(1, lead_image_key=image.source_key), image)
    assert Article.objects.get().lead_image == Media.objects.get(alt='A bridge')


def test_the_addresses_of_an_attachment_lead_to_its_file(record, import_records, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'
    Image.new('RGB', (4, 3)).save(tmp_path / 'b.jpg')
    file = 'http://old.example/wp-content/uploads/b.jpg'
    import_records(record(9, kind='attachment', file_url=file, old_urls=('/?attachment_id=9', file)), uploads=tmp_path)
    response = client.get('/?attachment_id=9')
    assert (response.status_code, response['Location']) == (301, '/wp-content/uploads/b.jpg')
    assert client.get('/wp-content/uploads/b.jpg').status_code == 200
    picture = Media.objects.get()
    assert (picture.width, picture.height) == (4, 3)


def test_a_lead_image_that_comes_with_a_later_export_is_joined(record, import_records):
    image = record(9, kind='attachment', alt='A bridge', file_url='http://old.example/wp-content/uploads/b.jpg')
    import_records(record(1, lead_image_key=image.source_key))
    import_records(image)
    assert Article.objects.get().lead_image.alt == 'A bridge'


def test_another_lead_image_in_the_source_replaces_the_first(record, import_records):
    images = [record(n, kind='attachment', alt=f'Picture {n}', file_url=f'http://old.example/{n}.jpg') for n in (8, 9)]
    import_records(*images, record(1, lead_image_key=images[0].source_key))
    import_records(record(1, lead_image_key=images[1].source_key))
    assert Article.objects.get().lead_image.alt == 'Picture 9'


def test_a_file_that_is_no_picture_counts_as_missing_and_is_not_left_behind(record, import_records, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'
    (tmp_path / 'b.jpg').write_text('<script>alert(1)</script>')
    file = 'http://old.example/wp-content/uploads/b.jpg'
    report = import_records(record(9, kind='attachment', file_url=file), uploads=tmp_path)
    assert report.notes['missing-media'] == 1
    assert not (tmp_path / 'media').exists()


def test_missing_media_are_noted_and_keep_what_is_known_of_them(record, import_records):
    report = import_records(
        record(9, kind='attachment', alt='A bridge', file_url='http://old.example/wp-content/uploads/b.jpg')
    )
    assert report.notes['missing-media'] == 1
    assert Media.objects.get().source_url.endswith('/b.jpg')


@pytest.mark.parametrize(
    ('url', 'attached', 'in_folder'),
    [
        ('http://files.example/2017/11/mill.png', '2017/11/mill.png', '2017/11/mill.png'),
        ('http://old.example/files/2017/11/mill.png', '2017/11/mill.png', '2017/11/mill.png'),
        (
            'http://old.example/wp-content/uploads/sites/3/2017/11/mill.png',
            '2017/11/mill.png',
            'sites/3/2017/11/mill.png',
        ),
        ('http://old.example/wp-content/uploads/Mu\u0308hle.png', 'Mu\u0308hle.png', 'M\u00fchle.png'),
        ('http://old.example/wp-content/uploads/M%C3%BChle.png', 'M\u00fchle.png', 'Mu\u0308hle.png'),
    ],
)
def test_file_is_found_by_its_place_in_the_uploads_folder(
    tmp_path, settings, record, import_records, url, attached, in_folder
):
    settings.MEDIA_ROOT = tmp_path / 'media'
    file = tmp_path / 'uploads' / in_folder
    file.parent.mkdir(parents=True)
    Image.new('RGB', (30, 20)).save(file)
    meta = {'postmeta': {'_wp_attached_file': attached}}
    import_records(record(kind='attachment', file_url=url, meta=meta), uploads=tmp_path / 'uploads')
    media = Media.objects.get()
    assert media.file.name == unicodedata.normalize('NFC', attached)
    assert media.width == 30
