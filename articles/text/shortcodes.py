"""Renders WordPress shortcodes as HTML: captions, galleries, embeds, audio, video.

The syntax: https://codex.wordpress.org/Shortcode_API. The output still has to be sanitised.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from . import builders, placeholders

_PICTURE = re.compile(r'\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*</a>)?)(.*)', re.S | re.I)
# As WP_Embed::autoembed() finds them: on a line, or in a paragraph, of their own.
_URL_ON_A_LINE = re.compile(r'\n[ \t]*(https?://[^\s<>"\']+)[ \t]*$', re.M)
_URL_IN_A_PARAGRAPH = re.compile(r'(<p(?:\s[^<>]*)?>\s*)(https?://[^\s<>"]+)(?=\s*</p>)', re.I)
# Of the plugin Audio Player, which came before WordPress' own: [audio:http://…/a.mp3|titles=A].
_OLD_AUDIO = re.compile(r'\[audio:\s*(https?://[^\s\]|,"]+)[^\]]*\]')
_INNER_CAPTION = re.compile(r'\[/?(?:wp_)?caption\b[^\[\]]*\]')
_ALIGNMENTS = {'alignleft', 'alignright', 'aligncenter', 'alignnone'}
_SOURCES = {
    'audio': ('src', 'mp3', 'm4a', 'ogg', 'oga', 'wav', 'wma', 'flac'),
    'video': ('src', 'mp4', 'm4v', 'webm', 'ogv', 'wmv', 'flv', 'mov'),
}


@dataclass
class Rendered:
    """`owner`: the number of the item that the text belongs to. `unknown`: names of shortcodes left in the text.

    `taken_out`: names of those that went, while the text they enclose stays.
    """

    html: str
    owner: str = ''
    unknown: list[str] = field(default_factory=list)
    taken_out: list[str] = field(default_factory=list)


def render(text: str, owner: str = '') -> Rendered:
    """Renders the shortcodes of WordPress itself.

    Of those of plugins that enclose text, the text stays (see `builders`); all others stay and are listed in `unknown`.

    A gallery without ids shows the pictures attached to the item `owner`.
    """
    if '[audio:' in text:
        text = _OLD_AUDIO.sub(lambda tag: f'[audio src="{tag[1]}"]', text)
    if 'http' in text:
        text = _URL_ON_A_LINE.sub(lambda line: f'\n{_link(line[1])}', f'\n{text}')[1:]
        text = _URL_IN_A_PARAGRAPH.sub(lambda p: f'{p[1]}{_link(p[2])}', text)
    result = Rendered(text, owner)
    if '[' in text:
        text, result.taken_out = builders.take_out(text, _RENDERERS) if '[/' in text else (text, [])
        result.html = ''.join(_rendered(text, result))
    return result


def _rendered(text: str, result: Rendered) -> Iterator[str]:
    """Yields the pieces of the text in order, known shortcodes replaced."""
    tags = list(builders.TAG.finditer(text))
    ends = _ends(tags)
    position = 0
    for tag in tags:
        escaped, closing, name, attributes, escaped_too = tag.groups()
        if tag.start() < position:
            continue
        end = ends.get(tag.start())
        if escaped and (escaped_too or (end and end[5])):
            # [[gallery]] and [[caption]…[/caption]] are escaped shortcodes: shown without the outer brackets.
            yield text[position : tag.start()] + text[tag.start() + 1 : (end or tag).end() - 1]
            position = (end or tag).end()
        elif name.lower() in _RENDERERS and not closing:
            after = tag.end() - len(escaped_too)
            content = text[after : end.start() + len(end[1])] if end else ''
            yield text[position : tag.start()] + escaped
            yield _RENDERERS[name.lower()](builders.attributes(attributes), content, result)
            position = end.end() - len(end[5]) if end else after
        elif not closing and name not in result.unknown and ('=' in attributes or end):
            result.unknown.append(name)
    yield text[position:]


def _ends(tags: list[re.Match]) -> dict[int, re.Match]:
    """The closing tag for the start position of each opening tag, the innermost first."""
    ends: dict[int, re.Match] = {}
    opened: dict[str, list[re.Match]] = {}
    for tag in tags:
        before = opened.setdefault(tag[3].lower(), [])
        if not tag[2]:
            before.append(tag)
        elif before:
            ends[before.pop().start()] = tag
    return ends


def _caption(attributes: dict[str, str], content: str, result: Rendered) -> str:
    picture = _PICTURE.match(_INNER_CAPTION.sub('', content))
    inside, words = picture.groups() if picture else (content, '')
    words = (attributes.get('caption') or words).strip()
    align = attributes.get('align', '')
    css = f' class="{align}"' if align in _ALIGNMENTS else ''
    words = f'<figcaption>{words}</figcaption>' if words else ''
    return f'\n\n<figure{css}>{inside.strip()}{words}</figure>\n\n'


def _gallery(attributes: dict[str, str], content: str, result: Rendered) -> str:
    return _attachments(attributes, result, 'image')


def _playlist(attributes: dict[str, str], content: str, result: Rendered) -> str:
    kind = attributes.get('type', 'audio')
    return _attachments(attributes, result, kind if kind in placeholders.KINDS else 'audio')


def _attachments(attributes: dict[str, str], result: Rendered, kind: str) -> str:
    numbers = re.findall(r'\d+', attributes.get('ids') or attributes.get('include') or '')
    owner = re.sub(r'\D', '', attributes.get('id', '')) or result.owner
    return f'\n\n{placeholders.gallery(numbers, owner=owner, kind=kind)}\n\n'


def _embed(attributes: dict[str, str], content: str, result: Rendered) -> str:
    # A URL on a line of its own is a link already.
    content = content.strip() or attributes.get('src') or attributes.get('url') or attributes.get('0', '')
    content = content.removeprefix('=').partition('&w=')[0]
    return f'\n\n<p>{_link(content) if content.startswith("http") else content}</p>\n\n' if content else ''


def _service(url: str) -> Callable[[dict[str, str], str, Rendered], str]:
    """Links to what has a number or name of its own at a service, whose URLs begin like that."""

    def render(attributes: dict[str, str], content: str, result: Rendered) -> str:
        given = content.strip() or next(filter(None, map(attributes.get, ('url', 'src', 'id', 'poll', '0'))), '')
        is_own = re.fullmatch(r'[\w-]{1,60}', given) is not None
        return _embed({'0': f'{url}{given}' if is_own else given.removeprefix('=')}, '', result)

    return render


def _player(kind: str) -> Callable[[dict[str, str], str, Rendered], str]:
    def render(attributes: dict[str, str], content: str, result: Rendered) -> str:
        given = content.strip() if content.strip().startswith('http') else ''
        url = next(filter(None, (*map(attributes.get, (*_SOURCES[kind], '0')), given)), '')
        if not url or url == '/':
            return content
        if url.partition('?')[0].rpartition('.')[2].lower() not in _SOURCES[kind]:
            return _embed({'0': url}, '', result)  # WordPress plays films of YouTube and Vimeo as well
        poster = f' poster="{_quoted(attributes["poster"])}"' if attributes.get('poster') else ''
        name = _quoted(url.split('?')[0].rsplit('/', 1)[-1])
        # The link is for browsers that cannot play the file.
        return (
            f'\n\n<figure><{kind} src="{_quoted(url)}"{poster}></{kind}>'
            f'<figcaption><a href="{_quoted(url)}">{name}</a></figcaption></figure>\n\n'
        )

    return render


def _link(url: str) -> str:
    return f'<a href="{_quoted(url)}">{_quoted(url)}</a>'


def _quoted(text: str) -> str:
    return escape(unescape(text))


_RENDERERS = {
    'caption': _caption,
    'wp_caption': _caption,
    'gallery': _gallery,
    'playlist': _playlist,
    'embed': _embed,
    # These are built into WordPress.com and Jetpack.
    'archiveorg': _service('https://archive.org/details/'),
    'crowdsignal': _service('https://poll.fm/'),
    'dailymotion': _embed,
    'facebook': _embed,
    'gist': _service('https://gist.github.com/'),
    'googlemaps': _embed,
    'instagram': _embed,
    'polldaddy': _service('https://poll.fm/'),
    'scribd': _service('https://www.scribd.com/document/'),
    'soundcloud': _embed,
    'tweet': _service('https://twitter.com/i/status/'),
    'vimeo': _service('https://vimeo.com/'),
    'wpvideo': _service('https://videopress.com/v/'),
    'youtube': _embed,
    'audio': _player('audio'),
    'video': _player('video'),
}
