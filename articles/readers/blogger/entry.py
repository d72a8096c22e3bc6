"""An entry of a Blogger export, in either of its two dialects, and the records it makes.

A backup (Settings → Back up content) is Atom as Google's data API had it: the kind of an entry is a category, its state
an app:control. Takeout's feed.atom has elements of its own, http://schemas.google.com/blogger/2018. There is no
description of either by Google; these are the names that exports hold and that other importers read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from lxml import etree

from articles.readers import bodies, moments
from articles.readers.record import ArticleRecord, AuthorRecord, CommentRecord, Note, TermRecord
from articles.readers.xml_elements import attribute, child, name, value
from articles.text import plain, sanitise, slugs

_KIND = 'http://schemas.google.com/blogger/2008/kind#'
_LABELS = ('http://www.blogger.com/atom/ns#', 'tag:blogger.com,1999:blog-')
_NUMBER = re.compile(r'\d+$')
_STATUSES = {
    'live': 'published',
    'draft': 'draft',
    'scheduled': 'scheduled',
    'trashed': 'trashed',
    'soft_trashed': 'trashed',
}
_NOBODY = ('', 'anonymous', 'unknown', 'noreply@blogger.com')


@dataclass
class Entry:
    """What an entry says. `kind`: post, page, comment, or another that is no text of the site.

    `status` is in Blogger's words in lower case; `post` is the id of what a comment is on, `parent` of the comment that
    it answers.
    """

    element: etree._Element
    kind: str
    id: str
    status: str
    url: str = ''
    post: str = ''
    parent: str = ''

    @classmethod
    def of(cls, element: etree._Element) -> 'Entry':
        kind = value(element, 'type').lower() or _kind_of(element)
        url, filename = _link(element, 'alternate'), value(element, 'filename')
        return cls(
            element=element,
            kind=kind,
            id=value(element, 'id'),
            status=_status(element),
            url=sanitise.web_url(url) or (filename if filename.startswith('/') else ''),
            post=value(element, 'parent') or attribute(child(element, 'in-reply-to'), 'ref'),
            parent=_number(value(element, 'inReplyTo') or urlsplit(_link(element, 'related')).path),
        )

    def moment(self, field: str, zone: tzinfo) -> datetime | None:
        return moments.iso(value(self.element, field), zone)


def article(
    entry: Entry, comments: Iterable[CommentRecord], *, source: str, zone: tzinfo, original: bytes
) -> ArticleRecord:
    """The record of a post or page, with its comments."""
    notes: list[Note] = []
    content = _content(entry.element)
    body = bodies.render(content, entry.url)
    published = entry.moment('published', zone)
    title = _title(entry.element)
    authors = _authors(entry.element)
    if not authors:
        notes.append(Note('no-author', 'The file names no author.'))
    return ArticleRecord(
        source=source,
        source_key=f'blogger:{entry.id or entry.url}',
        kind='page' if entry.kind == 'page' else 'post',
        status=_article_status(entry, published, notes),
        title=title,
        slug=_slug(entry, title),
        authors=authors,
        published=published,
        modified=entry.moment('updated', zone),
        body_source=content,
        body_html=body.html,
        body_text=body.text,
        images=body.images,
        tags=_tags(entry.element),
        comments=tuple(comments),
        old_urls=(entry.url,) if entry.url else (),
        url=entry.url if sanitise.web_url(entry.url) else '',
        guid=entry.id,
        meta=_meta(entry.element),
        notes=(*notes, *body.notes),
        original=original,
    )


def comment(entry: Entry, zone: tzinfo) -> CommentRecord:
    """The record of a comment. A removed one keeps its place in the thread, with Blogger's sentence as its text."""
    html, text = bodies.comment(_content(entry.element))
    author = value(entry.element, 'author/name')
    email = value(entry.element, 'author/email')
    return CommentRecord(
        id=_number(entry.id),
        parent=entry.parent,
        author='' if author.lower() in _NOBODY else plain.title(author),
        email='' if email in _NOBODY else email,
        url=sanitise.web_url(value(entry.element, 'author/uri')),
        published=entry.moment('published', zone),
        body_html=html,
        text=text,
        status=_comment_status(entry),
    )


def _kind_of(element: etree._Element) -> str:
    """The kind that a backup says by a category."""
    terms = (attribute(one, 'term') for one in element if name(one) == 'category')
    return next((term.removeprefix(_KIND) for term in terms if term.startswith(_KIND)), '')


def _status(element: etree._Element) -> str:
    if value(element, 'trashed'):
        return 'trashed'
    if value(element, 'control/draft').lower() == 'yes':
        return 'draft'
    return value(element, 'status').lower() or 'live'


def _article_status(entry: Entry, published: datetime | None, notes: list[Note]) -> str:
    if entry.status not in _STATUSES:
        notes.append(
            Note('unknown-status', f'The status “{entry.status[:100]}” is not one of Blogger: kept as a draft.')
        )
    status = _STATUSES.get(entry.status, 'draft')
    if not published and status in ('published', 'scheduled'):
        notes.append(Note('no-date', 'The entry has no date that can be read: kept as a draft.'))
        return 'draft'
    return status


def _comment_status(entry: Entry) -> str:
    removed = any(
        attribute(one, 'name') == 'blogger.contentRemoved' and attribute(one, 'value') == 'true'
        for one in entry.element
        if name(one) == 'extendedProperty'
    )
    if removed or 'trashed' in entry.status or 'deleted' in entry.status:
        return 'trashed'
    return 'approved' if entry.status == 'live' else 'spam' if 'spam' in entry.status else 'held'


def _link(element: etree._Element, relation: str) -> str:
    links = (one for one in element if name(one) == 'link' and attribute(one, 'rel') == relation)
    return next((attribute(link, 'href') for link in links), '')


def _number(identifier: str) -> str:
    match = _NUMBER.search(identifier)
    return match[0] if match else identifier


def _content(element: etree._Element) -> str:
    content = child(element, 'content')
    if content is None:
        content = child(element, 'summary')
    if content is None:
        return ''
    if len(content):
        return ''.join(etree.tostring(one, encoding='unicode', method='html') for one in content)
    return content.text or ''


def _title(element: etree._Element) -> str:
    title = child(element, 'title')
    words = value(element, 'title')
    return plain.title(words) if attribute(title, 'type') == 'html' else ' '.join(words.split())


def _authors(element: etree._Element) -> tuple[AuthorRecord, ...]:
    words = plain.title(value(element, 'author/name'))
    if words.lower() in _NOBODY:
        return ()
    email = value(element, 'author/email')
    return (
        AuthorRecord(
            words,
            slugs.slugify(words),
            key=value(element, 'author/uri'),
            email='' if email in _NOBODY else email,
        ),
    )


def _tags(element: etree._Element) -> tuple[TermRecord, ...]:
    """Labels; Takeout writes all of an entry into one category, a line each."""
    labels = [
        plain.title(line)
        for one in element
        if name(one) == 'category' and attribute(one, 'scheme').startswith(_LABELS)
        for line in one.get('term', '').split('\n')
    ]
    tags = {slugs.slugify(label): label for label in reversed(labels) if label}
    return tuple(TermRecord(label, slug, taxonomy='tag') for slug, label in reversed(tags.items()))


def _slug(entry: Entry, title: str) -> str:
    path = urlsplit(entry.url).path if entry.url else ''
    return slugs.decode(PurePosixPath(path).stem) or slugs.slugify(title)


def _meta(element: etree._Element) -> dict:
    place = child(element, 'location')
    names = ('name', 'latitude', 'longitude')
    meta = {
        'seo': {'description': text} if (text := value(element, 'metaDescription')) else {},
        'location': {name: text for name in names if (text := value(place, name))} if place is not None else {},
        'place': value(element, 'featurename'),
        'enclosure': _link(element, 'enclosure'),
    }
    return {name: content for name, content in meta.items() if content}
