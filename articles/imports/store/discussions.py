"""Comments that a site kept elsewhere (Disqus), joined with the articles that have their URLs.

A discussion whose article is not here yet is a kept item: it waits, and is joined when an import brings the article. It
is deleted then, since all that it held are comments.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Func, IntegerField, QuerySet, Sum
from django.db.models.fields.json import KeyTransform

from articles.db.copy import copy_rows, new_ids
from articles.imports.store.provenance import overwrite
from articles.imports.store.report import Notebook
from articles.models import Article, Comment, KeptItem, OldUrl, Provenance
from articles.readers.digests import digest
from articles.readers.record import ArticleRecord, CommentRecord, Note
from articles.text import sanitise, url_forms
from articles.text.wordpress_urls import readings

KIND = 'discussion'
BATCH = 200
_DATED = re.compile(r'/(\d{4})/(\d\d)/(\d\d)/([^/?]+)')
_COMMENT_FIELDS = (
    'id', 'parent', 'author', 'email', 'url', 'published', 'body_html', 'text', 'status', 'kind', 'meta',
)  # fmt: skip
_WORDPRESS_ID = re.compile(r'wp_id=(\d+)')
_URL = re.compile(r'https?://\S+')


@dataclass
class Discussion:
    """The comments of one page: its URL, its title, and the other names it had."""

    key: str
    url: str
    title: str
    identifier: str
    comments: list[CommentRecord]
    run: int | None
    urls: list[str] = field(init=False)

    def __post_init__(self) -> None:
        # WordPress' plugin calls a thread by number and guid: "528 https://example.org/?p=528".
        named = _URL.findall(self.identifier)
        bare = self.url.partition('#')[0].partition('?')[0]
        self.urls = list(dict.fromkeys(filter(None, [self.url, bare, *named])))


def write_discussions(records: list[ArticleRecord], documents: dict[str, int], notebook: Notebook) -> Counter:
    """Joins discussions with their articles, or keeps them until those are here; returns the number of each outcome."""
    discussions = [
        Discussion(
            record.source_key, record.url, record.title, record.meta.get('identifier', ''),
            [_kept(comment, record) for comment in record.comments], notebook.run.pk,
        )
        for record in records
    ]  # fmt: skip
    outcome: Counter = Counter()
    articles = _articles(discussions)
    waiting = {item.source_key: item for item in KeptItem.objects.filter(source_key__in=[d.key for d in discussions])}
    for record, discussion in zip(records, discussions, strict=True):
        item, article = waiting.get(discussion.key), articles.get(discussion.key)
        if article:
            outcome[_join(discussion, article, notebook)] += 1
            if item:
                item.delete()
            continue
        values = {'kind': KIND, 'title': record.title, 'record': _as_json(discussion)}
        if item and item.record == values['record']:
            outcome['unchanged'] += 1
        elif item:
            overwrite(item, values, notebook.run)
            outcome['updated'] += 1
        else:
            document = documents[record.source]
            KeptItem.objects.create(source_key=discussion.key, source_document_id=document, run=notebook.run, **values)
            outcome['created'] += 1
    return outcome


def join_discussions(notebook: Notebook) -> None:
    """Joins the discussions that wait with articles that are here by now, and notes how many comments still wait."""
    waiting = KeptItem.objects.filter(kind=KIND).order_by('pk')
    # Without the comments, which are only needed of those that join.
    names = waiting.values_list('pk', 'source_key', 'record__url', 'record__title', 'record__identifier')
    joined, last = Counter(), 0
    while batch := list(names.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        with transaction.atomic():
            articles = _articles([Discussion(*columns, [], None) for _, *columns in batch])
            for item in waiting.filter(source_key__in=articles):
                discussion = _from_json(item)
                _join(discussion, articles[item.source_key], notebook)
                joined.update(threads=1, comments=len(discussion.comments))
                item.delete()
    if joined:
        text = f'{joined["comments"]} comments of {joined["threads"]} threads that waited joined their articles.'
        notebook.keep([(None, None, Note('comments-joined', text))])
    _note_waiting(waiting, notebook)
    notebook.committed()


def _note_waiting(waiting: QuerySet[KeptItem], notebook: Notebook) -> None:
    comments = Func(KeyTransform('comments', 'record'), function='jsonb_array_length', output_field=IntegerField())
    total = waiting.aggregate(threads=Count('pk'), comments=Sum(comments))
    if total['threads']:
        names = waiting.values_list('record__url', 'record__title')[:3]
        examples = ', '.join(url or title or '(no URL)' for url, title in names)
        counts = f'{total["comments"]} comments of {total["threads"]} threads'
        text = f'{counts} wait for articles that are not here: {examples}'
        notebook.keep([(None, None, Note('comments-waiting', text + (' …' if total['threads'] > 3 else '')))])


def _kept(comment: CommentRecord, record: ArticleRecord) -> CommentRecord:
    """A comment as it is kept: without where it was sent from, and hidden if its thread was deleted as a whole."""
    return replace(comment, ip='', status='trashed' if record.meta.get('deleted') else comment.status)


def _articles(discussions: Iterable[Discussion]) -> dict[str, Article]:
    """The article of each discussion, by its key, in a handful of queries for any number of them."""
    keys = {
        one.key: [reading.key for url in one.urls for reading in readings(url) if not reading.part]
        for one in discussions
    }
    paths = {path for of_one in keys.values() for path in of_one}
    ids = _at_former_urls(paths) | _at_current_urls(paths)
    articles = Article.objects.in_bulk(ids.values())
    hosts = {
        pk: url_forms.host(url)
        for pk, url in Provenance.objects.filter(article__in=articles).values_list('article', 'url')
    }
    chosen = {}
    for discussion in discussions:
        candidates = (articles[ids[path]] for path in keys[discussion.key] if path in ids and ids[path] in articles)
        article = next((one for one in candidates if _is_about(discussion, one, hosts.get(one.pk, ''))), None)
        if article:
            chosen[discussion.key] = article
    return chosen


def _at_former_urls(paths: set[str]) -> dict[str, int]:
    return dict(OldUrl.objects.filter(path__in=paths, article__isnull=False).values_list('path', 'article'))


def _at_current_urls(paths: set[str]) -> dict[str, int]:
    """Articles at /2017/11/22/slug, pages at their path, whether readers may see them or not."""
    dated = {path: (_day(*match.groups()[:3]), match[4]) for path in paths if (match := _DATED.fullmatch(path))}
    days = {day for day, _ in dated.values() if day}
    rows = Article.objects.filter(kind=Article.Kind.ARTICLE, published_on__in=days).filter(
        slug__in={slug for _, slug in dated.values()}
    )
    known = {(day, slug): pk for pk, day, slug in rows.values_list('pk', 'published_on', 'slug')}
    articles = {path: known[place] for path, place in dated.items() if place in known}
    pages = Article.objects.filter(kind=Article.Kind.PAGE, slug__in={path.strip('/') for path in paths} - {''})
    return articles | {f'/{slug}': pk for pk, slug in pages.values_list('pk', 'slug')}


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _is_about(discussion: Discussion, article: Article, host: str) -> bool:
    """Whether a discussion at the path of an article is about it: the same host, or where that differs or is not known,
    the same title, since a path such as /about/ is on many sites.
    """
    if host and host in map(url_forms.host, discussion.urls):
        return True
    title, known = _plain(discussion.title), _plain(article.title)
    if not title or title.startswith(('http:', 'https:')):
        return not host
    return bool(known) and (title.startswith(known) or known.startswith(title))


def _plain(title: str) -> str:
    return ' '.join(title.casefold().split())


def _join(discussion: Discussion, article: Article, notebook: Notebook) -> str:
    """Writes what is new or changed in the comments of an article; returns the outcome for the report.

    A comment that WordPress had synchronised counts as the same. One that was moderated or edited here stays as it is.
    """
    stored = list(Comment.objects.filter(article=article))
    by_key = {comment.source_key: comment for comment in stored if comment.source_key}
    synchronised = {
        f'disqus:{number}': comment
        for comment in stored
        if (number := (comment.meta.get('commentmeta') or {}).get('dsq_post_id'))
    }
    known, new = {}, []
    for comment in {comment.id: comment for comment in discussion.comments}.values():
        named = _WORDPRESS_ID.search(comment.meta.get('identifier', ''))
        existing = by_key.get(comment.id) or synchronised.get(comment.id) or (named and by_key.get(named[1]))
        if existing:
            known[comment.id] = existing
        else:
            new.append(comment)
    ids = {key: comment.pk for key, comment in known.items()}
    ids |= dict(zip((comment.id for comment in new), new_ids(Comment, len(new)), strict=True))
    changed = _update(discussion, known, notebook)
    taken = {comment.number for comment in stored}
    rows = []
    for comment in new:
        number = _number(comment, ids[comment.id], taken)
        parent = ids.get(comment.parent) if comment.parent != comment.id else None
        keys = {'id': ids[comment.id], 'article': article.pk, 'parent': parent, 'number': number, 'run': discussion.run}
        rows.append(keys | _columns(comment, article) | {'source_key': comment.id})
    if rows:
        copy_rows(Comment, list(rows[0]), (list(row.values()) for row in rows))
    if not known:
        return 'created' if new else 'unchanged'
    return 'updated' if new or changed else 'unchanged'


def _update(discussion: Discussion, known: dict[str, Comment], notebook: Notebook) -> int:
    changed = 0
    for comment in discussion.comments:
        stored = known.get(comment.id)
        own = stored and stored.source_key == comment.id
        if own and stored.import_digest != digest(comment) and stored.moderated is None:
            overwrite(stored, _columns(comment, stored.article), notebook.run)
            changed += 1
    return changed


def _columns(comment: CommentRecord, article: Article) -> dict[str, Any]:
    return {
        'kind': comment.kind,
        'status': comment.status,
        'author_name': comment.author[:200],
        'author_email': comment.email[:254],
        'author_url': sanitise.web_url(comment.url)[:500],
        'body_html': comment.body_html,
        'body_text': comment.text,
        'sanitiser_version': sanitise.VERSION,
        'posted': comment.published or article.published or article.modified,
        'network_hash': '',
        'import_digest': digest(comment),
        'meta': dict(comment.meta),
    }


def _number(comment: CommentRecord, pk: int, taken: set[int]) -> int:
    """The number in the comment's former URL (#comment-123), or its primary key where another comment has that."""
    former = comment.id.rpartition(':')[2]
    number = int(former) if former.isascii() and former.isdecimal() and len(former) < 19 else pk
    number = pk if number in taken else number
    taken.add(number)
    return number


def _as_json(discussion: Discussion) -> dict[str, Any]:
    """A discussion as its kept item holds it; where its comments were sent from is not kept."""
    comments = [{name: _json(getattr(comment, name)) for name in _COMMENT_FIELDS} for comment in discussion.comments]
    return {
        'url': discussion.url,
        'title': discussion.title,
        'identifier': discussion.identifier,
        'comments': comments,
    }


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else dict(value) if hasattr(value, 'keys') else value


def _from_json(item: KeptItem) -> Discussion:
    record = item.record
    comments = [
        CommentRecord(**comment | {'published': comment['published'] and datetime.fromisoformat(comment['published'])})
        for comment in record['comments']
    ]
    return Discussion(item.source_key, record['url'], record['title'], record['identifier'], comments, item.run_id)
