"""The comments of an item in a WordPress export."""

import re
from dataclasses import replace
from datetime import datetime, tzinfo
from html import unescape

from lxml import etree

from articles.readers.record import CommentRecord, Note
from articles.readers.wxr.dates import moment
from articles.text import plain, sanitise
from articles.text.autop import autop
from articles.text.clickable import with_links

from . import xml

_STATUSES = {
    **dict.fromkeys(('1', 'approve', 'approved'), 'approved'),
    **dict.fromkeys(('0', 'hold', 'unapproved', ''), 'held'),
    **dict.fromkeys(('trash', 'post-trashed'), 'trashed'),
    'spam': 'spam',
}
_KINDS = {'': 'comment', 'comment': 'comment', 'pingback': 'pingback', 'trackback': 'trackback', 'note': 'note'}
# What other sites and programs send of their own accord, by ActivityPub or Webmention: no words of a reader.
_REACTIONS = {
    'announce', 'bookmark', 'boost', 'emoji', 'favorite', 'favourite', 'follow', 'invited', 'like', 'listen', 'mention',
    'reacji', 'reaction', 'read', 'reblog', 'repost', 'rsvp', 'share', 'tag', 'watch', 'webmention', 'wish',
}  # fmt: skip
# Types that plugins give to what readers wrote.
_WRITTEN = {'review', 'question', 'answer', 'rating', 'testimonial', 'sticky', 'wpdiscuz_sticky', 'reply', 'disqus'}
_LIVE = 'liveblog'
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


def live_entries(elements: list[etree._Element], zone: tzinfo, notes: list[Note]) -> str:
    """The HTML of the entries of a live report, which the plugin Liveblog keeps as comments; '' without any.

    They are taken out of `elements`.
    """
    live = [element for element in elements if any(map(_is_live_mark, element))]
    if not live:
        return ''
    elements[:] = [element for element in elements if element not in live]
    notes.append(Note('live-entries', f'{len(live)} entries of a live report, kept as comments, are in the text.'))
    return _in_order([_comment(element, zone) for element in live])


def _is_live_mark(child: etree._Element) -> bool:
    return xml.name(child) == 'comment_type' and xml.value(child).strip() == _LIVE


def _in_order(entries: list[CommentRecord]) -> str:
    """The entries in their order, each with its time; a corrected one stands where the first stood.

    The plugin stores a correction as another entry, which names what it replaces and is empty to delete it.
    """
    shown = {entry.id: entry for entry in entries if not entry.meta.get('commentmeta', {}).get('liveblog_replaces')}
    for entry in sorted(entries, key=lambda entry: (len(entry.id), entry.id)):
        if first := shown.get(entry.meta.get('commentmeta', {}).get('liveblog_replaces', '').strip()):
            shown[first.id] = replace(first, body_html=entry.body_html, text=entry.text)
    dated = [entry for entry in shown.values() if entry.status != 'trashed' and entry.text]
    dated.sort(key=lambda entry: (entry.published is None, entry.published.timestamp() if entry.published else 0))
    return ''.join(f'{_time(entry.published)}{entry.body_html}\n' for entry in dated)


def _time(moment: datetime | None) -> str:
    return f'<p><time datetime="{moment.isoformat()}">{moment:%H:%M}</time></p>' if moment else ''


def _comment(element: etree._Element, zone: tzinfo) -> CommentRecord:
    values: dict[str, str] = {}
    meta = {}
    for child in element:
        name = xml.name(child)
        if name == 'commentmeta':
            key, value = xml.pair(child)
            meta[key] = value
        else:
            values.setdefault(name, xml.value(child).strip())
    status, kind = _state(values, meta)
    body = _body(values.get('comment_content', ''), live=kind == _LIVE)
    url = unescape(values.get('comment_author_url', ''))
    parent = values.get('comment_parent', '')
    return CommentRecord(
        id=values.get('comment_id', ''),
        parent='' if parent == '0' else parent,
        author=plain.title(values.get('comment_author', '')),
        email=values.get('comment_author_email', ''),
        url=sanitise.web_url(url),
        ip=values.get('comment_author_IP', ''),
        published=moment(values.get('comment_date', ''), values.get('comment_date_gmt', ''), zone),
        body_html=body,
        text=plain.from_html(body),
        status=status,
        kind=_KINDS.get(kind, 'comment'),
        meta=_meta(values, url, meta),
    )


def _state(values: dict[str, str], meta: dict[str, str]) -> tuple[str, str]:
    """(status, kind) of a comment.

    WordPress lists no comment whose status it does not know: plugins keep with such what readers never see, such as
    remarks of editors. A note is private too, whatever its status; since WordPress 6.9 that of a resolved one is 1.
    Plugins also keep logs as comments, of types of their own and approved: what is of an unknown type is held.
    """
    status, kind = values.get('comment_approved', ''), values.get('comment_type', '').lower()
    if kind == _LIVE:
        return ('trashed' if status in ('trash', 'post-trashed', 'spam', '0') else 'approved'), _LIVE
    if kind == 'note' or status not in _STATUSES:
        known = _STATUSES.get(status, 'held')
        return ('held' if known == 'approved' else known), 'note'
    if kind not in _KINDS:
        reaction = meta.get('semantic_linkbacks_type', '').partition(':')[0].lower() or kind.partition(':')[0]
        kind = 'pingback' if reaction in _REACTIONS else kind
    if kind not in _KINDS and kind not in _WRITTEN and status in ('1', 'approve', 'approved'):
        return 'held', kind
    return _STATUSES[status], kind


def _body(content: str, *, live: bool) -> str:
    """A comment as sanitised HTML. Most hold no markup: the sanitiser would not change them, so it is skipped."""
    html = with_links(autop(content))
    if live:
        return sanitise.article_html(html)
    return html if sanitise.is_plain(content) and '<a ' not in html else sanitise.comment_html(html)


def _meta(values: dict[str, str], url: str, commentmeta: dict[str, str]) -> dict:
    """Values without a field of their own, and those that their field holds only in part."""
    meta: dict = {}
    resolved = values.get('comment_type') == 'note' and values.get('comment_approved') == '1'
    if resolved or values.get('comment_approved', '') not in _PLAIN_STATUSES:
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
