"""Finds the elements of a page that hold one comment each, and which answers which."""

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml.html import HtmlElement

from articles.readers.html.document import name_matcher

_is_called_comment = name_matcher(
    # What themes call one comment, alone or with the word for its box, and as an element of a block.
    r'(?:^| )(?:(?:[\w-]+__|single-?|user-?|reader-?|post-?|c-)?comment'
    r'|(?:comment|kommentar)[-_]*(?:item|entry|wrap(?:per)?|box|container|row|block|listing)'
    r'|(?:comments?|kommentar)[-_]*(?:list[-_]*)?item|(?:leser|nutzer)?kommentar|lesermeinung'
    r'|comentario|commentaire|commento|reactie|komentarz|kommentti|yorum|pingback|trackback|dsq-comment|depth-\d'
    # https://indieweb.org/h-entry
    r'|[up]-comment'
    # SPIP has forums below its articles.
    r'|forum-message)(?= |$)',
    has_id=False,
)
COMMENT_ID = re.compile(r'^(?:li-|div-|dsq-|pdc-)?(?:comment|kommentar|cmt|post-?comment)[-_]?(\d+)$', re.I)
_is_called_replies = name_matcher(r'children|replies|responses|indented|comment-list|thread(?!-(?:even|odd|alt))')


def _wrap_definitions(tree: HtmlElement) -> None:
    """Puts each comment of a list of terms and definitions, as older Blogger has it, into an element of its own."""
    for term in [*tree.iter('dt')]:
        if 'comment-author' in (term.get('class') or '').split():
            box = term.makeelement('div', {'class': 'comment', 'id': f'comment-{term.get("id", "").lstrip("c")}'})
            term.addprevious(box)
            for part in [term, *takewhile(lambda other: other.tag == 'dd', term.itersiblings())]:
                box.append(part)


def find(tree: HtmlElement) -> Iterator[HtmlElement]:
    """One element for each comment: the outermost with its markup, in order."""
    _wrap_definitions(tree)
    seen_ids: set[str] = set()
    accepted: set[HtmlElement] = set()
    for element in tree.iter('li', 'div', 'article', 'section', 'dd', 'tr', 'td', 'p', 'blockquote', 'dt'):
        own_id, kind = element.get('id'), element.get('itemtype')
        number = COMMENT_ID.match(own_id) if own_id else None
        is_thing = kind is not None and 'schema.org/' in kind and kind.endswith('Comment')
        if not (number or is_thing or _is_called_comment(element)):
            continue
        if not number and not is_thing and _is_list(element):
            continue
        if number and number[1] in seen_ids:
            continue
        # A nested element is part of the same comment, unless it is a reply.
        parent = next((a for a in element.iterancestors() if a in accepted), None)
        if parent is not None and not number and not is_thing and not _is_reply(element, parent):
            continue
        if (
            len(element.text_content()) < 2
            or element.find('.//h1') is not None
            or (element.find('.//textarea') is not None and not number)
        ):
            continue
        if number:
            seen_ids.add(number[1])
        accepted.add(element)
        yield element


def _is_list(element: HtmlElement) -> bool:
    """Whether an element that is no comment has several within it."""
    if _is_comment(element):
        return False
    return len([*islice(filter(_is_comment, element.iterdescendants()), 2)]) > 1


def _is_comment(element: HtmlElement) -> bool:
    names = element.get('class') or ''
    return 'comment' in names and 'comment' in names.split()


def _is_reply(element: HtmlElement, parent: HtmlElement) -> bool:
    """Whether an element within a comment is a reply to it: replies are in a list, parts of a comment are not."""
    between = element.getparent()
    while between is not None and between is not parent:
        if between.tag in ('ol', 'ul') or _is_called_replies(between):
            return True
        between = between.getparent()
    return False


def parent_of(element: HtmlElement, owners: dict[HtmlElement, int]) -> int | None:
    """The number of the comment around a comment, or before the list of replies around it; None without one."""
    for ancestor in element.iterancestors():
        if ancestor in owners:
            return owners[ancestor]
        before = ancestor.getprevious()
        if before in owners and (ancestor.tag in ('ol', 'ul') or _is_called_replies(ancestor)):
            return owners[before]
    return None
