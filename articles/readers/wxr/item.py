"""Turns one item of a WordPress export into a record."""

import hashlib
import re
from datetime import tzinfo

from lxml import etree

from articles.readers.record import ArticleRecord, AuthorRecord, ImageRecord, Note, TermRecord
from articles.readers.wxr import audience, guests
from articles.readers.wxr import body as bodies
from articles.readers.wxr import fields as item_fields
from articles.readers.wxr.comments import comments, live_entries
from articles.readers.wxr.dates import moment
from articles.readers.wxr.raw_item import Item
from articles.readers.wxr.site import Site
from articles.text import multilingual, plain, slugs, url_forms, wordpress

_STATUSES = {
    'publish': 'published',
    'future': 'scheduled',
    'pending': 'review',
    'private': 'private',
    'trash': 'trashed',
    'draft': 'draft',
    'auto-draft': 'draft',
}
_CAMERA_CREDIT = re.compile(r's:6:"credit";s:\d+:"([^"]+)"')
_ORDER = re.compile(r'-?[0-9]{1,9}')
_QUERIES = {'page': 'page_id', 'attachment': 'attachment_id'}
_SEO = {
    'title': ('_yoast_wpseo_title', 'rank_math_title', '_aioseop_title', '_genesis_title', '_seopress_titles_title'),
    'description': (
        '_yoast_wpseo_metadesc', 'rank_math_description', '_aioseop_description', '_genesis_description',
        '_seopress_titles_desc', 'standard_seo_post_meta_description',
    ),
}  # fmt: skip
# Stored in fields of a record, or known from other fields.
_FIELD_KEYS = {'_thumbnail_id', '_wp_attachment_image_alt', '_wp_old_slug', '_wp_old_date'}
_TAGS = ('post_tag', 'tag')


def article(element: etree._Element, site: Site, zone: tzinfo, original: bytes, notes: list[Note]) -> ArticleRecord:
    """The record of an item of any type, its body rendered, with all its comments.

    `zone` is the site's time zone, `original` the item's bytes; `notes` are those made so far, and more are added.
    """
    item = Item.of(element)
    bodies.repair(item, notes)
    kind = item.get('post_type') or 'post'
    own_type = kind
    if kind in site.survey.articles:
        kind = 'post'
        notes.append(Note('own-type', f'An item of the site’s type “{own_type}” is an article here.'))
    published = moment(item.get('post_date'), item.get('post_date_gmt'), zone, item.get('pubDate'))
    status = _status(item, kind, notes)
    if status == 'published' and not published:
        notes.append(Note('no-date', 'It was published without a date that can be read: imported as a draft.'))
    authors, categories, tags, others = _terms(item, site, notes)
    source = item.fields.get('encoded', '')
    target = bodies.target(item, site, notes)  # which also empties a link that is no URL of the item's own
    # Live entries are taken out of the comments before these are read.
    live = live_entries(item.comments, zone, notes) if item.comments and _may_be_live(original) else ''
    shown_comments = comments(item.comments, zone, notes) if item.comments else ()
    whole = bodies.source_shown(item, kind, notes)
    public = audience.public_part(whole, notes)
    body = bodies.rendered(item, site, public + (item_fields.link_on(target) if target else '') + live)
    notes += bodies.notes_on(body)
    is_empty = not body.text and not body.images and not body.pending
    if status in ('published', 'scheduled') and (
        (is_empty and public != whole) or audience.closing_field(item.postmeta)
    ):
        status = 'private'
        notes.append(Note('members-only', 'The old site showed it to some readers only: kept as private.'))
    if kind in ('post', 'page') and status == 'published' and is_empty:
        notes.append(Note('no-text', 'It was published, and the file has no text of it.'))
    if kind == 'attachment' and shown_comments:
        notes.append(Note('attachment-comments', f'{len(shown_comments)} comments on a file are only in its original.'))
    if languages := multilingual.versions(source):
        notes.append(Note('languages', f'The text is in {", ".join(languages)}, one after the other.'))
    slug = _slug(item, kind, site)
    standfirst, excerpt = bodies.standfirst(item, site, body.text, kind)
    return ArticleRecord(
        source=site.source,
        source_key=_key(item, site),
        kind=kind,
        status=status,
        title=plain.title(multilingual.first(item.shown('title').strip(), site.language)),
        slug=slug,
        standfirst=standfirst,
        authors=authors,
        published=published,
        modified=moment(item.get('post_modified'), item.get('post_modified_gmt'), zone),
        body_source=source,
        body_format='wordpress',
        body_html=body.html,
        body_text=body.text,
        images=tuple(ImageRecord(image.src, image.alt, image.caption) for image in body.images),
        tags=tags,
        categories=categories,
        comments=shown_comments,
        old_urls=_old_urls(item, site, own_type, slug, body.pages),
        url=item.get('link'),
        guid=item.get('guid'),
        password=item.get('post_password'),
        pinned=item.get('is_sticky') == '1',
        comments_open=item.get('comment_status') in ('', 'open'),
        language=item_fields.language(item.postmeta, item.terms),
        lead_image_key=_related(site, item.meta('_thumbnail_id')),
        parent_key=_related(site, item.get('post_parent')),
        pending_keys=tuple(_related(site, number) for number in body.pending),
        file_url=item.get('attachment_url') or (item.get('guid') if kind == 'attachment' else ''),
        alt=plain.title(item.meta('_wp_attachment_image_alt')),
        credit=_credit(item) if kind == 'attachment' else '',
        meta=_meta(item, own_type, others, body) | ({'excerpt': excerpt} if excerpt else {}),
        notes=tuple(notes),
        original=original,
    )


def _may_be_live(original: bytes) -> bool:
    return not original or b'liveblog' in original


def _key(item: Item, site: Site) -> str:
    number = item.get('post_id')
    if number and site.key:
        return _related(site, number)
    own = item.get('guid') or item.get('link')
    if not own:
        parts = (item.get('title'), item.get('post_date'), item.get('encoded'))
        own = hashlib.sha256('\0'.join(parts).encode()).hexdigest()
    return f'wordpress:{site.key}:{own}'


def _related(site: Site, number: str) -> str:
    """The source_key of the item with this post id; '' where the number is no post id."""
    return f'wordpress:{site.key}:{number}' if number.isascii() and number.isdigit() and number.strip('0') else ''


def _status(item: Item, kind: str, notes: list[Note]) -> str:
    status = item.get('status')
    if status == 'inherit':
        return 'published' if kind == 'attachment' else 'draft'
    if status not in _STATUSES:
        notes.append(Note('unknown-status', f'WordPress has no status “{status}”: imported as a draft.'))
    return _STATUSES.get(status, 'draft')


def _credit(item: Item) -> str:
    """The credit of a picture: from the plugin Media Credit, else from the metadata that the camera wrote."""
    written = _CAMERA_CREDIT.search(item.meta('_wp_attachment_metadata'))
    return plain.title(item.meta('_media_credit') or (written[1] if written else ''))


def _terms(
    item: Item, site: Site, notes: list[Note]
) -> tuple[tuple[AuthorRecord, ...], tuple[TermRecord, ...], tuple[TermRecord, ...], list[dict[str, str]]]:
    """Authors, categories, tags, and terms of other taxonomies as JSON values."""
    bylines: dict[str, AuthorRecord] = {}
    categories: dict[str, TermRecord] = {}
    tags: dict[str, TermRecord] = {}
    others: list[dict[str, str]] = []
    with_domain = {label for domain, _, label in item.terms if domain}
    for domain, slug, label in item.terms:
        name = plain.title(multilingual.first(label, site.language))
        if not name:
            notes.append(Note('blank-term', f'A term of “{domain or "category"}” has no name: left out.'))
        elif domain in guests.TAXONOMIES:
            author = _co_author(site, slug, name)
            bylines.setdefault(author.slug, author)
        elif domain in _TAGS:
            tag = TermRecord(name=name, slug=slugs.decode(slug) or slugs.slugify(name), taxonomy='tag')
            tags.setdefault(tag.slug, tag)
        elif domain == 'category' or (domain is None and label not in with_domain):
            if category := site.category(slug or site.category_named(name), name):
                categories.setdefault(category.slug, category)
        elif domain:
            others.append({'taxonomy': domain, 'slug': slug, 'name': name})
    for chosen in guests.chosen(item.postmeta):
        if guest := site.author_by_number(*chosen):
            bylines.setdefault(guest.slug, guest)
    if not bylines and (name := guests.named(item.postmeta)):
        bylines[name] = AuthorRecord(name=name, slug=slugs.slugify(name))
    login = item.get('creator') or item.get('author')
    if not bylines and login:
        bylines[login] = site.author(login)
    if not bylines:
        notes.append(Note('no-author', 'The file names no author.'))
    first = site.category_numbered(item_fields.primary_category(item.postmeta))
    ordered = sorted(categories.values(), key=lambda category: category != first)
    return tuple(bylines.values()), tuple(ordered), tuple(tags.values()), others


def _co_author(site: Site, slug: str, name: str) -> AuthorRecord:
    """The author for a term of a byline; the slug of those of Co-Authors Plus is "cap-" and the author's slug."""
    slug = slugs.decode(slug.removeprefix('cap-')) or slugs.slugify(name)
    return site.author_by_slug(slug) or AuthorRecord(name=name, slug=slug)


def _slug(item: Item, kind: str, site: Site) -> str:
    """The last part of the URL's path; for a page the whole path, where its link has it."""
    slug = slugs.decode(item.get('post_name'))
    if kind != 'page':
        return slug
    path = url_forms.path_of(item.get('link'))
    if not slug or not path or '?' in item.get('link'):
        return slug
    base = url_forms.path_of(site.url).rstrip('/')
    parts = [slugs.decode(part) for part in path.removeprefix(base).split('/') if part]
    # The link of a static front page is the URL of the site, which ends in no slug.
    return '/'.join(filter(None, parts)) if parts and parts[-1] == slug else slug


def _old_urls(item: Item, site: Site, kind: str, slug: str, pages: int) -> tuple[str, ...]:
    link, number, guid = item.get('link'), item.get('post_id'), item.get('guid')
    urls = [link]
    if number:
        urls.append(f'/?{_QUERIES.get(kind, "p")}={number}')
    if guid.startswith(('http://', 'https://')):
        urls.append(guid)
    path = url_forms.path_of(link)
    if slug and '?' not in link and path.strip('/'):
        start = path.rstrip('/').rpartition('/')[0]
        urls += [f'{start}/{old}/' for old in item.postmeta.get('_wp_old_slug', []) if old]
        urls += [_on_day(path, old) for old in item.postmeta.get('_wp_old_date', [])]
        urls += [f'{path.rstrip("/")}/{page}/' for page in range(2, pages + 1)]
    if site.survey.redirects:
        urls += [old for url in urls for old in site.survey.redirects.get(url_forms.key(url), ())]
    unique = {url_forms.key(url): url for url in reversed(urls) if url}
    return tuple(url for key, url in reversed(unique.items()) if key)


def _on_day(path: str, date: str) -> str:
    """The path with its day replaced, as in /2017/11/22/slug/; '' where it has no day."""
    parts = path.split('/')
    day = date.strip().split('-')
    if len(day) != 3 or len(parts) < 5 or not all(part.isdigit() for part in (*parts[1:4], *day)):
        return ''
    return '/'.join(['', *day, *parts[4:]])


def _meta(item: Item, kind: str, others: list[dict], body: wordpress.RenderedBody) -> dict:
    """Raw values that have no field in a record, serialized PHP included."""
    seo = {name: text for name, keys in _SEO.items() if (text := item.meta(*keys))}
    postmeta = {
        key: values[0] if len(values) == 1 else values
        for key, values in item.postmeta.items()
        if key not in _FIELD_KEYS
    }
    formats = [term['slug'].removeprefix('post-format-') for term in others if term['taxonomy'] == 'post_format']
    meta = {
        'post_id': item.get('post_id'),
        'seo': seo,
        'format': formats[0] if formats else '',
        'terms': [term for term in others if term['taxonomy'] != 'post_format'],
        'menu_order': _order(item.get('menu_order')),
        'pings': 'closed' if item.get('ping_status') == 'closed' else '',
        'pages': body.pages if body.pages > 1 else 0,
        'postmeta': postmeta,
    }
    if kind not in ('post', 'page', 'attachment'):
        meta['raw'] = item.fields
    if item.get('status') not in _STATUSES and item.get('status') != 'inherit':
        meta['status'] = item.get('status')
    return {name: value for name, value in meta.items() if value}


def _order(value: str) -> str:
    """A menu_order other than 0, as digits; '' for 0 and for what is no number."""
    return value if _ORDER.fullmatch(value) and int(value) else ''
