"""Writes where old URLs are now, for nginx and Apache: a baked site has no program that could look them up."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from django.utils.html import format_html

from articles.db.batches import batches
from articles.models import OldUrl
from articles.redirects import lookup

PAGE = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={0}"><a href="{0}">{0}</a>\n'
NGINX, APACHE = 'redirects.nginx', 'redirects.txt'


def write(folder: Path, moved: Mapping[str, str]) -> None:
    """Writes both files into a folder: the redirects in `moved`, by path, and those of old URLs.

    For nginx they are the lines of a `map $request_uri`, for Apache those of a RewriteMap of type txt.
    """
    seen = set()
    with (folder / NGINX).open('w') as nginx, (folder / APACHE).open('w') as apache:
        for old, new in [*moved.items(), *_old_urls()]:
            old, new = _quoted(old), _quoted(new)
            if old != new and old not in seen:
                seen.add(old)
                nginx.write(f'"{old}" "{new}";\n')
                apache.write(f'{old} {new}\n')


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
