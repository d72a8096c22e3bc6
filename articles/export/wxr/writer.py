"""Writes the archive as exports of WordPress (WXR 1.2), for *Tools → Import* there or for import_archive.

They have no place for revisions, old URLs of other days, provenance and more; a complete export has.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Prefetch

from articles import lists
from articles.db.batches import batches
from articles.export.folder import Folder
from articles.export.wxr.items import Items
from articles.export.wxr.post_ids import PostIds
from articles.export.wxr.xml import bare, element, group, slug, words
from articles.models import Article, ArticleTag, Author, Byline, Category, Comment, Media, OldUrl, SourceDocument, Tag
from articles.models.article import ArticleQuerySet
from articles.text import slugs

LARGEST = 20_000_000  # bytes of a file, more or less: most WordPress sites accept uploads of that size
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="Newsroom" -->
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
_END = '</channel>\n</rss>\n'
_COMMENTS = Comment.objects.order_by('pk').select_related('parent')
_RELATED = (
    Prefetch('bylines', Byline.objects.order_by('position').select_related('author')),
    'category_links',
    Prefetch('tag_links', ArticleTag.objects.order_by('pk').select_related('tag')),
    Prefetch('comments', _COMMENTS),
    Prefetch('old_urls', OldUrl.objects.order_by('path')),
)


def count(articles: ArticleQuerySet) -> int:
    return Media.objects.count() + articles.count()


def write(folder: Folder, articles: ArticleQuerySet) -> None:
    """Writes files of at most about 20 MB, each complete, to be imported in the order of their names."""
    nicenames = _nicenames()
    items = _items(articles, Items(PostIds(), lists.Sections(), nicenames))
    common = _site() + ''.join(_authors()) + ''.join(_categories(nicenames))
    number, item = 1, next(items, None)
    while number == 1 or item:
        with folder.file(f'wxr/archive-{number:04}.xml') as file:
            file.write((_HEAD + common).encode())
            if number == 1:
                file.write(''.join([*_tags(), *_terms()]).encode())
            while item and file.size < LARGEST:
                file.write(item.encode())
                item = next(items, None)
            file.write(_END.encode())
        number += 1


def _items(articles: ArticleQuerySet, items: Items) -> Iterator[str]:
    for files in batches(Media.objects.all()):
        parents = {parent.source_key: parent for parent in _by_key({media.parent_key for media in files} - {''})}
        for media in files:
            yield items.file(media, parents.get(media.parent_key))
    for batch in batches(articles.select_related('lead_image').prefetch_related(*_RELATED)):
        parent_slugs = {article.slug.rpartition('/')[0] for article in batch if article.kind == Article.Kind.PAGE} - {
            ''
        }
        pages = Article.objects.filter(kind=Article.Kind.PAGE, slug__in=parent_slugs).only('slug', 'source_key')
        parents = {page.slug: page for page in (pages if parent_slugs else ())}
        for article in batch:
            is_page = article.kind == Article.Kind.PAGE
            yield items.article(article, parents.get(article.slug.rpartition('/')[0]) if is_page else None)


def _by_key(keys: set[str]) -> list[Article]:
    return list(Article.objects.filter(source_key__in=keys).only('source_key')) if keys else []


def _site() -> str:
    return ''.join(
        [
            element('title', words(lists.site().name)),
            element('link', settings.SITE_URL),
            element('language', settings.LANGUAGE_CODE),
            bare('wp:wxr_version', '1.2'),
            bare('wp:base_site_url', settings.SITE_URL),
            bare('wp:base_blog_url', settings.SITE_URL),
        ]
    )


def _authors() -> Iterator[str]:
    for number, author in enumerate(Author.objects.order_by('pk'), 1):
        parts = (
            element('wp:author_id', number),
            element('wp:author_login', author.slug),
            element('wp:author_email', author.email),
            element('wp:author_display_name', words(author.name)),
        )
        # On one line, since WordPress may read it with regular expressions: see `bare`.
        yield group('wp:author', *parts).replace('\n', '') + '\n'


def _nicenames() -> dict[int, str]:
    """The slug of each category, parents first, made unique: here two categories may have the same slug."""
    children: dict[int | None, list[tuple[int, str]]] = {}
    for pk, parent, name in Category.objects.order_by('pk').values_list('pk', 'parent', 'slug'):
        children.setdefault(parent, []).append((pk, name))
    names, pending = {}, children.get(None, [])[::-1]
    while pending:
        pk, name = pending.pop()
        names[pk] = slugs.free(name, set(names.values()))
        pending += children.get(pk, [])[::-1]
    return names


def _categories(nicenames: dict[int, str]) -> Iterator[str]:
    categories = Category.objects.in_bulk()
    for number, (pk, name) in enumerate(nicenames.items(), 1):
        category = categories[pk]
        yield group(
            'wp:category',
            element('wp:term_id', number),
            element('wp:category_nicename', slug(name)),
            element('wp:category_parent', slug(nicenames.get(category.parent_id, ''))),
            element('wp:cat_name', words(category.name)),
            element('wp:category_description', category.description.strip()),
        )


def _tags() -> Iterator[str]:
    for number, tag in enumerate(Tag.objects.order_by('pk').iterator(), 1):
        yield group(
            'wp:tag',
            element('wp:term_id', number),
            element('wp:tag_slug', slug(tag.slug)),
            element('wp:tag_name', words(tag.name)),
            element('wp:tag_description', tag.description.strip()),
        )


def _terms() -> Iterator[str]:
    """Terms of other taxonomies, as exports that were imported had them."""
    unique = {}
    for terms in SourceDocument.objects.order_by('pk').values_list('meta__terms', flat=True):
        for term in terms or ():
            unique.setdefault((term['taxonomy'], term['slug']), term)
    for term in unique.values():
        yield group(
            'wp:term',
            element('wp:term_taxonomy', term['taxonomy']),
            element('wp:term_slug', slug(term['slug'])),
            element('wp:term_parent', term.get('term_parent', '')),
            element('wp:term_name', words(term['name'])),
            element('wp:term_description', term.get('description', '').strip()),
        )
