"""Writes where old URLs are now, for nginx and Apache: a baked site has no program that could look them up."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from django.utils.html import format_html

from articles.db.batches import batches
from articles.models import OldUrl
from articles.redirects import lookup

PAGE = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={0}"><a href="{0}">{0}</a>\n'
NGINX, APACHE = 'redirects.nginx', 'redirects.txt'
_ESCAPE = re.compile('%[0-9A-F]{2}')


def write(folder: Path, moved: Mapping[str, str]) -> None:
    """Writes both files into a folder: the redirects in `moved`, by path, and those of old URLs.

    For nginx they are the lines of a `map $request_uri`, for Apache those of a RewriteMap of type txt.
    """
    places: dict[str, str] = {}
    for old, new in [*moved.items(), *_old_urls()]:
        if _quoted(old) != _quoted(new):
            places.setdefault(_quoted(old), _quoted(new))
    alike = Counter(old.lower() for old in places)
    with (folder / NGINX).open('w') as nginx, (folder / APACHE).open('w') as apache:
        for old, new in places.items():
            # nginx ignores case, so that a URL would redirect to itself, or be there twice. It minds it in a pattern.
            ambiguous = alike[old.lower()] > 1 or old.lower() == new.partition('#')[0].lower()
            nginx.write(f'"~^{re.escape(old)}$" "{new}";\n' if ambiguous else f'"{old}" "{new}";\n')
            # Apache minds it everywhere, and WordPress writes %c3 where browsers write %C3.
            for url in dict.fromkeys([old, _ESCAPE.sub(lambda escape: escape[0].lower(), old)]):
                apache.write(f'{url} {new}\n')


def page(url: str) -> bytes:
    """A page that leads to another, for servers that know no redirects."""
    return format_html(PAGE, _quoted(url)).encode()


def _old_urls() -> Iterator[tuple[str, str]]:
    """(old URL, current one). Redirects of whole folders are left out: they name no URLs."""
    for batch in batches(OldUrl.objects.exclude(path__endswith=lookup.BELOW)):
        places = lookup.find(quote(row.path, safe='/?=&%') for row in batch)
        for url, place in places.items():
            if place.url and not place.hidden:
                yield url, place.url


def _quoted(url: str) -> str:
    """A URL in which nothing has a meaning for nginx or Apache, such as $ and quotation marks; as browsers send it."""
    url, number_sign, fragment = url.partition('#')
    path, mark, query = url.partition('?')
    parts = quote(unquote(path), safe="/~!&'()*+,;=:@-._"), quote(query, safe='%&=/-._~'), quote(fragment)
    return parts[0] + mark + parts[1] + number_sign + parts[2]
