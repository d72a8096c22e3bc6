"""Old ways of writing HTML, rewritten before it is sanitised: captions, frames, smileys, links into the old site."""

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urlsplit

_ATTRIBUTE = re.compile(r'(?<![a-zA-Z-])([a-zA-Z-]++)\s*+=\s*(?:"([^"]*)"|\'([^\']*)\'|([^\s"\'>]+))')
_BOXES = ('section', 'article', 'aside', 'header', 'footer', 'main', 'center', 'nav', 'fieldset', 'address')
_RENAMED = dict.fromkeys(_BOXES, 'div') | {
    'strike': 's', 'tt': 'code', 'kbd': 'code', 'samp': 'code', 'acronym': 'abbr', 'dfn': 'em', 'legend': 'p'
}  # fmt: skip
_OLD_TAG = re.compile(rf'<(/?)({"|".join(_RENAMED)})(?=[\s/>])', re.I)
_BOX = re.compile(r'<(div|dl)(\s[^<>]*)>', re.I)
_CAPTION_CLASS = re.compile(r'\bwp-caption(?!-)\b')
_BOX_ENDS = {'div': re.compile(r'</div\s*>', re.I), 'dl': re.compile(r'</dl\s*>', re.I)}
_CAPTION_WORDS = re.compile(r'\bwp-caption-(?:text|dd)\b')
_CAPTION_PART = re.compile(r'</?(?:dt|dd|p)(?:\s[^<>]*)?>', re.I)
_ALIGN = re.compile(r'\balign(?:left|right|center|none)\b')
_FRAME = re.compile(r'</?(iframe|embed|object|param)\b([^<>]*)>', re.I)
_PICTURE = re.compile(r'<img\b([^<>]*)>', re.I)
_CODE_POINTS = re.compile(r'/([0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*)\.(?:png|svg)')
_BLOCK = re.compile(r'<(p|h[1-6]|div)(\s[^<>]*)>', re.I)
_ALIGNMENT = re.compile(r'\balign\s*[:=]\s*["\']?(center|right)', re.I)


_BLOCK_CLASS = re.compile(r'(<[a-z]+\s[^<>]*\bclass="[^"<>]*)\bwp-block-(gallery|pullquote)\b')
# Beside a link to the same file that names it.
_DOWNLOAD = re.compile(r'<a\b[^<>]*\bwp-block-file__button\b[^<>]*>[^<>]*</a>')
_BACKGROUND = re.compile(r'<div\b[^<>]*\bwp-block-cover\b[^<>]*\bbackground-image:\s*url\(([^()<>]+)\)[^<>]*>')


def modern(html: str) -> str:
    """The same text with tags of today: figures for WordPress' caption boxes, characters for its smiley pictures."""
    if 'wp-block-' in html:
        html = _BLOCK_CLASS.sub(r'\1\2', _DOWNLOAD.sub('', html))
        html = _BACKGROUND.sub(_with_background, html)
    if 'wp-caption' in html:
        html = ''.join(_captions(html))
    if 'smiley' in html or 'emoji' in html:
        html = _PICTURE.sub(_smiley, html)
    if 'align' in html:
        html = _BLOCK.sub(_aligned, html)
    return _OLD_TAG.sub(lambda tag: f'<{tag[1]}{_RENAMED[tag[2].lower()]}', html)


def frames_as_links(html: str) -> tuple[str, list[str]]:
    """Frames and Flash objects as links in paragraphs of their own, and the addresses they had."""
    addresses: list[str] = []

    def link(tag: re.Match) -> str:
        values = attributes(tag[2])
        address = _watch_page(values.get('src') or values.get('data', ''))
        if not address or tag[0].startswith('</') or address in addresses:
            return ''
        addresses.append(address)
        label = address if len(address) <= 80 else address[:80] + '…'
        return f'\n\n<p><a href="{escape(address)}">{escape(label)}</a></p>\n\n'

    return _FRAME.sub(link, html), addresses


def links_within(html: str, hosts: tuple[str, ...]) -> str:
    """Links and pictures that point into the old site, made relative; its uploads stay at /wp-content/uploads/."""
    return _own(hosts).sub(lambda link: link[1] + ('' if link[2] == '/' else '/'), html) if hosts else html


def uploads_within(html: str, host: str) -> str:
    """What lies in the uploads of a site at their place here; all other addresses as they are."""
    return _uploads(host).sub(r'\1', html) if host and '/wp-content/uploads/' in html else html


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a start tag, names in lower case, values decoded; the first of a name counts."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(tag):
        found.setdefault(name.lower(), unescape(''.join(values)))
    return found


@lru_cache(maxsize=64)
def _own(hosts: tuple[str, ...]) -> re.Pattern:
    names = '|'.join(re.escape(host.removeprefix('www.')) for host in hosts)
    return re.compile(
        # Jetpack has pictures come by way of hosts of its own.
        rf'(=\s*["\'])\s*(?:https?:)?//(?:i\d\.wp\.com/)?(?:www\.)?(?:{names})(?::\d+)?'
        # An address without a path is given one: "http://old.example" becomes "/".
        r'(?:[^"\'\s<>?#]*(?=/wp-content/uploads/)|(?=[/?#"\']))(?=(.))',
        re.I,
    )


@lru_cache(maxsize=64)
def _uploads(host: str) -> re.Pattern:
    return re.compile(
        rf'(=\s*["\'])\s*(?:https?:)?//(?:www\.)?{re.escape(host)}[^"\'\s<>?#]*(?=/wp-content/uploads/)', re.I
    )


def _captions(html: str):
    position, never_ends = 0, set()
    for box in _BOX.finditer(html):
        name = box[1].lower()
        if box.start() < position or name in never_ends or not _CAPTION_CLASS.search(box[2]):
            continue
        end = _BOX_ENDS[name].search(html, box.end())
        if not end:
            never_ends.add(name)
            continue
        yield html[position : box.start()]
        yield _figure(box[2], html[box.end() : end.start()])
        position = end.end()
    yield html[position:]


def _figure(attributes: str, inside: str) -> str:
    """A figure from the inside of a caption box: a picture, then its words in a paragraph or dd of their own."""
    words = next(filter(lambda tag: _CAPTION_WORDS.search(tag[0]), _CAPTION_PART.finditer(inside)), None)
    picture, caption = (inside[: words.start()], inside[words.end() :]) if words else (inside, '')
    align = _ALIGN.search(attributes)
    css = f' class="{align[0]}"' if align else ''
    caption = _CAPTION_PART.sub(' ', caption).strip()
    caption = f'<figcaption>{caption}</figcaption>' if caption else ''
    return f'\n\n<figure{css}>{_CAPTION_PART.sub("", picture).strip()}{caption}</figure>\n\n'


def _with_background(cover: re.Match) -> str:
    """A cover block whose picture is its background, with the picture."""
    address = unescape(cover[1]).strip('\'" ')
    return f'{cover[0]}<figure><img src="{escape(address)}" alt=""></figure>'


def _smiley(tag: re.Match) -> str:
    values = attributes(tag[1])
    if not {'wp-smiley', 'emoji'} & set(values.get('class', '').split()):
        return tag[0]
    if 'alt' in values:
        return escape(values['alt'])
    points = _CODE_POINTS.search(values.get('src', ''))
    return ''.join(f'&#x{point};' for point in points[1].split('-')) if points else ''


def _aligned(tag: re.Match) -> str:
    side = _ALIGNMENT.search(tag[2])
    if not side or 'class' in tag[2]:
        return tag[0]
    return f'<{tag[1]} class="has-text-align-{side[1].lower()}"{tag[2]}>'


def _watch_page(address: str) -> str:
    """The page that shows what a frame of one of the two usual video sites shows; other addresses as they are."""
    if address.startswith('//'):
        address = 'https:' + address
    if not address.startswith(('http://', 'https://')):
        return ''
    try:
        parts = urlsplit(address)
    except ValueError:
        return ''
    host, path = (parts.hostname or '').removeprefix('www.'), parts.path.strip('/').split('/')
    if host in ('youtube.com', 'youtube-nocookie.com') and path[0] in ('embed', 'v') and len(path) == 2:
        return f'https://www.youtube.com/watch?v={path[1].split("&")[0]}'
    if host == 'player.vimeo.com' and path[0] == 'video' and len(path) == 2:
        return f'https://vimeo.com/{path[1]}'
    return address
