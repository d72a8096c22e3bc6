"""What a WordPress body shows by the number of another item, which may come later: galleries and shared blocks.

Until then its place holds a link or an empty element, which this module writes, finds and fills.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

KINDS = ('image', 'audio', 'video')

GALLERY_START = '<figure class="gallery">'
# Figures that were filled in before may stand among the links.
GALLERY = re.compile(
    rf'({GALLERY_START})((?:<figure>(?:(?!</?figure).)*</figure>|<a [^<>]*>[^<>]*</a>|\s)*)(</figure>)', re.S
)
# The sanitiser adds to ids what it adds, and may add other attributes to a link.
_LINK = re.compile(r'<a href="/\?(attachment_id|p)=(\d+)(?:#(image|audio|video))?"[^<>]*>[^<>]*</a>\s*')
_BLOCK = re.compile(r'<div id="(?:text-)?shared-block-(\d+)"></div>')
_ENDINGS = {
    'audio': ('mp3', 'm4a', 'ogg', 'oga', 'wav', 'flac', 'aac', 'wma', 'opus'),
    'video': ('mp4', 'm4v', 'webm', 'ogv', 'mov', 'avi', 'wmv'),
}


class File(NamedTuple):
    """A picture or recording to be shown: where it is or was, and what readers are told of it."""

    address: str
    alt: str = ''
    caption: str = ''

    @property
    def kind(self) -> str:
        """image, audio or video, by the ending of its name; '' for any other."""
        ending = self.address.partition('?')[0].rpartition('.')[2].lower()
        known = next((kind for kind, endings in _ENDINGS.items() if ending in endings), '')
        return known or ('image' if ending in ('jpg', 'jpeg', 'png', 'gif', 'webp', 'avif', 'bmp', 'svg') else '')


class Arrived(NamedTuple):
    """What there is by now, by the number of an item: itself, those below it in their order, or its HTML if a block."""

    files: Mapping[str, File]
    files_of: Mapping[str, Sequence[File]]
    blocks: Mapping[str, str]


def gallery(numbers: Sequence[str], *, owner: str = '', kind: str = 'image') -> str:
    """The place of the attachments with these numbers, or if there are none, of all those of a kind below `owner`."""
    links = [f'<a href="/?attachment_id={number}">{kind} {place}</a>' for place, number in enumerate(numbers, 1)]
    if not links and owner:
        links = [f'<a href="/?p={owner}#{kind}">{kind}</a>']
    return f'{GALLERY_START}{" ".join(links)}</figure>' if links else ''


def shared_block(number: str) -> str:
    """The place of a block that is written once and shown in many articles."""
    return f'<div id="shared-block-{number}"></div>'


def numbers(body_html: str) -> list[str]:
    """The items that a body waits for, each once."""
    waiting = [link[2] for shown in GALLERY.finditer(body_html) for link in _LINK.finditer(shown[2])]
    if 'shared-block-' in body_html:
        waiting += [block[1] for block in _BLOCK.finditer(body_html)]
    return list(dict.fromkeys(waiting))


def fill(body_html: str, arrived: Arrived) -> str:
    """The body with all that arrived in its place. What comes in has to be sanitised with the rest."""

    def linked(link: re.Match) -> str:
        query, number, kind = link.groups()
        if query == 'attachment_id':
            return _figure(arrived.files[number]) if number in arrived.files else link[0]
        below = [file for file in arrived.files_of.get(number, ()) if file.kind == (kind or 'image')]
        return ''.join(map(_figure, below)) or link[0]

    body_html = GALLERY.sub(lambda place: place[1] + _LINK.sub(linked, place[2]) + place[3], body_html)
    # A shared block may hold itself, as nothing keeps editors from it: it is filled in once.
    return _BLOCK.sub(lambda place: arrived.blocks.get(place[1], place[0]), body_html)


def _figure(file: File) -> str:
    address, caption = escape(file.address), escape(file.caption)
    if file.kind in ('audio', 'video'):
        name = caption or escape(unquote(file.address.rpartition('/')[2]))
        player = f'<{file.kind} src="{address}"></{file.kind}>'
        return f'<figure>{player}<figcaption><a href="{address}">{name}</a></figcaption></figure>'
    caption = f'<figcaption>{caption}</figcaption>' if caption else ''
    return f'<figure><img src="{address}" alt="{escape(file.alt)}">{caption}</figure>'
