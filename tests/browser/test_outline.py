"""What a screen reader gives of each kind of page, and what stays of it in large and widely spaced letters."""

import re

import pytest

from articles.search import follow
from tests.factories import make_article, make_comment, make_media

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMED = re.compile(r'\s*- (banner|main|navigation|contentinfo|search|complementary|region|heading)( .*?)?:?')
# WCAG 1.4.12, at the width that 1,280 pixels are at 400 % (WCAG 1.4.10).
SPACED = """* { letter-spacing: .12em !important; line-height: 1.5 !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
MISSING = '<figure><span class="missing-picture">Picture not in this archive: dsc20050604_133440_34211</span></figure>'
GALLERY = f'<p>.</p><div class="gallery">{MISSING * 9}</div>'
FLOODS = ['Flood', *(f'Flood, day {n}' for n in (3, 2, 1, 0))]
TOP = ['banner', 'navigation "Sections"', 'search "Search the archive"', 'main']
LISTED = [f'heading "{title}" [level=2]' for title in FLOODS]
OUTLINES = {
    '/2017/11/22/flood/': [
        *(*TOP, 'heading "Flood" [level=1]', 'navigation "Filed under"', 'navigation "Articles before and after"'),
        *('region "1 comment"', 'heading "1 comment" [level=2]'),
        *('region "Leave a comment"', 'heading "Leave a comment" [level=2]'),
    ],
    '/category/sea/': [*TOP, 'navigation "You are here"', 'heading "Sea" [level=1]', *LISTED],
    '/2017/': [*TOP, 'navigation "You are here"', 'heading "2017" [level=1]', 'navigation "Months"', *LISTED],
    '/search/?q=flood': [
        *('banner', 'navigation "Sections"', 'main', 'heading "Search" [level=1]', 'search'),
        *('heading "5 articles" [level=2]', 'region "5 articles"', 'navigation "Order"'),
        *(f'heading "{title}" [level=3]' for title in (*FLOODS[1:], 'Flood')),  # The longest text is the last.
        *('complementary "Narrow the results"', 'heading "Section" [level=2]'),
    ],
}


@pytest.fixture
def archive(settings, tmp_path):
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    flood = make_article(
        'Flood', body_html=GALLERY, categories=['Sea', 'Town'], lead_image=make_media(), published='2017-11-22'
    )
    make_comment(flood)
    for n in range(4):
        make_article(f'Flood, day {n}', categories=['Sea'], published=f'2017-11-{n + 10}')
    follow.rebuild()


def outline(page) -> list[str]:
    """The landmarks and headings that the browser tells a screen reader of, in their order."""
    lines = page.locator('body').aria_snapshot().splitlines()
    return [(match[1] + (match[2] or '')).strip() for line in lines if (match := NAMED.fullmatch(line))]


def test_landmarks_and_headings_have_their_names_and_order(chromium, live_server, archive):
    page = chromium.new_page(base_url=live_server.url, locale='en-GB')
    for address, expected in OUTLINES.items():
        page.goto(address)
        assert outline(page) == [*expected, 'contentinfo'], address
    page.close()


def test_nothing_is_lost_at_four_times_the_size_or_with_wide_spacing(chromium, live_server, archive):
    context = chromium.new_context(
        base_url=live_server.url, viewport={'width': 320, 'height': 800}, bypass_csp=True, forced_colors='active'
    )
    page = context.new_page()
    for address in ('/', *OUTLINES, '/date/', '/tag/'):
        page.goto(address)
        page.add_style_tag(content=SPACED)
        assert page.evaluate('document.documentElement.scrollWidth') == 320, address
        cut = page.evaluate(
            """[...document.querySelectorAll('button, label, h1, .kicker, nav a, .credits')].filter(
                one => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
                    && getComputedStyle(one).overflowX != 'visible'
            ).map(one => one.outerHTML)"""
        )
        assert not cut, address
    context.close()
