"""Pictures in a body: those the archive has are shown, of the others readers are told what stood there and where."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# The sanitiser's output is regular: attributes in double quotes, no ">" in them.
_TAG = re.compile(r'<(/?)(a|img)\b([^>]*)>')
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')
_SIZE = re.compile(r'-(\d{1,5})x\d{1,5}(?=\.\w+$)')
# WordPress shows a smaller copy of a large picture in its place, and turned ones under a name of their own.
_COPY = re.compile(r'-(?:scaled|rotated)(?=\.\w+$)')


class Held(NamedTuple):
    """A picture that the archive has: its address, width and height in pixels, None where unknown, and srcset."""

    src: str
    width: int | None
    height: int | None
    srcset: str = ''


def sources(body_html: str) -> list[str]:
    """The addresses of its pictures, as they stand in the body."""
    return [_attributes(tag[3]).get('src', '') for tag in _TAG.finditer(body_html) if tag[2] == 'img']


def path_within(root: str, src: str) -> str:
    """The path below `root` ('/wp-content/uploads/') of a picture of this site; '' of any other."""
    path = unquote(urlsplit(src).path) if src.startswith(root) else ''
    return path.removeprefix(root)


def original(path: str) -> str:
    """The picture that WordPress made a smaller one from: 'mill.jpg' for 'mill-300x200.jpg'."""
    return _SIZE.sub('', path)


def versions(path: str) -> list[str]:
    """The files that may stand for one: itself, the picture it was made smaller from, the copies of that."""
    bare = _COPY.sub('', original(path))
    stem, dot, extension = bare.rpartition('.')
    copies = [f'{stem}-{made}.{extension}' for made in ('scaled', 'rotated') if dot]
    return list(dict.fromkeys([path, original(path), bare, *copies]))


def width_named(path: str) -> int | None:
    """The width in the name of a smaller picture: 300 for 'mill-300x200.jpg'; None in the name of any other file."""
    size = _SIZE.search(path)
    return int(size[1]) if size else None


def show(
    body_html: str,
    held: Mapping[str, Held],
    *,
    first_at_once: bool = False,
    missing: str = 'Picture not in this archive',
    undescribed: str = 'no description',
) -> str:
    """The body with the pictures in `held`, by the `src` that stands in it, made ready.

    They load when they are reached (the first at once, if that is asked for), in the space that is kept for them. In
    place of any other stands its alternative text, with a link to where it was, unless it stood in a link: `missing`
    and `undescribed` are what that says, in the language of the site.
    """
    in_link, at_once = False, first_at_once

    def shown(tag: re.Match) -> str:
        nonlocal in_link, at_once
        if tag[2] == 'a':
            in_link = not tag[1]
            return tag[0]
        attributes = _attributes(tag[3])
        src = attributes.get('src', '')
        if src not in held:
            words = escape(attributes.get('alt', '').strip()) or escape(undescribed)
            return _missing(src, words, in_link, escape(missing))
        lazy, at_once = not at_once, False
        return _ready(attributes, held[src], lazy)

    return _TAG.sub(shown, body_html)


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def _ready(attributes: dict[str, str], picture: Held, lazy: bool) -> str:
    if picture.width and picture.height and not {'width', 'height'} <= attributes.keys():
        attributes |= {'width': str(picture.width), 'height': str(picture.height)}
    attributes = {'alt': ''} | attributes | {'src': picture.src, 'decoding': 'async'}
    attributes |= {'loading': 'lazy'} if lazy else {'fetchpriority': 'high'}
    if picture.srcset:
        # As wide as it was to be shown, but never wider than the text.
        sizes = f'min({attributes["width"]}px, 92vw, 35rem)'
        attributes |= {'srcset': picture.srcset, 'sizes': f'auto, {sizes}' if lazy else sizes}
    return f'<img{"".join(map(_written, attributes.items()))}>'


def _written(attribute: tuple[str, str]) -> str:
    return f' {attribute[0]}="{escape(attribute[1])}"'


def _missing(src: str, words: str, in_link: bool, missing: str) -> str:
    if src.startswith(('http://', 'https://')) and not in_link:
        words = f'<a href="{escape(src)}" rel="nofollow noreferrer">{words}</a>'
    return f'<span class="missing-picture">{missing}: {words}</span>'
