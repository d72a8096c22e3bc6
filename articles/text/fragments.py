"""Pieces of HTML as trees: parsed, changed and serialised. The result still has to be sanitised."""

from collections.abc import Iterator
from html import escape

from lxml import etree, html

from articles.text import sanitise


def parse(text: str) -> html.HtmlElement:
    """A piece of HTML within an element of its own; an empty one where nothing in it can be read."""
    try:
        return without_controls(html.fragment_fromstring(text, create_parent='div'))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return html.Element('div')


def without_controls(root: html.HtmlElement) -> html.HtmlElement:
    """The same tree without control characters, which lxml reads where a reference names them, and refuses to move."""
    for element in root.iter():
        if element.text and (text := sanitise.without_controls(element.text)) is not element.text:
            element.text = text
        if element.tail and (tail := sanitise.without_controls(element.tail)) is not element.tail:
            element.tail = tail
    return root


def inner(element: etree._Element | None) -> str:
    """The HTML within an element; '' for none."""
    if element is None:
        return ''
    children = (etree.tostring(child, encoding='unicode', method='html') for child in element)
    return escape(element.text or '', quote=False) + ''.join(children)


def words(element: etree._Element | None) -> str:
    """The text within an element on one line; '' for none."""
    return ' '.join(''.join(map(str, element.itertext())).split()) if element is not None else ''


def classes(element: etree._Element) -> list[str]:
    return (element.get('class') or '').split() if isinstance(element.tag, str) else []


def of_class(element: etree._Element, *css: str) -> Iterator[html.HtmlElement]:
    """An element, and those within it, that have one of these classes, as long as they are in the tree."""
    for one in list(element.iter(etree.Element)):
        if not set(css).isdisjoint(classes(one)) and (one is element or element in one.iterancestors()):
            yield one


def first(element: etree._Element, *css: str) -> html.HtmlElement | None:
    """The first element that has one of these classes."""
    return next(of_class(element, *css), None)


def replace(element: html.HtmlElement, text: str) -> None:
    """Replaces an element by HTML; what follows it stays.

    An element that the sanitiser takes away is left around it: taking it away here takes a time that grows with the
    square of the number of elements.
    """
    box = parse(text)
    element.clear(keep_tail=True)
    element.tag, element.text = 'replaced', box.text
    element.extend(list(box))
