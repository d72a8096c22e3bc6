"""Checks every kind of page of the archives of `bench.looks`: axe's rules, widths, and bytes.

    python -m bench.page_checks
    python -m bench.page_checks --only sample,1897 --pages front,category

Prints a table: violations of WCAG 2.2 AA with *target size* and *label in name*, in light and dark, on a phone and a
desk; pages wider than the window at 320, 360 and 768 pixels, of --crawl pages that links lead to; the height of the
front page on a phone; and the bytes of HTML and CSS, compressed, of the heaviest page of each kind.
"""

import gzip
import os
import re
import shutil
from urllib.parse import urljoin

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from bench import looks

RULES = {
    'runOnly': ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    'rules': {'target-size': {'enabled': True}, 'label-content-name-mismatch': {'enabled': True}},
    'resultTypes': ['violations'],
}
NARROW = (320, 360, 768)
PAGE = re.compile(r'/(?!admin/)(?!.*/feed/)[^?]*/')
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


def violations(browser: Browser, url: str, pages: dict[str, str]) -> list[str]:
    """What axe finds, as 'page at width, theme: rule: elements'."""
    found = []
    for theme in looks.THEMES:
        context = browser.new_context(base_url=url, color_scheme=theme)
        page = context.new_page()
        for kind, address in pages.items():
            page.goto(address)
            for width in (360, 1280):
                page.set_viewport_size({'width': width, 'height': 900})
                for broken in Axe().run(page, options=RULES).response['violations']:
                    nodes = [node['html'][:120] for node in broken['nodes'][:3]]
                    found.append(f'{kind} {address} at {width}, {theme}: {broken["id"]}: {nodes}')
        context.close()
    return found


def too_wide(browser: Browser, url: str, pages: dict[str, str], most: int) -> tuple[int, list[str]]:
    """The number of pages crawled, and those that scroll sideways."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    addresses, wide = list(pages.values()), []
    for address in addresses:
        page.set_viewport_size({'width': NARROW[0], 'height': 900})
        response = page.goto(address)
        if response.headers.get('content-type', '').startswith('text/html'):
            links = (urljoin(address, link) for link in looks.LINK.findall(response.text()))
            fresh = {
                link for link in links if re.fullmatch(r'/[^?]*/', link) and not re.search(r'/(admin|feed)/', link)
            }
            addresses += sorted(fresh - set(addresses))[: max(most - len(addresses), 0)]
        for width in NARROW:
            page.set_viewport_size({'width': width, 'height': 900})
            if (over := page.evaluate('document.documentElement.scrollWidth') - width) > 0:
                wide.append(f'{address} at {width}: {over} px')
    context.close()
    return len(addresses), wide


def weights(url: str, pages: dict[str, str]) -> dict[str, int]:
    """The bytes of HTML and style sheets of each page, compressed."""
    sizes: dict[str, int] = {}
    for kind, address in pages.items():
        if kind == 'missing':
            continue
        text = looks.get(url + address)
        sheets = [looks.get(url + sheet) for sheet in SHEET.findall(text)]
        sizes[kind] = sum(len(gzip.compress(part.encode())) for part in [text, *sheets])
    return sizes


def front_height(browser: Browser, url: str) -> int:
    page = browser.new_page(base_url=url, viewport={'width': 360, 'height': 800})
    page.goto('/')
    tall = int(looks.height(page))
    page.close()
    return tall


def main() -> None:
    parser = looks.arguments(__doc__)
    parser.add_argument('--crawl', type=int, default=60, help='pages of each archive whose width is measured')
    given = parser.parse_args()
    print('archive', 'axe', 'too wide', 'front page, px', 'heaviest page', sep=' | ')
    with sync_playwright() as playwright:
        root = ['--no-sandbox'] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which('chromium'), args=root)
        for name, url in looks.sites(given):
            pages = {kind: address for kind, address in looks.pages(url).items() if kind in given.pages}
            broken = violations(browser, url, pages)
            crawled, wide = too_wide(browser, url, pages, given.crawl)
            sizes = weights(url, pages)
            heaviest = max(sizes, key=sizes.get)
            size = f'{heaviest} {sizes[heaviest] / 1024:.1f} KB'
            print(
                f'{name:14} {len(broken):4} {f"{len(wide)} of {crawled}":>9} {front_height(browser, url):9} {size:>24}'
            )
            print(*(f'    {problem}' for problem in broken + wide), sep='\n')
        browser.close()


if __name__ == '__main__':
    main()
