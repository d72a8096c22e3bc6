"""Tells the URL of a folder by what its pages say of each other.

Builders of static sites write `output/` or `public/` without the host in any name, and some no canonical links: but the
pages link to each other with their whole URLs, or the feeds and the sitemap among them do.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from html import unescape
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlsplit

from articles.readers.html.glances import canonical, redirects
from articles.readers.html.listings import place
from articles.readers.html.saved_page import SavedPage

# A pattern that begins with letters is searched for ten times as fast as one of what stands before a URL.
_URL = re.compile(rb'https?://[^"\'\s<>]{1,1000}')
_INDEX = re.compile(r'(?:^|(?<=/))index\.x?html?$', re.I)
_MOST_PAGES, _MOST_LISTS, _LARGEST = 200, 20, 500_000  # bytes of each
_DEEPEST = 4  # folders above the site on its host
_FEWEST = 3  # pages that must be linked to, or all but one where there are no more


def url(folder: Path, pages: list[Path]) -> str:
    """The URL of a folder, which ends in a slash, by links to these pages in it; '' where they do not say.

    The links are those of the pages and of the XML files beside them.
    """
    places = {place(page.relative_to(folder).as_posix()) for page in pages} - {''}
    urls: set[bytes] = set()
    lists = (file for file in sorted(folder.rglob('*.xml')) if file.is_file() and not file.is_symlink())
    for file in (*pages[:_MOST_PAGES], *islice(lists, _MOST_LISTS)):
        with file.open('rb') as opened:
            urls.update(_URL.findall(opened.read(_LARGEST)))
    linked: dict[str, set[str]] = defaultdict(set)
    for link in urls:
        root, name = _split(unescape(link.decode('utf-8', errors='replace')), places)
        if root:
            linked[root].add(name)
    by_number = sorted(linked.items(), key=lambda item: (-len(item[1]), item[0]))
    if not by_number or len(by_number[0][1]) < min(_FEWEST, max(2, len(places))):
        return ''
    is_clear = len(by_number) == 1 or len(by_number[0][1]) >= 2 * len(by_number[1][1])
    return by_number[0][0] if is_clear else ''


def located(page: SavedPage, root: Callable[[], str], path: str) -> str:
    """The URL of a page at a path below its root; '' without a root, and for a page that declares its own.

    What only redirects declares the URL of the other page. `root` is called only for pages that need it.
    """
    is_declared = canonical(page.data) and not redirects(page.data)
    return f'{root()}{quote(_INDEX.sub("", path))}' if not is_declared and root() else ''


def _split(url: str, places: set[str]) -> tuple[str, str]:
    """(root, place of a page) of a link; '' and '' for one that leads to none of the pages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return '', ''
    names = [name for name in parts.path.split('/') if name]
    for depth in range(min(_DEEPEST, len(names))):
        name = place('/'.join(names[depth:]))
        if name in places:
            return f'{parts.scheme}://{parts.netloc.lower()}/{"".join(f"{part}/" for part in names[:depth])}', name
    return '', ''
