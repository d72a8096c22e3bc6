"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
import re
from datetime import datetime, tzinfo
from html import escape
from typing import Any

from articles.readers.archives import Refused
from articles.readers.feed.entry import KINDS, Channel, Enclosure, Entry, from_plain
from articles.readers.record import AuthorRecord
from articles.text import sanitise

MARK = re.compile(rb'"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version|"(?:home_page_url|feed_url)"\s*:')
_TAIL = b']}'


def apart(data: bytes) -> tuple[bytes, list[bytes]]:
    """A feed as what it says of itself, up to where its items begin, and its items. Raises Refused."""
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        where = f'{error.lineno}:{error.colno}' if isinstance(error, json.JSONDecodeError) else ''
        raise Refused(f'its JSON cannot be read: {error}'[:200], where) from None
    if not isinstance(feed, dict) or not isinstance(feed.get('items'), list):
        raise Refused('not a JSON feed: it has no items')
    items = feed.pop('items')
    return _written(feed | {'items': []}).removesuffix(_TAIL), [_written(item) for item in items]


def together(head: bytes, items: list[bytes]) -> bytes:
    """A feed of these items."""
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
    """Nothing: what an item says depends on nothing around it."""
    return b''


def entry(_frame: bytes, original: bytes, zone: tzinfo) -> Entry | None:
    """What an item says; None where it is no object."""
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
        terms=[escape(tag) for tag in _listed(item, 'tags') if isinstance(tag, str)],
        enclosures=[*pictures, *_attachments(item)],
        language=_text(item, 'language'),
        meta={'external_url': _text(item, 'external_url')} if _text(item, 'url') else {},
    )


def _text(values: dict[str, Any], name: str) -> str:
    """Text, or a number, which some feeds give for an id, as text; '' for anything else."""
    value = values.get(name)
    return (
        sanitise.without_controls(str(value)).strip()
        if isinstance(value, str | int) and not isinstance(value, bool)
        else ''
    )


def _listed(values: dict[str, Any], name: str) -> list[Any]:
    value = values.get(name)
    return value if isinstance(value, list) else []


def _authors(values: dict[str, Any]) -> list[AuthorRecord]:
    people = [*_listed(values, 'authors'), values.get('author')]
    names = [_text(person, 'name') for person in people if isinstance(person, dict)]
    return [AuthorRecord(name) for name in dict.fromkeys(filter(None, names))]


def _attachments(item: dict[str, Any]) -> list[Enclosure]:
    found = [file for file in _listed(item, 'attachments') if isinstance(file, dict) and _text(file, 'url')]
    kinds = [_text(file, 'mime_type').partition('/')[0] for file in found]
    return [
        Enclosure(_text(file, 'url'), kind if kind in KINDS else '', _text(file, 'title'))
        for file, kind in zip(found, kinds, strict=True)
    ]


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return moment if 1 < moment.year < 9999 else None
    except ValueError:
        return None


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(',', ':')).encode(errors='replace')
