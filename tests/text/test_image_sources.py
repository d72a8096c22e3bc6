from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from articles.text import image_sources, sanitise
from articles.text.image_sources import StoredImage

FLOOD = '/wp-content/uploads/2017/11/flood.jpg'


def test_picture_of_the_archive_is_shown_in_the_space_it_needs():
    body = image_sources.show(f'<p><img src="{FLOOD}" alt="The river"></p>', {FLOOD: StoredImage(FLOOD, 640, 480)})
    image = BeautifulSoup(body, 'html.parser').img
    assert image.attrs == {
        'src': FLOOD,
        'alt': 'The river',
        'width': '640',
        'height': '480',
        'loading': 'lazy',
        'decoding': 'async',
    }


def test_size_chosen_by_the_writer_stays():
    body = image_sources.show(
        f'<img src="{FLOOD}" alt="" width="320" height="240">', {FLOOD: StoredImage(FLOOD, 640, 480)}
    )
    assert 'width="320" height="240"' in body


def opened(html: str, width: int | None) -> list[dict]:
    """The attributes of the links of a body whose one picture is `width` pixels wide."""
    body = image_sources.show(html, {FLOOD: StoredImage(FLOOD, width, 480)})
    return [link.attrs for link in BeautifulSoup(body, 'html.parser').find_all('a')]


def test_picture_is_a_link_to_its_file():
    assert opened(f'<img src="{FLOOD}" alt="The river">', 640) == [{'href': FLOOD}]
    assert opened(f'<img src="{FLOOD}">', 640) == [{'href': FLOOD, 'aria-label': 'Open the picture'}]


def test_thumbnail_of_a_picture_is_a_link_and_an_icon_is_none():
    assert opened(f'<img src="{FLOOD}" alt="" width="100" height="75">', 300)
    assert not opened(f'<img src="{FLOOD}" alt="" width="100" height="75">', 100)
    assert not opened(f'<img src="{FLOOD}" alt="">', None)


def test_picture_that_is_a_link_already_keeps_it():
    assert opened(f'<a href="/x/"><img src="{FLOOD}" alt="The river"></a>', 640) == [{'href': '/x/'}]


def test_picture_without_alternative_text_gets_an_empty_one():
    assert ' alt=""' in image_sources.show(f'<img src="{FLOOD}">', {FLOOD: StoredImage(FLOOD, None, None)})


def test_picture_of_another_site_leaves_its_words_and_a_link():
    body = image_sources.show('<p><img src="https://example.org/a.jpg?x=1&amp;y=2" alt="Smoke &amp; fire"></p>', {})
    soup = BeautifulSoup(body, 'html.parser')
    assert not soup.img
    assert soup.a['href'] == 'https://example.org/a.jpg?x=1&y=2'
    assert soup.a.text == 'Smoke & fire'


def test_picture_that_is_missing_here_leaves_its_words():
    soup = BeautifulSoup(image_sources.show(f'<img src="{FLOOD}" alt="The river">', {}), 'html.parser')
    assert not soup.img
    assert not soup.a
    assert 'The river' in soup.text


def test_missing_picture_in_a_link_makes_no_link_within_the_link():
    body = '<a href="/x/"><img src="https://example.org/a.jpg" alt="Fire"></a> <img src="https://example.org/b.jpg">'
    soup = BeautifulSoup(image_sources.show(body, {}), 'html.parser')
    assert [link['href'] for link in soup.find_all('a')] == ['/x/', 'https://example.org/b.jpg']


def test_body_without_pictures_stays_as_it_is():
    body = '<p>An <a href="/x/">article</a>, an <abbr>MP</abbr>.</p>'
    assert image_sources.show(body, {}) == body


def test_path_of_a_picture_is_that_below_the_uploads():
    root = '/wp-content/uploads/'
    assert image_sources.path_within(root, '/wp-content/uploads/2017/11/caf%C3%A9.jpg') == '2017/11/café.jpg'
    assert image_sources.path_within(root, 'https://example.org/wp-content/uploads/a.jpg') == ''
    assert image_sources.path_within(root, '/elsewhere/a.jpg') == ''


@given(st.text(), st.text())
def test_nothing_that_a_picture_says_of_itself_becomes_markup(src, alt):
    soup = BeautifulSoup(features='html.parser')
    body = sanitise.article_html(str(soup.new_tag('img', src=src, alt=alt)))
    for shown in (
        image_sources.show(body, {}),
        image_sources.show(body, {src: StoredImage(src, 1, 1) for src in image_sources.sources(body)}),
    ):
        names = {tag.name for tag in BeautifulSoup(shown, 'html.parser').find_all()}
        assert names <= {'img', 'a', 'span'}
        assert sanitise.article_html(shown).count('<') == shown.count('<')
