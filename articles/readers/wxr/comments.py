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
    """Every comment of an item, whatever its status, with its parent as in the file; oddities are added to `notes`.

    `zone` is the site's time zone.
    """
    records = _with_unique_ids([_comment(element, zone) for element in elements], notes)
    ids = {comment.id for comment in records}
    for comment in records:
        if comment.parent and (comment.parent not in ids or comment.parent == comment.id):
            notes.append(
                Note('orphan-comment', f'Comment {comment.id} answers {comment.parent}, which is not in the file.')
            )
    return tuple(records)


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
    stripped = {name: text.strip() for name, text in values.items()}
    body = _body(values.get('comment_content', ''))
    url = unescape(stripped.get('comment_author_url', ''))
    parent = stripped.get('comment_parent', '')
    status, kind = stripped.get('comment_approved', ''), stripped.get('comment_type', '')
    return CommentRecord(
        id=stripped.get('comment_id', ''),
        parent='' if parent == '0' else parent,
        author=plain.title(stripped.get('comment_author', '')),
        email=stripped.get('comment_author_email', ''),
        url=sanitise.web_url(url),
        ip=stripped.get('comment_author_IP', ''),
        published=moment(stripped.get('comment_date', ''), stripped.get('comment_date_gmt', ''), zone),
        body_html=body,
        text=plain.from_html(body),
        status=_STATUSES.get(status, 'held'),
        kind=_KINDS.get(kind, 'comment'),
        meta=_meta(stripped, url, meta),
    )


def _body(content: str) -> str:
    """A comment as sanitised HTML. Most hold no markup: the sanitiser would not change them, so it is skipped."""
    html = autop(content)
    return html if sanitise.is_plain(content) else sanitise.comment_html(html)


def _meta(values: dict[str, str], url: str, commentmeta: dict[str, str]) -> dict:
    """Values without a field of their own, and those that their field holds only in part."""
    meta: dict = {}
    if values.get('comment_approved', '') not in _PLAIN_STATUSES:
        meta['status'] = values['comment_approved']
    if values.get('comment_type', '') not in _KINDS:
        meta['type'] = values['comment_type']
    if values.get('comment_user_id', '0') not in ('', '0'):
        meta['user_id'] = values['comment_user_id']
    if url not in ('', 'http://', 'https://') and not sanitise.web_url(url):
        meta['url'] = url
    if commentmeta:
        meta['commentmeta'] = commentmeta
    return meta


def _with_unique_ids(records: list[CommentRecord], notes: list[Note]) -> list[CommentRecord]:
    """Gives a new number to each comment without an id, or with the id of an earlier comment."""
    numbers = [int(comment.id) for comment in records if _NUMBER.fullmatch(comment.id)]
    following, seen, result = max(numbers, default=0) + 1, set(), []
    for comment in records:
        if not comment.id or comment.id in seen:
            notes.append(Note('comment-id', f'A comment with the number “{comment.id}” was given {following}.'))
            comment = replace(comment, id=str(following))
            following += 1
        seen.add(comment.id)
        result.append(comment)
    return result
