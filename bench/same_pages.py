"""Compares the pages of this build with those of another, byte for byte but for white space between them.

    python -m bench.same_pages --save pages.json      # in the build before a change
    python -m bench.same_pages --compare pages.json   # in the build with it, on the same database

Follows every link from the front page, nearest first, and requests each page in process.
"""

import argparse
import difflib
import json
import re
from collections import deque
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.test import Client

import bench  # noqa: F401
from newsroom import embedded_postgres

_LINK = re.compile(r'(?:href|action)="([^"]+)"')
_STAMP = re.compile(r'name="stamp" value="[^"]*"')
_GAP = re.compile(r'\s*(<[^>]*>)\s*')
ALWAYS = ['/', '/feeds/', '/date/', '/search/?q=council', '/nothing-here/', '/sitemap.xml']


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m bench.same_pages', description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument('--save', type=Path, metavar='FILE')
    what.add_argument('--compare', type=Path, metavar='FILE')
    parser.add_argument('--pages', type=int, default=600)
    given = parser.parse_args()
    with embedded_postgres.use(settings.DATA_DIR):
        if given.save:
            pages = crawl(given.pages)
            given.save.write_text(json.dumps(pages))
            print(f'{len(pages)} pages saved')
        else:
            compare(dict(list(json.loads(given.compare.read_text()).items())[: given.pages]))


def crawl(most: int) -> dict[str, list]:
    """(status, text) of each page by its path, at most `most` of them."""
    pages: dict[str, list] = {}
    waiting, seen = deque(ALWAYS), set(ALWAYS)
    while waiting and len(pages) < most:
        url = waiting.popleft()
        pages[url] = status, text = fetch(url)
        for link in _LINK.findall(text) if status == 200 else ():
            path = urldefrag(urljoin(url, link.replace('&amp;', '&').removeprefix(settings.SITE_URL))).url
            if path.startswith('/') and not path.startswith(('/static/', '/admin/', '//')) and path not in seen:
                seen.add(path)
                waiting.append(path)
    return pages


def fetch(url: str) -> tuple[int, str]:
    client = Client(headers={'host': urlsplit(settings.SITE_URL).netloc}, raise_request_exception=False)
    response = client.get(url)
    text = '' if response.streaming else response.content.decode(errors='replace')
    if not response.get('Content-Type', '').startswith(('text/', 'application/')):
        text = str(len(text))
    return response.status_code, _STAMP.sub('', text)


def compare(before: dict[str, list]) -> None:
    """Prints how the pages differ; exits with 1 if any does."""
    differing = 0
    for url, (status, text) in before.items():
        now_status, now = fetch(url)
        if (status, squeezed(text)) == (now_status, squeezed(now)):
            continue
        differing += 1
        print(f'--- {url}: {status} → {now_status}')
        lines = difflib.unified_diff(squeezed(text).split('\n'), squeezed(now).split('\n'), n=0, lineterm='')
        print('\n'.join(line[:300] for line in list(lines)[2:12]))
    print(f'{len(before)} pages compared, {differing} differ')
    raise SystemExit(bool(differing))


def squeezed(text: str) -> str:
    """The text with each tag on a line, and without white space around tags."""
    return _GAP.sub(r'\n\1\n', ' '.join(text.split()))


if __name__ == '__main__':
    main()
