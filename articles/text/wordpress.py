"""A body as WordPress stores it, rendered as WordPress would have shown it."""

import re
from dataclasses import dataclass, field

from . import blocks, markup, placeholders, plain, sanitise, shortcodes
from .autop import autop
from .images import Image, images_in

_EMPTY = re.compile(r'<p(?: class="[^"<>]*")?>(?:\s|&nbsp;|<br>)*</p>\s*')


@dataclass
class Body:
    """pages: 1, or more where <!--nextpage--> parted them. unknown: as `shortcodes.Rendered` has it.

    waits_for: the numbers of the items that have to come before it is whole. filled_in: as `blocks.Source` has it.
    embeds: addresses of frames and Flash objects, which became links.
    """

    html: str = ''
    text: str = ''
    images: list[Image] = field(default_factory=list)
    pages: int = 1
    waits_for: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    filled_in: list[str] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)


def render(source: str, *, hosts: tuple[str, ...] = (), owner: str = '') -> Body:
    """A stored body as sanitised HTML and plain text.

    `hosts`: the old site's own, links to which become relative. `owner`: the number of the item whose body it is.
    """
    body = Body()
    if not source or source.isspace():
        return body
    body.html = sanitise.article_html(markup.links_within(_paragraphs(source, body, owner), hosts))
    if '<p' in body.html:
        body.html = _EMPTY.sub('', body.html)
    body.text = plain.from_html(body.html)
    body.images = images_in(body.html)
    body.waits_for = placeholders.numbers(body.html)
    return body


def _paragraphs(source: str, body: Body, owner: str) -> str:
    """HTML not yet sanitised. What stands in blocks has its paragraphs; only what does not is given them."""
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
