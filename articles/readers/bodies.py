"""HTML from another system's export as the body of a record."""

from dataclasses import dataclass, field

from articles.readers.record import ImageRecord, Note
from articles.text import image_captions, markup, plain, sanitise, url_forms
from articles.text.clickable import with_links


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered body: sanitised HTML, the same as plain text, its pictures, and what deserves a look."""

    html: str
    text: str
    images: tuple[ImageRecord, ...] = ()
    notes: tuple[Note, ...] = field(default=())


def render(source: str, site: str = '') -> Body:
    """`source` is HTML as the system stored it, `site` the URL of the site or of the article, if known."""
    html, embeds = markup.frames_as_links(source)
    html = sanitise.article_html(markup.uploads_within(markup.modern(html), url_forms.host(site)))
    return Body(
        html,
        plain.from_html(html),
        tuple(ImageRecord(image.src, image.alt, image.caption) for image in image_captions.images_in(html)),
        tuple(Note('embed', f'A frame became a link to {url[:200]}') for url in embeds),
    )


def comment(source: str) -> tuple[str, str]:
    """A comment's HTML, sanitised, with its URLs as links, and the same as plain text."""
    html = sanitise.comment_html(with_links(source))
    return html, plain.from_html(html)
