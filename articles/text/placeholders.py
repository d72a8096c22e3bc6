"""Placeholders for what a body shows of other items, which may be imported later: galleries and shared blocks.

A placeholder is a link or an empty element in the body, which this module writes, finds and fills.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

KINDS = ('image', 'audio', 'video')

GALLERY_START = '<figure class="gallery">'
# A gallery that is filled in part has figures among the links.
GALLERY = re.compile(
    rf'({GALLERY_START})((?:<figure>(?:(?!</?figure).)*</figure>|<a [^<>]*>[^<>]*</a>|\s)*)(</figure>)', re.S
)
# The sanitiser prefixes ids and may add attributes to a link.
_LINK = re.compile(r'<a href="/\?(attachment_id|p)=(\d+)(?:#(image|audio|video))?"[^<>]*>[^<>]*</a>\s*')
_BLOCK = re.compile(r'<div id="(?:text-)?shared-block-(\d+)"></div>')
_ENDINGS = {
    'audio': ('mp3', 'm4a', 'ogg', 'oga', 'wav', 'flac', 'aac', 'wma', 'opus'),
    'video': ('mp4', 'm4v', 'webm', 'ogv', 'mov', 'avi', 'wmv'),
}


class File(NamedTuple):
    """A picture or recording: its URL here or on the old site, alternative text and caption."""

    url: str
    alt: str = ''
    caption: str = ''

    @property
    def kind(self) -> str:
        """image, audio or video, by the extension of the file name; '' for any other."""
        ending = self.url.partition('?')[0].rpartition('.')[2].lower()
        known = next((kind for kind, endings in _ENDINGS.items() if ending in endings), '')
        return known or ('image' if ending in ('jpg', 'jpeg', 'png', 'gif', 'webp', 'avif', 'bmp', 'svg') else '')


class Contents(NamedTuple):
    """What fills placeholders, by the number of an item: its file, the files of its children in order, or its HTML."""

    files: Mapping[str, File]
    children: Mapping[str, Sequence[File]]
    blocks: Mapping[str, str]


def gallery(numbers: Sequence[str], *, owner: str = '', kind: str = 'image') -> str:
    """A placeholder for the attachments with these numbers; without any, for the children of `owner` of that kind."""
    links = [f'<a href="/?attachment_id={number}">{kind} {position}</a>' for position, number in enumerate(numbers, 1)]
    if not links and owner:
        links = [f'<a href="/?p={owner}#{kind}">{kind}</a>']
    return f'{GALLERY_START}{" ".join(links)}</figure>' if links else ''


def shared_block(number: str) -> str:
    """A placeholder for a block that is stored once and shown in many articles."""
    return f'<div id="shared-block-{number}"></div>'


def numbers(body_html: str) -> list[str]:
    """The numbers of the items that the placeholders in a body are for, each once."""
    pending = []
    if GALLERY_START in body_html:
        pending += [link[2] for place in GALLERY.finditer(body_html) for link in _LINK.finditer(place[2])]
    if 'shared-block-' in body_html:
        pending += [block[1] for block in _BLOCK.finditer(body_html)]
    return list(dict.fromkeys(pending))


def fill(body_html: str, contents: Contents) -> str:
    """The body with the placeholders of these `contents` filled. The result has to be sanitised."""

    def linked(link: re.Match) -> str:
        query, number, kind = link.groups()
        if query == 'attachment_id':
            return _figure(contents.files[number]) if number in contents.files else link[0]
        children = [file for file in contents.children.get(number, ()) if file.kind == (kind or 'image')]
        return ''.join(map(_figure, children)) or link[0]

    body_html = GALLERY.sub(lambda place: place[1] + _LINK.sub(linked, place[2]) + place[3], body_html)
    # A shared block may contain itself: it is filled only once.
    return _BLOCK.sub(lambda place: contents.blocks.get(place[1], place[0]), body_html)


def _figure(file: File) -> str:
    url, caption = escape(file.url), escape(file.caption)
    if file.kind in ('audio', 'video'):
        name = caption or escape(unquote(file.url.rpartition('/')[2]))
        player = f'<{file.kind} src="{url}"></{file.kind}>'
        return f'<figure>{player}<figcaption><a href="{url}">{name}</a></figcaption></figure>'
    caption = f'<figcaption>{caption}</figcaption>' if caption else ''
    return f'<figure><img src="{url}" alt="{escape(file.alt)}">{caption}</figure>'
