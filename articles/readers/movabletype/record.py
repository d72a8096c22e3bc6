"""The record of an entry of Movable Type or TypePad."""

import re
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from articles.readers import bodies
from articles.readers.movabletype.entries import Entry, Reply
from articles.readers.record import ArticleRecord, AuthorRecord, CommentRecord, Note, TermRecord
from articles.text import plain, sanitise, slugs
from articles.text.autop import autop

# MT::Entry::status_int() has these names.
_STATUSES = {
    '': 'published',
    'publish': 'published',
    'draft': 'draft',
    'review': 'review',
    'future': 'scheduled',
    'spam': 'trashed',
    'junk': 'trashed',
    'unpublish': 'draft',
}
_DATE = re.compile(r'(\d{1,2})/(\d{1,2})/(\d{2,4}) +(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?: *([AaPp])[Mm])?')
_BLOCK = re.compile(r'\s*<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|pre)[\s>]', re.I)
_TAG = re.compile(r'"([^"]*)"|([^,]+)')
_MARKDOWN = MarkdownIt('commonmark')


def article(entry: Entry, *, source: str, zone: tzinfo, original: bytes, notes: list[Note]) -> ArticleRecord:
    """The record of an entry with its comments. Its dates are those of the site, in `zone`."""
    url = sanitise.web_url(entry.get('UNIQUE URL'))
    published = moment(entry.get('DATE'), zone)
    status = _status(entry, published, notes)
    html = '\n\n'.join(filter(None, (_html(entry, name, notes) for name in ('BODY', 'EXTENDED BODY'))))
    body = bodies.render(html, url)
    title = plain.title(entry.get('TITLE')) or plain.excerpt(body.text, 5)
    slug = slugs.decode(entry.get('BASENAME')) or slugs.slugify(title)
    return ArticleRecord(
        source=source,
        source_key=_key(entry, url),
        status=status,
        title=title,
        slug=slug,
        standfirst=plain.title(entry.texts.get('EXCERPT', '')),
        authors=_authors(entry, notes),
        published=published,
        body_source='\n\n'.join(filter(None, map(entry.texts.get, ('BODY', 'EXTENDED BODY')))),
        body_html=body.html,
        body_text=body.text,
        images=body.images,
        tags=_tags(entry),
        categories=_categories(entry),
        comments=_comments(entry, zone),
        comments_open=entry.get('ALLOW COMMENTS') in ('', '1'),
        old_urls=_old_urls(entry, url, published),
        url=url,
        guid=url,
        meta=_meta(entry),
        notes=(*notes, *body.notes),
        original=original,
    )


def moment(text: str, zone: tzinfo) -> datetime | None:
    """A date as MT::ImportExport writes it, MM/DD/YYYY hh:mm:ss with or without AM or PM; None where it is none."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    month, day, year, hour, minute, second = (int(number or 0) for number in match.groups()[:6])
    half = (match[7] or '').lower()
    hour = hour % 12 + 12 * (half == 'p') if half else hour
    try:
        local = datetime(year + 1900 if year < 100 else year, month, day, hour, minute, second, tzinfo=zone)
        # At the ends of the calendar other zones have no date for it.
        return local if 1 < local.year < 9999 and local.astimezone(UTC) else None
    except (ValueError, OverflowError):
        return None


def _status(entry: Entry, published: datetime | None, notes: list[Note]) -> str:
    named = entry.get('STATUS').lower()
    if named not in _STATUSES:
        notes.append(Note('unknown-status', f'The status “{named[:100]}” is not one of Movable Type: kept as a draft.'))
    status = _STATUSES.get(named, 'draft')
    if not published and status in ('published', 'scheduled'):
        notes.append(Note('no-date', 'The entry has no date that can be read: kept as a draft.'))
        return 'draft'
    return status


def _key(entry: Entry, url: str) -> str:
    """By its URL, which only TypePad gives; else by what Movable Type makes it from."""
    name = entry.get('BASENAME') or entry.get('TITLE')
    own = url or f'{entry.get("DATE")} {name}' if entry.get('DATE') or name else ''
    return f'movabletype:{own or sha256(repr(entry).encode(errors="replace")).hexdigest()}'


def _html(entry: Entry, name: str, notes: list[Note]) -> str:
    """A text as HTML. TypePad exports what its filters made; Movable Type names the filter and exports the source."""
    text = entry.texts.get(name, '')
    style = entry.get('CONVERT BREAKS').lower()
    if not text.strip() or style in ('0', 'wysiwyg', 'richtext', 'html', 'blockeditor', 'none'):
        return text
    if style.startswith('markdown') and not _BLOCK.match(text):
        return _MARKDOWN.render(text)
    if style.startswith('textile') and not _BLOCK.match(text):
        notes.append(Note('textile', 'The text is in Textile, whose marks are left in it unchanged.'))
    return autop(text)


def _authors(entry: Entry, notes: list[Note]) -> tuple[AuthorRecord, ...]:
    name = plain.title(entry.get('AUTHOR'))
    if not name:
        notes.append(Note('no-author', 'The file names no author.'))
        return ()
    return (AuthorRecord(name, slugs.slugify(name), email=entry.get('AUTHOR EMAIL')),)


def _categories(entry: Entry) -> tuple[TermRecord, ...]:
    names = [*entry.fields.get('PRIMARY CATEGORY', []), *entry.fields.get('CATEGORY', [])]
    known = dict.fromkeys(filter(None, map(plain.title, names)))
    return tuple(TermRecord(name, slugs.slugify(name)) for name in known)


def _tags(entry: Entry) -> tuple[TermRecord, ...]:
    """As MT::Tag->split() splits them: by commas, names with a comma in quotation marks; @ marks private ones."""
    names = [plain.title(quoted or bare) for quoted, bare in _TAG.findall(entry.get('TAGS'))]
    known = {slugs.slugify(name): name for name in reversed(names) if name and not name.startswith('@')}
    return tuple(TermRecord(name, slug, taxonomy='tag') for slug, name in reversed(known.items()))


def _old_urls(entry: Entry, url: str, published: datetime | None) -> tuple[str, ...]:
    """Where it was: at its URL, or where Movable Type puts an entry unless told otherwise, with both kinds of dash."""
    if url:
        return (url,)
    name = entry.get('BASENAME')
    if not name or not published or '/' in name:
        return ()
    names = dict.fromkeys((name, name.replace('_', '-')))
    return tuple(f'/{published:%Y/%m}/{spelling}.html' for spelling in names)


def _meta(entry: Entry) -> dict:
    meta = {
        'keywords': ' '.join(entry.texts.get('KEYWORDS', '').split()),
        'pings': 'closed' if entry.get('ALLOW PINGS') == '0' else '',
        'convert_breaks': entry.get('CONVERT BREAKS'),
        'fields': {name: text for name, text in entry.texts.items() if name.startswith('CF') and text.strip()},
    }
    return {name: value for name, value in meta.items() if value}


def _comments(entry: Entry, zone: tzinfo) -> tuple[CommentRecord, ...]:
    """Comments and pings. The format knows no threads and no numbers, so each is known by what it is."""
    comments: dict[str, CommentRecord] = {}
    for reply in entry.replies:
        comment = _comment(reply, zone)
        number, key = 1, comment.id
        while key in comments:
            number += 1
            key = f'{comment.id}-{number}'
        comments[key] = replace(comment, id=key)
    return tuple(comments.values())


def _comment(reply: Reply, zone: tzinfo) -> CommentRecord:
    fields = reply.fields
    heading = f'<p><strong>{sanitise.text_only(fields.get("TITLE", ""))}</strong></p>' if reply.is_ping else ''
    html, text = bodies.comment(heading + autop(reply.text))
    author = plain.title(fields.get('BLOG NAME' if reply.is_ping else 'AUTHOR', ''))
    own = '\0'.join((author, fields.get('DATE', ''), reply.text))
    return CommentRecord(
        id=f'mt-{sha256(own.encode(errors="replace")).hexdigest()[:16]}',
        author=author,
        email=fields.get('EMAIL', ''),
        url=sanitise.web_url(fields.get('URL', '')),
        ip=fields.get('IP', ''),
        published=moment(fields.get('DATE', ''), zone),
        body_html=html,
        text=text,
        # The export holds only what was visible.
        status='approved',
        kind='trackback' if reply.is_ping else 'comment',
    )


def site_of(entry: Entry) -> str:
    """The URL of the site that an entry is of, as far as its own says: TypePad's blogs are folders of their hosts."""
    parts = urlsplit(sanitise.web_url(entry.get('UNIQUE URL')))
    folders = parts.path.split('/')[1:-1]
    blog = f'/{folders[0]}' if folders and not folders[0].isdigit() else ''
    return f'{parts.scheme}://{parts.netloc}{blog}/' if parts.netloc else ''
