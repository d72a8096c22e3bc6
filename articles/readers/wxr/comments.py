"""The comments of an item in a WordPress export."""

import re
from dataclasses import replace
from datetime import tzinfo
from html import unescape

from lxml import etree

from articles.readers.record import CommentRecord, Note
from articles.readers.wxr.dates import moment
from articles.text import plain, sanitise
from articles.text.autop import autop

from . import xml

_STATUSES = {
    **dict.fromkeys(('1', 'approve', 'approved'), 'approved'),
    **dict.fromkeys(('0', 'hold', 'unapproved', ''), 'held'),
    **dict.fromkeys(('trash', 'post-trashed'), 'trashed'),
    'spam': 'spam',
}
_KINDS = {'': 'comment', 'comment': 'comment', 'pingback': 'pingback', 'trackback': 'trackback', 'note': 'note'}
_NUMBER = re.compile(r'[0-9]{1,18}')
_PLAIN_STATUSES = {'1', '0', 'spam', 'trash', ''}


def comments(elements: list[etree._Element], zone: tzinfo, notes: list[Note]) -> tuple[CommentRecord, ...]:
    """Every comment, whatever its state, with the parent as the file has it; what is odd about them goes to `notes`."""
    found = _with_own_ids([_comment(element, zone) for element in elements], notes)
    ids = {comment.id for comment in found}
    for comment in found:
        if comment.parent and (comment.parent not in ids or comment.parent == comment.id):
            notes.append(
                Note('orphan-comment', f'Comment {comment.id} answers {comment.parent}, which is not in the file.')
            )
    return tuple(found)


def _comment(element: etree._Element, zone: tzinfo) -> CommentRecord:
    values: dict[str, str] = {}
    meta = {}
    for child in element:
        name = xml.name(child)
        if name == 'commentmeta':
            key, value = xml.pair(child)
            meta[key] = value
        else:
            values.setdefault(name, xml.value(child))
    said = {name: text.strip() for name, text in values.items()}
    body = _body(values.get('comment_content', ''))
    url = unescape(said.get('comment_author_url', ''))
    parent = said.get('comment_parent', '')
    status, kind = said.get('comment_approved', ''), said.get('comment_type', '')
    return CommentRecord(
        id=said.get('comment_id', ''),
        parent='' if parent == '0' else parent,
        author=plain.title(said.get('comment_author', '')),
        email=said.get('comment_author_email', ''),
        url=sanitise.web_address(url),
        ip=said.get('comment_author_IP', ''),
        published=moment(said.get('comment_date', ''), said.get('comment_date_gmt', ''), zone),
        body_html=body,
        text=plain.from_html(body),
        status=_STATUSES.get(status, 'held'),
        kind=_KINDS.get(kind, 'comment'),
        meta=_meta(said, url, meta),
    )


def _body(content: str) -> str:
    """A comment as sanitised HTML; of the many that hold no markup, the sanitiser would leave the paragraphs alone."""
    html = autop(content)
    return html if sanitise.is_plain(content) else sanitise.comment_html(html)


def _meta(said: dict[str, str], url: str, commentmeta: dict[str, str]) -> dict:
    """What has no field of its own, where it says more than the field that stands for it."""
    meta: dict = {}
    if said.get('comment_approved', '') not in _PLAIN_STATUSES:
        meta['status'] = said['comment_approved']
    if said.get('comment_type', '') not in _KINDS:
        meta['type'] = said['comment_type']
    if said.get('comment_user_id', '0') not in ('', '0'):
        meta['user_id'] = said['comment_user_id']
    if url not in ('', 'http://', 'https://') and not sanitise.web_address(url):
        meta['url'] = url
    if commentmeta:
        meta['commentmeta'] = commentmeta
    return meta


def _with_own_ids(found: list[CommentRecord], notes: list[Note]) -> list[CommentRecord]:
    """A number of its own for a comment that has none, or that of one before it."""
    numbers = [int(comment.id) for comment in found if _NUMBER.fullmatch(comment.id)]
    following, seen, result = max(numbers, default=0) + 1, set(), []
    for comment in found:
        if not comment.id or comment.id in seen:
            notes.append(Note('comment-id', f'A comment with the number “{comment.id}” was given {following}.'))
            comment = replace(comment, id=str(following))
            following += 1
        seen.add(comment.id)
        result.append(comment)
    return result
