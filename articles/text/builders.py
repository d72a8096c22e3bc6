"""Takes the shortcodes of page builders and other plugins out of a text that they enclose, and keeps what they show.

Only the plugin knows what such a shortcode looked like, but the words between its tags are the writer's. Two signs tell
them from shortcodes that stand for something: they enclose text, or their names begin as those of one that does.
"""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Collection, Iterator
from html import escape, unescape
from urllib.parse import unquote

from . import placeholders

TAG = re.compile(r'(\[?)\[(/?)([a-zA-Z][\w-]*)((?:[\s=/][^\[\]]*)?)\](\]?)')
_ATTRIBUTE = re.compile(r'([\w-]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\'|([^\s"\']+))|"([^"]*)"|([^\s"\']+)')
_BLOCK = re.compile(r'\n\s*\n|</?(?:p|div|h[1-6]|[uod]l|li|table|figure|blockquote|section)\b', re.I)
_PICTURE_URL = re.compile(r'(?:https?:/)?/[^\s"\'<>]+\.(?:jpe?g|png|gif|webp|avif|svg)(?:\?[^\s"\'<>]*)?', re.I)
_ENCODED = re.compile(r'[A-Za-z0-9+/\s]{8,}={0,2}\s*')
_NUMBERS = re.compile(r'[\d\s,|]*\d[\d\s,|]*')
_HEADINGS, _TEXTS = ('heading', 'title', 'custom_title', 'h2'), ('subtitle', 'text')
_PICTURES = ('src', 'image_url', 'image', 'images', 'image_id', 'image_ids', 'attachment', 'ids', 'gallery_ids')
_LINKS = ('url', 'link', 'href', 'button_url', 'src', 'id')
_LABELS = ('button_text', 'text', 'title')
_IS_HEADING = re.compile(r'(?:^|_)(?:\w*headline|heading|title)$')


def attributes(text: str) -> dict[str, str]:
    """Attributes by name; those without a name by position ('0', '1', …), like shortcode_parse_atts()."""
    named: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        name, *values = match.groups()
        value = next(filter(None, values), '')
        named.setdefault(name.lower() if name else str(len(named)), value)
    return named


def take_out(text: str, known: Collection[str]) -> tuple[str, list[str]]:
    """(The text without the shortcodes that enclose some of it, the names of those); leaves the `known` ones."""
    tags = [tag for tag in TAG.finditer(text) if tag[3].lower() not in known and not (tag[1] and tag[5])]
    closed = {tag[3].lower() for tag in tags if tag[2]}
    enclosing = {tag[3].lower() for tag in tags if not tag[2]} & closed
    if not enclosing:
        return text, []
    families = {name.partition('_')[0] for name in enclosing if '_' in name}
    taken = [tag for tag in tags if (name := tag[3].lower()) in enclosing or name.partition('_')[0] in families]
    return ''.join(_pieces(text, taken)), list(dict.fromkeys(tag[3].lower() for tag in taken))


def _pieces(text: str, taken: list[re.Match]) -> Iterator[str]:
    position, closed = 0, {tag[3].lower() for tag in taken if tag[2]}
    for number, tag in enumerate(taken):
        name = tag[3].lower()
        if tag.start() < position:
            continue
        yield text[position : tag.start()] + tag[1]
        position = tag.end() - len(tag[5])
        end = taken[number + 1] if number + 1 < len(taken) else None
        if end and not tag[2] and end[2] and end[3].lower() == name:
            inside = text[position : end.start()] + end[1]
            inline = not _BLOCK.search(inside) and _beside_words(text, tag.start(), end.end())
            shown = _shown(attributes(tag[4]), inside, name, inline=inline)
            yield shown if inline else f'\n\n{shown}\n\n'
            position = end.end() - len(end[5])
        else:
            yield f'\n\n{"" if tag[2] else _alone(attributes(tag[4]), name, opens=name in closed)}\n\n'
    yield text[position:]


def _beside_words(text: str, start: int, end: int) -> bool:
    """Whether words stand on the same line before or after."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before not in ('', '\n', '\r', ']', '>') or after not in ('', '\n', '\r', '[', '<')


def _shown(values: dict[str, str], inside: str, name: str, *, inline: bool) -> str:
    """What a shortcode shows that has no other within it."""
    if _PICTURE_URL.fullmatch(words := inside.strip()):
        return _picture(words, values)
    if decoded := _decoded(words):
        return decoded
    link = _link(values)
    if link and words and '<a ' not in words and not _BLOCK.search(words):
        return f'<a href="{escape(link)}">{words}</a>'
    if words and not inline and _IS_HEADING.search(name) and not _BLOCK.search(words):
        return f'<h3>{words}</h3>'
    return inside if inline else f'{_of_itself(values, encloses=bool(words))}\n\n{inside}'


def _alone(values: dict[str, str], name: str, *, opens: bool) -> str:
    """What a tag shows that encloses no text; also a link, unless the tag opens what others stand in."""
    link = '' if opens else _link(values)
    if not link or _pictures(values):
        return _of_itself(values, name)
    label = next((text for key in _LABELS if (text := values.get(key, '').strip())), link)
    return f'<p><a href="{escape(link)}">{escape(unescape(label))}</a></p>'


def _of_itself(values: dict[str, str], name: str = '', *, encloses: bool = False) -> str:
    """What a shortcode shows besides the text it encloses: words and pictures in its attributes.

    The title of a picture that stands alone only appears under a mouse.
    """
    pictures = _pictures(values)
    if pictures and not encloses:
        return pictures
    is_heading = any(word in name for word in _HEADINGS)
    words = [
        f'<h3>{escape(unescape(text))}</h3>' if key in _HEADINGS or is_heading else f'<p>{escape(unescape(text))}</p>'
        for key in (*_HEADINGS, *_TEXTS)
        if (text := values.get(key, '').strip())
    ]
    return pictures + ''.join(words)


def _pictures(values: dict[str, str]) -> str:
    """The pictures in attributes, by their URLs where these are known; placeholders for those by their numbers."""
    given = [value for value in map(values.get, _PICTURES) if value]
    urls = dict.fromkeys(value for value in given if _PICTURE_URL.fullmatch(value))
    return ''.join(_picture(value, values) for value in urls or given)


def _picture(value: str, values: dict[str, str]) -> str:
    """A picture by its URL, or placeholders for pictures by their numbers; '' for any other value."""
    if _PICTURE_URL.fullmatch(value):
        return f'<figure><img src="{escape(unescape(value))}" alt="{escape(unescape(values.get("alt", "")))}"></figure>'
    numbers = re.findall(r'\d+', value) if _NUMBERS.fullmatch(value) else []
    return placeholders.gallery(numbers)


def _link(values: dict[str, str]) -> str:
    """The URL a shortcode leads to; some write it as "url:https%3A%2F%2F…|title:…"."""
    # [url=https://…] is BBCode, which plugins read as well.
    for value in filter(None, (*map(values.get, _LINKS), values.get('0', '').removeprefix('='))):
        parts = dict(part.partition(':')[::2] for part in value.split('|')) if value.startswith('url:') else {}
        url = unescape(unquote(parts['url']) if parts else value).strip()
        if re.match(r'https?://|/(?!/)|mailto:|tel:', url):
            return url
    return ''


def _decoded(words: str) -> str:
    """HTML that a builder keeps as base64, percent-encoded or not; '' for anything else."""
    if not _ENCODED.fullmatch(words) or len(''.join(words.split())) % 4:
        return ''
    try:
        html = unquote(b64decode(words, validate=False).decode(), errors='strict')
    except (Error, ValueError):
        return ''
    return html if '<' in html else ''
