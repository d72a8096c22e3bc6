"""Records that cannot be stored, by rules that need no database: a dry run refuses them as an import does."""

from articles.models import Comment
from articles.readers.record import ArticleRecord, CommentRecord

STATUSES = {'draft', 'review', 'published', 'scheduled', 'private', 'trashed'}
COMMENT_STATUSES, COMMENT_KINDS = set(Comment.Status), set(Comment.Kind)
_TEXTS = ('source_key', 'title', 'slug', 'standfirst', 'body_source', 'body_html', 'body_text', 'guid', 'url')
_COMMENT_TEXTS = ('id', 'author', 'email', 'url', 'body_html', 'text')
_LONGEST_KEY = 2000  # characters: PostgreSQL cannot index values of more than 2,704 bytes


def reason_to_refuse(record: ArticleRecord) -> str:
    """Why a record cannot be stored; '' for one that can be, as far as that is known without a database."""
    if record.status not in STATUSES:
        return f'“{record.status[:40]}” is no status of an article'
    if len(record.source_key) > _LONGEST_KEY:
        return 'its identifier is longer than 2,000 characters'
    if any('\0' in getattr(record, name) for name in _TEXTS):
        return 'its text holds a NUL character'
    reasons = (f'comment {comment.id[:40]}: {why}' for comment in record.comments if (why := _of_comment(comment)))
    return next(reasons, '')


def _of_comment(comment: CommentRecord) -> str:
    if comment.kind not in COMMENT_KINDS or comment.status not in COMMENT_STATUSES:
        return f'“{comment.kind[:40]}” and “{comment.status[:40]}” are no kind and status of a comment'
    if comment.kind == Comment.Kind.NOTE and comment.status == Comment.Status.APPROVED:
        return 'a private note is never approved'
    return 'its text holds a NUL character' if any('\0' in getattr(comment, name) for name in _COMMENT_TEXTS) else ''
