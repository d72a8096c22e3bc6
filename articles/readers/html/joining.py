"""Makes one article of what its own page and the rest of a capture say."""

from dataclasses import replace
from datetime import datetime, time

from articles.readers.record import ArticleRecord, CommentRecord, ImageRecord, Note

_BREAK = '\n<!--nextpage-->\n'


def joined(record: ArticleRecord, others: list[ArticleRecord]) -> ArticleRecord:
    """An article with the texts and comments of its other pages, each of which leads to it.

    A page of comments repeats the text, which is told by that.
    """
    for other in others:
        if other.body_text and other.body_text not in record.body_text:
            record = replace(
                record,
                body_source=f'{record.body_source}{_BREAK}{other.body_source}',
                body_html=f'{record.body_html}\n{other.body_html}',
                body_text=f'{record.body_text}\n\n{other.body_text}',
                images=_distinct((*record.images, *other.images)),
            )
    comments = {comment.id: comment for page in (record, *others) for comment in page.comments}
    if record.meta.get('comments_announced', 0) <= len(comments):
        notes = tuple(note for note in record.notes if note.code != 'comments-missing')
        record = replace(record, meta={}, notes=notes)
    urls = dict.fromkeys(url for page in (record, *others) for url in page.old_urls)
    return replace(record, comments=tuple(sorted(comments.values(), key=_order)), old_urls=tuple(urls))


def with_moment(record: ArticleRecord, when: datetime | None) -> ArticleRecord:
    """An article with the moment that a list or feed of its capture gives, where its own page gives none or no hour."""
    own = record.published
    if not when or record.kind == 'page' or record.status not in ('published', 'review'):
        return record
    is_missing = own is None or (own.date() == when.date() and own.time() == time() != when.time())
    if not is_missing:
        return record
    fields = dict(record.fields) | {'published': {'from': 'list', 'confidence': 0.9}}
    notes = tuple(note for note in record.notes if note.code not in ('no-date', 'unsure'))
    # Only what waits for want of a date is public with it.
    waits = own is None and not any(note.code in ('password', 'part') for note in notes)
    status = 'published' if waits else record.status
    return replace(record, published=when, status=status, fields=fields, notes=notes)


def part_alone(record: ArticleRecord, part: int) -> ArticleRecord:
    """An article of which only a later page is in the capture."""
    note = Note('part', f'Only page {part} of this text and what follows it is in the capture.')
    return replace(record, status='review', notes=(*record.notes, note))


def _order(comment: CommentRecord) -> tuple:
    return (
        comment.published is None,
        comment.published.timestamp() if comment.published else 0.0,
        comment.id.zfill(20),
    )


def _distinct(images: tuple[ImageRecord, ...]) -> tuple[ImageRecord, ...]:
    return tuple({image.src: image for image in reversed(images)}.values())[::-1]
