"""Splits and reads JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
import re
from datetime import datetime, tzinfo
from html import escape
from typing import Any

from articles.readers.archives import UnreadableFile
from articles.readers.feed.entry import KINDS, Channel, Enclosure, Entry, from_plain
from articles.readers.record import AuthorRecord
from articles.text import sanitise

MARK = re.compile(rb'"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version|"(?:home_page_url|feed_url)"\s*:')
_TAIL = b']}'


def split(data: bytes) -> tuple[bytes, list[bytes]]:
    """(head, items): the feed up to where its items begin, and each item as JSON. Raises UnreadableFile."""
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        where = f'{error.lineno}:{error.colno}' if isinstance(error, json.JSONDecodeError) else ''
        raise UnreadableFile(f'its JSON cannot be read: {error}'[:200], where) from None
    if not isinstance(feed, dict) or not isinstance(feed.get('items'), list):
        raise UnreadableFile('not a JSON feed: it has no items')
    items = feed.pop('items')
    return _encoded(feed | {'items': []}).removesuffix(_TAIL), [_encoded(item) for item in items]


def join(head: bytes, items: list[bytes]) -> bytes:
    """A feed of these items: undoes `split`."""
    return head + b','.join(items) + _TAIL


def channel(head: bytes) -> Channel:
    feed = json.loads(head + _TAIL)
    return Channel(
        title=_text(feed, 'title'),
        url=_text(feed, 'home_page_url') or _text(feed, 'feed_url'),
        description=_text(feed, 'description'),
        language=_text(feed, 'language'),
        authors=_authors(feed),
        meta={name: _text(feed, name) for name in ('version', 'feed_url', 'user_comment') if _text(feed, name)},
    )


def frame(_head: bytes) -> bytes:
    """Nothing: the meaning of an item does not depend on the rest of the feed."""
    return b''


def entry(_frame: bytes, original: bytes, zone: tzinfo) -> Entry | None:
    """The values of an item; None if it is not an object. `zone` is for moments without a UTC offset."""
    item = json.loads(original)
    if not isinstance(item, dict):
        return None
    pictures = [Enclosure(url, 'image') for name in ('image', 'banner_image') if (url := _text(item, name))]
    return Entry(
        id=_text(item, 'id'),
        url=_text(item, 'url') or _text(item, 'external_url'),
        title=escape(_text(item, 'title'), quote=False),
        content=_text(item, 'content_html') or from_plain(_text(item, 'content_text')),
        summary=escape(_text(item, 'summary'), quote=False),
        authors=_authors(item),
        published=_moment(_text(item, 'date_published'), zone),
        modified=_moment(_text(item, 'date_modified'), zone),
        terms=[escape(tag) for tag in _list(item, 'tags') if isinstance(tag, str)],
        enclosures=[*pictures, *_attachments(item)],
        language=_text(item, 'language'),
        meta={'external_url': _text(item, 'external_url')} if _text(item, 'url') else {},
    )


def answered(_original: bytes) -> str:
    """Items are never comments."""
    return ''


def _text(values: dict[str, Any], name: str) -> str:
    """A string, or a number as a string, since some feeds have numbers as ids; '' for anything else."""
    value = values.get(name)
    return (
        sanitise.without_controls(str(value)).strip()
        if isinstance(value, str | int) and not isinstance(value, bool)
        else ''
    )


def _list(values: dict[str, Any], name: str) -> list[Any]:
    value = values.get(name)
    return value if isinstance(value, list) else []


def _authors(values: dict[str, Any]) -> list[AuthorRecord]:
    people = [*_list(values, 'authors'), values.get('author')]
    names = [_text(person, 'name') for person in people if isinstance(person, dict)]
    return [AuthorRecord(name) for name in dict.fromkeys(filter(None, names))]


def _attachments(item: dict[str, Any]) -> list[Enclosure]:
    files = [file for file in _list(item, 'attachments') if isinstance(file, dict) and _text(file, 'url')]
    kinds = [_text(file, 'mime_type').partition('/')[0] for file in files]
    return [
        Enclosure(_text(file, 'url'), kind if kind in KINDS else '', _text(file, 'title'))
        for file, kind in zip(files, kinds, strict=True)
    ]


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment if 1 < moment.year < 9999 else None
    except ValueError:
        return None


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(',', ':')).encode(errors='replace')
