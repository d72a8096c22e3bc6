"""Makes one article of what its own page and the rest of a capture say."""

from dataclasses import replace
from datetime import datetime, time

from articles.readers.record import ArticleRecord, AuthorRecord, CommentRecord, ImageRecord, Note, TermRecord

# Origins of what is not on the page itself.
LIST, ANSWER = 'list', 'api'
_BREAK = '\n<!--nextpage-->\n'


def joined(record: ArticleRecord, others: list[ArticleRecord]) -> ArticleRecord:
    """An article with the texts and comments of its other pages, each of which leads to it.

    A page of comments repeats the text, which is told by that.
    """
    pages = 1
    for other in others:
        if other.body_text and other.body_text not in record.body_text:
            pages += 1
            record = replace(
                record,
                body_source=f'{record.body_source}{_BREAK}{other.body_source}',
                body_html=f'{record.body_html}\n{other.body_html}',
                body_text=f'{record.body_text}\n\n{other.body_text}',
                images=_distinct((*record.images, *other.images)),
            )
    comments = {comment.id: comment for page in (record, *others) for comment in page.comments}
    record = _without_gap(record, 'comments', len(comments))
    record = _without_gap(record, 'pages', pages)
    urls = dict.fromkeys(url for page in (record, *others) for url in page.old_urls)
    return replace(record, comments=tuple(sorted(comments.values(), key=_order)), old_urls=tuple(urls))


def _without_gap(record: ArticleRecord, what: str, count: int) -> ArticleRecord:
    """The record without the note that it lacks comments or pages, where as many are here as its page announces."""
    if record.meta.get(f'{what}_announced', 0) > count:
        return record
    meta = {name: value for name, value in record.meta.items() if name != f'{what}_announced'}
    notes = tuple(note for note in record.notes if note.code != f'{what}-missing')
    return replace(record, meta=meta, notes=notes)


def with_moment(record: ArticleRecord, when: datetime | None) -> ArticleRecord:
    """An article that a list or feed of its capture gives with a moment, where its own page gives no other day.

    Being listed it surely is an article. The moment is taken where its page gives none, or no hour.
    """
    own, is_unsure = record.published, any(note.code == 'unsure' for note in record.notes)
    if not when or (record.kind == 'page' and not is_unsure) or record.status not in ('published', 'review'):
        return record
    if record.kind == 'page':
        record = replace(record, kind='post', slug=record.slug.rpartition('/')[2])
    if own is None or (own.date() == when.date() and own.time() == time() != when.time()):
        return _dated(record, when, LIST)
    return _dated(record, own, LIST) if is_unsure and own.date() == when.date() else record


def as_page(record: ArticleRecord, path: str) -> ArticleRecord:
    """What its site calls an article but gives no date, as only what stands at this path for good has none there."""
    if record.kind == 'page' or record.published or record.status != 'review':
        return record
    note = Note('unsure', 'It has no date, as other pages of the site have: it is kept as a page.')
    notes = (*(note for note in record.notes if note.code != 'unsure'), note)
    return replace(record, kind='page', slug=path, notes=notes)


def with_answer(record: ArticleRecord, when: datetime | None, author: str) -> ArticleRecord:
    """An article with what the site's API said of it: when it was published; who wrote it, where its page names nobody.

    Of themes' dates some have no hour, and others an offset that the site had not yet.
    """
    if when and record.status in ('published', 'review'):
        record = _dated(record, when, ANSWER)
    if author and not record.authors:
        fields = dict(record.fields) | {'authors': {'from': ANSWER, 'confidence': 0.95}}
        notes = tuple(note for note in record.notes if note.code != 'no-author')
        record = replace(record, authors=(AuthorRecord(author),), fields=fields, notes=notes)
    return record


def with_terms(record: ArticleRecord, what: str, terms: tuple[TermRecord, ...]) -> ArticleRecord:
    """An article with the `categories` or `tags` that the rest of its capture names, where its page prints none."""
    if getattr(record, what) or not terms:
        return record
    fields = dict(record.fields) | {what: {'from': LIST, 'confidence': 0.9}}
    if what == 'tags':
        return replace(record, tags=terms, fields=fields)
    return replace(record, categories=terms, fields=fields)


def _dated(record: ArticleRecord, when: datetime, origin: str) -> ArticleRecord:
    fields = dict(record.fields) | {'published': {'from': origin, 'confidence': 0.9 if origin == LIST else 0.98}}
    notes = tuple(note for note in record.notes if note.code not in ('no-date', 'unsure'))
    # Only what waits for want of a sure date is public with it.
    is_held = any(note.code in ('password', 'part') for note in notes)
    return replace(record, published=when, status=record.status if is_held else 'published', fields=fields, notes=notes)


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
