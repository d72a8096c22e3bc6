"""Reads the article on one saved page, or says what the page is instead."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from articles.readers.html.document import Document, Finding, absolute
from articles.readers.html.linked_data import words
from articles.readers.html.saved_page import SavedPage
from articles.readers.record import ArticleRecord, AuthorRecord, CommentRecord, Note, RefusedRecord
from articles.text import sanitise, slugs, url_forms

from . import authors as html_authors
from . import body as html_body
from . import comments as html_comments
from . import (
    dates,
    ghost,
    glances,
    locked,
    marked_text,
    mirrors,
    non_articles,
    standing,
    terms,
    tree,
    versions,
    wordpress,
)
from . import title as html_title

_TRACKING = re.compile(r'^(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref|ref_src|cmpid|icid|intcid|ncid|sr_share)$', re.I)
_ENDING = re.compile(r'\.(?:html?|xhtml|shtml|php\d?|aspx?|jsp|cfm)$', re.I)
_NO_NAME = re.compile(r'^(?:index|default|\d+|[0-9a-f]{16,}|)$', re.I)


def article(saved: SavedPage, zone: tzinfo) -> ArticleRecord | RefusedRecord:
    """The article on a page, or the reason why the page is not one. Raises Unreadable for an empty or damaged page."""
    if versions.is_preview(saved.data):
        return RefusedRecord(saved.source, '', 'This is the preview of an article for other sites, not an article.')
    parsed = tree.parse(saved.data, saved.charset)
    page = Document(parsed.tree, saved.url, place=saved.url)
    url = _url(page, saved, parsed.url)
    page.url = glances.whole_url(url.value, page.tree.find('body'))
    links, has_form = _own_links(page), page.tree.find('.//textarea') is not None
    # First, since comments have authors and dates as well.
    announced, comments = html_comments.announced(page), html_comments.take(page, zone)
    marks = wordpress.read(page) or ghost.read(page)
    title = html_title.title(page)
    authors = html_authors.authors(page, title.value, marks)
    tags, categories = terms.tags(page, marks), terms.categories(page, marks)
    key = _key(page, links, marks, saved.data)
    sure, draft = standing.is_declared(page, marks), standing.is_draft(page)
    published, modified = dates.dates(page, title.value, zone, marks)
    pages = marked_text.pages(page) if marked_text.WAY in saved.data else 1
    asked = 'password' if marks and marks.is_locked else locked.asks_for(page, title.value)
    body = html_body.body(page, title.value, marks, is_locked=asked == 'password')
    if why := non_articles.reason(page, title.value, body, marks, is_locked=bool(asked)):
        lost = ' Its comments are left out.' if marks and comments else ''
        return RefusedRecord(saved.source, '', f'This is {why}, not an article.{lost}')
    findings = {
        'title': title, 'authors': authors, 'published': published, 'modified': modified, 'tags': tags,
        'categories': categories, 'url': url, 'body': body.finding,
    }  # fmt: skip
    kind, status, doubts = standing.standing(
        page.url, marks, asked, declared=sure, draft=draft, title=title, published=published, authors=authors
    )
    return ArticleRecord(
        source=saved.source,
        source_key=key,
        kind=kind,
        status=status,
        title=sanitise.without_controls(standing.bare_title(title.value, marks)),
        slug=path_of(page.url, title.value) if kind == 'page' else _slug(page.url, title.value, marks),
        standfirst=_standfirst(page, body.text),
        authors=tuple(AuthorRecord(name) for name in authors.value),
        published=published.value,
        modified=modified.value,
        body_source=body.source,
        body_html=body.html,
        body_text=body.text,
        images=body.images,
        tags=tags.value,
        categories=categories.value,
        comments=comments,
        comments_open=has_form,
        old_urls=tuple(dict.fromkeys(filter(None, (page.url, _other_url(saved, page.url), *links)))),
        url=page.url,
        language=page.language,
        fields={name: {'from': f.origin, 'confidence': f.confidence} for name, f in findings.items() if f.origin},
        meta=({'comments_announced': announced} if announced > len(comments) else {})
        | ({'pages_announced': pages} if pages > 1 else {}),
        notes=(*parsed.notes, *_notes(title, authors, published), *_gaps(marks, comments, announced, pages), *doubts),
        original=saved.data,
        captured=saved.captured or parsed.captured,
        encoding=saved.charset,
        files=_files(body, {**saved.files, **parsed.files}, page),
    )


def _files(body: html_body.ArticleBody, files: Mapping[str, bytes], page: Document) -> dict[str, bytes]:
    """Those of the files saved with a page that its article shows, by their URLs as in the text."""
    by_url = {_uploaded(absolute(page.base, url)): content for url, content in files.items()}
    return {image.src: by_url[name] for image in body.images if (name := _uploaded(image.src)) in by_url}


def _uploaded(url: str) -> str:
    """The URL of a file, of an upload without its host, since the text may have it in either form."""
    _, folder, path = url.partition('/wp-content/uploads/')
    return f'{folder}{path}' if folder else url


def _url(page: Document, saved: SavedPage, noted: str) -> Finding:
    """The URL of a page, as its list or archive has it, else as the page declares it, else as noted when it was saved.

    Of a URL by which a page was only reached, such as /slug/?replytocom=7, the page's own.
    """
    hrefs = (link.get('href') for link in page.head_links if link.get('rel') == 'canonical' and 'href' in link.attrib)
    declared = (next(hrefs, ''), 'canonical link', 0.9)
    candidates = (
        (saved.url if saved.is_listed else '', 'list of addresses', 1.0),
        (wordpress.embed_url(page), 'wordpress', 0.98),
        (saved.url, 'folder', 0.95),
        declared,
        (page.meta('og:url'), 'opengraph', 0.85),
        (noted, 'note of the browser', 0.8),
    )
    findings = (Finding(sanitise.web_url(url), origin, sure) for url, origin, sure in candidates)
    own = next((finding for finding in findings if finding.value), Finding('', '', 0))
    whole = glances.original(saved.data, own.value) or glances.own_url(own.value)
    return Finding(whole, own.origin, own.confidence) if own.value else own


def _own_links(page: Document) -> list[str]:
    """The canonical URL and the short link of a page, if they are on its own host."""
    host = url_forms.host(page.url)
    urls = []
    for link in page.head_links:
        if link.get('rel') in ('canonical', 'shortlink') and link.get('href'):
            url = sanitise.web_url(mirrors.linked(absolute(page.base, link.get('href').partition('#')[0])))
            if url and host and url_forms.host(url) == host and url_forms.key(url) != '/':
                urls.append(url)
    return urls


def _other_url(saved: SavedPage, url: str) -> str:
    """The URL at which a page of a text or of its comments was, which leads to the article now; '' for others."""
    other = sanitise.web_url(saved.url)
    return other if other and not urlsplit(other).query and other.startswith(url) else ''


def _key(page: Document, links: list[str], marks: wordpress.Marks | None, data: bytes) -> str:
    """The source_key: the same for a page saved twice, and for a WordPress page the same as in its export."""
    if marks and marks.number and (site := wordpress.site(page, links, marks.number)):
        return f'wordpress:{site}:{marks.number}'
    if not page.url:
        return f'html:{hashlib.sha256(data).hexdigest()}'
    parts = urlsplit(page.url)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)])
    host = (parts.netloc.lower()).removeprefix('www.')
    return f'html:{host}{url_forms.key(parts.path + (f"?{query}" if query else ""))}'


def path_of(url: str, title: str) -> str:
    """The path of a page below its site, decoded, without an ending such as .html; made from the title without one."""
    parts = [slugs.decode(unquote(part)) for part in _ENDING.sub('', urlsplit(url).path).split('/')]
    parts = [part for part in parts if part]
    if parts and parts[-1] == 'index':
        del parts[-1]
    return '/'.join(parts) or slugs.slugify(title)


def _slug(url: str, title: str, marks: wordpress.Marks | None) -> str:
    """The last part of the URL's path that is a name, else a slug made from the title."""
    if marks and not urlsplit(url).query and (last := urlsplit(url).path.rstrip('/').rpartition('/')[2]):
        return slugs.decode(_ENDING.sub('', unquote(last)))
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


def _gaps(marks: wordpress.Marks | None, comments: Sequence[CommentRecord], announced: int, pages: int) -> list[Note]:
    """What the page says that it does not show."""
    notes = []
    if marks and marks.is_cut:
        notes.append(Note('cut', 'The page shows only the opening of its text to those who do not subscribe.'))
    if announced > len(comments):
        notes.append(Note('comments-missing', f'The page counts {announced} comments and shows {len(comments)}.'))
    if pages > 1:
        notes.append(Note('pages-missing', f'The text has {pages} pages, and not all of them are here.'))
    return notes


def _notes(title: Finding, authors: Finding, published: Finding) -> list[Note]:
    notes = []
    if not title.value:
        notes.append(Note('no-title', 'The page has no title.'))
    if not authors.value:
        notes.append(Note('no-author', 'The page names no author.'))
    if not published.value:
        notes.append(Note('no-date', 'The page does not say when it was published.'))
    return notes
