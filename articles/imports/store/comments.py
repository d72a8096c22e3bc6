"""Writes the comments of imported articles: adds new ones, updates changed ones, leaves moderated ones alone."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from articles.db.copy import copy_rows, new_ids
from articles.imports.store.incoming import Incoming
from articles.imports.store.provenance import overwrite
from articles.models import Comment, ImportRun
from articles.readers.digests import digest
from articles.readers.record import ArticleRecord, CommentRecord
from articles.text import sanitise

DISQUS = 'disqus:'  # how the keys of its comments begin
_WORDPRESS_ID = re.compile(r'.*wp_id=(\d+).*', re.S)


class _Stored(NamedTuple):
    """A comment that an earlier run imported."""

    pk: int
    digest: str
    number: int
    moderated: datetime | None
    author: str
    text: str
    identifier: str | None  # of a comment from Disqus: names the one of WordPress that it was copied from


def write_comments(items: list[Incoming], run: ImportRun) -> None:
    """Writes the new and changed comments of these articles.

    A reply whose parent is missing moves to the top level. A comment that was moderated or edited here stays as it is.
    None is ever deleted.
    """
    stored = _stored(items)
    fresh_ids = iter(new_ids(Comment, sum(len(item.record.comments) for item in items)))
    rows = []
    for item in items:
        known = stored.get(item.pk, {})
        taken = {comment.number for comment in known.values()}
        holders = {key: comment.pk for key, comment in known.items() if isinstance(key, str)}
        if item.is_from_elsewhere:
            known = _by_words(item.record.comments, known)
        elif any(str(key).startswith(DISQUS) for key in known):
            known = known | _synchronised(item.record.comments, known)
        ids = {
            comment.id: known[comment.id].pk if comment.id in known else next(fresh_ids)
            for comment in item.record.comments
        }
        for comment in {comment.id: comment for comment in item.record.comments}.values():
            pk, old = ids[comment.id], known.get(comment.id)
            keys = {
                'id': pk,
                'article_id': item.pk,
                'parent_id': ids.get(comment.parent) if comment.parent != comment.id else None,
            }
            # The key of another comment stays with that one.
            is_free = holders.setdefault(comment.id, pk) == pk
            keys['source_key'] = comment.id if is_free else f'{comment.id}-{pk}'
            if not old:
                number = _free_number(comment, pk, taken)
                # A comment that is imported with its article is deleted with it, and needs no run of its own.
                made_by = None if item.is_new else run.pk
                rows.append(_columns(comment, item.record) | keys | {'number': number, 'run': made_by})
            elif old.digest != digest(comment) and old.moderated is None and not item.is_poorer:
                columns = _columns(comment, item.record) | keys | {'number': old.number}
                overwrite(Comment.objects.get(pk=pk), columns, run)
    if rows:
        copy_rows(Comment, list(rows[0]), (row.values() for row in rows))


def _stored(items: list[Incoming]) -> dict[int, dict[str | int, _Stored]]:
    """The comments of existing articles, by article and by id in the source; those written here by primary key."""
    # New articles have none, and looking for those takes as long as for any other.
    existing = [item.pk for item in items if not item.is_new]
    stored: dict[int, dict[str | int, _Stored]] = {}
    for article, key, *columns in Comment.objects.filter(article__in=existing).values_list(
        'article_id',
        'source_key',
        'pk',
        'import_digest',
        'number',
        'moderated',
        'author_name',
        'body_text',
        'meta__identifier',
    ):
        stored.setdefault(article, {})[columns[0] if key is None else key] = _Stored(*columns)
    return stored


def _by_words(comments: Iterable[CommentRecord], stored: dict[str | int, _Stored]) -> dict[str | int, _Stored]:
    """The stored comments by the ids they have in another source: a saved page may have none, or its own.

    Where two sources print the words differently, the same id tells with the author or the text.
    """
    comments = tuple(comments)
    known: dict[str | int, _Stored] = {
        comment.id: other
        for comment in comments
        if (other := stored.get(comment.id))
        and _words(other.author, other.text) == _words(comment.author, comment.text)
    }
    same_pks = {comment.pk for comment in known.values()}
    waiting: dict[tuple[str, str], list[_Stored]] = {}
    for comment in stored.values():
        if comment.pk not in same_pks:
            waiting.setdefault(_words(comment.author, comment.text), []).append(comment)
    for comment in comments:
        if comment.id not in known and (same := waiting.get(_words(comment.author, comment.text))):
            known[comment.id] = same.pop(0)
    matched = {comment.pk for comment in known.values()}
    for comment in comments:
        other = stored.get(comment.id)
        is_free = comment.id not in known and other and other.pk not in matched
        if other and is_free and _is_same(comment, other):
            known[comment.id] = other
    return known


def _synchronised(comments: Iterable[CommentRecord], stored: dict[str | int, _Stored]) -> dict[str | int, _Stored]:
    """The stored comments from Disqus that its plugin has copied into WordPress, by their ids there."""
    by_copy = {
        _WORDPRESS_ID.sub(r'\1', comment.identifier): comment for comment in stored.values() if comment.identifier
    }
    known: dict[str | int, _Stored] = {}
    for comment in comments:
        number = (comment.meta.get('commentmeta') or {}).get('dsq_post_id')
        if comment.id not in stored and (same := stored.get(f'{DISQUS}{number}') or by_copy.get(comment.id)):
            known[comment.id] = same
    return known


def _is_same(comment: CommentRecord, other: _Stored) -> bool:
    (author, text), (name, words) = _words(other.author, other.text), _words(comment.author, comment.text)
    return author == name or text == words


def _words(author: str, text: str) -> tuple[str, str]:
    return author.casefold(), re.sub(r'\W+', '', text.casefold())


def _free_number(comment: CommentRecord, pk: int, taken: set[int]) -> int:
    """The number in the comment's former URL, or its primary key where another comment of the article has that."""
    former = int(comment.id) if comment.id.isdecimal() and len(comment.id) < 19 else pk
    number = pk if former in taken else former
    taken.add(number)
    return number


def _columns(comment: CommentRecord, article: ArticleRecord) -> dict[str, Any]:
    return {
        'kind': comment.kind,
        'status': comment.status,
        'author_name': comment.author[:200],
        'author_email': comment.email[:254],
        'author_url': sanitise.web_url(comment.url)[:500],
        'body_html': comment.body_html,
        'body_text': comment.text,
        'sanitiser_version': sanitise.VERSION,
        'posted': comment.published or article.published or article.modified or datetime(1970, 1, 1, tzinfo=UTC),
        'network_hash': '',
        'import_digest': digest(comment),
        'meta': dict(comment.meta),
    }
