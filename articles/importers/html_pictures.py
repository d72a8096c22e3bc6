"""Pictures of a page: where they really are, and what stands below them."""

import re
from urllib.parse import unquote, urlsplit

from lxml import html
from lxml.html import HtmlElement

from .html_document import marks, text_of

# Where scripts that load pictures late find the address, in the order of how often it is right.
_LATE = (
    'data-src', 'data-lazy-src', 'data-original', 'data-lazy', 'data-original-src', 'data-full-src', 'data-hi-res-src',
    'data-img-src', 'data-image', 'data-url', 'data-echo', 'data-pagespeed-lazy-src', 'data-cfsrc',
)  # fmt: skip
_SETS = ('data-srcset', 'data-lazy-srcset', 'data-original-set', 'data-sizes-srcset', 'srcset')
_NO_PICTURE = re.compile(
    r'^(?:data:|about:|javascript:|blob:)|/(?:blank|spacer|pixel|placeholder|transparent|lazy|loading|1x1|clear|grey'
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
_CAPTION = re.compile(
    r'caption|legend|bildunterschrift|bildtext|img-?(?:text|description|desc)|image-?(?:text|description|meta)'
    r'|photo-?(?:text|description)|cutline|media-?(?:text|description)|pie-?(?:de-)?foto'
)
_CREDIT = re.compile(
    r'credit|copyright|photographer|fotograf|bildquelle|photo-?by|image-?source|attribution|(?:^|[-_ ])source(?:$'
    r'|[-_ ])'
)
_SMALL = 80  # pixels: less is an ornament


def reveal(tree: HtmlElement) -> None:
    """Puts pictures that stand in noscript, for browsers without scripts, in place of the empty ones beside them."""
    for noscript in list(tree.iter('noscript')):
        picture = noscript.find('.//img')
        if picture is None and noscript.text and '<img' in noscript.text:
            picture = html.fragment_fromstring(noscript.text, create_parent=True).find('.//img')
        before = noscript.getprevious()
        parent = noscript.getparent()
        if picture is None or parent is None or not source(picture):
            continue
        empty = before if before is not None and before.tag == 'img' else parent.find('.//img')
        if empty is not None and empty is not picture and not source(empty):
            empty.set('src', source(picture))
        elif empty is None or empty is picture:
            noscript.addprevious(html.fromstring('<img>'))
            noscript.getprevious().attrib.update(picture.attrib)


def source(picture: HtmlElement) -> str:
    """The address of a picture as it stands in the page, of its largest form where there are several; '' for none."""
    above = picture.getparent()
    sources = list(above.iter('source')) if above is not None and above.tag == 'picture' else []
    sets = [element.get(name) for element in (picture, *sources) for name in _SETS if element.get(name)]
    candidates = [picture.get(name) for name in _LATE]
    candidates += [picture.get('src')] if sets and _is_picture(picture.get('src')) else []
    candidates += [_largest(value) for value in sets]
    candidates += [picture.get('src')]
    return next((c.strip() for c in candidates if _is_picture(c)), '')


def is_ornament(picture: HtmlElement) -> bool:
    """Whether a picture is no part of an article: an icon, a logo, a face beside a byline, or a counter's dot."""
    sizes = [
        int(size) for name in ('width', 'height') if (size := (picture.get(name) or '').removesuffix('px')).isdigit()
    ]
    if sizes and min(sizes) < _SMALL:
        return True
    above = picture.getparent()
    names = f'{marks(picture)} {marks(above) if above is not None else ""} {urlsplit_path(source(picture))}'
    return bool(_ORNAMENT.search(names))


def caption_and_credit(box: HtmlElement) -> tuple[str, str]:
    """What stands below a picture, and who made it, from the box around both."""
    places = list(box.iter('figcaption')) or _outermost(box, _CAPTION)
    credits = _outermost(box, _CREDIT)
    caption = ' '.join(filter(None, (text_of(place) for place in places)))
    credit = next(filter(None, map(text_of, credits)), '')
    # A credit within the caption is said once.
    bare = caption.replace(credit, '').strip(' |/–-') if credit and len(credit) < len(caption) else caption
    return (bare if credit != caption else ''), credit


def same_picture(one: str, two: str) -> bool:
    return bool(one) and file_name(one) == file_name(two)


def file_name(url: str) -> str:
    """The name of a picture's file without its size: the same for all forms of it."""
    name = urlsplit_path(url).rpartition('/')[2].lower()
    return re.sub(r'[-_]\d{2,4}x\d{2,4}(?=\.|$)', '', name)


def urlsplit_path(url: str) -> str:
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ''


def _is_picture(address: str | None) -> bool:
    return bool(address and address.strip()) and not _NO_PICTURE.search(address.strip())


def _largest(srcset: str) -> str:
    """The address with the greatest width or density: https://html.spec.whatwg.org/#srcset-attribute."""
    best, size = '', -1.0
    for candidate in re.findall(r'(\S*[^,\s])(?:\s+([\d.]+)[wx])?\s*(?:,|$)', srcset):
        if _is_picture(candidate[0]) and float(candidate[1] or 1) > size:
            best, size = candidate[0], float(candidate[1] or 1)
    return best


def _outermost(box: HtmlElement, pattern: re.Pattern) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for element in box.iterdescendants():
        is_inner = any(above in found for above in element.iterancestors())
        if isinstance(element.tag, str) and not is_inner and pattern.search(marks(element)):
            found.append(element)
    return found
