"""A body as WordPress stores it, rendered as WordPress would have shown it."""

import re
from dataclasses import dataclass, field

from . import blocks, markup, plain, sanitise, shortcodes
from .autop import autop
from .images import Image, images_in

_EMPTY = re.compile(r'<p(?: class="[^"<>]*")?>(?:\s|&nbsp;|<br>)*</p>\s*')


@dataclass
class Body:
    """pages: 1, or more where <!--nextpage--> parted them. galleries, unknown: as `shortcodes.Rendered` has them.

    filled_in: as `blocks.Source` has it. embeds: addresses of frames and Flash objects, which became links.
    """

    html: str = ''
    text: str = ''
    images: list[Image] = field(default_factory=list)
    pages: int = 1
    galleries: list[list[str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    filled_in: list[str] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)


def render(source: str, *, hosts: tuple[str, ...] = ()) -> Body:
    """A stored body as sanitised HTML and plain text. `hosts`: the old site's own, links to which become relative."""
    body = Body()
    if not source or source.isspace():
        return body
    body.html = sanitise.article_html(markup.links_within(_paragraphs(source, body), hosts))
    if '<p' in body.html:
        body.html = _EMPTY.sub('', body.html)
    body.text = plain.from_html(body.html)
    body.images = images_in(body.html)
    return body


def _paragraphs(source: str, body: Body) -> str:
    """HTML not yet sanitised. What stands in blocks has its paragraphs; only what does not is given them."""
    if '<' in source:
        source, body.embeds = markup.frames_as_links(source)
        source = markup.modern(source)
    parsed = blocks.read(source)
    body.pages, body.filled_in = parsed.pages, parsed.filled_in
    html = []
    for inside, part in parsed.parts:
        rendered = shortcodes.render(part)
        body.galleries += rendered.galleries
        body.unknown += [name for name in rendered.unknown if name not in body.unknown]
        html.append(rendered.html if inside else autop(rendered.html))
    return ''.join(html)
