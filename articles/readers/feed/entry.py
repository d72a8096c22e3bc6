"""The values of an entry of a feed in any format, and the record made of them."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from articles.readers.record import ArticleRecord, AuthorRecord, CommentRecord, ImageRecord, Note, TermRecord
from articles.text import image_captions, markup, plain, sanitise, scripts, slugs, url_forms
from articles.text.autop import autop
from articles.text.clickable import with_links

KINDS = ('image', 'audio', 'video')


@dataclass
class Channel:
    """The values of the feed itself. `category_first`: of the terms of an entry, the first is its category.

    `authors` are the authors of every entry that names none.
    """

    title: str = ''
    url: str = ''
    description: str = ''
    language: str = ''
    authors: list[AuthorRecord] = field(default_factory=list)
    category_first: bool = False
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass
class Enclosure:
    """A file attached to an entry. `kind`: image, audio, video, or '' for any other."""

    url: str
    kind: str = ''
    caption: str = ''


@dataclass
class Entry:
    """One entry. `title`, `summary` and `content` are HTML; `content` is empty where the feed has only a summary.

    `old_urls`: other URLs of the entry. `published` and `modified` are aware. `answers`: see `xml.answered`.
    """

    id: str = ''
    is_draft: bool = False
    answers: str = ''
    url: str = ''
    old_urls: list[str] = field(default_factory=list)
    title: str = ''
    content: str = ''
    summary: str = ''
    authors: list[AuthorRecord] = field(default_factory=list)
    published: datetime | None = None
    modified: datetime | None = None
    terms: list[str] = field(default_factory=list)
    enclosures: list[Enclosure] = field(default_factory=list)
    language: str = ''
    meta: dict[str, Any] = field(default_factory=dict)


def from_plain(text: str) -> str:
    """Plain text as HTML."""
    return autop(escape(text, quote=False))


def article(
    entry: Entry, channel: Channel, *, source: str, original: bytes, comments: tuple[CommentRecord, ...] = ()
) -> ArticleRecord:
    """The record of an entry, with notes about what it lacks.

    `original`: the bytes of the entry and of its `comments`.
    """
    notes: list[Note] = []
    body = _body(entry, channel, notes)
    text = plain.from_html(body)
    title = plain.title(entry.title)
    summary = plain.title(entry.summary)
    published = entry.published or entry.modified
    if not published:
        notes.append(Note('no-date', 'The entry has no date that can be read: imported as a draft.'))
    authors = entry.authors or channel.authors
    if not authors:
        notes.append(Note('no-author', 'The feed names no author.'))
    categories, tags = _terms(entry, channel)
    return ArticleRecord(
        source=source,
        source_key=_key(entry, channel, title, text),
        status='published' if published and not entry.is_draft else 'draft',
        title=title,
        slug=_slug(entry.url, title, text),
        standfirst=summary if entry.content and not _begins(text, summary) else '',
        authors=tuple({author.name: author for author in reversed(authors)}.values())[::-1],
        published=published,
        modified=entry.modified,
        body_source=entry.content or entry.summary,
        body_html=body,
        body_text=text,
        images=tuple(ImageRecord(image.src, image.alt, image.caption) for image in image_captions.images_in(body)),
        tags=tags,
        categories=categories,
        comments=comments,
        old_urls=_old_urls(entry),
        url=entry.url,
        guid=entry.id or entry.url,
        language=entry.language or channel.language,
        meta={name: value for name, value in entry.meta.items() if value},
        notes=tuple(notes),
        original=original,
    )


def comment(entry: Entry) -> CommentRecord:
    """The record of an entry that is a comment; `id` is its number at the source, if its identifier ends with one."""
    html = sanitise.comment_html(with_links(autop(entry.content or entry.summary)))
    number = re.search(r'#comment-(\d{1,18})$', entry.id)
    authors = entry.authors[:1] or [AuthorRecord('')]
    return CommentRecord(
        id=number[1] if number else entry.id,
        author=authors[0].name,
        email=authors[0].email,
        published=entry.published or entry.modified,
        body_html=html,
        text=plain.from_html(html),
        status='held' if entry.is_draft else 'approved',
    )


def _body(entry: Entry, channel: Channel, notes: list[Note]) -> str:
    source = entry.content or entry.summary
    if not entry.content:
        notes.append(
            Note('summary-only', 'The feed has no more of the text than this.')
            if source.strip()
            else Note('no-text', 'The feed has no text of this entry.')
        )
    source, shown_by_scripts, hosts = scripts.as_links(source) if '<script' in source.lower() else (source, [], [])
    html, embeds = markup.frames_as_links(markup.absolute(source, entry.url or channel.url))
    embeds += shown_by_scripts
    notes += [Note('embed', f'What was embedded became a link to {url[:200]}') for url in embeds]
    notes += [Note('embed', f'What a script of {host} showed is not in the text.') for host in hosts]
    html = markup.uploads_within(markup.modern(html), url_forms.host(channel.url))
    shown = [_figure(enclosure) for enclosure in entry.enclosures if not _is_shown(enclosure, html)]
    pictures = [figure for figure in shown if '<img' in figure]
    # Many feeds attach a picture of the text in another size: only a text without pictures gets one.
    first = pictures[:1] if '<img' not in html else []
    return sanitise.article_html(''.join([*first, html, *(figure for figure in shown if figure not in pictures)]))


def _is_shown(enclosure: Enclosure, html: str) -> bool:
    return enclosure.kind not in KINDS or escape(enclosure.url) in html or enclosure.url in html


def _figure(enclosure: Enclosure) -> str:
    url, words = escape(enclosure.url), escape(enclosure.caption)
    if enclosure.kind == 'image':
        caption = f'<figcaption>{words}</figcaption>' if words else ''
        return f'<figure><img src="{url}" alt="">{caption}</figure>'
    name = words or escape(PurePosixPath(urlsplit(enclosure.url).path).name) or url
    player = f'<{enclosure.kind} src="{url}"></{enclosure.kind}>'
    return f'<figure>{player}<figcaption><a href="{url}">{name}</a></figcaption></figure>'


def _begins(text: str, summary: str) -> bool:
    """Whether the text begins with the summary, apart from an ellipsis at its end."""
    words = summary.rstrip(' .…[]').split()
    return text.split()[: len(words)] == words


def _key(entry: Entry, channel: Channel, title: str, text: str) -> str:
    """The source_key: the identifier of the entry, with the site's URL if it is not a URI and so not unique."""
    own = entry.id or entry.url or sha256(f'{title}\0{text}'.encode()).hexdigest()
    if not _scheme(own):
        own = f'{url_forms.site(channel.url) if _scheme(channel.url) else ""}:{own}'
    return f'feed:{own}'


def _scheme(url: str) -> str:
    """The scheme of a URL or other URI; '' for any other text."""
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ''


def _slug(url: str, title: str, text: str) -> str:
    """The last part of the URL's path if it has letters; else made from the title or the first words of the text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit('')
    name = PurePosixPath(parts.path).stem if not parts.query else ''
    words = slugs.decode(name)
    if not any(map(str.isalpha, words)) or words in ('index', 'default'):
        words = ''
    return words or slugs.slugify(title) or slugs.slugify(plain.excerpt(text, 8)) or 'untitled'


def _old_urls(entry: Entry) -> tuple[str, ...]:
    urls = [entry.url, *entry.old_urls, *([entry.id] if entry.id.startswith(('http://', 'https://')) else [])]
    return tuple(dict.fromkeys(url for url in urls if sanitise.web_url(url)))


def _terms(entry: Entry, channel: Channel) -> tuple[tuple[TermRecord, ...], tuple[TermRecord, ...]]:
    """(categories, tags). Feeds do not distinguish them, but WordPress puts the category first."""
    names = list(dict.fromkeys(filter(None, map(plain.title, entry.terms))))
    first = names[:1] if channel.category_first else []
    categories = tuple(TermRecord(name, slugs.slugify(name)) for name in first)
    tags = {slugs.slugify(name): TermRecord(name, slugs.slugify(name), taxonomy='tag') for name in names[len(first) :]}
    return categories, tuple(tags.values())
