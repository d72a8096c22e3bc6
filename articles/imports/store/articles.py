"""Writes articles and pages with all that belongs to them: new ones, changed ones, and those in conflict."""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.utils import timezone

from articles.db.copy import copy_rows
from articles.editorial import paths, revisions
from articles.imports.store.comments import write_comments
from articles.imports.store.incoming import Incoming, look_up, with_outcome
from articles.imports.store.links import ImportedBody
from articles.imports.store.provenance import keep_conflicts, overwrite, write_provenance
from articles.imports.store.report import Notebook
from articles.imports.store.terms import Terms
from articles.models import Article, ArticleCategory, ArticleTag, Byline, ImportRun
from articles.readers.record import ArticleRecord, Note
from articles.text import sanitise, slugs, url_forms

from . import links as store_links
from . import old_urls

CONFLICT = Note('conflict', 'edited here and changed in the source since it was imported: the text here was kept')
POORER = Note('saved-page', 'an export has this article with more: only comments were taken from the saved page')


def write_articles(
    records: list[ArticleRecord], terms: Terms, documents: dict[str, int], notebook: Notebook
) -> Counter:
    """Writes articles and returns how many were created, updated, unchanged or in conflict.

    `documents` has the primary key of the source document of each `record.source`.
    """
    items = look_up(records)
    _find_changed(items)
    created, updated, conflicts = (with_outcome(items, outcome) for outcome in ('created', 'updated', 'conflict'))
    written = with_outcome(items, 'created', 'updated')
    _prepare(written)
    revisions.keep([item.pk for item in updated])
    _insert(created)
    for item in updated:
        _update(item)
    _write_links(written, terms)
    _write_old_urls(written, notebook.run)
    write_provenance(items, documents, notebook.run)
    # Worked out as if they were written, for the editor who decides.
    _prepare(conflicts)
    keep_conflicts(conflicts, terms, documents, notebook.run)
    # Last, since this sets the outcome of articles of which only comments are new, and nothing else is written.
    _write_comments(items, notebook.run)
    notebook.keep(
        [(item.pk, item.record, note) for item in written for note in (*item.record.notes, *_notes_on_path(item))]
        + [(item.pk, item.record, CONFLICT) for item in conflicts]
        + [(item.pk, item.record, POORER) for item in items if item.is_poorer]
    )
    return Counter(
        {outcome: len(with_outcome(items, outcome)) for outcome in ('created', 'updated', 'unchanged', 'conflict')}
    )


def _find_changed(items: list[Incoming]) -> None:
    """Sets the outcome of existing articles whose record is none of the versions imported so far: updated or conflict.

    Those edited here since are in conflict. The articles to update are locked: an editor who saves at the same time is
    either first, which makes a conflict, or later, and gets a warning that the article has changed.
    """
    differing = [
        item
        for item in items
        if item.existing and item.digest not in item.existing.import_digests and not item.is_poorer
    ]
    if not differing:
        return
    unedited = Article.objects.filter(pk__in=[item.pk for item in differing], version=F('imported_version'))
    locked = set(unedited.select_for_update().order_by('pk').values_list('pk', flat=True))
    for item in differing:
        item.outcome = 'updated' if item.pk in locked else 'conflict'


def _prepare(items: list[Incoming]) -> None:
    """Sets slug, body and columns of items that are written, or would be."""
    if not items:
        return
    _choose_slugs(items)
    # Links to what is imported already are replaced now, so that few bodies have to be written a second time.
    bodies = store_links.link_bodies(
        [ImportedBody(item.pk, item.record.source_key, item.record.url, item.record.body_html) for item in items]
    )
    for item in items:
        item.body = bodies[item.pk]
        item.columns = _columns(item)


def _insert(items: list[Incoming]) -> None:
    if not items:
        return
    columns = [*items[0].columns, 'import_digests', 'comments_digests', 'id', 'source_key', 'version']
    rows = (
        [*item.columns.values(), item.import_digests, item.comments_digests, item.pk, item.record.source_key, 1]
        for item in items
    )
    copy_rows(Article, columns, rows)


def _update(item: Incoming) -> None:
    # A new version number, so that an editor who has the article open gets a warning when saving.
    version = item.existing.version + 1
    Article.objects.filter(pk=item.pk).update(
        **item.columns
        | {
            'import_digests': item.import_digests,
            'comments_digests': item.comments_digests,
            'version': version,
            'imported_version': version,
            'source_key': item.record.source_key,
            'lead_image': None,  # joined again by its key when the whole file is stored
            'edited_by': None,
        }
    )
    for links in (Byline, ArticleCategory, ArticleTag):
        links.objects.filter(article=item.pk).delete()


def _notes_on_path(item: Incoming) -> list[Note]:
    wanted = item.record.slug
    if item.kind != 'page' or not wanted or item.slug == wanted:
        return []
    return [Note('page-path', f'/{wanted}/ cannot be its URL here: it is at /{item.slug}/.')]


def _columns(item: Incoming) -> dict[str, Any]:
    """The columns of an article that follow from its record."""
    record = item.record
    published = _published(record)
    return {
        'kind': item.kind,
        'status': _status(item),
        'title': record.title,
        'slug': item.slug,
        'standfirst': record.standfirst,
        'body_source': record.body_source,
        'body_format': record.body_format,
        'body_html': item.body.html,
        'body_text': record.body_text,
        'sanitiser_version': sanitise.VERSION,
        'language': record.language[:20],
        'published': published,
        'published_on': published and published.date(),
        'modified': record.modified or published or timezone.now(),
        'password': make_password(record.password) if record.password else '',
        'pinned': record.pinned,
        'comments_open': record.comments_open,
        'guid': record.guid,
        'imported_version': 1,  # of a new article; an update sets the next one
        'lead_image_key': record.lead_image_key,
        'pending_keys': [*record.pending_keys, *item.body.pending_urls],
        'meta': dict(record.meta) | ({'parent_key': record.parent_key} if record.parent_key else {}),
    }


def _choose_slugs(items: list[Incoming]) -> None:
    """Gives each item its slug, with -2, -3 … where another article of its day has it; for a page, another page."""
    taken = _taken_slugs(items)
    for item in items:
        item.slug = _source_slug(item.record)
    # Of a text and its translations under one slug, the one that had this very URL keeps it.
    for item in sorted(items, key=lambda item: url_forms.key(item.record.url) != url_forms.key(_path(item))):
        is_page = item.kind == 'page'
        if is_page and item.slug:
            item.slug = paths.for_a_page(item.slug)
        if item.slug and (is_page or item.record.published_on):
            on_same_day = taken[item.kind, None if is_page else item.record.published_on]
            item.slug = slugs.free(item.slug, on_same_day)
            on_same_day.add(item.slug)


def _taken_slugs(items: list[Incoming]) -> dict[tuple[str, date | None], set[str]]:
    """The slugs of other articles on the days of the items, by ('article', day), and of pages, by ('page', None)."""
    days = {item.record.published_on for item in items if item.kind == 'article' and item.record.published_on}
    others = Article.objects.exclude(pk__in=[item.pk for item in items])
    taken = defaultdict(set)
    for day, slug in others.filter(kind='article', published_on__in=days).values_list('published_on', 'slug'):
        taken['article', day].add(slug)
    if any(item.kind == 'page' for item in items):
        taken['page', None] = set(others.filter(kind='page').values_list('slug', flat=True))
    return taken


def _write_links(items: list[Incoming], terms: Terms) -> None:
    """Writes bylines, categories and tags; the first category is the primary one."""
    terms.load_tags([tag for item in items for tag in item.record.tags])
    bylines, categories, tags = [], [], []
    for item in items:
        author_ids = dict.fromkeys(terms.author(author).pk for author in item.record.authors)
        bylines += [(item.pk, author, position) for position, author in enumerate(author_ids)]
        category_ids = dict.fromkeys(terms.category(category).pk for category in item.record.categories)
        categories += [(item.pk, category, position == 0) for position, category in enumerate(category_ids)]
        tags += [(item.pk, tag) for tag in dict.fromkeys(terms.tag(tag).pk for tag in item.record.tags)]
    copy_rows(Byline, ['article', 'author', 'position'], bylines)
    copy_rows(ArticleCategory, ['article', 'category', 'is_primary'], categories)
    copy_rows(ArticleTag, ['article', 'tag'], tags)


def _write_old_urls(items: list[Incoming], run: ImportRun) -> None:
    rows = []
    for item in items:
        current = url_forms.key(_path(item))
        # Undoing the run deletes a new article with its URLs; of an existing one it has to know which to delete.
        made_by = None if item.is_new else run.pk
        urls = [url for url in item.record.old_urls if url_forms.key(url) != current]
        rows += [old_urls.Row(url, item.pk, run=made_by) for url in urls]
    old_urls.write_old_urls(rows)


def _write_comments(items: list[Incoming], run: ImportRun) -> None:
    """Writes the comments of articles whose comments are new or changed. What was unchanged counts as updated then."""
    changed = [
        item
        for item in items
        if item.record.comments and (item.is_new or item.comments_digest not in item.existing.comments_digests)
    ]
    write_comments(changed, run)
    for item in changed:
        if item.existing:
            overwrite(item.existing, {'comments_digests': item.comments_digests}, run)
        if item.outcome == 'unchanged':
            item.outcome = 'updated'


def _published(record: ArticleRecord) -> datetime | None:
    """When a record was published. A page shows no date, and many have none: it is public since it was seen to be."""
    if record.published or record.kind != 'page' or record.status != 'published':
        return record.published
    return record.captured or timezone.now()


def _status(item: Incoming) -> str:
    """The status here. Scheduled articles are published ones with a later time; one that has no URL becomes a draft.

    A new article that was scheduled and is overdue goes to review, since the old site has not published it; an existing
    one was published here when its time came.
    """
    record = item.record
    if record.status not in ('published', 'scheduled'):
        return record.status
    if not (_published(record) and item.slug):
        return 'draft'
    overdue = record.status == 'scheduled' and record.published <= timezone.now()
    return 'review' if overdue and item.is_new else 'published'


def _source_slug(record: ArticleRecord) -> str:
    """The slug in the source, else one made from the title; '' for a post that was never published."""
    if record.slug:
        return record.slug[:500]
    if record.status in ('draft', 'review', 'trashed') and record.kind == 'post':
        return ''
    return slugs.slugify(record.title) or 'untitled'


def _path(item: Incoming) -> str:
    """The path of its URL; '' for an article without a date."""
    if item.record.kind == 'page':
        return f'/{item.slug}/'
    day = item.record.published_on
    return f'/{day:%Y/%m/%d}/{item.slug}/' if day else ''
