"""Renders a body as WordPress stores it into the HTML that WordPress would have shown."""

import re
from dataclasses import dataclass, field

from . import blocks, markup, placeholders, plain, sanitise, shortcodes
from .autop import autop
from .image_captions import Image, images_in

_EMPTY = re.compile(r'<p(?: class="[^"<>]*")?>(?:\s|&nbsp;|<br>)*</p>\s*')


@dataclass
class RenderedBody:
    """A body with what was noticed while rendering it.

    pages: the number of pages that <!--nextpage--> separates. pending: the numbers of the items that its placeholders
    are for. unknown: see `shortcodes.Rendered`. filled_in: see `blocks.Source`. embeds: URLs of frames and Flash
    objects, which became links.
    """

    html: str = ''
    text: str = ''
    images: list[Image] = field(default_factory=list)
    pages: int = 1
    pending: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    filled_in: list[str] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)


def render(source: str, *, hosts: tuple[str, ...] = (), owner: str = '') -> RenderedBody:
    """A stored body as sanitised HTML and plain text.

    `hosts`: the hosts of the old site; URLs on them become relative. `owner`: the number of the item with this body.
    """
    body = RenderedBody()
    if not source or source.isspace():
        return body
    body.html = sanitise.article_html(markup.links_within(_paragraphs(source, body, owner), hosts))
    if '<p' in body.html:
        body.html = _EMPTY.sub('', body.html)
    body.text = plain.from_html(body.html)
    body.images = images_in(body.html)
    body.pending = placeholders.numbers(body.html)
    return body


def _paragraphs(source: str, body: RenderedBody, owner: str) -> str:
    """HTML that is not sanitised yet. Blocks contain their own paragraphs; autop adds them only outside of blocks."""
    if '<' in source:
        source, body.embeds = markup.frames_as_links(source)
        source = markup.modern(source)
    parsed = blocks.read(source)
    body.pages, body.filled_in = parsed.pages, parsed.filled_in
    html = []
    for inside, part in parsed.parts:
        rendered = shortcodes.render(part, owner)
        body.unknown += [name for name in rendered.unknown if name not in body.unknown]
        html.append(rendered.html if inside else autop(rendered.html))
    return ''.join(html)
