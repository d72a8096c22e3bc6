"""Finds the URL, caption and credit of the pictures of a page."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

from lxml.html import HtmlElement

from articles.readers.html.document import marks, name_matcher, text_of
from articles.text import buttons, url_forms

# Scripts for lazy loading have the URL in an attribute of their own: data-src, data-lazy-src, lazysrc, …
_LAZY = re.compile(r'^data-(?:[\w-]*src|original|lazy|url|image|echo)$')
# These may be of smaller versions.
_OTHER_LAZY = re.compile(
    r'^(?:data-(?:[\w-]*lazy(?:load)?|img|thumbnail|pin-media)|(?:data|lazy|real|orig|x|nitro-lazy)[-_]?src|(?:zoom)?file)$'
)
_LAZY_SET = re.compile(r'^(?:data-[\w-]*|lazy-?)?(?:srcset|original-set)$')
# What stands in until a picture is loaded, by the whole name of its file.
_NO_PICTURE = re.compile(
    r'^(?:[{\[<]|data:|about:|javascript:|blob:)'
    r'|/(?:blank|spacer|pixel|placeholder|transparent|trans|lazyload|lazy|loading|loader|preloader|1x1|1px|clear|gr[ea]y'
    r'|fallback|none|empty|dot|white)(?:[-_]?(?:image|img|bg|white|gr[ea]y|pixel|\d++(?:x\d++)?))*+\.(?:gif|png|svg)'
    r'(?:$|\?)|placeholder[\w-]*\.(?:gif|png|svg|jpe?g)(?:$|\?)|/(?:tr|beacon|pixel)\?',
    re.I,
)
# Boxes that a script makes a picture in, or that show one as their background.
_BOX = frozenset(('data-src', 'data-original', 'data-lazy-src', 'data-thumbnail'))
_FILE = re.compile(r'\.(?:jpe?g|png|gif|webp|avif)(?:$|[?#])', re.I)
_BACKGROUND = re.compile(r'background(?:-image)?\s*:[^;]*?url\(\s*["\']?([^"\')]+)', re.I)
_ORNAMENT = re.compile(
    r'avatar|gravatar|(?:^|[-_ /])(?:logos?|icons?|emoji|smiley|sprite|badge|button|tracking|pixel|flag'
    r'|spinner)(?:[-_ ./]|$)'
    r'|author[-_]?(?:image|photo|pic|img)|profile[-_]?(?:image|photo|pic)|headshot|mugshot',
    re.I,
)
_is_called_caption = name_matcher(
    r'caption|legend|cutline|gallery[-_]*item[-_]*(?:title|desc)|bildunterschrift|bildtext'
    r'|(?:img|image|photo|foto|bild|media|figure|picture|info)[-_]*(?:text|info|desc\w*|subtitle\w*|title)'
)
# Whether an element has the name of a box around a picture.
is_box = name_matcher(r'image|picture|photo|foto|bild|figure|img|media')
_is_called_credit = name_matcher(
    r'credit|copyright|photographer|fotograf|bildquelle|photo-?by|image-?source|attribution|(?:^|[-_ ])source(?:$'
    r'|[-_ ])'
)
# A URL and its descriptors up to the comma. Possessive: a page may hold a megabyte of text that nearly matches.
_CANDIDATE = re.compile(r'([^\s,]\S*+)(?:(?<=,)|([^,]*+))')
_LONGEST = 1200  # characters: a longer text is no caption
_TEXT = 400  # characters: a shorter noscript asks readers to enable scripts
_SMALL = 80  # pixels: a smaller picture is an ornament


def reveal(tree: HtmlElement) -> None:
    """Turns AMP's elements and boxes for pictures into img, and unwraps the pictures and texts in noscript."""
    for element in list(tree.iter('*')):
        # https://amp.dev/documentation/components/amp-img, and elements that frameworks name like it.
        if element.tag.endswith(('-img', '-image')) and element.get('src'):
            element.tag = 'img'
    # The parser makes what follows a source its children: they become siblings.
    for element in list(tree.iter('source')):
        for child in reversed(element):
            element.addnext(child)
    for button in list(tree.iter('button')):
        _reveal_words(button)
    for noscript in list(tree.iter('noscript')):
        if noscript.getparent() is not None:
            _reveal(noscript)
    for box in [box for box in tree.iter('div', 'span') if _is_picture_box(box)]:
        _reveal_box(box)


def _reveal_words(button: HtmlElement) -> None:
    """Keeps a picture in a button, and the words of one that opens a part of the text."""
    is_heading = any(place.tag in buttons.HEADINGS for place in button.iterancestors())
    if is_heading or button.find('.//img') is not None:
        button.drop_tag()
    elif buttons.opens_a_part(f'class="{button.get("class", "")}"'):
        button.tag = 'h3'
    else:
        button.drop_tree()


def _reveal(noscript: HtmlElement) -> None:
    """Unwraps a text; a picture replaces the empty one next to it."""
    if len(noscript.text_content()) > _TEXT:
        noscript.drop_tag()
        return
    picture = noscript.find('.//img')
    if picture is None or not source(picture):
        return
    beside = [other for other in noscript.getparent().iter('img') if other is not picture]
    next_to_it = [other for other in (noscript.getprevious(), noscript.getnext()) if other is not None]
    if alone := [other for other in next_to_it if other.tag == 'img']:
        beside = alone[:1]
    empty = next((other for other in beside if not source(other)), None)
    if empty is not None:
        empty.set('src', source(picture))
        if not empty.get('alt') and picture.get('alt'):
            empty.set('alt', picture.get('alt'))
    elif not beside:
        noscript.addprevious(noscript.makeelement('img', dict(picture.attrib)))


def _is_picture_box(box: HtmlElement) -> bool:
    is_named = not _BOX.isdisjoint(box.keys()) or box.get('role') == 'img'
    return is_named and next(box.iter('img', 'iframe', 'video'), None) is None


def _reveal_box(box: HtmlElement) -> None:
    """Puts the picture that a script would show into its box: the whole one, where the box is a link to it."""
    background = _BACKGROUND.search(box.get('style') or '')
    urls = _late(box, _LAZY) + _late(box, _OTHER_LAZY)
    urls += [background[1]] if background else []
    url = next((url for url in urls if _FILE.search(url) and _is_picture(url)), '')
    if url:
        linked = next((link.get('href') or '' for link in box.iterancestors('a')), '')
        alt = box.get('data-alt') or box.get('aria-label') or ''
        box.insert(0, box.makeelement('img', {'src': linked if _FILE.search(linked) else url, 'alt': alt}))


def source(picture: HtmlElement) -> str:
    """The URL of a picture as in the page, of its largest version if there are several; '' for none."""
    elements = [picture, *_sources(picture)]
    sets = [value for element in elements for name, value in element.items() if _LAZY_SET.match(name)]
    candidates = _late(picture, _LAZY)
    candidates += map(_largest, sets)
    candidates += _late(picture, _OTHER_LAZY)
    candidates += [picture.get('src')]
    return next((url.strip() for url in candidates if url and _is_picture(url)), '')


def _late(element: HtmlElement, names: re.Pattern[str]) -> list[str]:
    """The values of attributes of these names that may be URLs, and not a sign that a script loads the picture."""
    return [value for name, value in element.items() if names.match(name) and ('.' in value or '/' in value)]


def _sources(picture: HtmlElement) -> list[HtmlElement]:
    """The source elements of a picture element."""
    parent = picture.getparent()
    return list(parent.iter('source')) if parent is not None and parent.tag == 'picture' else []


def is_ornament(picture: HtmlElement) -> bool:
    """Whether a picture is not part of the article: an icon, a logo, an author's portrait or a tracking pixel."""
    sizes = [
        int(size) for name in ('width', 'height') if (size := (picture.get(name) or '').removesuffix('px')).isdigit()
    ]
    if sizes and min(sizes) < _SMALL and not (max(sizes) <= 1 and is_delayed(picture)):
        return True
    file, parent = path(source(picture)), picture.getparent()
    names = f'{marks(picture)} {marks(parent) if parent is not None else ""} {file}'
    return file.endswith('.svg') or bool(_ORNAMENT.search(names))


def is_delayed(picture: HtmlElement) -> bool:
    """Whether a script loads a picture later, whose size need not be that of what stands in for it."""
    return source(picture) != (picture.get('src') or '').strip()


def name(picture: HtmlElement) -> str:
    """The name of a picture's file; '' for an ornament."""
    return '' if is_ornament(picture) else file_name(source(picture))


def caption_and_credit(box: HtmlElement) -> tuple[str, str]:
    """(caption, credit) of the picture in a box, as marked by elements or names within the box; each may be ''."""
    caption = ' '.join(filter(None, map(text_of, list(box.iter('figcaption')) or _outermost(box, _is_called_caption))))
    credit = next(filter(None, map(text_of, _outermost(box, _is_called_credit))), '')
    if len(caption) > _LONGEST:
        caption = ''
    if len(credit) > _LONGEST or not credit:
        return caption, ''
    # A credit that the caption repeats at its end or beginning is removed from the caption.
    bare = caption.removesuffix(credit)
    if bare == caption and caption.startswith(f'{credit} '):
        bare = caption.removeprefix(credit)
    return bare.strip(' |/–-'), credit


def file_name(url: str) -> str:
    """The name of a picture's file without its size: the same for all sizes."""
    return path(url).rpartition('/')[2] or path(url)


@lru_cache(maxsize=1024)
def path(url: str) -> str:
    """The path of a picture's file without its size."""
    return re.sub(r'[-_]\d{2,4}x\d{2,4}(?=\.|$)', '', unquote(url_forms.path_of(url)).lower())


def _is_picture(url: str) -> bool:
    return bool(url.strip()) and not _NO_PICTURE.search(url.strip())


def _largest(srcset: str) -> str:
    """The URL with the greatest width or density: https://html.spec.whatwg.org/#srcset-attribute."""
    best, size = '', -1.0
    for url, descriptors in _CANDIDATE.findall(srcset):
        if _is_picture(url) and (own := _size(descriptors)) > size:
            best, size = url.rstrip(','), own
    return best


def _size(descriptors: str) -> float:
    """The width or density in the descriptors of a srcset candidate; 1 without any."""
    numbers = [one[:-1] for one in descriptors.split() if one[-1] in 'wx']
    return next((float(number) for number in numbers if number.replace('.', '', 1).isdecimal()), 1.0)


def _outermost(box: HtmlElement, is_wanted: Callable[[HtmlElement], bool]) -> list[HtmlElement]:
    outermost: list[HtmlElement] = []
    for element in box.iterdescendants('*'):
        if is_wanted(element) and not any(ancestor in outermost for ancestor in element.iterancestors()):
            outermost.append(element)
    return outermost
