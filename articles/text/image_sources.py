"""Sources of the pictures in a body: which files they name, and how they are shown or replaced by a link."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

# The sanitiser's output is regular: attributes in double quotes, no ">" in them.
_TAG = re.compile(r'<(/?)(a|img)\b([^>]*)>')
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')
_SIZE = re.compile(r'-(\d{1,5})x\d{1,5}(?=\.\w+$)')
# WordPress replaces a large picture by a copy named -scaled, and a turned one by a copy named -rotated.
_COPY = re.compile(r'-(?:scaled|rotated)(?=\.\w+$)')


SMALLEST_LARGE = 320  # pixels


class StoredImage(NamedTuple):
    """A picture that the archive has: its URL, width and height in pixels (None if unknown), and srcset."""

    src: str
    width: int | None
    height: int | None
    srcset: str = ''


def sources(body_html: str) -> list[str]:
    """The `src` of every picture in a sanitised body."""
    return [_attributes(tag[3]).get('src', '') for tag in _TAG.finditer(body_html) if tag[2] == 'img']


def path_within(root: str, src: str) -> str:
    """The decoded path below `root` ('/wp-content/uploads/') of a picture of this site; '' for any other."""
    path = unquote(urlsplit(src).path) if src.startswith(root) else ''
    return path.removeprefix(root)


def original(path: str) -> str:
    """The name of the full-size picture: 'mill.jpg' for 'mill-300x200.jpg'."""
    return _SIZE.sub('', path)


def versions(path: str) -> list[str]:
    """Files that show the same picture: the file itself, the full-size picture, and the copies made of that.

    Each in the letters given, then composed and decomposed, as names come from a Mac: https://unicode.org/reports/tr15/
    """
    bare = _COPY.sub('', original(path))
    stem, dot, extension = bare.rpartition('.')
    copies = [f'{stem}-{suffix}.{extension}' for suffix in ('scaled', 'rotated') if dot]
    names = list(dict.fromkeys([path, original(path), bare, *copies]))
    if path.isascii():
        return names
    return list(dict.fromkeys([*names, *(normalize(form, name) for form in ('NFC', 'NFD') for name in names)]))


def width_named(path: str) -> int | None:
    """The width in pixels in the name of a resized picture: 300 for 'mill-300x200.jpg'; None for any other name."""
    size = _SIZE.search(path)
    return int(size[1]) if size else None


def show(
    body_html: str,
    stored: Mapping[str, StoredImage],
    *,
    first_eager: bool = False,
    missing: str = 'Picture not in this archive',
    undescribed: str = 'no description',
    enlarge: str = 'Open the picture',
) -> str:
    """A sanitised body with its pictures ready to be shown; the keys of `stored` are the `src` in the body.

    Pictures have width and height, so that the layout does not shift, and load lazily, except the first if
    `first_eager`. One that is not small is linked to its file, unless it is within a link already; `enlarge` names
    the link of one without alternative text. A picture that is not in `stored` becomes its alternative text, linked to
    its old URL. `missing` and `undescribed` are the words for that, in the site's language.
    """
    in_link, eager = False, first_eager

    def replacement(tag: re.Match) -> str:
        nonlocal in_link, eager
        if tag[2] == 'a':
            in_link = not tag[1]
            return tag[0]
        attributes = _attributes(tag[3])
        src = attributes.get('src', '')
        if src not in stored:
            words = escape(attributes.get('alt', '').strip()) or escape(undescribed)
            return _missing(src, words, in_link, escape(missing))
        lazy, eager = not eager, False
        picture = stored[src]
        image = _with_size(attributes, picture, lazy)
        if in_link or not is_large(picture.width, attributes.get('width', '')):
            return image
        name = '' if attributes.get('alt', '').strip() else f' aria-label="{escape(enlarge)}"'
        return f'<a href="{escape(picture.src)}"{name}>{image}</a>'

    return _TAG.sub(replacement, body_html)


def is_large(width: int | None, shown: str = '') -> bool:
    """Whether there is more to see in the file of a picture, `width` pixels wide, than on the page.

    shown: the width on the page, in digits, '' where nothing sets it. Icons and smileys are no pictures to open.
    """
    return width is not None and (width >= SMALLEST_LARGE or (shown.isdigit() and width > 1.2 * int(shown)))


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def _with_size(attributes: dict[str, str], picture: StoredImage, lazy: bool) -> str:
    if picture.width and picture.height and not {'width', 'height'} <= attributes.keys():
        attributes |= {'width': str(picture.width), 'height': str(picture.height)}
    attributes = {'alt': ''} | attributes | {'src': picture.src, 'decoding': 'async'}
    attributes |= {'loading': 'lazy'} if lazy else {'fetchpriority': 'high'}
    if picture.srcset:
        # Its own width, but at most the width of the text column.
        sizes = f'min({attributes["width"]}px, 92vw, 35rem)'
        attributes |= {'srcset': picture.srcset, 'sizes': f'auto, {sizes}' if lazy else sizes}
    return f'<img{"".join(map(_as_text, attributes.items()))}>'


def _as_text(attribute: tuple[str, str]) -> str:
    return f' {attribute[0]}="{escape(attribute[1])}"'


def _missing(src: str, words: str, in_link: bool, missing: str) -> str:
    if src.startswith(('http://', 'https://')) and not in_link:
        words = f'<a href="{escape(src)}" rel="nofollow noreferrer">{words}</a>'
    return f'<span class="missing-picture">{missing}: {words}</span>'
