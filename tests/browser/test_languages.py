"""The site in other languages: Arabic runs from the right, and no text leaves a telephone's screen in any of them."""

import pytest

from articles.search import follow
from tests.factories import import_records, make_article, make_category, make_comment, make_media, make_record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = """
<p>ارتفع النهر ليلًا، <a href="/2017/11/21/before/">كما ارتفع من قبل</a> في عام 2009، وبلغ 7.1 أمتار.</p>
<h2>عنوان فرعي</h2>
<blockquote><p>دخل الماء من الباب.</p></blockquote><ul><li>واحد</li><li>اثنان</li></ul>
<figure class="alignright"><img src="/wp-content/uploads/2017/11/flood.jpg" alt="النهر">
<figcaption>في الربيع</figcaption></figure>
<table><thead><tr><th>اليوم</th><th>المنسوب</th></tr></thead><tbody><tr><td>الاثنين</td><td>7.1</td></tr></tbody></table>
<p dir="ltr" lang="en">An English paragraph, quoted.</p>
"""
LEAVES_THE_SCREEN = """() => [...document.querySelectorAll('body *')].filter(one => {
  const {left, right, width} = one.getBoundingClientRect();
  return width > 1 && (left < -1 || right > innerWidth + 1) && getComputedStyle(one).position !== 'absolute'
    && !one.closest('.scroll, .bars, .nameplate nav, .not-for-people, .hidden, table');
}).map(one => one.outerHTML.slice(0, 120))"""

BEGINS_ON_THE_LEFT = """() => [...document.querySelectorAll('.card :is(h2, h3), .headlines a')].filter(line => {
  const letters = document.createRange();
  letters.selectNodeContents(line);
  // Headlines that a phone does not show have no boxes.
  return line.getClientRects().length && /^[\u0600-\u06ff]/.test(line.innerText) &&
    line.getBoundingClientRect().right - Math.max(...[...letters.getClientRects()].map(one => one.right)) > 2;
}).map(line => line.outerHTML)"""


@pytest.fixture
def addresses(settings, tmp_path, language):
    settings.LANGUAGE_CODE = language
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    world = make_category('العالم')
    flood = make_article(
        'فيضان النهر يغمر البلدة القديمة',
        slug='flood',
        body_html=BODY,
        standfirst='ما الذي دخل من الباب في تلك الليلة.',
        authors=['Ada Byron', 'محمد علي'],
        categories=[world, 'محليات'],
        tags=['ماء', 'مدينة'],
        lead_image=make_media(caption='في الربيع', credit='Bo Ek'),
    )
    first = make_comment(flood, 'رأيته بعيني.', author_name='ليلى')
    make_comment(flood, 'So did I.', parent=first)
    for number in range(25):
        make_article(f'منسوب {number}', published=f'20{number % 9 + 10}-11-2{number % 9}', categories=[world])
    make_article('English news on an Arabic site', slug='english', language='en', categories=[world])
    import_records(make_record())
    follow.rebuild()
    return [
        '/', '/page/2/', '/2017/11/22/flood/', f'/2017/11/22/flood/?replytocom={first.number}', '/2017/11/22/english/',
        '/2017/11/22/story-1/source/', f'/respond/{flood.pk}/', '/category/العالم/', '/2017/', '/2017/11/',
        '/search/?q=منسوب', '/search/?q=nowhere', '/search/help/', '/feeds/', '/api/', '/nowhere/',
    ]  # fmt: skip


@pytest.mark.parametrize(('language', 'direction'), [('ar', 'rtl'), ('de', ''), ('fr', '')])
def test_pages_run_as_their_language_does_and_stay_on_a_telephone(page, addresses, language, direction):
    page.set_viewport_size({'width': 360, 'height': 740})
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true })")
        assert page.evaluate('[document.documentElement.lang, document.documentElement.dir]') == [language, direction]
        assert page.evaluate('document.documentElement.scrollWidth') <= 360, address
        assert page.evaluate(LEAVES_THE_SCREEN) == [], address
        assert page.evaluate(BEGINS_ON_THE_LEFT) == [], address
    page.errors.clear()  # What a browser says of a page that is not there.
