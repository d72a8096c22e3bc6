"""Recognises pages of any system that ask for a password, or to log in, in place of their text."""

from lxml.html import HtmlElement

from articles.readers.html.document import Document

from . import title as html_title

_NAMED = frozenset(('', 'text', 'email', 'tel'))  # kinds of fields for the name of an account
_PIECE = 40  # characters of a piece of prose: labels, dates and names are shorter
# Characters of prose beside the form, up to which it is in place of the text: what asks for a password says how to get
# it, what asks to log in stands on pages with a text as well.
_MOST_BESIDE_PASSWORD, _MOST_BESIDE_LOGIN = 600, 200


def asks_for(page: Document, title: str) -> str:
    """What a page with this title asks for: password, in place of its text; login, maybe for more of it; or ''."""
    forms = _forms(page)
    if any(not _asks_name(form) and _prose(page, form, title) <= _MOST_BESIDE_PASSWORD for form in forms):
        return 'password'
    below = (form for form in forms if _is_below(page, form, title))
    is_asked = any(not _asks_name(form) or _prose(page, form, title) <= _MOST_BESIDE_LOGIN for form in below)
    return 'login' if is_asked else ''


def _forms(page: Document) -> list[HtmlElement]:
    """The forms with a field for a password, but those to log in at the edges of a page."""
    fields = [field for field in page.tree.iter('input') if (field.get('type') or '').lower() == 'password']
    if not fields:
        return []
    own = {*page.elements}
    forms = (next(field.iterancestors('form'), field.getparent()) for field in fields if field in own)
    return list(dict.fromkeys(forms))


def _asks_name(form: HtmlElement) -> bool:
    return any((field.get('type') or '').lower() in _NAMED for field in form.iter('input'))


def _heading(page: Document, title: str) -> HtmlElement | None:
    at = html_title.position(page, title)
    return page.elements[at] if at is not None else None


def _is_below(page: Document, form: HtmlElement, title: str) -> bool:
    """Whether a form is below the heading: one above it is for all pages of the site."""
    heading = _heading(page, title)
    return heading is not None and page.elements.index(heading) < page.elements.index(form)


def _prose(page: Document, form: HtmlElement, title: str) -> int:
    """How many characters of prose are beside a form, in the smallest element with the form and the heading."""
    heading, within = _heading(page, title), {form, *form.iterancestors()}
    body = page.tree.find('body')
    around = page.tree if body is None else body
    if heading is not None:
        around = next((element for element in heading.iterancestors() if element in within), around)
    inner, beside = {*around.iter()}, {*form.iter()}
    pieces = (
        (piece or '').strip()
        for element in page.elements
        if element in inner and element not in beside and isinstance(element.tag, str)
        for piece in (element.text, *(child.tail for child in element))
    )
    return sum(len(piece) for piece in pieces if len(piece) >= _PIECE)
