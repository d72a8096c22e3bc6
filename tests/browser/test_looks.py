"""What pages look like in a window, with archives that are unlike the sample."""

import pytest

from articles.search import follow
from tests.browser.conftest import picture
from tests.factories import make_article, make_category, make_media

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def front(page):
    """Opens the front page in a window of a width, in pixels."""

    def open_at(width):
        page.set_viewport_size({'width': width, 'height': 800})
        page.goto('/')
        return page

    return open_at


def make_articles(number, **fields):
    for n in range(number):
        make_article(f'Story {n}', published=f'2017-01-{n + 1:02}', **fields)


def rows(cards):
    """How many cards are in each row, from top to bottom."""
    tops = [round(card.bounding_box()['y']) for card in cards.all()]
    return [tops.count(top) for top in sorted(set(tops))]


def test_stories_beside_a_lead_of_a_few_words_share_a_row(front):
    make_articles(5)
    assert rows(front(1280).locator('.opening > .card')) == [1, 4]


@pytest.mark.parametrize('number', [12, 15, 21])
def test_no_recent_article_is_alone_in_the_last_of_narrow_columns(front, number):
    make_articles(number - 1)
    make_article('Read this first', published='2016-01-01', pinned=True)
    for width in (768, 1280):
        recent = front(width).locator('.recent > .card')
        assert rows(recent)[-1] > 1 or recent.last.bounding_box()['width'] > width * 0.8


def test_long_words_everywhere_leave_the_front_page_of_a_phone_at_6000_pixels(front):
    long = {
        'standfirst': 'The harbour master asks the council for money. ' * 9,
        'authors': [f'Konstantina Papadopoulou-Wetherington {n}' for n in range(6)],
    }
    for n in range(60):
        title = f'The harbour master asks for the money of the council {n} ' * 4
        day = f'{2003 + n // 3}-{n % 12 + 1:02}-01'
        make_article(title, published=day, categories=[f'Harbour works and letters {n % 9}'], **long)
    page = front(360)
    assert page.locator('.section').count() == 8
    assert page.locator('html').bounding_box()['height'] <= 6000


def test_nine_pictures_of_a_gallery_are_three_rows(page):
    pictures = '<figure><span class="missing-picture">Flood</span></figure>' * 9
    make_article('Floods', slug='floods', body_html=f'<figure class="gallery">{pictures}</figure>')
    page.goto('/2017/11/22/floods/')
    assert rows(page.locator('.gallery > figure')) == [3, 3, 3]


def test_last_of_three_pictures_and_a_table_of_figures_fill_their_room(page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / 'mill.jpg').write_bytes(picture())
    make_media('mill.jpg', width=900, height=600)
    small = '<figure><img src="/wp-content/uploads/mill.jpg" alt="Mill" width="300" height="200"></figure>'
    figures = f'<tr><th>Saltmarsh Athletic &amp; Social Club</th>{"<td>10</td>" * 11}</tr>'
    body = f'<figure class="gallery">{small * 3}</figure><table><tbody>{figures * 9}</tbody></table>'
    make_article('League', slug='league', body_html=body)
    page.set_viewport_size({'width': 1280, 'height': 800})
    page.goto('/2017/11/22/league/')
    widths = [page.locator(part).last.bounding_box()['width'] for part in ('.gallery', '.gallery img')]
    assert widths[0] == pytest.approx(widths[1], abs=1)
    assert page.locator('.scroll').evaluate('region => region.scrollWidth - region.clientWidth') == 0
    assert page.locator('th').first.bounding_box()['height'] < 60


def test_names_of_eighty_letters_without_a_space_stay_on_every_page(page, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    section, topic, author = (f'{word}angelegenheit' * 4 for word in ('Wasserrechts', 'Verkehrs', 'Verwaltungs'))
    below = make_category(f'{section}en', parent=make_category(section))
    names = {'categories': [below], 'tags': [topic], 'authors': [author]}
    for n in range(30):
        make_article(f'Flood {n}', published=f'20{n % 9 + 10}-01-02', **names if n % 5 else {'categories': ['News']})
    make_article(section * 2, slug='flood', **names)
    follow.rebuild()
    addresses = [f'/{kind}/{n}/' for kind, n in (('tag', topic), ('author', author), ('category', section))]
    for address in ['/', *map(str.lower, addresses), '/tag/', '/author/', '/category/', '/2017/', '/2017/11/22/flood/',
                    '/search/?q=flood', '/feeds/']:  # fmt: skip
        page.goto(address)
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({'width': width, 'height': 800})
            assert page.evaluate('document.documentElement.scrollWidth') == width, (address, width)
            covered = page.evaluate(
                """[...document.querySelectorAll('.kicker a, .credits a, .tree a, .names a, .filed a')]
                    .filter(a => a.getBoundingClientRect().right > a.closest('p, li').getBoundingClientRect().right + 1)
                    .map(a => a.outerHTML)"""
            )
            assert covered == [], (address, width)


def test_drawing_in_black_on_nothing_lies_on_paper_also_in_the_dark(page):
    body = '<p>.</p><img src="/wp-content/uploads/chart.png" alt="A chart"><img src="/wp-content/uploads/b.jpg" alt="">'
    make_media('chart.png')
    make_media('b.jpg')
    make_article('Flood', body_html=body)
    page.emulate_media(color_scheme='dark')
    page.goto('/2017/11/22/flood/')
    drawn, photograph = (
        page.locator('.text img').nth(n).evaluate('image => getComputedStyle(image).backgroundColor') for n in (0, 1)
    )
    assert (drawn, photograph) == ('rgb(253, 252, 248)', 'rgb(31, 32, 33)')
    page.errors.clear()  # The pictures have no files.


@pytest.mark.parametrize('width', [768, 1280])
def test_text_of_a_listed_article_stands_beside_its_picture(page, width):
    make_article('Flood', standfirst='The river rose.', categories=['News'], lead_image=make_media())
    page.set_viewport_size({'width': width, 'height': 800})
    page.goto('/category/news/')
    picture, text = (page.locator(f'.card {part}').bounding_box() for part in ('.thumb', '.teaser'))
    assert text['y'] < picture['y'] + picture['height']
    assert text['x'] + text['width'] <= picture['x']
    page.errors.clear()  # The picture has no file.
