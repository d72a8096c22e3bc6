"""Renders a body as WordPress stores it into the HTML that WordPress would have shown."""

import re
from dataclasses import dataclass, field

from . import (
    blocks,
    buttons,
    code_shortcodes,
    markup,
    placeholders,
    plain,
    sanitise,
    scripts,
    shortcode_notes,
    shortcodes,
)
from .autop import autop
from .image_captions import Image, images_in

_PASTED = re.compile(r'<img\b[^<>]*?\bsrc\s*=\s*["\']?\s*data:(image/[a-z+.-]+)', re.I)
_EMPTY = re.compile(r'<p(?: class="[^"<>]*")?>(?:\s|&nbsp;|<br>)*</p>\s*')


@dataclass
class RenderedBody:
    """A body with what was noticed while rendering it.

    pages: the number of pages that <!--nextpage--> separates. pending: the numbers of the items that its placeholders
    are for. unknown, taken_out: see `shortcodes.Rendered`. filled_in, kept: see `blocks.Source`. embeds: URLs of
    frames, Flash objects and what scripts showed, which became links. scripts: hosts of scripts that left nothing.
    pasted: types of the pictures that are written into the text and not kept, such as image/png.
    """

    html: str = ''
    text: str = ''
    images: list[Image] = field(default_factory=list)
    pages: int = 1
    pending: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    filled_in: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)
    taken_out: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    pasted: list[str] = field(default_factory=list)


def render(
    source: str,
    *,
    hosts: tuple[str, ...] = (),
    uploads: tuple[str, ...] = (),
    owner: str = '',
    own: frozenset[str] = frozenset(),
) -> RenderedBody:
    """A stored body as sanitised HTML and plain text.

    `hosts`: the hosts of the old site; URLs on them become relative. `uploads`: see `markup.uploads_from`. `owner`: the
    number of the item with this body, and `own` the keys of its URLs: links to a part of itself stay within it.
    """
    body = RenderedBody()
    if not source or source.isspace():
        return body
    html = markup.uploads_from(_paragraphs(source, body, owner), uploads)
    html = markup.links_within(html, hosts)
    body.html = sanitise.article_html(markup.anchors_within(html, own))
    if '<p' in body.html:
        body.html = _EMPTY.sub('', body.html)
    body.text = plain.from_html(body.html)
    body.images = images_in(body.html)
    body.pending = placeholders.numbers(body.html)
    return body


def _paragraphs(source: str, body: RenderedBody, owner: str) -> str:
    """HTML that is not sanitised yet. Blocks contain their own paragraphs; autop adds them only outside of blocks."""
    source = code_shortcodes.as_code(source)
    if '<' in source:
        if '<script' in source.lower():
            source, links, body.scripts = scripts.as_links(source)
            body.embeds += links
        source, frames = markup.frames_as_links(source)
        body.embeds += frames
        body.pasted = _PASTED.findall(source) if 'data:' in source else []
        source = markup.modern(buttons.as_headings(source))
    source, body.taken_out = shortcode_notes.listed(source)
    parsed = blocks.read(source)
    body.pages, body.filled_in, body.kept = parsed.pages, parsed.filled_in, parsed.kept
    html = []
    for inside, part in parsed.parts:
        rendered = shortcodes.render(part, owner)
        body.taken_out += [name for name in rendered.taken_out if name not in body.taken_out]
        body.unknown += [name for name in rendered.unknown if name not in body.unknown]
        html.append(rendered.html if inside else autop(rendered.html))
    return ''.join(html)
