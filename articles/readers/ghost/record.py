"""The record of a post or page of Ghost."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from articles.readers import bodies, moments
from articles.readers.ghost import lexical, mobiledoc
from articles.readers.record import ArticleRecord, AuthorRecord, Note, TermRecord
from articles.text import ghost_markup, markup, plain, sanitise, slugs

# In place of the site's own URL, which no export names.
SITE = '__GHOST_URL__'

_STATUSES = {'published': 'published', 'scheduled': 'scheduled', 'draft': 'draft', 'sent': 'private'}
_MARKDOWN = MarkdownIt('commonmark', {'html': True})


def article(
    post: Mapping[str, Any],
    tags: list[Mapping[str, Any]],
    authors: list[Mapping[str, Any]],
    about: Mapping[str, Any],
    *,
    source: str,
    zone: tzinfo,
    original: bytes,
) -> ArticleRecord:
    """The record of a post with its tags and authors in their order. `about` is its row of posts_meta."""
    notes: list[Note] = []
    content = _content(post, notes)
    body = bodies.render(_with_picture(post, about, content))
    published = _moment(post.get('published_at'), zone)
    title = ' '.join(_text(post, 'title').split())
    slug = slugs.decode(_text(post, 'slug')) or slugs.slugify(title)
    if not authors:
        notes.append(Note('no-author', 'The file names no author.'))
    status = _status(post, about, published, notes)
    return ArticleRecord(
        source=source,
        source_key=f'ghost:{_text(post, "uuid") or _text(post, "id") or slug}',
        kind='page' if _text(post, 'type') == 'page' or post.get('page') in (1, True) else 'post',
        status=status,
        title='' if title == '(Untitled)' else title,
        slug=slug,
        standfirst=_text(post, 'custom_excerpt'),
        authors=tuple(map(_author, authors)),
        published=published,
        modified=_moment(post.get('updated_at'), zone),
        body_source=_text(post, 'html') or _text(post, 'lexical') or _text(post, 'mobiledoc'),
        body_html=body.html,
        body_text=body.text,
        images=body.images,
        tags=_tags(tags),
        old_urls=(f'/{slug}/',) if slug and status in ('published', 'scheduled') else (),
        guid=_text(post, 'uuid'),
        language=_text(post, 'locale'),
        meta=_meta(post, tags, about),
        notes=(*notes, *body.notes),
        original=original,
    )


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    number = isinstance(value, int) and not isinstance(value, bool)
    return sanitise.without_controls(str(value)) if number or isinstance(value, str) else ''


def _moment(value: Any, zone: tzinfo) -> datetime | None:
    """A moment: text in UTC, or milliseconds since 1970 in exports of before 1.0."""
    if isinstance(value, str):
        return moments.iso(value, zone)
    try:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return moments.within(datetime.fromtimestamp(value / 1000, UTC), zone) if is_number else None
    except (ValueError, OverflowError, OSError):
        return None


def _status(post: Mapping[str, Any], about: Mapping[str, Any], published: datetime | None, notes: list[Note]) -> str:
    """What is not for everyone is private, whatever its status: for members, for those who pay, by e-mail only."""
    named, visibility = _text(post, 'status'), _text(post, 'visibility') or 'public'
    if named not in _STATUSES:
        notes.append(Note('unknown-status', f'The status “{named[:100]}” is not one of Ghost: kept as a draft.'))
    status = _STATUSES.get(named, 'draft')
    if status not in ('published', 'scheduled'):
        return status
    if visibility != 'public':
        notes.append(Note('members-only', f'It was for “{visibility[:100]}”: kept as private.'))
        return 'private'
    if about.get('email_only') in (1, True):
        notes.append(Note('members-only', 'It was sent by e-mail only: kept as private.'))
        return 'private'
    if not published:
        notes.append(Note('no-date', 'The post has no date that can be read: kept as a draft.'))
        return 'draft'
    return status


def _content(post: Mapping[str, Any], notes: list[Note]) -> str:
    """The text as HTML: as Ghost rendered it, else from what its editor stored."""
    if html := _text(post, 'html'):
        return ghost_markup.plain_cards(markup.frames_as_links(html)[0] if '<iframe' in html else html)
    for name, reader in (('lexical', lexical), ('mobiledoc', mobiledoc)):
        if source := _text(post, name):
            try:
                return reader.to_html(source, _MARKDOWN.render)
            except ValueError as error:
                notes.append(Note('unreadable-text', f'Its text in {name} cannot be read: {str(error)[:200]}'))
    if words := _text(post, 'plaintext'):
        return ''.join(f'<p>{escape(part)}</p>' for part in words.split('\n\n') if part.strip())
    return _MARKDOWN.render(_text(post, 'markdown'))


def _with_picture(post: Mapping[str, Any], about: Mapping[str, Any], content: str) -> str:
    """The body below the picture that the site shows above it. Both name files by their path on the site."""
    src = _text(post, 'feature_image') or _text(post, 'image')
    if src and src not in content:
        caption = _text(about, 'feature_image_caption')
        words = f'<figcaption>{caption}</figcaption>' if caption else ''
        alt = escape(_text(about, 'feature_image_alt'))
        content = f'<figure><img src="{escape(src)}" alt="{alt}">{words}</figure>{content}'
    return content.replace(SITE, '')


def _author(user: Mapping[str, Any]) -> AuthorRecord:
    name = plain.title(escape(_text(user, 'name'))) or _text(user, 'slug')
    return AuthorRecord(
        name, _text(user, 'slug'), key=_text(user, 'slug'), email=_text(user, 'email'), bio=_text(user, 'bio')
    )


def _tags(tags: list[Mapping[str, Any]]) -> tuple[TermRecord, ...]:
    """Tags that readers saw: those that begin with # are for the desk."""
    shown = (tag for tag in tags if _text(tag, 'name') and not _is_internal(tag))
    return tuple(
        TermRecord(
            ' '.join(_text(tag, 'name').split()),
            slugs.decode(_text(tag, 'slug')),
            description=_text(tag, 'description'),
            taxonomy='tag',
        )
        for tag in shown
    )


def _is_internal(tag: Mapping[str, Any]) -> bool:
    return _text(tag, 'name').startswith('#') or _text(tag, 'visibility') == 'internal'


def _meta(post: Mapping[str, Any], tags: list[Mapping[str, Any]], about: Mapping[str, Any]) -> dict:
    seo = {
        'title': _text(about, 'meta_title') or _text(post, 'meta_title'),
        'description': _text(about, 'meta_description') or _text(post, 'meta_description'),
    }
    meta = {
        'id': _text(post, 'id'),
        'seo': {name: words for name, words in seo.items() if words},
        'canonical_url': _text(post, 'canonical_url'),
        'visibility': '' if _text(post, 'visibility') == 'public' else _text(post, 'visibility'),
        'featured': bool(post.get('featured')),
        'internal_tags': [_text(tag, 'name') for tag in tags if _is_internal(tag)],
    }
    return {name: value for name, value in meta.items() if value}
