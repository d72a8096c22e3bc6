"""The comments of imported articles: new ones added, changed ones brought up to date, moderated ones left alone."""

from collections.abc import Collection
from datetime import UTC, datetime

from articles.db.copy import copy_rows, new_ids
from articles.imports.store.provenance import overwrite
from articles.models import Comment, ImportRun
from articles.readers.record import ArticleRecord, CommentRecord, digest
from articles.text import sanitise

FIELDS = [
    'id', 'article', 'parent', 'number', 'kind', 'status', 'author_name', 'author_email', 'author_url', 'body_html',
    'body_text', 'sanitiser_version', 'posted', 'network_hash', 'source_key', 'import_digest', 'meta',
]  # fmt: skip


def write_comments(
    records: list[ArticleRecord], ids: dict[str, int], there_before: Collection[str], run: ImportRun
) -> None:
    """Writes what is new or changed in the comments of these records, of which those keys had been there before.

    A reply to a comment that is not there moves to the top level. A comment that was moderated or edited here keeps
    what was decided here. None is ever deleted.
    """
    known: dict[int, dict[str, tuple[int, str, int, object]]] = {}
    numbers: dict[int, set[int]] = {}
    # Those that are new have none, and to look for them takes as long as for the others.
    earlier = [ids[record.source_key] for record in records if record.source_key in there_before]
    stored = Comment.objects.filter(article__in=earlier)
    for pk, article, key, mark, number, moderated in stored.values_list(
        'pk', 'article_id', 'source_key', 'import_digest', 'number', 'moderated'
    ):
        known.setdefault(article, {})[key] = (pk, mark, number, moderated)
        numbers.setdefault(article, set()).add(number)
    rows = []
    fresh = iter(new_ids(Comment, sum(len(record.comments) for record in records)))
    for record in records:
        article = ids[record.source_key]
        there = known.get(article, {})
        pk_of = {
            comment.id: there[comment.id][0] if comment.id in there else next(fresh) for comment in record.comments
        }
        taken = numbers.setdefault(article, set())
        added_by = run.pk if record.source_key in there_before else None
        for comment in {comment.id: comment for comment in record.comments}.values():
            parent = pk_of.get(comment.parent) if comment.parent != comment.id else None
            mark = digest(comment)
            if comment.id not in there:
                number = _number(comment, pk_of[comment.id], taken)
                rows.append((*_row(comment, pk_of[comment.id], article, parent, number, mark, record), added_by))
            elif there[comment.id][1] != mark and there[comment.id][3] is None:
                pk, _, number, _ = there[comment.id]
                values = dict(zip(FIELDS, _row(comment, pk, article, parent, number, mark, record), strict=True))
                values['article_id'], values['parent_id'] = values.pop('article'), values.pop('parent')
                overwrite(Comment.objects.get(pk=pk), values, run)
    copy_rows(Comment, [*FIELDS, 'run'], rows)


def _number(comment: CommentRecord, pk: int, taken: set[int]) -> int:
    """The number it had in its old address, unless another comment of the article has it."""
    old = int(comment.id) if comment.id.isdecimal() and len(comment.id) < 19 else pk
    number = pk if old in taken else old
    taken.add(number)
    return number


def _row(comment: CommentRecord, pk: int, article: int, parent, number: int, mark: str, record: ArticleRecord) -> tuple:
    posted = comment.published or record.published or record.modified or datetime(1970, 1, 1, tzinfo=UTC)
    return (
        pk, article, parent, number, comment.kind, comment.status, comment.author[:200], comment.email[:254],
        sanitise.web_url(comment.url)[:500], comment.body_html, comment.text, sanitise.VERSION, posted, '',
        comment.id, mark, dict(comment.meta),
    )  # fmt: skip
