"""Articles and pages of an import, with all that belongs to them: new ones, changed ones, and those in conflict."""

from collections import Counter

from django.contrib.auth.hashers import make_password
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils import timezone

from articles.db.copy import copy_rows, new_ids
from articles.editorial import revisions
from articles.imports.store.comments import write_comments
from articles.imports.store.links import Body, Led
from articles.imports.store.provenance import keep_conflicts, overwrite, with_digest, write_provenance
from articles.imports.store.report import Notebook
from articles.imports.store.terms import Terms
from articles.models import Article, ArticleCategory, ArticleTag, Byline, ImportRun
from articles.readers.record import ArticleRecord, Note, comments_digest, digest
from articles.text import addresses, sanitise, slugs

from . import addresses as store_addresses
from . import links as store_links

ARTICLE_KINDS = {'post': Article.Kind.ARTICLE, 'page': Article.Kind.PAGE}
ERASED = ExpressionWrapper(
    Q(provenance__original__isnull=False, provenance__original__content=None), output_field=BooleanField()
)
CONFLICT = Note('conflict', 'changed both here and in the source since it was imported: the text here was kept')


def write_articles(
    records: list[ArticleRecord], terms: Terms, documents: dict[str, int], notebook: Notebook
) -> Counter:
    """Writes articles and returns how many were created, updated, unchanged or in conflict.

    `documents` has the key of the source document of each `record.source`.
    """
    known = {
        article.source_key: article
        for article in Article.objects.filter(source_key__in=[r.source_key for r in records])
        .only('source_key', 'import_digests', 'comments_digests', 'version', 'imported_version')
        .annotate(original_id=F('provenance__original'), erased=ERASED)
    }
    digests = {record.source_key: digest(record) for record in records}
    of_comments = {record.source_key: comments_digest(record) for record in records}
    new = [record for record in records if record.source_key not in known]
    changed, conflicts = _changed([r for r in records if r.source_key in known], known, digests)

    ids = dict(zip((record.source_key for record in new), new_ids(Article, len(new)), strict=True))
    ids |= {key: article.pk for key, article in known.items()}
    written = new + changed
    slug_of = _addresses(written, ids)
    led = _led(written, ids)
    revisions.keep([ids[record.source_key] for record in changed])
    values = {
        record.source_key: _values(
            record, known.get(record.source_key), slug_of[record.source_key], led[record.source_key]
        )
        | {
            'import_digests': _with(known, record, 'import_digests', digests),
            'comments_digests': _with(known, record, 'comments_digests', of_comments),
        }
        for record in written
    }
    _insert(new, ids, values)
    for record in changed:
        _update(known[record.source_key], values[record.source_key])
    _link(written, ids, terms)
    _note_old_urls(written, ids, slug_of, known, notebook.run)
    others = [record for record in records if record.source_key in known and record not in changed]
    write_provenance(new, changed, others, known, ids, documents, notebook.run)
    _keep_conflicts(conflicts, known, digests, terms, documents, notebook.run)
    commented = _write_comments(records, known, ids, of_comments, notebook.run)
    notebook.keep(
        [(ids[r.source_key], r, note) for r in written for note in r.notes]
        + [(ids[r.source_key], r, CONFLICT) for r in conflicts]
    )
    updated = {r.source_key for r in changed} | (commented - {r.source_key for r in [*new, *conflicts]})
    return Counter(
        created=len(new),
        conflict=len(conflicts),
        updated=len(updated),
        unchanged=len(records) - len(new) - len(conflicts) - len(updated),
    )


def _changed(
    records: list[ArticleRecord], known: dict[str, Article], digests: dict[str, str]
) -> tuple[list[ArticleRecord], list[ArticleRecord]]:
    """Those of known records that differ from all versions imported so far, and those of them that conflict.

    The articles of the former are locked: an editor who saves just now comes before, and makes it a conflict, or after,
    and is told.
    """
    differ = [r for r in records if digests[r.source_key] not in known[r.source_key].import_digests]
    as_imported = Article.objects.filter(
        pk__in=[known[record.source_key].pk for record in differ], version=F('imported_version')
    )
    locked = set(as_imported.select_for_update().order_by('pk').values_list('pk', flat=True)) if differ else set()
    changed = [record for record in differ if known[record.source_key].pk in locked]
    return changed, [record for record in differ if known[record.source_key].pk not in locked]


def _keep_conflicts(
    records: list[ArticleRecord],
    known: dict[str, Article],
    digests: dict[str, str],
    terms: Terms,
    documents: dict[str, int],
    run: ImportRun,
) -> None:
    if records:
        ids = {key: article.pk for key, article in known.items()}
        slug_of, led = _addresses(records, ids), _led(records, ids)
        values = {
            r.source_key: _values(r, known[r.source_key], slug_of[r.source_key], led[r.source_key]) for r in records
        }
        keep_conflicts(records, values, digests, known, terms, documents, run)


def _with(known: dict[str, Article], record: ArticleRecord, column: str, digests: dict[str, str]) -> tuple[str, ...]:
    """The digests of an article in that column, if it is known, with the one of this record."""
    key = record.source_key
    return with_digest(getattr(known[key], column) if key in known else (), digests[key])


def _insert(records: list[ArticleRecord], ids: dict[str, int], values: dict[str, dict]) -> None:
    if records:
        keys = [record.source_key for record in records]
        columns = [*values[keys[0]], 'id', 'source_key', 'version']
        copy_rows(Article, columns, ([*values[key].values(), ids[key], key, 1] for key in keys))


def _update(article: Article, values: dict) -> None:
    # A version of its own, so that who has the article open is told when saving.
    version = {'version': article.version + 1, 'imported_version': article.version + 1}
    Article.objects.filter(pk=article.pk).update(**values | version, lead_image=None, edited_by=None)
    for links in (Byline, ArticleCategory, ArticleTag):
        links.objects.filter(article=article).delete()


def _led(records: list[ArticleRecord], ids: dict[str, int]) -> dict[str, Led]:
    """The bodies of records, by `source_key`: led to what is here already, so that few are written a second time."""
    led = store_links.lead([Body(ids[r.source_key], r.source_key, r.url, r.body_html) for r in records])
    return {record.source_key: led[ids[record.source_key]] for record in records}


def _values(record: ArticleRecord, article: Article | None, slug: str, body: Led) -> dict:
    """An article's columns as the record alone tells them. `article` is what it was until now, if it was."""
    return {
        'kind': ARTICLE_KINDS[record.kind].value,
        'status': _status(record, slug, is_new=not article),
        'title': record.title,
        'slug': slug,
        'standfirst': record.standfirst,
        'body_source': record.body_source,
        'body_format': record.body_format,
        'body_html': body.html,
        'body_text': record.body_text,
        'sanitiser_version': sanitise.VERSION,
        'language': record.language[:20],
        'published': record.published,
        'published_on': record.published_on,
        'modified': record.modified or record.published or timezone.now(),
        'password': make_password(record.password) if record.password else '',
        'pinned': record.pinned,
        'comments_open': record.comments_open,
        'guid': record.guid,
        'imported_version': 1,
        'lead_image_key': record.lead_image_key,
        'pending_keys': [*record.pending_keys, *body.waiting],
        'meta': dict(record.meta) | ({'parent_key': record.parent_key} if record.parent_key else {}),
    }


def _addresses(records: list[ArticleRecord], ids: dict[str, int]) -> dict[str, str]:
    """The slug of each record, made free on its day (a page: in the whole archive) where another has it."""
    taken: dict[tuple, set[str]] = {}
    days = {record.published_on for record in records if record.kind == 'post' and record.published_on}
    others = Article.objects.exclude(pk__in=[ids[record.source_key] for record in records])
    for day, slug in others.filter(kind='article', published_on__in=days).values_list('published_on', 'slug'):
        taken.setdefault(('article', day), set()).add(slug)
    wanted = {record.source_key: _slug(record) for record in records}
    if any(record.kind == 'page' for record in records):
        taken['page', None] = set(others.filter(kind='page').values_list('slug', flat=True))
    chosen = {}
    for record in records:
        kind = ARTICLE_KINDS[record.kind].value
        slug = wanted[record.source_key]
        if slug and (kind == 'page' or record.published_on):
            place = taken.setdefault((kind, None if kind == 'page' else record.published_on), set())
            slug = slugs.free(slug, place)
            place.add(slug)
        chosen[record.source_key] = slug
    return chosen


def _link(records: list[ArticleRecord], ids: dict[str, int], terms: Terms) -> None:
    terms.meet_tags([tag for record in records for tag in record.tags])
    bylines, categories, tags = [], [], []
    for record in records:
        pk = ids[record.source_key]
        people = dict.fromkeys(terms.author(author).pk for author in record.authors)
        bylines += [(pk, author, position) for position, author in enumerate(people)]
        sections = dict.fromkeys(terms.category(category).pk for category in record.categories)
        categories += [(pk, category, position == 0) for position, category in enumerate(sections)]
        tags += [(pk, tag) for tag in dict.fromkeys(terms.tag(tag).pk for tag in record.tags)]
    copy_rows(Byline, ['article', 'author', 'position'], bylines)
    copy_rows(ArticleCategory, ['article', 'category', 'is_primary'], categories)
    copy_rows(ArticleTag, ['article', 'tag'], tags)


def _note_old_urls(
    records: list[ArticleRecord],
    ids: dict[str, int],
    slug_of: dict[str, str],
    known: dict[str, Article],
    run: ImportRun,
) -> None:
    rows = []
    for record in records:
        own = addresses.key(_address(record, slug_of[record.source_key]))
        by = run.pk if record.source_key in known else None
        urls = [url for url in record.old_urls if addresses.key(url) != own]
        rows += [store_addresses.Row(url, ids[record.source_key], run=by) for url in urls]
    store_addresses.note(rows)


def _write_comments(
    records: list[ArticleRecord],
    known: dict[str, Article],
    ids: dict[str, int],
    digests: dict[str, str],
    run: ImportRun,
) -> set[str]:
    """Writes the comments of articles whose comments are new or changed; returns the keys of those articles."""
    before = {key: article.comments_digests for key, article in known.items()}
    changed = [r for r in records if r.comments and digests[r.source_key] not in before.get(r.source_key, ())]
    write_comments(changed, ids, known, run)
    for record in changed:
        if article := known.get(record.source_key):
            overwrite(article, {'comments_digests': _with(known, record, 'comments_digests', digests)}, run)
    return {record.source_key for record in changed}


def _status(record: ArticleRecord, slug: str, *, is_new: bool) -> str:
    """What has no address cannot be public: it waits as a draft. What should have come out and did not goes to review,
    as in WordPress; but not what came out here meanwhile.
    """
    if record.status not in ('published', 'scheduled'):
        return record.status
    if not (record.published and slug):
        return 'draft'
    overdue = record.status == 'scheduled' and record.published <= timezone.now()
    return 'review' if overdue and is_new else 'published'


def _slug(record: ArticleRecord) -> str:
    if record.slug:
        return record.slug[:500]
    if record.status in ('draft', 'review', 'trashed') and record.kind == 'post':
        return ''
    return slugs.slugify(record.title) or 'untitled'


def _address(record: ArticleRecord, slug: str) -> str:
    if record.kind == 'page':
        return f'/{slug}/'
    return f'/{record.published_on:%Y/%m/%d}/{slug}/' if record.published_on else ''
