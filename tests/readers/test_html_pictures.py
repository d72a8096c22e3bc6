"""Pictures of invented pages, as scripts that load them late and page builders leave them."""

from datetime import UTC

import pytest

from articles.readers.html.page import article
from articles.readers.html.saved_page import SavedPage

PARAGRAPH = (
    '<p>The council decided on Monday evening that the old bridge over the river will be closed for two years, since '
    'engineers had found cracks in the northern pier during an inspection, and advised against any further delay.</p>'
)
STAND_IN = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='
PICTURE = 'https://gazette.example/files/pier.jpg'


def read(picture, classes=''):
    markup = (
        f'<html><head><title>Old bridge to close</title></head><body class="{classes}"><article><h1>Old bridge to close'
        f'</h1><div class="entry-content">{PARAGRAPH}{picture}{PARAGRAPH}</div></article></body></html>'
    )
    return article(SavedPage('page.html', markup.encode(), 'https://gazette.example/2015/05/03/bridge/'), UTC)


@pytest.mark.parametrize('classes', ['', 'single single-post postid-7'])
@pytest.mark.parametrize(
    'picture',
    [
        f'<img src="{STAND_IN}" data-src="{PICTURE}" alt="The pier">',
        f'<img src="{STAND_IN}" data-lazy-src="{PICTURE}" alt="The pier" width="1" height="1">',
        f'<img src="/img/grey.gif" data-original="{PICTURE}" alt="The pier">',
        f'<img src="/img/loading.gif" data-lazyload="{PICTURE}" alt="The pier">',
        f'<img data-flickity-lazyload="{PICTURE}" alt="The pier">',
        f'<picture><source srcset="{PICTURE}"><img srcset="/img/pixel.gif" alt="The pier"></picture>',
        f'<img src="/1px.gif" lazysrc="{PICTURE}" alt="The pier">',
        f'<img src="none.gif" file="{PICTURE}" zoomfile="{PICTURE}" alt="The pier">',
        f'<img src="{STAND_IN}" data-lazy-srcset="{PICTURE} 800w, /pier-3.jpg 300w" data-lazy="1" alt="The pier">',
        f'<picture><source data-srcset="{PICTURE} 2x"><img src="{STAND_IN}" alt="The pier"></picture>',
        f'<img src="{STAND_IN}" class="lazy"><noscript><img src="{PICTURE}" alt="The pier"></noscript>',
        f'<noscript><img src="{PICTURE}" alt="The pier"></noscript><img src="{STAND_IN}" class="lazy">',
        f'<p><span><img src="{STAND_IN}"></span><noscript><img src="{PICTURE}" alt="The pier"></noscript></p>',
        f'<div class="late" data-src="{PICTURE}" data-alt="The pier"></div>',
        f'<a href="{PICTURE}"><div role="img" aria-label="The pier" data-thumbnail="/files/pier-9.jpg"></div></a>',
        f'<div role="img" aria-label="The pier" style="color: red; background-image: url(\'{PICTURE}\')"></div>',
    ],
)
def test_a_picture_that_a_script_loads_is_found_with_its_alternative_text(picture, classes):
    assert [(image.src, image.alt) for image in read(picture, classes).images] == [(PICTURE, 'The pier')]


@pytest.mark.parametrize(
    'name', ['white-house.jpg', 'clear-sky.jpg', 'image.png', '1.png', 'none-of-us.gif', 'lazy-dog.jpg']
)
def test_a_picture_is_no_stand_in_because_its_name_begins_like_one(name):
    assert [image.src for image in read(f'<img src="/files/{name}">').images] == [
        f'https://gazette.example/files/{name}'
    ]


@pytest.mark.parametrize('classes', ['', 'single single-post postid-7'])
@pytest.mark.parametrize(
    'picture',
    [
        f'<div class="elementor-widget-image"><div><figure class="wp-caption"><img src="{PICTURE}" alt="The pier">'
        '<figcaption class="widget-image-caption wp-caption-text">Cracks</figcaption></figure></div></div>',
        f'<div class="swiper-slide"><figure class="swiper-slide-inner"><img src="{PICTURE}" alt="The pier">'
        '<figcaption class="elementor-image-carousel-caption">Cracks</figcaption></figure></div>',
    ],
)
def test_pictures_of_page_builders_keep_their_captions(picture, classes):
    images = [(image.src, image.alt, image.caption) for image in read(picture, classes).images]
    assert images == [(PICTURE, 'The pier', 'Cracks')]
