"""Pictures of a page: where they really are, and what stands below them."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

from lxml.html import HtmlElement

from articles.readers.html.document import called, marks, text_of
from articles.text import addresses

# Scripts that load pictures late keep the address in an attribute of their own: data-src, data-lazy-src, …
_LATE = re.compile(r'^data-(?:[\w-]*src|original|lazy|url|image|echo)$')
_LATE_SET = re.compile(r'^(?:data-[\w-]*)?(?:srcset|original-set)$')
_NO_PICTURE = re.compile(
    r'^(?:[{\[<]|data:|about:|javascript:|blob:)|/(?:blank|spacer|pixel|placeholder|transparent|lazy|loading|1x1|clear|grey'
    r'|gray|fallback)'
    r'[\w.-]*\.(?:gif|png|svg|jpe?g)(?:$|\?)|/(?:tr|beacon|pixel)\?',
    re.I,
)
_ORNAMENT = re.compile(
    r'avatar|gravatar|(?:^|[-_ /])(?:logos?|icons?|emoji|smiley|sprite|badge|button|tracking|pixel|flag'
    r'|spinner)(?:[-_ ./]|$)'
    r'|author[-_]?(?:image|photo|pic|img)|profile[-_]?(?:image|photo|pic)|headshot|mugshot',
    re.I,
)
_is_called_caption = called(
    r'caption|legend|cutline|bildunterschrift|bildtext'
    r'|(?:img|image|photo|foto|bild|media|figure|picture)[-_]*(?:text|info|desc\w*|subtitle\w*|title)|info[-_]*desc'
)
# Whether an element is called something that holds a picture.
is_box = called(r'image|picture|photo|foto|bild|figure|img|media')
_is_called_credit = called(
    r'credit|copyright|photographer|fotograf|bildquelle|photo-?by|image-?source|attribution|(?:^|[-_ ])source(?:$'
    r'|[-_ ])'
)
# An address and what follows it up to the comma. Possessive, since a page may hold a megabyte of nearly this.
_CANDIDATE = re.compile(r'([^\s,]\S*+)(?:(?<=,)|([^,]*+))')
_LONGEST = 1200  # characters: more is no caption
_TEXT = 400  # characters: less is a request to turn scripts on
_SMALL = 80  # pixels: less is an ornament


def reveal(tree: HtmlElement) -> None:
    """Makes pictures of AMP's elements, and shows what stands in noscript for browsers without scripts."""
    for element in list(tree.iter()):
        # https://amp.dev/documentation/components/amp-img, and elements that frameworks name like it.
        if isinstance(element.tag, str) and element.tag.endswith(('-img', '-image')) and element.get('src'):
            element.tag = 'img'
    # The parser takes a source for something that holds what comes after it.
    for element in list(tree.iter('source')):
        for child in reversed(element):
            element.addnext(child)
    for button in list(tree.iter('button')):
        button.drop_tree() if button.find('.//img') is None else button.drop_tag()
    for noscript in list(tree.iter('noscript')):
        if noscript.getparent() is not None:
            _reveal(noscript)


def _reveal(noscript: HtmlElement) -> None:
    """Texts stay where they are; a picture takes the place of the empty one beside it."""
    if len(noscript.text_content()) > _TEXT:
        noscript.drop_tag()
        return
    picture = noscript.find('.//img')
    if picture is None or not source(picture):
        return
    beside = [other for other in noscript.getparent().iter('img') if other is not picture]
    before = noscript.getprevious()
    if before is not None and before.tag == 'img':
        beside = [before]
    empty = next((other for other in beside if not source(other)), None)
    if empty is not None:
        empty.set('src', source(picture))
    elif not beside:
        noscript.addprevious(noscript.makeelement('img', dict(picture.attrib)))


def source(picture: HtmlElement) -> str:
    """The address of a picture as it stands in the page, of its largest form where there are several; '' for none."""
    elements = [picture, *_sources(picture)]
    sets = [value for element in elements for name, value in element.items() if _LATE_SET.match(name)]
    candidates = [value for name, value in picture.items() if _LATE.match(name)]
    candidates += map(_largest, sets)
    candidates += [picture.get('src')]
    return next((address.strip() for address in candidates if _is_picture(address)), '')


def _sources(picture: HtmlElement) -> list[HtmlElement]:
    """The other forms of a picture."""
    above = picture.getparent()
    return list(above.iter('source')) if above is not None and above.tag == 'picture' else []


def is_ornament(picture: HtmlElement) -> bool:
    """Whether a picture is no part of an article: an icon, a logo, a face beside a byline, or a counter's dot."""
    sizes = [
        int(size) for name in ('width', 'height') if (size := (picture.get(name) or '').removesuffix('px')).isdigit()
    ]
    if sizes and min(sizes) < _SMALL:
        return True
    file, above = path(source(picture)), picture.getparent()
    names = f'{marks(picture)} {marks(above) if above is not None else ""} {file}'
    return file.endswith('.svg') or bool(_ORNAMENT.search(names))


def name(picture: HtmlElement) -> str:
    """The name of a picture's file; '' for an ornament."""
    return '' if is_ornament(picture) else file_name(source(picture))


def caption_and_credit(box: HtmlElement) -> tuple[str, str]:
    """What stands below a picture, and who made it, as the box around both marks them."""
    caption = ' '.join(filter(None, map(text_of, list(box.iter('figcaption')) or _outermost(box, _is_called_caption))))
    credit = next(filter(None, map(text_of, _outermost(box, _is_called_credit))), '')
    if len(caption) > _LONGEST:
        caption = ''
    if len(credit) > _LONGEST or not credit:
        return caption, ''
    # A credit at the end of the caption, or on a line before it, is said once.
    bare = caption.removesuffix(credit)
    if bare == caption and caption.startswith(f'{credit} '):
        bare = caption.removeprefix(credit)
    return bare.strip(' |/–-'), credit


def file_name(url: str) -> str:
    """The name of a picture's file without its size: the same for all forms of it."""
    return path(url).rpartition('/')[2] or path(url)


@lru_cache(maxsize=1024)
def path(url: str) -> str:
    """The path of a picture's file without its size."""
    return re.sub(r'[-_]\d{2,4}x\d{2,4}(?=\.|$)', '', unquote(addresses.path_of(url)).lower())


def _is_picture(address: str | None) -> bool:
    return bool(address and address.strip()) and not _NO_PICTURE.search(address.strip())


def _largest(srcset: str) -> str:
    """The address with the greatest width or density: https://html.spec.whatwg.org/#srcset-attribute."""
    best, size = '', -1.0
    for address, descriptors in _CANDIDATE.findall(srcset):
        if _is_picture(address) and (own := _size(descriptors)) > size:
            best, size = address.rstrip(','), own
    return best


def _size(descriptors: str) -> float:
    """The width or density that a candidate of a set says it has: 1 where it says none."""
    numbers = [one[:-1] for one in descriptors.split() if one[-1] in 'wx']
    return next((float(number) for number in numbers if number.replace('.', '', 1).isdecimal()), 1.0)


def _outermost(box: HtmlElement, is_wanted: Callable[[HtmlElement], bool]) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for element in box.iterdescendants('*'):
        if is_wanted(element) and not any(above in found for above in element.iterancestors()):
            found.append(element)
    return found
