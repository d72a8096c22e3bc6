"""Which pictures have their AVIF copies made before anybody asks for them."""

import pytest
from PIL import Image

from articles.images import ahead, renditions
from articles.models import FrontSection
from tests.factories import make_article, make_category, make_media

pytestmark = pytest.mark.django_db


def test_sections_that_editors_chose_for_the_front_page_are_among_them(settings, tmp_path):
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    minor = make_category('Minor', parent=make_category('World'))
    for number in range(45):  # More than the front page and the first page of the section above have.
        make_article(f'Story {number}', categories=['World', 'Local'])
    picture = make_media('river.jpg', width=900, height=600)
    Image.new('RGB', (900, 600), 'red').save(tmp_path / 'river.jpg')
    make_article('Old', published='2010-11-22', categories=[minor], lead_image=picture)
    for number in range(11):  # More of the section than the front page shows.
        make_article(f'Minor {number}', published=f'2011-11-{number + 10}', categories=[minor])
    FrontSection.objects.create(category=minor)
    list(ahead.copies())
    assert renditions.avif('river.jpg', 360)
