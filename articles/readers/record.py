"""The records that every reader yields and the store writes, whatever format they were read from.

A reader is a function `read(path, *, zone) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]`. It yields one
`SourceRecord` first, then one record for every item, in the order of the file. It uses no database and no settings, and
has no more than one item in memory.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any


class Values:
    """Pickles as its class and a tuple of its values: quicker than dataclasses with slots do it, value by value."""

    __slots__ = ()

    def __reduce__(self) -> tuple:
        return type(self), _values(self)


def _values(record: Any) -> tuple:
    return _values_getter(type(record))(record)  # type: ignore[arg-type]  # mypy takes classes for unhashable


@cache
def _values_getter(kind: type) -> attrgetter:
    return attrgetter(*(field.name for field in fields(kind) if field.init))


@dataclass(frozen=True, slots=True)
class Note(Values):
    """Something for the archivist: `code` groups notes in the report of an import, `detail` is an English sentence."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuthorRecord(Values):
    """A person named in a byline. `key` is the login at the source; empty where the source has only a name."""

    name: str
    slug: str = ''
    key: str = ''
    email: str = ''
    bio: str = ''


@dataclass(frozen=True, slots=True)
class TermRecord(Values):
    """A category, tag or other term. `parent` holds the whole chain of parents of a category; tags have none."""

    name: str
    slug: str = ''
    parent: 'TermRecord | None' = None
    description: str = ''
    taxonomy: str = 'category'
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageRecord(Values):
    """A picture in a body. `src` is its URL exactly as in `body_html`."""

    src: str
    alt: str = ''
    caption: str = ''
    credit: str = ''


@dataclass(frozen=True, slots=True)
class Caching(Values):
    """Caches what is expensive to compute, and pickles the cache, so that the storing process need not repeat it."""

    _cache: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple:
        return _restored, (type(self), _values(self), self._cache)

    def cached(self, name: str, compute: Callable[[], Any]) -> Any:
        if name not in self._cache:
            self._cache[name] = compute()
        return self._cache[name]


def _restored(kind: type[Caching], values: tuple, cache: dict[str, Any]) -> Caching:
    record = kind(*values)
    record._cache.update(cache)
    return record


@dataclass(frozen=True, slots=True)
class CommentRecord(Caching):
    """One comment. `id` and `parent` are the ids at the source; `published` is aware or None.

    status: approved, held, spam or trashed. kind: comment, pingback, trackback or note (private, never shown).
    `email` and `ip` are private.
    """

    id: str
    parent: str = ''
    author: str = ''
    email: str = ''
    url: str = ''
    ip: str = ''
    published: datetime | None = None
    body_html: str = ''
    text: str = ''
    status: str = 'held'
    kind: str = 'comment'
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceRecord(Values):
    """The site or folder that the records after it come from, with all the terms and authors it lists, used or not.

    `old_urls`: old URLs of the lists of authors and categories, beginning with / or ?, and paths of folders that end
    with /*, with the paths here of all below them. `original`: for a file with many
    items, the bytes before the first of them; empty where each item is a file of its own.
    """

    source: str
    kind: str
    title: str = ''
    url: str = ''
    description: str = ''
    language: str = ''
    authors: tuple[AuthorRecord, ...] = ()
    categories: tuple[TermRecord, ...] = ()
    tags: tuple[TermRecord, ...] = ()
    terms: tuple[TermRecord, ...] = ()
    old_urls: Mapping[str, 'AuthorRecord | TermRecord | str'] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    original: bytes = b''


@dataclass(frozen=True, slots=True)
class RefusedRecord(Values):
    """An input that could not become a record. `where`: line:column, a member of a zip archive, or '' if unknown."""

    source: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleRecord(Caching):
    """One article, page or attachment, whole.

    source       path of the file it was read from
    source_key   identifies the article in every export of the same site
    kind         post, page, attachment, or the source's own name for any other type
    status       draft, review, published, scheduled (which the store compares with the clock), private or trashed
    published    aware, in the site's UTC offset at that time: its date is the day in the article's URL
    modified     aware; None where the source does not say
    body_source  as in the source; body_format says in which format: wordpress, text or html
    body_html    rendered from body_source and sanitised
    body_text    body_html as plain text, paragraphs separated by a blank line
    slug         last part of the URL's path; of a page the whole path; empty where the source has none
    password     in clear text, as exports have it; the store hashes it
    guid         the identifier that feeds gave it; never changes
    old_urls     every URL it had: absolute, or beginning with / or ?
    lead_image_key, parent_key   source_key of an attachment or page, which may come later or never
    pending_keys source_keys of what the body shows of other items, which may come later or never: the pictures of a
                 gallery, posts whose pictures a gallery shows, shared blocks
    file_url     attachments: the URL of the file; alt and credit describe it, and its caption is the standfirst
    meta         what the source has and no field holds; JSON values only
    fields       for readers that search a page for its values: the place of each and how sure that is (0 to 1), as
                 {'title': {'from': 'json-ld', 'confidence': 0.9}}; empty for formats with named fields
    original     the bytes that the record was read from: a page, or one item of a file with many
    captured     when the page was saved, aware; None where only the file's time of change is known
    encoding     the encoding that an HTTP header or a list of URLs gives for `original`; '' for none
    files        files that the source holds beside the text, by the URL under which the body shows them
    """

    source: str
    source_key: str
    kind: str = 'post'
    status: str = 'draft'
    title: str = ''
    slug: str = ''
    standfirst: str = ''
    authors: tuple[AuthorRecord, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    body_source: str = ''
    body_format: str = 'html'
    body_html: str = ''
    body_text: str = ''
    images: tuple[ImageRecord, ...] = ()
    tags: tuple[TermRecord, ...] = ()
    categories: tuple[TermRecord, ...] = ()
    comments: tuple[CommentRecord, ...] = ()
    old_urls: tuple[str, ...] = ()
    url: str = ''
    guid: str = ''
    password: str = ''
    pinned: bool = False
    comments_open: bool = True
    language: str = ''
    lead_image_key: str = ''
    parent_key: str = ''
    pending_keys: tuple[str, ...] = ()
    file_url: str = ''
    alt: str = ''
    credit: str = ''
    meta: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    original: bytes = b''
    captured: datetime | None = None
    encoding: str = ''
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def published_on(self) -> date | None:
        """The day in the article's URL: the date at the place of publication, whatever this site's time zone."""
        return self.published and self.published.date()

    def as_json(self) -> dict[str, Any]:
        """The object that `import_archive --dry-run --jsonl` prints on one line."""
        return {
            'source': self.source,
            'source_key': self.source_key,
            'kind': self.kind,
            'status': self.status,
            'title': self.title,
            'slug': self.slug,
            'standfirst': self.standfirst,
            'authors': [author.name for author in self.authors],
            'published': _iso(self.published),
            'modified': _iso(self.modified),
            'tags': [tag.name for tag in self.tags],
            'categories': [category.name for category in self.categories],
            'body_html': self.body_html,
            'body_text': self.body_text,
            'images': [
                {'src': image.src, 'alt': image.alt, 'caption': image.caption, 'credit': image.credit}
                for image in self.images
            ],
            'comments': [
                {
                    'id': comment.id,
                    'parent': comment.parent or None,
                    'author': comment.author,
                    'published': _iso(comment.published),
                    'text': comment.text,
                    'status': comment.status,
                    'kind': comment.kind,
                }
                for comment in self.comments
            ],
            'url': self.url,
            'captured': _iso(self.captured),
            'old_urls': list(self.old_urls),
            'language': self.language,
            'meta': dict(self.meta),
            'fields': {name: dict(origin) for name, origin in self.fields.items()},
            'notes': [{'code': note.code, 'detail': note.detail} for note in self.notes],
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
