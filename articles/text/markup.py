"""Rewrites old HTML before it is sanitised: caption boxes, frames, smileys, links to the old site."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from . import url_forms

# The scheme of a URL with a letter of it as a reference: "&#104;ttps:".
_SCHEME_WRITTEN_OUT = re.compile(
    r'(\b(?:href|src)\s*=\s*["\'])((?:&#x?[0-9a-f]{2,6};|[a-z]){4,5}(?::|&#58;|&#x3a;))', re.I
)
_RELATIVE = re.compile(
    r'(<[a-z][\w-]*\b[^<>]*?\b(?:href|src|poster)\s*=\s*["\'])(?![a-z][a-z0-9+.-]*:|#|\s*["\'])([^"\'<>]*)(["\'])', re.I
)
# Of the files of an item, see placeholders.gallery().
_PLACEHOLDER = re.compile(r'/\?p=\d+#(?:image|audio|video)')
_WITH_FRAGMENT = re.compile(r'(<a\b[^<>]*?\bhref\s*=\s*["\'])([^"\'<>#\s]+)(#[^"\'<>\s]+)', re.I)
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
_BLOCK_CLASS = re.compile(r'(<[a-z]+\s[^<>]*\bclass="[^"<>]*)\bwp-block-(gallery|pullquote|verse)\b')
_NAMED = re.compile(r'<a\b(?![^<>]*\sid\s*=)([^<>]*?)\sname\s*=\s*(["\']?)([^"\'<>\s]+)\2', re.I)
# The button of a file block, which repeats the link before it.
_DOWNLOAD = re.compile(r'<a\b[^<>]*\bwp-block-file__button\b[^<>]*>[^<>]*</a>')
_BACKGROUND = re.compile(r'<div\b[^<>]*\bwp-block-cover\b[^<>]*\bbackground-image:\s*url\(([^()<>]+)\)[^<>]*>')


def modern(html: str) -> str:
    """HTML with current tags: figures for WordPress' caption boxes, characters for its smiley pictures."""
    if 'wp-block-' in html:
        html = _BLOCK_CLASS.sub(r'\1\2', _DOWNLOAD.sub('', html))
        html = _BACKGROUND.sub(_with_background, html)
    if 'wp-caption' in html:
        html = ''.join(_captions(html))
    if 'smiley' in html or 'emoji' in html:
        html = _PICTURE.sub(_smiley, html)
    if 'align' in html:
        html = _BLOCK.sub(_aligned, html)
    if 'name=' in html:
        # Where the links within a text lead: the sanitiser keeps ids.
        html = _NAMED.sub(r'<a\1 id="\3"', html)
    return _OLD_TAG.sub(lambda tag: f'<{tag[1]}{_RENAMED[tag[2].lower()]}', html)


def frames_as_links(html: str) -> tuple[str, list[str]]:
    """(HTML with frames and Flash objects replaced by links in paragraphs of their own, their URLs)."""
    urls: list[str] = []

    def link(tag: re.Match) -> str:
        values = attributes(tag[2])
        url = _watch_page(values.get('src') or values.get('data', ''))
        # A file block previews the file that it links to.
        if not url or tag[0].startswith('</') or url in urls or 'wp-block-file__embed' in values.get('class', ''):
            return ''
        urls.append(url)
        title = ' '.join(values.get('title', '').split())
        marked = ' class="embed"' if title else ''
        return f'\n\n<p{marked}><a href="{escape(url)}">{escape(title or label(url))}</a></p>\n\n'

    return _FRAME.sub(link, html), urls


def label(url: str) -> str:
    """The words of a link to a URL that nothing else describes."""
    return url if len(url) <= 80 else url[:80] + '…'


def uploads_from(html: str, bases: tuple[str, ...]) -> str:
    """HTML whose URLs below one of these, without their schemes, are /wp-content/uploads/…

    Sites keep their files on hosts of their own, in /files/ of a network of sites, in wp-content/uploads/sites/3/ …
    """
    return _below(bases).sub(r'\1/wp-content/uploads/', html) if bases else html


def links_within(html: str, hosts: tuple[str, ...]) -> str:
    """HTML whose URLs of the old site are relative; uploads get the path /wp-content/uploads/…"""
    if '&#' in html:
        html = _SCHEME_WRITTEN_OUT.sub(lambda start: start[1] + unescape(start[2]), html)
    return _site_url(hosts).sub(lambda link: link[1] + ('' if link[2] == '/' else '/'), html) if hosts else html


def anchors_within(html: str, own: frozenset[str]) -> str:
    """HTML whose links to a fragment of the page itself are that fragment alone; `own`: the keys of its URLs."""
    if '#' not in html or not own:
        return html

    def within(link: re.Match) -> str:
        is_own = url_forms.key(unescape(link[2])) in own and not _PLACEHOLDER.fullmatch(link[2] + link[3])
        return link[1] + link[3] if is_own else link[0]

    return _WITH_FRAGMENT.sub(within, html)


def uploads_within(html: str, host: str) -> str:
    """HTML whose URLs of uploads of `host` are /wp-content/uploads/…; other URLs are not changed."""
    return _uploads(host).sub(r'\1', html) if host and '/wp-content/uploads/' in html else html


def absolute(html: str, base: str) -> str:
    """HTML whose relative URLs, but for fragments of the page itself, are resolved against the URL of the page."""
    if not base.startswith(('http://', 'https://')):
        return html

    def resolved(link: re.Match) -> str:
        try:
            return f'{link[1]}{escape(urljoin(base, unescape(link[2]).strip()))}{link[3]}'
        except ValueError:
            return link[0]

    return _RELATIVE.sub(resolved, html)


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a start tag: names in lower case, values unescaped; of duplicates the first."""
    result: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(tag):
        result.setdefault(name.lower(), unescape(''.join(values)))
    return result


@lru_cache(maxsize=64)
def _below(bases: tuple[str, ...]) -> re.Pattern:
    # The longest first: one may be below another.
    names = '|'.join(re.escape(base) for base in sorted(bases, key=len, reverse=True))
    return re.compile(rf'(=\s*["\'])\s*(?:https?:)?//(?:i\d\.wp\.com/)?(?:www\.)?(?:{names})/', re.I)


@lru_cache(maxsize=64)
def _site_url(hosts: tuple[str, ...]) -> re.Pattern:
    spelled = {name for host in hosts for name in url_forms.host_spellings(host.removeprefix('www.'))}
    names = '|'.join(re.escape(name) for name in sorted(spelled))
    return re.compile(
        # Jetpack serves pictures through the hosts i0.wp.com, i1.wp.com …
        rf'(=\s*["\'])\s*(?:https?:)?//(?:i\d\.wp\.com/)?(?:www\.)?(?:{names})(?::\d+)?'
        # A URL without a path gets one: "http://old.example" becomes "/".
        r'(?:[^"\'\s<>?#]*(?=/wp-content/uploads/)|(?=[/?#"\']))(?=(.))',
        re.I,
    )


@lru_cache(maxsize=64)
def _uploads(host: str) -> re.Pattern:
    return re.compile(
        rf'(=\s*["\'])\s*(?:https?:)?//(?:www\.)?{re.escape(host)}[^"\'\s<>?#]*(?=/wp-content/uploads/)', re.I
    )


def _captions(html: str) -> Iterator[str]:
    position, unclosed = 0, set[str]()
    for box in _BOX.finditer(html):
        name = box[1].lower()
        if box.start() < position or name in unclosed or not _CAPTION_CLASS.search(box[2]):
            continue
        end = _BOX_ENDS[name].search(html, box.end())
        if not end:
            unclosed.add(name)
            continue
        yield html[position : box.start()]
        yield _figure(box[2], html[box.end() : end.start()])
        position = end.end()
    yield html[position:]


def _figure(attributes: str, inside: str) -> str:
    """A figure made of the content of a caption box: a picture, then the caption in a p or dd."""
    words = next(filter(lambda tag: _CAPTION_WORDS.search(tag[0]), _CAPTION_PART.finditer(inside)), None)
    picture, caption = (inside[: words.start()], inside[words.end() :]) if words else (inside, '')
    align = _ALIGN.search(attributes)
    css = f' class="{align[0]}"' if align else ''
    caption = _CAPTION_PART.sub(' ', caption).strip()
    caption = f'<figcaption>{caption}</figcaption>' if caption else ''
    return f'\n\n<figure{css}>{_CAPTION_PART.sub("", picture).strip()}{caption}</figure>\n\n'


def _with_background(cover: re.Match) -> str:
    """A cover block with its background picture added as a figure."""
    url = unescape(cover[1]).strip('\'" ')
    return f'{cover[0]}<figure><img src="{escape(url)}" alt=""></figure>'


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


def _watch_page(url: str) -> str:
    """The web page of a video in a frame of YouTube or Vimeo; any other web URL unchanged; '' for no web URL."""
    if url.startswith('//'):
        url = 'https:' + url
    if not url.startswith(('http://', 'https://')):
        return ''
    try:
        parts = urlsplit(url)
    except ValueError:
        return ''
    host, path = (parts.hostname or '').removeprefix('www.'), parts.path.strip('/').split('/')
    if host in ('youtube.com', 'youtube-nocookie.com') and path[0] in ('embed', 'v') and len(path) == 2:
        return f'https://www.youtube.com/watch?v={path[1].split("&")[0]}'
    if host == 'player.vimeo.com' and path[0] == 'video' and len(path) == 2:
        return f'https://vimeo.com/{path[1]}'
    return url
