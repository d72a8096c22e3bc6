"""Reads saved HTML pages from files, folders, zip and web archives; each page becomes one article or is refused."""

import hashlib
import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from articles.readers.html.document import Document, Finding, absolute
from articles.readers.html.linked_data import words
from articles.readers.html.saved_pages import SavedPage, count, files, holds_pages, matches
from articles.readers.record import ArticleRecord, AuthorRecord, Note, RefusedRecord, SourceRecord, TermRecord
from articles.text import addresses, sanitise, slugs

from . import authors as html_authors
from . import body as html_body
from . import comments as html_comments
from . import dates, non_articles, saved_pages, terms, tree
from . import title as html_title

__all__ = ['IMPORTER_VERSION', 'count', 'files', 'holds_pages', 'matches', 'read']

# Increased with every change in how the same file is read.
IMPORTER_VERSION = 1

_TRACKING = re.compile(r'^(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref|ref_src|cmpid|icid|intcid|ncid|sr_share)$', re.I)
_ENDING = re.compile(r'\.(?:html?|xhtml|shtml|php\d?|aspx?|jsp|cfm)$', re.I)
_NO_NAME = re.compile(r'^(?:index|default|\d+|[0-9a-f]{16,}|)$', re.I)


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """Yields one record for the source, then one for each page, in the order of their paths.

    `zone` is the site's time zone, for times without a UTC offset. A page that is no article, cannot be read or is too
    large is yielded as a RefusedRecord.
    """
    yield SourceRecord(source=str(path), kind='html', title=path.name)
    for page in saved_pages.pages(path):
        yield page if isinstance(page, RefusedRecord) else _read_page(page, zone)


def _read_page(saved: SavedPage, zone: tzinfo) -> ArticleRecord | RefusedRecord:
    try:
        return article(saved, zone)
    except tree.Unreadable as unreadable:
        return RefusedRecord(saved.source, '', f'{unreadable}.')


def article(saved: SavedPage, zone: tzinfo) -> ArticleRecord | RefusedRecord:
    """The article on a page, or the reason why the page is not one. Raises Unreadable for an empty or damaged page."""
    parsed = tree.parse(saved.data, saved.charset)
    page = Document(parsed.tree, '')
    url = _url(page, saved.url, parsed.url)
    page.url = url.value
    title, authors = html_title.title(page), html_authors.authors(page)
    published, modified = dates.dates(page, title.value, zone)
    tags, categories = terms.tags(page), terms.categories(page)
    links, has_form = _own_links(page), page.tree.find('.//textarea') is not None
    comments = html_comments.take(page, zone)
    body = html_body.body(page, title.value)
    if why := non_articles.reason(page, title.value, body):
        return RefusedRecord(saved.source, '', f'This is {why}, not an article.')
    findings = {
        'title': title, 'authors': authors, 'published': published, 'modified': modified, 'tags': tags,
        'categories': categories, 'url': url, 'body': body.finding,
    }  # fmt: skip
    return ArticleRecord(
        source=saved.source,
        source_key=_key(page, links, saved.data),
        status='published' if title.value and published.value else 'draft',
        title=sanitise.without_controls(title.value),
        slug=_slug(page.url, title.value),
        standfirst=_standfirst(page, body.text),
        authors=tuple(AuthorRecord(name) for name in authors.value),
        published=published.value,
        modified=modified.value,
        body_source=body.source,
        body_html=body.html,
        body_text=body.text,
        images=body.images,
        tags=tuple(TermRecord(name, taxonomy='post_tag') for name in tags.value),
        categories=tuple(TermRecord(name) for name in categories.value),
        comments=comments,
        comments_open=has_form,
        old_urls=tuple(dict.fromkeys(filter(None, (page.url, *links)))),
        url=page.url,
        language=(page.tree.get('lang') or page.meta('og:locale', 'content-language')).replace('_', '-')[:20],
        fields={name: {'from': f.origin, 'confidence': f.confidence} for name, f in findings.items() if f.origin},
        notes=(*parsed.notes, *_notes(title, authors, published)),
        original=saved.data,
        captured=saved.captured or parsed.captured,
        encoding=saved.charset,
    )


def _url(page: Document, listed: str, noted: str) -> Finding:
    """The URL of a page: `listed` in urls.csv or a web archive, declared by the page, or `noted` when it was saved."""
    canonical = page.tree.find('.//link[@rel="canonical"][@href]')
    candidates = (
        (listed, 'list of addresses', 1.0),
        (canonical.get('href') if canonical is not None else '', 'canonical link', 0.9),
        (page.meta('og:url'), 'opengraph', 0.85),
        (noted, 'note of the browser', 0.8),
    )
    findings = (Finding(sanitise.web_url(url), origin, sure) for url, origin, sure in candidates)
    return next((finding for finding in findings if finding.value), Finding('', '', 0))


def _own_links(page: Document) -> list[str]:
    """The canonical URL and the short link of a page, if they are on its own host."""
    host = addresses.host(page.url)
    urls = []
    for link in page.tree.iter('link'):
        if link.get('rel') in ('canonical', 'shortlink') and link.get('href'):
            url = sanitise.web_url(absolute(page.url, link.get('href')))
            if url and host and addresses.host(url) == host and addresses.key(url) != '/':
                urls.append(url)
    return urls


def _key(page: Document, links: list[str], data: bytes) -> str:
    """The source_key: the same for a page saved twice, and for a WordPress page the same as in its export."""
    number = _post_id(page)
    short = next((url for url in links if urlsplit(url).query == f'p={number}'), '') if number else ''
    if short:
        return f'wordpress:{addresses.site(short.partition("?")[0])}:{number}'
    if not page.url:
        return f'html:{hashlib.sha256(data).hexdigest()}'
    parts = urlsplit(page.url)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)])
    host = (parts.netloc.lower()).removeprefix('www.')
    return f'html:{host}{addresses.key(parts.path + (f"?{query}" if query else ""))}'


def _post_id(page: Document) -> str:
    """The id of a WordPress post or page, from the classes of its body element (get_body_class()); '' for none."""
    element = page.tree.find('body')
    match = re.search(r'\b(?:postid|page-id)-(\d+)\b', (element.get('class') or '') if element is not None else '')
    return match[1] if match else ''


def _slug(url: str, title: str) -> str:
    """The last part of the URL's path that is a name, else a slug made from the title."""
    parts = [_ENDING.sub('', unquote(part)) for part in urlsplit(url).path.split('/')]
    named = next((part for part in reversed(parts) if not _NO_NAME.match(part)), '')
    slug = slugs.decode(named) if named and parts[-2:].count(named) else ''
    return slug or slugs.slugify(title)


def _standfirst(page: Document, text: str) -> str:
    """The description that the page declares, unless it is part of the text or ends in an ellipsis."""
    description = words(page.article.get('description')) or page.meta('og:description', 'description')
    if not description or description.endswith(('…', '...', '[…]', '[...]')) or description[:60] in text:
        return ''
    return sanitise.without_controls(description)


def _notes(title: Finding, authors: Finding, published: Finding) -> list[Note]:
    notes = []
    if not title.value:
        notes.append(Note('no-title', 'The page has no title.'))
    if not authors.value:
        notes.append(Note('no-author', 'The page names no author.'))
    if not published.value:
        notes.append(Note('no-date', 'The page does not say when it was published.'))
    return notes
