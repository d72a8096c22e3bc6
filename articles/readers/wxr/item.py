"""Turns one item of a WordPress export into a record."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import tzinfo
from urllib.parse import unquote, urlsplit

from lxml import etree

from articles.readers.record import ArticleRecord, AuthorRecord, ImageRecord, Note, TermRecord
from articles.readers.wxr import fields as item_fields
from articles.readers.wxr import guests
from articles.readers.wxr.comments import comments, live_entries
from articles.readers.wxr.dates import moment
from articles.readers.wxr.site import Site
from articles.text import addresses, mojibake, multilingual, plain, slugs, wordpress

from . import xml

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
_COMMENT = re.compile(r'<!--.*?-->', re.S)


@dataclass
class Item:
    """The raw values of an item; of a field that occurs twice, the first."""

    fields: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str | None, str, str]] = field(default_factory=list)
    postmeta: dict[str, list[str]] = field(default_factory=dict)
    comments: list[etree._Element] = field(default_factory=list)
    repaired: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, element: etree._Element) -> 'Item':
        item = cls()
        for child in element:
            name = xml.name(child)
            if name == 'comment' and len(child):
                item.comments.append(child)
            elif name == 'postmeta':
                key, value = xml.pair(child)
                item.postmeta.setdefault(key, []).append(value)
            elif name == 'category':
                item.terms.append((child.get('domain'), child.get('nicename', '').strip(), xml.value(child)))
            else:
                # Body and excerpt are both named "encoded"; only their namespaces differ, in every version of WXR.
                name = 'excerpt' if name == 'encoded' and 'excerpt' in child.tag else name
                item.fields.setdefault(name, xml.value(child))
        return item

    def get(self, name: str) -> str:
        return self.fields.get(name, '').strip()

    def shown(self, name: str) -> str:
        """A text as it was meant, though the file has it in a wrong encoding."""
        return self.repaired.get(name) or self.fields.get(name, '')

    def meta(self, *keys: str) -> str:
        return next((self.postmeta[key][0].strip() for key in keys if key in self.postmeta), '')


def article(element: etree._Element, site: Site, zone: tzinfo, original: bytes, notes: list[Note]) -> ArticleRecord:
    """The record of an item of any type, its body rendered, with all its comments.

    `zone` is the site's time zone, `original` the item's bytes; `notes` are those made so far, and more are added.
    """
    item = Item.of(element)
    _repair(item, notes)
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
    target = _target(item, site, notes)
    live = live_entries(item.comments, zone, notes) if item.comments and _may_be_live(original) else ''
    shown_comments = comments(item.comments, zone, notes) if item.comments else ()
    body = _body(item, site, _shown(item, kind, notes) + (item_fields.link_on(target) if target else '') + live)
    notes += _body_notes(body)
    if kind in ('post', 'page') and status == 'published' and not body.text and not body.images and not body.pending:
        notes.append(Note('no-text', 'It was published, and the file has no text of it.'))
    if kind == 'attachment' and shown_comments:
        notes.append(Note('attachment-comments', f'{len(shown_comments)} comments on a file are only in its original.'))
    if languages := multilingual.versions(source):
        notes.append(Note('languages', f'The text is in {", ".join(languages)}, one after the other.'))
    slug = _slug(item, kind, site)
    standfirst, excerpt = _standfirst(item, site, body.text, kind)
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
        old_urls=_old_urls(item, own_type, slug, body.pages),
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


def _repair(item: Item, notes: list[Note]) -> None:
    """Reads the texts of an item anew that are UTF-8 read as Windows-1252, where that is certain; else notes it."""
    for name in ('title', 'excerpt', 'encoded'):
        text = item.fields.get(name, '')
        if text.isascii() or not mojibake.is_suspect(text):
            continue
        meant = mojibake.repaired(text)
        if meant is None:
            notes.append(Note('mojibake', 'Letters that look like UTF-8 read as Windows-1252 are left as they are.'))
        else:
            item.repaired[name] = meant
            notes.append(Note('mojibake', 'UTF-8 that was read as Windows-1252 was read anew.'))


def _target(item: Item, site: Site, notes: list[Note]) -> str:
    """Where readers of the item were led. The export has that as its link, which is no address of its own then."""
    target = item_fields.leads_to(item.postmeta)
    if target:
        notes.append(Note('led-on', f'Its readers were led to {target[:200]}: the text ends with a link to it.'))
        if item.get('link') == target or (site.hosts and addresses.host(item.get('link')) not in site.hosts):
            item.fields['link'] = ''
    return target


def _shown(item: Item, kind: str, notes: list[Note]) -> str:
    """The text of an item with what plugins keep in its fields: footnotes, and the whole text where it has no other."""
    source = item.shown('encoded')
    if item_fields.has_footnotes(source):
        filled = item_fields.with_footnotes(source, item.meta('footnotes'))
        if filled is None:
            notes.append(Note('footnotes', 'The field “footnotes” has no list of notes that can be read.'))
        source = filled or source
    if kind in ('post', 'page') and (not source or not plain.title(_COMMENT.sub('', source))):
        html, others = item_fields.text_in_fields(item.postmeta)
        if html:
            notes.append(Note('text-in-fields', 'The text was in fields of a plugin.'))
            source = f'{source}\n\n{html}'
        if others:
            notes.append(Note('text-in-fields', f'{others} fields of a plugin hold text that is not in the article.'))
    return source


def _body(item: Item, site: Site, source: str) -> wordpress.RenderedBody:
    own = frozenset(filter(None, map(addresses.key, (item.get('link'), f'/?p={item.get("post_id")}'))))
    return wordpress.render(
        multilingual.all_of(source, site.language),
        hosts=_hosts(item, site),
        uploads=site.uploads,
        owner=item.get('post_id'),
        own=own - {'/'},
    )


def _standfirst(item: Item, site: Site, text: str, kind: str) -> tuple[str, str]:
    """(The line under the headline, an excerpt that is not shown with the text since it is the opening of that).

    Themes show an excerpt in lists, so many editors paste the opening into it.
    """
    excerpt = plain.title(multilingual.first(item.shown('excerpt').strip(), site.language))
    if kind == 'attachment':
        return excerpt, ''
    line = item_fields.subtitle(item.postmeta)
    if line or not excerpt:
        return line, excerpt
    return ('', excerpt) if plain.opens(text, excerpt) else (excerpt, '')


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
        elif domain == 'author':
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
    login = item.get('creator') or item.get('author')
    if not bylines and login:
        bylines[login] = site.author(login)
    if not bylines:
        notes.append(Note('no-author', 'The file names no author.'))
    first = site.category_numbered(item_fields.primary_category(item.postmeta))
    ordered = sorted(categories.values(), key=lambda category: category != first)
    return tuple(bylines.values()), tuple(ordered), tuple(tags.values()), others


def _co_author(site: Site, slug: str, name: str) -> AuthorRecord:
    """The author for a term of the plugin Co-Authors Plus, whose slug is "cap-" and the author's slug."""
    slug = slugs.decode(slug.removeprefix('cap-')) or slugs.slugify(name)
    return site.author_by_slug(slug) or AuthorRecord(name=name, slug=slug)


def _slug(item: Item, kind: str, site: Site) -> str:
    """The last part of the URL's path; for a page the whole path, where its link has it."""
    slug = slugs.decode(item.get('post_name'))
    if kind != 'page':
        return slug
    path = addresses.path_of(item.get('link'))
    if not slug or not path or '?' in item.get('link'):
        return slug
    base = addresses.path_of(site.url).rstrip('/')
    parts = [slugs.decode(part) for part in path.removeprefix(base).split('/') if part]
    # The link of a static front page is the URL of the site, which ends in no slug.
    return '/'.join(filter(None, parts)) if parts and parts[-1] == slug else slug


def _old_urls(item: Item, kind: str, slug: str, pages: int) -> tuple[str, ...]:
    link, number, guid = item.get('link'), item.get('post_id'), item.get('guid')
    urls = [link]
    if number:
        urls.append(f'/?{_QUERIES.get(kind, "p")}={number}')
    if guid.startswith(('http://', 'https://')):
        urls.append(guid)
    path = addresses.path_of(link)
    if slug and '?' not in link and path.strip('/'):
        start = path.rstrip('/').rpartition('/')[0]
        urls += [f'{start}/{old}/' for old in item.postmeta.get('_wp_old_slug', []) if old]
        urls += [_on_day(path, old) for old in item.postmeta.get('_wp_old_date', [])]
        urls += [f'{path.rstrip("/")}/{page}/' for page in range(2, pages + 1)]
    unique = {addresses.key(url): url for url in reversed(urls) if url}
    return tuple(url for key, url in reversed(unique.items()) if key)


def _on_day(path: str, date: str) -> str:
    """The path with its day replaced, as in /2017/11/22/slug/; '' where it has no day."""
    parts = path.split('/')
    day = date.strip().split('-')
    if len(day) != 3 or len(parts) < 5 or not all(part.isdigit() for part in (*parts[1:4], *day)):
        return ''
    return '/'.join(['', *day, *parts[4:]])


def _hosts(item: Item, site: Site) -> tuple[str, ...]:
    """The hosts of the site; also the host in the guid, if the article was first published at the same path there."""
    guid, link = item.get('guid'), item.get('link')
    old = addresses.host(guid)
    if not old or old in site.hosts or not site.hosts:
        return site.hosts
    current = {addresses.path_of(link).strip('/'), f'?p={item.get("post_id")}'} - {''}
    first = f'?{urlsplit(guid).query}' if not addresses.path_of(guid).strip('/') else addresses.path_of(guid).strip('/')
    return (*site.hosts, old) if unquote(first) in map(unquote, current) else site.hosts


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


def _body_notes(body: wordpress.RenderedBody) -> list[Note]:
    notes = [Note('unknown-shortcode', f'[{name}] is left unchanged in the text.') for name in body.unknown]
    notes += [Note('filled-in-block', f'The block “{name}” was filled in by the old site.') for name in body.filled_in]
    if body.taken_out:
        names = ', '.join(f'[{name}]' for name in body.taken_out[:10])
        notes.append(Note('shortcode', f'{names}: the shortcodes are gone, and the text between them stays.'))
    notes += [Note('embed', f'What was embedded became a link to {address[:200]}') for address in body.embeds]
    notes += [Note('embed', f'What a script of {host} showed is not in the text.') for host in body.scripts]
    pasted = 'A picture pasted into the text ({}) is only in its source.'
    notes += [Note('pasted-picture', pasted.format(kind)) for kind in body.pasted]
    if body.pages > 1:
        notes.append(Note('pages', f'{body.pages} pages were joined.'))
    return notes
