"""Every kind of page against axe's rules for WCAG 2.2 AA, and the way from the front page to a comment by keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.comments import forms
from articles.following import subscriptions
from articles.models import Comment
from articles.search import follow
from articles.views import comments
from tests.factories import import_records, make_article, make_category, make_comment, make_media, make_record
from tests.following.inbox import subscribe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    'light': {
        'runOnly': ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        # axe leaves these to be asked for.
        'rules': {'target-size': {'enabled': True}, 'label-content-name-mismatch': {'enabled': True}},
        'resultTypes': ['violations'],
    },
    # The dark theme changes colours only.
    'dark': {
        'runOnly': {'type': 'rule', 'values': ['color-contrast', 'link-in-text-block']},
        'resultTypes': ['violations'],
    },
}
# Of phone and desk: a theme has its colours on both, and without scripts a page differs in what it offers only.
WIDTHS = {'light': (360, 1440), 'dark': (1440,), 'without scripts': (360,)}
BODY = """
<p>The river rose by night, <a href="/2017/11/21/before/">as it had done before</a>.</p><h2>Crosshead</h2>
<blockquote><p>It came in at the door.</p></blockquote>
<div class="pullquote"><p>At the door.</p><cite>A. Byron</cite></div>
<figure><img src="/wp-content/uploads/2017/11/flood.jpg" alt="The river"><figcaption>In spring</figcaption></figure>
<div class="scroll"><table><thead><tr><th>Day</th><th>Level</th><th>Gauge</th></tr></thead>
<tbody><tr><td>Monday</td><td>7.1</td><td>UpperBridgeGaugeHouseWithANameThatIsWiderThanAPhone</td></tr></tbody></table></div>
<pre>level = 7.1</pre><ul><li>one</li></ul>
"""


@pytest.fixture
def pages(settings, tmp_path):
    """An archive with something of everything: its addresses, one of each kind of page, by status."""
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    settings.EMAIL_URL = 'smtp://mail.example'
    world = make_category('World')
    asia = make_category('Asia', parent=world)
    flood = make_article(
        'Flood',
        body_html=BODY,
        standfirst='What came in at the door.',
        authors=['Ada Byron', 'Bo Ek'],
        categories=[asia, 'Local'],
        tags=['water', 'town'],
        lead_image=make_media(caption='In spring', credit='Bo Ek'),
    )
    first = make_comment(flood, 'I saw it <3', author_email='ada@mail.example')
    ada = subscribe('ada@mail.example', article=flood).follower
    make_comment(flood, 'So did I.', parent=first)
    make_comment(flood, 'Where?', author_url='https://example.org/')
    for number in range(25):
        make_article(f'Level {number}', published=f'20{number % 9 + 10}-11-2{number % 9}', categories=[world])
    make_article('Gone', status='withdrawn')
    make_article('About', kind='page', slug='about')
    import_records(make_record())
    held = make_comment(flood, 'Not read yet.', status=Comment.Status.HELD)
    follow.rebuild()
    return {
        200: [
            '/',
            '/page/2/',
            '/2017/11/22/flood/',
            f'/2017/11/22/flood/?replytocom={first.number}',
            f'/respond/{flood.pk}/?to={first.number}',
            f'{first.get_absolute_url()}report/',
            comments.held_url(held),
            '/2017/11/22/story-1/source/',
            '/about/',
            '/category/world/',
            '/category/world/page/2/',
            '/tag/water/',
            '/author/ada-byron/',
            '/2017/',
            '/2017/11/',
            '/2017/11/22/',
            '/search/',
            '/search/?q=level',
            '/search/?q=nowhere',
            '/search/?q=comment:saw',
            '/search/?q=comment:nowhere',
            '/search/help/',
            f'/follow/{flood.pk}/',
            '/follow/?q=level',
            f'/follow/all/{subscriptions.follower_token(ada)}/',
            '/mine/',
            f'/mine/{subscriptions.mine_token(ada)}/',
            '/feeds/',
            '/category/',
            '/tag/',
            '/author/',
            '/date/',
            '/api/',
        ],
        400: ['/search/?q=level&order=none', '/follow/?q=comment:saw'],
        404: ['/nowhere/', '/2010/level-of-the-flood/'],
        410: ['/2017/11/22/gone/'],
    }


def violations(page, rules: dict, widths: tuple[int, ...], where: str) -> Iterator[str]:
    """What axe holds against the page that is open, with everything that folds unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true })")
    for width in widths:
        page.set_viewport_size({'width': width, 'height': 800})
        for broken in Axe().run(page, options=rules).response['violations']:
            yield f'{where} at {width}: {broken["id"]}: {[node["html"][:200] for node in broken["nodes"]]}'


@pytest.mark.parametrize('theme', ['light', 'dark'])
def test_no_page_breaks_a_rule_with_or_without_its_scripts(chromium, live_server, pages, theme):
    windows = [chromium.new_context(base_url=live_server.url, color_scheme=theme) for _ in range(2)]
    windows[1].route('**/*.js', lambda route: route.abort())  # axe itself is a script, so they cannot be forbidden.
    page, without_scripts = (window.new_page() for window in windows)
    rules, broken = RULES[theme], []
    for status, addresses in pages.items():
        for address in addresses:
            assert page.goto(address).status == status, address
            broken += violations(page, rules, WIDTHS[theme], address)
            if page.locator('script[src]').count():
                without_scripts.goto(address)
                broken += violations(without_scripts, rules, WIDTHS['without scripts'], f'{address} without scripts')
    page.goto('/2017/11/22/flood/')
    page.get_by_role('button', name='Post comment').click()
    page.get_by_role('alert').wait_for()
    broken += violations(page, rules, WIDTHS[theme], 'a comment that was not sent')
    for window in windows:
        window.close()
    assert not broken, '\n'.join(broken)


# True once the focused element is on the screen, with an outline. The body has the focus until the first Tab arrives.
FOCUS_IS_SEEN = """() => {
  const one = document.activeElement;
  const {top, bottom, width} = one.getBoundingClientRect();
  const {outlineStyle, outlineWidth} = getComputedStyle(one);
  return one === document.body ||
    (bottom > 0 && top < innerHeight && width > 1 && outlineStyle === 'solid' && outlineWidth >= '2px');
}"""


def tab_to(page, target) -> None:
    """Presses Tab until the target has the focus, and holds that wherever the focus goes it can be seen."""
    target.wait_for(state='attached')
    page.wait_for_load_state()
    for _ in range(100):
        page.keyboard.press('Tab')
        page.wait_for_function(FOCUS_IS_SEEN)
        if target.evaluate('target => target === document.activeElement'):
            return
    pytest.fail(f'{target} cannot be reached by Tab')


def test_a_reader_goes_from_the_front_page_to_a_comment_by_keyboard(page, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(forms, 'YOUNGEST', 0)  # Else what is sent at once is taken for spam.
    first = make_comment(make_article('Flood', categories=['Local'], tags=['water']), author_name='Grace')
    page.goto('/')
    tab_to(page, page.get_by_role('link', name='Skip to the text'))
    page.keyboard.press('Enter')
    tab_to(page, page.get_by_role('article').get_by_role('link', name='Flood'))
    page.keyboard.press('Enter')
    page.wait_for_url('**/flood/')
    tab_to(page, page.get_by_text('Cite this article'))
    page.keyboard.press('Enter')
    page.get_by_text('For a reference manager').wait_for()
    tab_to(page, page.get_by_role('link', name='Reply to Grace'))
    page.keyboard.press('Enter')
    page.wait_for_url(f'**/flood/?replytocom={first.number}#respond')
    tab_to(page, page.get_by_label('Comment', exact=True))
    page.keyboard.type('Here it is.')
    tab_to(page, page.get_by_label('Name'))
    page.keyboard.type('Nellie')
    tab_to(page, page.get_by_role('button', name='Preview'))
    page.keyboard.press('Enter')
    page.get_by_role('heading', name='Preview: not sent yet').wait_for()
    tab_to(page, page.get_by_role('button', name='Post comment'))
    page.keyboard.press('Enter')
    page.get_by_role('heading', name='Your comment').wait_for()
    assert 'held for review' in page.get_by_role('status').inner_text()
    comment = Comment.objects.get(author_name='Nellie')
    assert (comment.parent, comment.body_text) == (first, 'Here it is.')
