"""The record of a post that Substack exported: a line of posts.csv, and the page of HTML with its number."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo

from articles.readers import bodies, moments
from articles.readers.record import ArticleRecord, Note
from articles.readers.substack.markup import cleaned
from articles.text import plain, sanitise, slugs

_NUMBER = re.compile(r'(\d+)\.(.*)', re.S)
_TRUE = ('true', 't', '1', 'yes')
# Sent to readers, and never on the web.
_LETTERS = ('adhoc_email', 'email')


def article(row: Mapping[str, str], text: str | None, *, source: str, zone: tzinfo, original: bytes) -> ArticleRecord:
    """The record of a post. `text` is its HTML, None where the export has none."""
    notes: list[Note] = []
    number, slug = _NUMBER.findall(row['post_id'])[0]
    podcast = sanitise.web_url(row.get('podcast_url') or '')
    body = bodies.render(cleaned(text or '', podcast))
    published = moments.iso(row.get('post_date') or '', zone)
    title = plain.title(row.get('title') or '')
    slug = slugs.decode(slug) or slugs.slugify(title)
    kind = (row.get('type') or '').lower()
    status = _status(row, kind, published, text, notes)
    return ArticleRecord(
        source=source,
        source_key=f'substack:{number}',
        kind='page' if kind == 'page' else 'post',
        status=status,
        title=title,
        slug=slug,
        standfirst=plain.title(row.get('subtitle') or ''),
        published=published,
        body_source=text or '',
        body_html=body.html,
        body_text=body.text,
        images=body.images,
        # The same path on every site of Substack; the export does not name the site.
        old_urls=(f'/p/{slug}',) if slug and status in ('published', 'review') else (),
        meta={name: value for name, value in (('id', number), ('type', kind), ('podcast', podcast)) if value},
        notes=(*notes, *body.notes),
        original=original,
    )


def is_post(row: Mapping[str, str]) -> bool:
    """Whether a line names a post."""
    return bool(_NUMBER.fullmatch(row.get('post_id') or ''))


def _status(row: Mapping[str, str], kind: str, published: datetime | None, text: str | None, notes: list[Note]) -> str:
    """What is not for everyone is private: for subscribers, for those who pay, for those who were sent it."""
    if (row.get('is_published') or '').strip().lower() not in _TRUE:
        return 'draft'
    audience = (row.get('audience') or '').strip().lower()
    if audience != 'everyone' or kind in _LETTERS:
        notes.append(Note('members-only', f'It was for “{(audience or kind)[:100]}”: kept as private.'))
        return 'private'
    if not published:
        notes.append(Note('no-date', 'The post has no date that can be read: kept as a draft.'))
        return 'draft'
    if text is None:
        notes.append(Note('no-text', 'The export has no text of this post: kept in review.'))
        return 'review'
    return 'published'
