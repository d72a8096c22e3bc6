"""Ten errands of a reader who comes for the first time, each in at most four acts: a click, a key or one text typed."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from articles.search import follow
from tests.factories import make_article, make_category, make_comment, make_media

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 4


class Reader:
    """A reader at a page, whose acts are counted from `at` on."""

    def __init__(self, page):
        self.page, self.acts = page, 0

    def at(self, address: str) -> 'Reader':
        self.page.goto(address)
        self.acts = 0
        return self

    def click(self, role: str, name: str, exact: bool = False) -> 'Reader':
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        return self._acted()

    def type(self, words: str) -> 'Reader':
        self.page.keyboard.type(words)
        return self._acted()

    def press(self, key: str) -> 'Reader':
        self.page.keyboard.press(key)
        return self._acted()

    def _acted(self) -> 'Reader':
        self.acts += 1
        assert self.acts <= MOST
        return self

    def sees(self, role: str, name: str) -> None:
        expect(self.page.get_by_role(role, name=name).first).to_be_visible()


@pytest.fixture
def archive(settings, tmp_path):
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    settings.OFFLINE = True
    Image.new('RGB', (640, 480)).save(tmp_path / 'bridge.jpg')
    news = make_category('News')
    bridge = make_article(
        'The bridge opens',
        published='2011-11-22',
        authors=['Ada Byron'],
        categories=[news],
        lead_image=make_media('bridge.jpg', alt='The bridge', caption='At noon', credit='Bo Ek'),
    )
    make_comment(bridge, 'I was there.')
    for day in range(1, 6):
        make_article(f'Level {day}', published=f'2011-11-0{day}', authors=['Ada Byron'], categories=[news])
        make_article(f'Bridge repairs {day}', published=f'201{day}-05-05', categories=['Roads'])
    follow.rebuild()
    return bridge.get_absolute_url()


def test_ten_errands(page, archive):
    reader = Reader(page)

    # 1. An article of 2011 by its name.
    reader.at('/').click('searchbox', 'Words to search for').type('the bridge opens').press('Enter')
    reader.click('link', 'The bridge opens').sees('heading', 'The bridge opens')
    assert page.url.partition('#')[0].endswith(archive)

    # 2. What else its author wrote.
    reader.at(archive).click('link', 'Ada Byron').sees('link', 'Level 3')

    # 3. What else there was that month.
    reader.at(archive).click('link', '22 November 2011').click('link', 'November 2011', exact=True)
    reader.sees('link', 'Level 5')

    # 4. What others said of it.
    reader.at(archive).click('link', '1 comment')
    expect(page.get_by_text('I was there.')).to_be_in_viewport()

    # 5. Its picture, large, with who took it.
    reader.at(archive).click('link', 'The bridge')
    viewer = page.get_by_role('dialog', name='Pictures')
    expect(viewer).to_contain_text('At noon Bo Ek')
    reader.press('Escape')
    expect(viewer).to_be_hidden()

    # 6. A citation.
    page.get_by_text('Cite this article').click()
    expect(page.get_by_text('APA', exact=True)).to_be_visible()

    # 7. The feed of its section.
    reader.at(archive).click('link', 'News', exact=True)
    assert page.get_by_role('link', name='RSS').get_attribute('href') == '/category/news/feed/'

    # 8. A search, narrowed.
    reader.at('/').click('searchbox', 'Words to search for').type('bridge').press('Enter')
    page.locator('#narrow').get_by_role('link', name='Roads').click()
    expect(page.locator('.hits > li')).to_have_count(5)

    # 9. On paper, with its address and without what only a screen needs.
    reader.at(archive)
    page.emulate_media(media='print')
    expect(page.locator('.clipping')).to_contain_text(archive)
    expect(page.get_by_role('navigation', name='Sections')).to_be_hidden()
    page.emulate_media(media='screen')

    # 10. Again, where there is no network.
    reader.at(archive).click('button', 'Save for later')
    expect(page.get_by_role('status')).to_contain_text('Saved on this device')
    page.context.set_offline(True)
    page.goto(archive)
    reader.sees('heading', 'The bridge opens')
    page.context.set_offline(False)
    page.errors.clear()  # The console says that there was no network.
