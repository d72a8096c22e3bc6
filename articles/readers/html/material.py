"""Reads the bylines and tags of the theme Material for MkDocs: https://squidfunk.github.io/mkdocs-material/plugins/blog.

They stand in its navigation, where those of no other theme do.
"""

from lxml.html import HtmlElement

from articles.readers.html.document import Document, text_of


def author_names(page: Document) -> list[str]:
    """The names of the authors of a post; of each, what is bold in their profile."""
    profiles = (box for box in _of(page, 'div') if 'md-post__profile' in _classes(box))
    return [text_of(name) for profile in profiles for name in list(profile.iter('strong'))[:1]]


def tags(page: Document) -> list[HtmlElement]:
    """The tags above the text, links or not."""
    boxes = (box for box in _of(page, 'nav') if 'md-tags' in _classes(box))
    return [tag for box in boxes for tag in box.iter('a', 'span') if 'md-tag' in _classes(tag)]


def _of(page: Document, tag: str) -> list[HtmlElement]:
    return list(page.tree.iter(tag)) if 'mkdocs-material' in page.meta('generator') else []


def _classes(element: HtmlElement) -> list[str]:
    return (element.get('class') or '').split()
