"""Lists the pictures of a body with their alternative texts and captions."""

import re
from dataclasses import dataclass
from html import unescape

from . import plain

_PIECE = re.compile(r'<(figure)\b|<(/figure)>|<img\b([^<>]*)>|<figcaption[^<>]*>(.*?)</figcaption>', re.S)
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')


@dataclass(slots=True)
class Image:
    """A picture of a body; `alt` and `caption` are plain text on one line."""

    src: str
    alt: str = ''
    caption: str = ''


def images_in(html: str) -> list[Image]:
    """The pictures of sanitised HTML that have a `src`, in order.

    The caption of a picture is that of the innermost figure around it that has a caption.
    """
    if '<img' not in html:
        return []
    everything: list[Image] = []
    figures: list[list[Image]] = []
    for piece in _PIECE.finditer(html):
        begins, ends, attributes, caption = piece.groups()
        if begins:
            figures.append([])
        elif ends and figures:
            inner = figures.pop()
            if figures:
                figures[-1].extend(image for image in inner if not image.caption)
        elif attributes:
            image = _image(attributes)
            if image.src:
                everything.append(image)
                if figures:
                    figures[-1].append(image)
        elif caption and figures:
            text = plain.from_html(caption).replace('\n', ' ')
            for image in figures[-1]:
                image.caption = text
    return everything


def _image(attributes: str) -> Image:
    values = dict(_ATTRIBUTE.findall(attributes))
    return Image(unescape(values.get('src', '')), ' '.join(unescape(values.get('alt', '')).split()))
