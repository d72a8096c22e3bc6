"""Articles, pages, files and comments as items of a WordPress export."""

import re
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings

from articles.export.wxr.post_ids import PostIds
from articles.export.wxr.xml import element, group, meta, slug, words
from articles.lists import Sections
from articles.models import Article, Comment, Media
from articles.text import url_forms

from . import dates
from . import text as wxr_text

# WordPress has no withdrawn articles. They become private, like those with a password, of which only a hash is stored.
_STATUSES = {'published': 'publish', 'review': 'pending', 'withdrawn': 'private', 'trashed': 'trash'}
_APPROVED = {'approved': '1', 'held': '0', 'spam': 'spam', 'trashed': 'trash', 'withdrawn': 'trash'}
_TYPES = {'article': 'post', 'page': 'page'}


class Items:
    """Writes items. `nicenames` has the slug of each category in the export, by primary key."""

    def __init__(self, post_ids: PostIds, categories: Sections, nicenames: dict[int, str]) -> None:
        self.post_ids, self.categories, self.nicenames = post_ids, categories, nicenames
        self._localise = _url_replacer(post_ids.site)

    def article(self, article: Article, parent: Article | None) -> str:
        """The item of an article or page. `parent` is the parent of a page."""
        number, path = self.post_ids.of(article), article.get_absolute_url()
        guid = article.guid or f'{settings.SITE_URL}/?p={number}'
        lead = {'_thumbnail_id': self.post_ids.of(article.lead_image)} if article.lead_image else {}
        old_slugs = {'_wp_old_slug': old} if (old := _old_slugs(article)) else {}
        return group(
            'item',
            element('title', words(article.title)),
            element('link', settings.SITE_URL + (path or f'/?p={number}')),
            element('dc:creator', article.bylines.all()[0].author.slug if article.bylines.all() else ''),
            element('guid', guid, isPermaLink='false'),
            element('content:encoded', self._body(article)),
            element('excerpt:encoded', words(article.standfirst)),
            element('wp:post_id', number),
            dates.both('wp:post_date', article.published, article.published_on),
            dates.both('wp:post_modified', article.modified),
            element('wp:comment_status', 'open' if article.comments_open else 'closed'),
            element('wp:ping_status', 'closed' if article.meta.get('pings') == 'closed' else 'open'),
            element('wp:post_name', slug(article.slug.rpartition('/')[2])),
            element('wp:status', 'private' if article.password else _STATUSES.get(article.status, article.status)),
            element('wp:post_parent', self.post_ids.of(parent) if parent else 0),
            element('wp:menu_order', article.meta.get('menu_order', 0)),
            element('wp:post_type', _TYPES[article.kind]),
            element('wp:post_password'),
            element('wp:is_sticky', int(article.pinned)),
            *self._terms(article),
            meta('postmeta', article.meta.get('postmeta', {}) | lead | old_slugs),
            *map(_comment, article.comments.all()),
        )

    def file(self, media: Media, parent: Article | None) -> str:
        number = self.post_ids.of(media)
        attached = {'_wp_attached_file': media.file.name} if media.file else {}
        own = {'_wp_attachment_image_alt': words(media.alt), '_media_credit': words(media.credit)}
        url = settings.SITE_URL + quote(media.address) if media.file else media.source_url
        return group(
            'item',
            element('title', words(media.title)),
            element('link', f'{settings.SITE_URL}/?attachment_id={number}'),
            element('guid', url, isPermaLink='false'),
            element('content:encoded'),
            element('excerpt:encoded', words(media.caption)),
            element('wp:post_id', number),
            dates.both('wp:post_date', media.uploaded),
            element('wp:comment_status', 'closed'),
            element('wp:ping_status', 'closed'),
            element('wp:status', 'inherit'),
            element('wp:post_parent', self.post_ids.of(parent) if parent else 0),
            element('wp:post_type', 'attachment'),
            element('wp:attachment_url', url),
            meta(
                'postmeta', media.meta.get('postmeta', {}) | attached | {key: text for key, text in own.items() if text}
            ),
        )

    def _body(self, article: Article) -> str:
        """The source as written in WordPress, with links to this site; of any other article the HTML, as a block."""
        if article.body_format == Article.Format.WORDPRESS and self.post_ids.keeps(article):
            return self._localise(article.body_source)
        return f'<!-- wp:html -->{article.body_html}<!-- /wp:html -->' if article.body_html else ''

    def _terms(self, article: Article) -> list[str]:
        people = [byline.author for byline in article.bylines.all()]
        terms = [('author', f'cap-{person.slug}', person.name) for person in people if len(people) > 1]
        for link in article.category_links.all():
            terms.append(('category', self.nicenames[link.category_id], self.categories.get(link.category_id).name))
        terms += [('post_tag', link.tag.slug, link.tag.name) for link in article.tag_links.all()]
        if post_format := article.meta.get('format'):
            terms.append(('post_format', f'post-format-{post_format}', post_format.capitalize()))
        terms += [(term['taxonomy'], term['slug'], term['name']) for term in article.meta.get('terms', [])]
        return [element('category', words(name), domain=domain, nicename=slug(nice)) for domain, nice, name in terms]


def _comment(comment: Comment) -> str:
    return group(
        'wp:comment',
        element('wp:comment_id', comment.number),
        element('wp:comment_author', words(comment.author_name)),
        element('wp:comment_author_email', comment.author_email),
        element('wp:comment_author_url', words(comment.author_url)),
        dates.both('wp:comment_date', comment.posted),
        element('wp:comment_content', wxr_text.without_paragraphs(comment.body_html)),
        element('wp:comment_approved', _APPROVED[comment.status]),
        element('wp:comment_type', comment.kind),
        element('wp:comment_parent', comment.parent.number if comment.parent else 0),
        element('wp:comment_user_id', comment.meta.get('user_id', 0)),
        meta('commentmeta', comment.meta.get('commentmeta', {})),
    )


def _old_slugs(article: Article) -> list[str]:
    """Its former slugs on the same day, from which WordPress redirects."""
    day = article.get_absolute_url().rstrip('/').rpartition('/')[0] + '/'
    paths = (old.path.removeprefix(day) for old in article.old_urls.all() if old.path.startswith(day))
    return sorted(path for path in paths if '/' not in path and '?' not in path and not path.isdigit())


def _url_replacer(site: str | None) -> Callable[[str], str]:
    """A function that replaces URLs of that site, with or without www and TLS, by URLs of this one."""
    old = url_forms.site(site or '').removeprefix('www.')
    if not old:
        return lambda text: text
    of_site = re.compile(rf'https?://(?:www\.)?{re.escape(old)}(?![\w.:-])', re.I)
    return lambda text: of_site.sub(lambda _: settings.SITE_URL, text)
