"""What a screen reader gives of each kind of page, and what stays of it in large and widely spaced letters."""

import re

import pytest
from playwright.sync_api import expect

from articles.search import follow
from tests.factories import make_article, make_comment, make_media

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMED = re.compile(r'\s*- (banner|main|navigation|contentinfo|search|complementary|region|heading)( .*?)?:?')
# WCAG 1.4.12, at the width that 1,280 pixels are at 400 % (WCAG 1.4.10).
SPACED = """* { letter-spacing: .12em !important; line-height: 1.5 !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
MISSING = '<figure><span class="missing-picture">Picture not in this archive: dsc20050604_133440_34211</span></figure>'
GALLERY = f'<p>.</p><div class="gallery">{MISSING * 9}</div>'
BODY = f'{GALLERY}{"<ul><li>Tide" * 9}{"</li></ul>" * 9}'
FLOODS = ['Flood', *(f'Flood, day {n}' for n in (3, 2, 1, 0))]
TOP = ['banner', 'navigation "Sections"', 'search "Search the archive"', 'main']
LISTED = [f'heading "{title}" [level=2]' for title in FLOODS]
INDEX = [*TOP, 'navigation "Indexes"']
OUTLINES = {
    '/': [
        *('banner', 'heading "Newsroom" [level=1]', *TOP[1:], *LISTED),
        *('region "Most recent"', 'heading "Most recent" [level=2]', 'heading "Fog" [level=3]'),
        *('region "The archive, year by year"', 'heading "The archive, year by year" [level=2]', 'navigation "Years"'),
    ],
    '/category/': [*INDEX, 'heading "Sections" [level=1]'],
    '/tag/': [*INDEX, 'heading "Topics" [level=1]', 'region "R"', 'heading "R" [level=2]'],
    '/author/': [*INDEX, 'heading "Authors" [level=1]', 'region "A"', 'heading "A" [level=2]'],
    '/date/': [*INDEX, 'heading "Years" [level=1]'],
    '/2017/11/22/flood/': [
        *(*TOP, 'heading "Flood" [level=1]', 'navigation "Filed under"', 'navigation "Articles before and after"'),
        *('region "1 comment"', 'heading "1 comment" [level=2]'),
        *('region "Leave a comment"', 'heading "Leave a comment" [level=2]'),
    ],
    '/category/sea/': [*TOP, 'navigation "You are here"', 'heading "Sea" [level=1]', *LISTED],
    '/2017/': [
        *(*TOP, 'navigation "You are here"', 'heading "2017" [level=1]', 'navigation "Months"'),
        *('navigation "Before and after"', *LISTED),
    ],
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
        'Flood', body_html=BODY, categories=['Sea', 'Town'], lead_image=make_media(), published='2017-11-22'
    )
    make_comment(flood)
    make_article('Fog', tags=['rain'], authors=['Ada'], categories=['Town'], published='2016-03-01')
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


def test_footnote_opens_over_its_sentence_and_closes_without_script(chromium, live_server):
    filler = '<p>The river rose by night, and fell by day.</p>' * 60
    note = (
        '<ol><li>Of no use.</li><li id="n1">By the gauge. <a href="#r1" aria-label="Back to the text">↩︎</a></li></ol>'
    )
    make_article('Flood', body_html=f'{filler}<p>It rose.<a href="#n1" id="r1">1</a></p>{filler}{note}')
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={'width': 360, 'height': 640}
    )
    page = context.new_page()
    page.goto('/2017/11/22/flood/')
    link, note = page.locator('#r1'), page.locator('#n1')
    link.scroll_into_view_if_needed()
    before = link.bounding_box()
    link.click()
    expect(note).to_be_in_viewport(ratio=1)
    expect(link).to_be_in_viewport()
    assert link.bounding_box() == before
    note.get_by_role('link', name='Back to the text').click()
    expect(note).not_to_be_in_viewport()
    expect(link).to_be_in_viewport()
    context.close()


def test_nothing_is_lost_at_four_times_the_size_or_with_wide_spacing(chromium, live_server, archive):
    context = chromium.new_context(
        base_url=live_server.url, viewport={'width': 320, 'height': 800}, bypass_csp=True, forced_colors='active'
    )
    page = context.new_page()
    for address in OUTLINES:
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


def test_nothing_moves_for_who_wants_less_motion(chromium, live_server, archive):
    context = chromium.new_context(base_url=live_server.url, reduced_motion='reduce')
    page = context.new_page()
    for address in OUTLINES:
        page.goto(address)
        looked_at, moving = page.evaluate(
            """() => {
                const all = [...document.querySelectorAll('*')];
                const moves = style => style.scrollBehavior !== 'auto' || style.animationName !== 'none'
                    || style.transitionDuration.split(', ').some(time => parseFloat(time) > 0);
                return [all.length, all.filter(one => moves(getComputedStyle(one))).map(one => one.outerHTML)
                    .concat(document.getAnimations().map(String))];
            }"""
        )
        assert looked_at > 50, address
        assert moving == [], address
    context.close()
