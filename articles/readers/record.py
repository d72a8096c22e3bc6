"""What every reader yields and the store writes: values only, nothing of the format they came from.

A reader is a function `read(path, *, zone) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]`. It yields one
`SourceRecord` first, then one record for every item it met, in the order of the file. It touches no database and no
settings, and it keeps no more than one item in memory.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import Any


class _Values:
    """Goes to another process by its values, taken all at once: dataclasses ask for each by itself, in Python."""

    __slots__ = ()

    def __reduce__(self) -> tuple:
        return type(self), _all_of(type(self))(self)


@cache
def _all_of(kind: type) -> attrgetter:
    return attrgetter(*(field.name for field in fields(kind) if field.init))


@dataclass(frozen=True, slots=True)
class Note(_Values):
    """Something an archivist should know: `code` groups notes in the report, `detail` is a sentence for people."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuthorRecord(_Values):
    """A person named in a byline. `key` is what the source calls them (a login); empty where it has only a name."""

    name: str
    slug: str = ''
    key: str = ''
    email: str = ''
    bio: str = ''


@dataclass(frozen=True, slots=True)
class TermRecord(_Values):
    """A category or tag. `parent` holds the whole chain above a category; tags have none."""

    name: str
    slug: str = ''
    parent: 'TermRecord | None' = None
    description: str = ''
    taxonomy: str = 'category'
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageRecord(_Values):
    """A picture in a body. `src` is the address as it stands in `body_html`."""

    src: str
    alt: str = ''
    caption: str = ''
    credit: str = ''


@dataclass(frozen=True, slots=True)
class Packed:
    """What something was read from: the bytes compressed by zlib; the SHA-256 and size they had as they came."""

    sha256: str
    size: int
    content: bytes

    @classmethod
    def of(cls, content: bytes) -> 'Packed | None':
        """None for nothing. The quickest level of zlib: higher ones take a third off, and several times as long."""
        return cls(sha256(content).hexdigest(), len(content), zlib.compress(content, 1)) if content else None


@dataclass(frozen=True, slots=True)
class _Remembering(_Values):
    """Remembers what is dear to work out: a process that reads ahead asks first, and who stores has the answer."""

    _known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple:
        return _remembering, (type(self), _all_of(type(self))(self), self._known)

    def _once(self, name: str, work: Callable[[], Any]) -> Any:
        if name not in self._known:
            self._known[name] = work()
        return self._known[name]


def _remembering(kind: type[_Remembering], values: tuple, known: dict[str, Any]) -> _Remembering:
    record = kind(*values)
    record._known.update(known)
    return record


@dataclass(frozen=True, slots=True)
class CommentRecord(_Remembering):
    """One comment. `id` and `parent` are the source's own; `published` is aware or None.

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
class SourceRecord(_Values):
    """The site or folder that the records after it come from, and the terms and people it lists, used or not.

    `old_urls`: addresses, beginning with / or ?, that lists of these authors and categories had. `original`: what a
    file that holds many items says before the first of them, as it came; empty where each item is a file of its own.
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
    old_urls: Mapping[str, AuthorRecord | TermRecord] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    original: bytes = b''


@dataclass(frozen=True, slots=True)
class RefusedRecord(_Values):
    """An input that could not become a record. `where` is line:column, a member of an archive, or empty."""

    source: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleRecord(_Remembering):
    """One article, page or attachment, whole.

    source       path of the file it was read from
    source_key   the same for the same article in every export of the same site, and for no other
    kind         post, page, attachment, or the source's own name for a type this archive has no place for
    status       draft, review, published, scheduled (which the store compares with the clock), private or trashed
    published    aware, in the offset of the place it was published at: its date is the day in the article's address
    modified     aware; None where the source does not say
    body_source  as it came; body_format says in what language: wordpress, text or html
    body_html    rendered from it and sanitised
    body_text    the same as plain text, paragraphs apart by a blank line
    slug         last part of the address; of a page the whole path; empty where the source has none
    password     in clear text, as exports have it; the store hashes it
    guid         the identifier feeds gave it, kept for ever
    old_urls     addresses it answered at: absolute, or beginning with / or ?
    lead_image_key, parent_key   source_key of an attachment or page, which may come later or never
    awaited_keys same of what the body shows: pictures of galleries, posts whose pictures a gallery shows, shared blocks
    file_url     attachments: where the file was; alt and credit go with it, and the caption is the standfirst
    meta         whatever the source said that has no field, JSON values only
    fields       where a reader that has to look for its values found each, and how sure it is: {'title': {'from':
                 'json-ld', 'confidence': 0.9}}; empty where the format says what is what
    original     what the record was read from, as it came: a page, or the item of a file that holds many
    captured     when that was, aware, where the source says so of each; else its file was captured when it changed last
    encoding     how it is encoded, where a server said so and it may not say so itself
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
    awaited_keys: tuple[str, ...] = ()
    file_url: str = ''
    alt: str = ''
    credit: str = ''
    meta: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    original: bytes = b''
    captured: datetime | None = None
    encoding: str = ''

    @property
    def published_on(self) -> date | None:
        """The day in the article's address: the date where it was published, whatever this site's time zone."""
        return self.published and self.published.date()

    def as_json(self) -> dict[str, Any]:
        """The form that `import_archive --dry-run --jsonl` prints, one object a line."""
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
            'fields': {name: dict(found) for name, found in self.fields.items()},
            'notes': [{'code': note.code, 'detail': note.detail} for note in self.notes],
        }


def digest(record: ArticleRecord | CommentRecord) -> str:
    """SHA-256 of a record by its values: equal records have equal digests, in every process.

    How it was read is left out: that says nothing of what it is. An article's comments are left out as well, since each
    has a digest of its own.
    """
    return record._once('digest', lambda: sha256(_JSON.encode(_plain(record)).encode()).hexdigest())


def comments_digest(record: ArticleRecord) -> str:
    """SHA-256 over all comments of a record, '' where it has none."""
    return record._once('comments', lambda: _of_all(record.comments)) if record.comments else ''


def packed(record: ArticleRecord) -> Packed | None:
    """What a record was read from, as it is kept; None where its reader does not say."""
    return record._once('packed', lambda: Packed.of(record.original))


def work_out(record: SourceRecord | ArticleRecord | RefusedRecord) -> None:
    """Asks for what is always asked for, so that a record that goes to another process takes the answers along."""
    if isinstance(record, ArticleRecord):
        digest(record)
        comments_digest(record)


def remembered(digests: str, mark: str) -> str:
    """Digests, apart by spaces, with one more, unless it is among them or empty."""
    return digests if not mark or mark in digests.split() else f'{digests} {mark}'.strip()


_NOT_DIGESTED = ('source', 'fields', 'notes', 'original', 'captured', 'encoding', 'comments')


def _of_all(comments: tuple[CommentRecord, ...]) -> str:
    return sha256(''.join(f'{comment.id}:{digest(comment)};' for comment in comments).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, _Values):
        names, values = _digested(type(value))
        return dict(zip(names, values(value), strict=True))
    return value.isoformat() if isinstance(value, datetime) else dict(value)


@cache
def _digested(kind: type) -> tuple[list[str], attrgetter]:
    # Sorted as the encoder sorts them, which finds less to do then.
    names = sorted(field.name for field in fields(kind) if field.init and field.name not in _NOT_DIGESTED)
    return names, attrgetter(*names)


# json.dumps() would make one for every record.
_JSON = json.JSONEncoder(default=_plain, sort_keys=True, check_circular=False)


def _iso(moment: datetime | None) -> str | None:
    return moment and moment.isoformat()
